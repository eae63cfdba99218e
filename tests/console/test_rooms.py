"""The rooms of tasks, problems, changes and articles, and the search over all: by HTTP, as their forms send it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import httpx
import pytest

from api.console.rendering import POLICY
from events.values.people import Group
from tests.api.serving import World
from tests.api.test_accounts import OWN
from tests.console.people import SAME_ORIGIN, People
from tests.console.test_pages import HOSTILE


def given(client: httpx.Client, name: str, **fields: Any) -> dict[str, Any]:
    """What an order is answered that is told as our own script tells it; a field with dots is written with “__”."""
    data = {field.replace("__", "."): value for field, value in fields.items()}
    answer = client.post(f"/order/{name}", data=data, headers={"Part": "order"})
    assert answer.status_code == 200, (name, answer.text)
    told: dict[str, Any] = answer.json()
    return told


def shown(client: httpx.Client, path: str, position: int = 0) -> str:
    """A page, as of a place in the log."""
    at = f"{'&' if '?' in path else '?'}min_position={position}" if position else ""
    answer = client.get(path + at)
    assert answer.status_code == 200, (path, answer.text[:500])
    return answer.text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_the_rooms_opens_in_both_languages(people: People, world: World, language: str) -> None:
    client = people.signed_in(people.somebody("administrator"))
    client.post("/look", data={"language": language})
    number = world.ticket()["number"]
    problem = given(client, "register-problem", subject=f"Причина {number}", incidents=number)["reference"]
    change = given(client, "draft-change", subject=f"Замена {number}", incidents=number)["reference"]
    world.desk.catch_up()
    article = shown(client, f"/articles/{world.article}")
    called = re.findall(r"/articles/(K-\d+)/edit", article)[0]
    for path in (
        *("/tasks", "/tasks?show=teams", "/tasks?show=over", f"/tasks?show=open&team={world.team}"),
        *("/problems", "/problems?show=all&q=x", "/problems/new", f"/problems/new?ticket={number}"),
        *(f"/problems/{problem}", f"/problems/{problem}/history"),
        *("/changes", "/changes?show=asks-me", "/changes/new", f"/changes/new?ticket={number}", f"/changes/{change}"),
        *(f"/changes/{change}/history", "/changes/calendar", "/changes/calendar?by=week&on=2026-12-03"),
        *("/changes/calendar?on=9999-99-99", "/changes/freezes", "/articles?show=drafts", "/articles/new"),
        *(f"/articles/{called}", f"/articles/{called}/edit", f"/articles/{called}/history"),
        *(f"/articles/{called}/feedback", f"/articles/{called}/editions/1?language=ru", "/search", "/search?q=принтер"),
        *("/search?q=принтер&kind=ticket", "/search/suggestions?q=прин", "/tickets/views", "/approvals"),
        *("/tickets?view=all&group=status", "/tickets?view=all&columns=number,subject,service,company,tags,closed"),
        f"/tickets?view=all&status=new&priority=high&team={world.team}&responsible=me&tag=x&registered_from=-7d",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
        assert f'<html lang="{language}"' in answer.text
        assert answer.headers["content-security-policy"] == POLICY
        if language == "en":
            assert "Заявки" not in re.sub(r"<[^>]*>", " ", answer.text), path


def test_row_162_a_task_is_done_given_up_and_taken_up_again_from_the_list(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    number, title = world.ticket()["number"], f"Заказать картридж {uuid4().hex[:8]}"
    made = given(client, "add-task", ticket_id=number, title=title, due_at="2026-01-01T09:00")
    page = shown(client, "/tasks?show=overdue", made["position"])
    assert title in page
    assert title in shown(client, "/tasks?show=open&due_before=2026-01-01")
    assert title not in shown(client, "/tasks?show=open&due_before=2025-12-31")
    assert title not in shown(client, f"/tasks?show=open&responsible={people.somebody('specialist').login}")
    task = re.findall(rf'id="k([0-9a-f-]+)">\s*<th scope="row">{title}', page)[0]
    done = given(client, "do-task", ticket_id=number, task_id=task)
    assert title not in shown(client, "/tasks?show=open", done["position"])
    again = given(client, "take-up-task-again", ticket_id=number, task_id=task)
    assert title in shown(client, "/tasks?show=open", again["position"])
    left = given(client, "give-up-task", ticket_id=number, task_id=task, reason="Не нужен")
    assert "не будет сделана" in shown(client, "/tasks?show=over", left["position"])


def test_row_85_an_auditor_reads_the_rooms_and_is_offered_nothing_to_write(people: People, world: World) -> None:
    admin = people.signed_in(people.somebody("administrator"))
    number = world.ticket()["number"]
    problem = given(admin, "register-problem", subject="Аудит", incidents=number)["reference"]
    change = given(admin, "draft-change", subject="Аудит", incidents=number)["reference"]
    world.desk.catch_up()
    client = people.signed_in(people.somebody("auditor"))
    for path in (
        *("/tasks?show=open", f"/problems/{problem}", f"/changes/{change}", "/changes/freezes"),
        f"/articles/{world.article}",
    ):
        page = shown(client, path)
        assert "/order/" not in page, path
        assert "<textarea" not in page, path


@pytest.mark.parametrize(
    ("group", "path", "leads"),
    [
        ("requester", "/tasks", "/portal"),
        ("requester", "/problems", "/portal"),
        ("requester", "/articles", "/portal/articles"),
        ("requester", "/articles/K-1", "/portal/articles/K-1"),
    ],
)
def test_who_is_no_staff_is_led_to_where_theirs_is(people: People, group: Group, path: str, leads: str) -> None:
    assert people.signed_in(people.somebody(group)).get(path).headers["location"] == leads


def test_row_164_a_problem_goes_from_a_ticket_to_its_solution_and_takes_its_tickets_along(
    people: People, world: World
) -> None:
    client = people.signed_in(people.somebody("administrator"))
    first, second = (world.ticket()["number"] for _ in range(2))
    assert str(first) in shown(client, f"/problems/new?ticket={first}")
    made = given(client, "register-problem", subject="Сеть падает по утрам", incidents=f"{first}, {second}")
    ref = made["reference"]
    given(client, "record-workaround", problem_id=ref, workaround="Перезапустить")
    known = given(client, "record-root-cause", problem_id=ref, root_cause="Старый шлюз")
    page = shown(client, f"/problems/{ref}", known["position"])
    assert "Перезапустить" in page
    assert "Старый шлюз" in page
    assert "Заявки: 2" in page
    gone = given(client, "record-workaround", problem_id=ref, workaround="", _none="workaround")
    assert "Пока неизвестно" in shown(client, f"/problems/{ref}", gone["position"])
    unlinked = given(client, "unlink-problem-incidents", problem_id=ref, incidents=str(second))
    assert "Заявки: 1" in shown(client, f"/problems/{ref}", unlinked["position"])
    given(client, "link-problem-incidents", problem_id=ref, incidents=str(second))
    solved = given(client, "move-problem", problem_id=ref, to="resolved", solution="Шлюз заменён")
    assert "Решить все этим решением" in shown(client, f"/problems/{ref}", solved["position"])
    outcomes = client.post(f"/problems/{ref}/resolve")
    assert outcomes.status_code == 200
    assert outcomes.text.count(": решена") == 2
    world.desk.catch_up()
    card = shown(client, f"/tickets/{first}")
    assert "Шлюз заменён" in card
    assert f'href="/problems/{ref}"' in card
    assert f'href="/changes/new?ticket={first}"' in card
    article = given(client, "draft-article-from-ticket", ticket_id=first)
    assert "Шлюз заменён" in shown(client, f"/articles/{article['reference']}", article["position"])


def test_row_165_a_change_is_outlined_asked_for_consented_to_and_scheduled(people: People) -> None:
    client = people.signed_in(people.somebody("administrator"))
    approver = people.somebody("specialist")
    made = given(
        client,
        "draft-change",
        subject="Новый шлюз",
        plan="Поставить рядом",
        back_out="Вернуть старый",
        window__begins_at="2031-03-02T22:00",
        window__ends_at="2031-03-03T02:00",
    )
    ref = made["reference"]
    page = shown(client, f"/changes/{ref}", made["position"])
    assert "Поставить рядом" in page
    assert "желаемое" in page
    cleared = given(client, "outline-change", change_id=ref, subject="Новый шлюз", _none=["window", "description"])
    assert "в календаре" not in shown(client, f"/changes/{ref}", cleared["position"])
    given(
        client,
        "outline-change",
        change_id=ref,
        subject="Новый шлюз",
        window__begins_at="2031-03-02T22:00",
        window__ends_at="2031-03-03T02:00",
    )
    told = {
        "stages.0.mode": "one",
        "stages.0.approvers": approver.login,
        "stages.1.mode": "one",
        "stages.1.approvers": "",
    }
    asked = given(client, "submit-change", change_id=ref, _given="stages.*.mode", **told)
    page = shown(client, f"/changes/{ref}", asked["position"])
    assert "спрашивают сейчас" in page
    assert "Этап 2" not in page
    theirs = people.signed_in(approver)
    assert ref in shown(theirs, "/approvals", asked["position"])
    given(theirs, "answer-change-approval", change_id=ref, verdict="approve", comment="Согласен")
    booked = given(client, "schedule-change", change_id=ref)
    page = shown(client, f"/changes/{ref}", booked["position"])
    assert "занято" in page
    assert "Согласен" in page
    assert "Отметить выполненным" in page


def test_row_165_the_calendar_marks_windows_on_one_service_and_those_in_a_freeze(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    year = 2100 + uuid4().int % 800
    names = [f"Окно {uuid4().hex[:6]}" for _ in range(3)]
    refs = []
    for name, begins, ends in zip(
        names, ("03T22:00", "04T01:00", "20T10:00"), ("04T02:00", "04T05:00", "20T12:00"), strict=True
    ):
        made = given(
            client,
            "draft-change",
            subject=name,
            services=str(world.service),
            window__begins_at=f"{year}-03-{begins}",
            window__ends_at=f"{year}-03-{ends}",
        )
        refs.append(made["reference"])
    frozen = {"begins": f"{year}-03-20T00:00", "ends": f"{year}-03-21T00:00", "zone": "Europe/Moscow"}
    preview = client.post("/changes/freezes/preview", data=frozen, headers={"Part": "preview"})
    assert "Ничего на это время ещё не запланировано" in preview.text, preview.text
    title = f"Запрет {uuid4().hex[:6]}"
    declared = given(client, "declare-freeze", title__ru=title, **frozen)
    try:
        month = shown(client, f"/changes/calendar?on={year}-03-01", declared["position"])
        assert month.count(f"пересекается с {refs[1]}") == 2  # on both days that the first window has
        assert f"пересекается с {refs[0]}" in month
        assert f"во время запрета «{title}»" in month
        week = shown(client, f"/changes/calendar?by=week&on={year}-03-20")
        assert "весь день" in week
        assert names[2] in week
        assert names[0] not in week
        answer = client.get(
            "/api/v1/changes", params={"since": f"{year}-03-01T00:00:00Z", "until": f"{year}-04-01T00:00:00Z"}
        )
        told = answer.json()
        pair = {"number": int(refs[0][2:]), "other": int(refs[1][2:])}
        assert told["collisions"] == [pair]
        assert [one["number"] for one in told["frozen"]] == [int(refs[2][2:])]
        assert title in shown(client, "/changes/freezes")
    finally:
        freeze = client.get("/api/v1/freezes").json()["freezes"]
        for one in freeze:
            if one["title"]["ru"] == title:
                given(client, "lift-freeze", freeze_id=one["freeze_id"])
    world.desk.catch_up()
    assert title not in shown(client, "/changes/freezes")


def test_a_freeze_that_says_no_times_is_refused_by_its_preview_in_words(people: People) -> None:
    client = people.signed_in(people.somebody("administrator"))
    answer = client.post("/changes/freezes/preview", data={"zone": "Europe/Moscow"}, headers={"Part": "preview"})
    assert answer.status_code == 422
    assert "укажите день и время" in answer.text


def test_an_article_is_written_in_one_language_published_compared_and_put_away(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    title = f"Как включить {uuid4().hex[:6]}"
    told = {
        "texts.0.language": "ru", "texts.0.title": title, "texts.0.body": "Шаг один",
        "texts.1.language": "en", "texts.1.title": "", "_given": "texts.*.language", "check_again_on": "2026-01-01",
        "services": str(world.service), "audience": "everyone",
    }  # fmt: skip
    ref = given(client, "write-article", **told)["reference"]
    published = given(client, "publish-article", article_id=ref)
    page = shown(client, f"/articles/{ref}", published["position"])
    assert "опубликована" in page
    assert "пора проверить" in page
    assert title in shown(client, "/articles?show=due")
    given(client, "redraft-article", article_id=ref, language="ru", title=title, body="Шаг один\nШаг два")
    world.desk.catch_up()
    compared = shown(client, f"/articles/{ref}/editions/1?language=ru&against=0")
    assert re.search(r'class="gone"[^ç]*Шаг два', compared)
    given(client, "name-article-services", article_id=ref, _none="services")
    given(client, "check-article", article_id=ref, _none="check_again_on")
    given(client, "publish-article", article_id=ref, languages="ru", note="Второй шаг")
    gone = given(client, "archive-article", article_id=ref)
    page = shown(client, f"/articles/{ref}", gone["position"])
    assert "в архиве" in page
    assert "Вернуть из архива" in page
    assert "Второй шаг" in page
    assert "Печать" not in re.findall(r'<aside class="facts".*?</dl>', page, re.DOTALL)[0].split("<details")[0]


def test_a_draft_that_somebody_else_wrote_on_meanwhile_is_not_overwritten(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    ref = given(client, "write-article", **{"texts.0.language": "ru", "texts.0.title": "Двое пишут"})["reference"]
    world.desk.catch_up()
    version = re.findall(r'name="_version" value="(\d+)"', shown(client, f"/articles/{ref}/edit"))[0]
    given(client, "redraft-article", article_id=ref, language="ru", title="Первая", _version=version)
    late = client.post(
        "/order/redraft-article",
        data={"article_id": ref, "language": "ru", "title": "Вторая", "_version": version},
        headers={"Part": "order"},
    )
    assert late.status_code == 412, late.text


def test_hostile_words_stay_words_in_the_rooms(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    number = world.ticket()["number"]
    given(client, "add-task", ticket_id=number, title=HOSTILE, due_at="2026-01-01T09:00")
    problem = given(client, "register-problem", subject=HOSTILE, description=HOSTILE, incidents=number)["reference"]
    change = given(
        client,
        "draft-change",
        subject=HOSTILE,
        plan=HOSTILE,
        window__begins_at="2031-05-05T10:00",
        window__ends_at="2031-05-05T12:00",
    )["reference"]
    told = {"texts.0.language": "ru", "texts.0.title": HOSTILE, "texts.0.body": HOSTILE}
    article = given(client, "write-article", **told)["reference"]
    world.desk.catch_up()
    for path in (
        *("/tasks?show=overdue", f"/problems/{problem}", "/problems", f"/changes/{change}", "/changes"),
        *("/changes/calendar?on=2031-05-05", "/changes/calendar?on=2031-05-05&by=week", f"/articles/{article}"),
        *(f"/articles/{article}/edit", "/articles?show=drafts", f"/search?q={HOSTILE}", f"/problems/{problem}/history"),
        *(f"/search/suggestions?q={HOSTILE}", f"/tickets?q={HOSTILE}", f"/tickets?responsible={HOSTILE}"),
    ):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path


def test_the_search_finds_over_all_kinds_marks_the_words_and_says_where_it_guessed(
    people: People, world: World
) -> None:
    client = people.signed_in(people.somebody("administrator"))
    word = f"квазар{uuid4().hex[:6]}"
    number = world.ticket(subject=f"Сломан {word}")["number"]
    given(client, "register-problem", subject=f"Все {word} ломаются")
    world.desk.catch_up()
    page = shown(client, f"/search?q={word}")
    assert f"<mark>{word}</mark>" in page
    assert f'href="/tickets/{number}"' in page
    assert "Проблемы" in page
    only = shown(client, f"/search?q={word}&kind=problem")
    assert f'href="/tickets/{number}"' not in only
    assert "Ничего не нашлось" in shown(client, f"/search?q={uuid4().hex}")
    assert 'class="refusal"' in shown(client, "/search?q=!!!")


def test_the_box_offers_places_deeds_and_things(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    number = world.ticket()["number"]
    world.desk.catch_up()
    ask = {"Part": "found"}
    places = client.get("/search/suggestions?q=согл", headers=ask).text
    assert 'data-href="/approvals"' in places
    deeds = client.get("/search/suggestions?q=создать", headers=ask).text
    assert 'data-href="/tickets/new"' in deeds
    assert 'data-href="/problems/new"' in deeds
    things = client.get(f"/search/suggestions?q={number}", headers=ask).text
    assert f'data-href="/tickets/{number}"' in things
    assert f"/search?q={number}" in things
    outside = people.signed_in(people.somebody("requester"))
    told = outside.get("/search/suggestions?q=создать", headers=ask).text
    assert "/problems" not in told


@pytest.mark.parametrize("path", ["/tasks?responsible=nobody.of.this.name", "/articles?q=!!!", "/search?q=!!!"])
def test_what_a_list_cannot_be_narrowed_by_is_told_above_it_and_the_bar_stays(people: People, path: str) -> None:
    page = shown(people.signed_in(people.somebody("administrator")), path)
    assert 'class="refusal" role="alert"' in page
    assert 'class="quick"' in page


def test_an_address_that_leads_nowhere_leads_home_and_not_to_the_interface(people: People) -> None:
    client = people.signed_in(people.somebody("requester"))
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "/docs" not in page.text
    assert "К началу" in page.text


def test_whoever_signs_in_comes_to_an_address_in_any_alphabet(people: People) -> None:
    one = people.somebody("specialist")
    stranger = people.stranger()
    answer = stranger.get("/tickets?q=принтер")
    sent = {"login": one.login, "password": OWN, "_go": "/tickets?q=принтер&view=all"}
    led = stranger.post("/sign-in", data=sent, headers=SAME_ORIGIN)
    assert (answer.status_code, led.status_code) == (303, 303)
    assert unquote(led.headers["location"]) == "/tickets?q=принтер&view=all"


@pytest.mark.parametrize("path", ["/tickets?q=%00", "/tickets/1%001", "/search?q=%ff"])
def test_what_no_address_may_contain_is_told_by_a_page(people: People, path: str) -> None:
    client = people.signed_in(people.somebody("specialist"))
    answer = client.get(path)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"].startswith("text/html")
    assert 'class="refusal"' in answer.text
    over_http = client.get("/api/v1" + path)
    assert "json" in over_http.headers["content-type"]
