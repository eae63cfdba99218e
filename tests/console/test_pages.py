"""Pages by HTTP alone: each opens for whom it is, hostile words stay words, and a form works without any script."""

from __future__ import annotations

import re

import pytest

from api.console.rendering import PART, POLICY, environment
from api.console.ticket import cards, lists
from events.values.people import Group
from tests.api.serving import World
from tests.console.people import People

HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_the_operator_opens_in_both_languages(people: People, world: World, language: str) -> None:
    number = world.ticket()["number"]
    client = people.signed_in(people.somebody("administrator"))
    client.post("/look", data={"language": language})
    for path in (
        *("/tickets", f"/tickets?open={number}", f"/tickets/{number}", f"/tickets/{number}/why", "/tickets/new"),
        *(
            f"/tickets/new?service={world.service}",
            "/portal",
            "/portal/ask",
            "/portal/requests",
            "/password",
            "/approvals",
        ),
        *("/account", "/second-factor"),
        *("/portal/approvals", "/articles", f"/articles/{world.article}", f"/portal/articles/{world.article}"),
        *("/company", "/company/departments", "/company/clients", "/company/teams", "/company/duplicates"),
        *(f"/company/units/{world.company}", f"/company/units/{world.department}/people", "/company?q=админ"),
        *(f"/company/units/{world.department}/archive", f"/company/people/{world.persons['specialist']}?tab=account"),
        *(f"/company/people/{world.persons['specialist']}", f"/company/people/{world.persons['admin']}?tab=history"),
        *(f"/company/teams/{world.team}", f"/company/teams/{world.team}/on-call"),
        *(f"/portal/requests/{number}", f"/tickets?view={world.view}", "/tickets?view=all&sort=-number&q=принтер"),
        *("/settings/steps", "/settings/schedules", f"/settings/schedules/{world.schedule}?year=2027"),
        *("/company/services", "/company/services?archived=1", f"/company/services/{world.service}"),
        *(
            "/company/agreements",
            f"/company/agreements/{world.agreement}",
            f"/company/agreements/{world.agreement}/history",
            f"/company/agreements/{world.agreement}/rules",
        ),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
        assert f'<html lang="{language}"' in answer.text
        assert answer.headers["content-security-policy"] == POLICY
        shown = re.sub(r"<[^>]*>", " ", answer.text.replace("Русский", ""))
        if language == "en":
            assert "Заявки" not in shown, path


def test_every_part_of_a_page_can_be_asked_for_by_itself(people: People, world: World) -> None:
    number = world.ticket()["number"]
    client = people.signed_in(people.somebody("administrator"))
    for path, part, holds in (
        ("/tickets?view=all&sort=-number", "page", f'id="t{number}"'),
        ("/tickets?view=all", "views", 'id="views"'),
        (f"/tickets/{number}", "card", 'id="card-title"'),
        (f"/tickets/rows?numbers={number}&view=all", "rows", f'data-fits="{number}"'),
        (f"/tickets/new?service={world.service}", "asked", ""),
        ("/portal?q=печать", "found", "О чём это?"),
        (f"/portal/requests/{number}", "card", 'id="card-entries"'),
        ("/approvals", "card", "Ждут вашего согласования"),
        (f"/articles/{world.article}", "card", 'class="way-back"'),
        ("/company/departments", "tree", 'class="plain-list tree"'),
        ("/company?q=specialist", "page", "<tbody>"),
        (f"/company/units/{world.department}", "card", 'id="unit-head"'),
        (f"/company/people/{world.persons['specialist']}", "card", 'id="person-head"'),
        (f"/company/teams/{world.team}", "card", 'id="team-members"'),
        (f"/company/teams/{world.team}/on-call", "card", 'id="call-drawn"'),
        ("/sign-in", "sign_in", ""),
        ("/company/services", "card", 'id="services-list"'),
        (f"/company/services/{world.service}", "card", 'id="s-types"'),
        ("/company/agreements", "card", 'id="agreements-list"'),
        (f"/company/agreements/{world.agreement}", "card", 'id="a-services"'),
    ):
        answer = client.get(path, headers={"Part": part}, follow_redirects=False)
        assert answer.status_code in {200, 303}, (path, answer.text[:300])
        assert "<html" not in answer.text, path
        assert holds in answer.text, (path, answer.text[:300])
    parts = {
        (template, name)
        for template in environment().list_templates()
        for name in environment().get_template(template).blocks
        if name.startswith(PART)
    }
    assert len(parts) >= 9


def test_hostile_words_stay_words_on_every_page(people: People, world: World) -> None:
    one = people.somebody("administrator")
    client = people.signed_in(one)
    made = client.post(
        "/order/register-ticket",
        data={"subject": HOSTILE, "description": HOSTILE, "_back": "/tickets/{reference}"},
    )
    assert made.status_code == 303, made.text
    where = made.headers["location"].partition("?")[0]
    client.post("/order/comment-on-ticket", data={"ticket_id": where.rpartition("/")[2], "body": HOSTILE})
    world.desk.catch_up()
    for path in (
        where,
        f"/tickets?q={HOSTILE}",
        f"{where}/why",
        "/tickets?view=all&sort=-number",
        f"/portal?q={HOSTILE}",
    ):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in client.get(where).text


def test_a_form_without_scripts_gives_its_order_and_leads_on(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("specialist"))
    made = client.post(
        "/order/register-ticket", data={"subject": "Не включается монитор", "_back": "/tickets/{reference}"}
    )
    assert made.status_code == 303
    world.desk.catch_up()
    page = client.get(made.headers["location"])
    assert page.status_code == 200
    assert "Не включается монитор" in page.text


def test_a_form_that_is_sent_twice_is_one_order(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("specialist"))
    sent = [
        client.post(
            "/order/register-ticket", data={"subject": "Дважды", "_key": "k-1", "_back": "/tickets/{reference}"}
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert world.desk is not None


def keys_of(page: str) -> list[str]:
    """The keys of a page's forms; each has one."""
    forms = re.findall(r'<form [^>]*action="/order/[^>]*>', page)
    keys = re.findall(r'<form [^>]*action="/order/[^>]*><input type="hidden" name="_key" value="([^"]+)">', page)
    assert len(keys) == len(forms) > 0
    return keys


def test_each_form_is_drawn_with_a_key_of_its_own_and_parts_with_none(people: People, world: World) -> None:
    address = f"/tickets/{world.ticket()['number']}"
    client = people.signed_in(people.somebody("specialist"))
    keys = [*keys_of(client.get(address).text), *keys_of(client.get(address).text)]
    assert len(set(keys)) == len(keys)
    part = client.get(address, headers={"Part": "card"}).text
    assert 'action="/order/' in part
    assert "_key" not in part


def test_a_page_without_scripts_that_is_pressed_twice_gives_one_order(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    client = people.signed_in(people.somebody("specialist"))
    key = keys_of(client.get(f"/tickets/{number}").text)[-1]

    def sent(body: str) -> int:
        told = {"ticket_id": number, "body": body, "_key": key, "_back": f"/tickets/{number}"}
        return client.post("/order/comment-on-ticket", data=told).status_code

    # What was refused may be mended and sent again; what is said anew from a page gone back to is another order.
    assert [sent(body) for body in (" ", "Один раз", "Один раз", "И ещё раз", "Один раз")] == [422, 303, 303, 303, 303]
    world.desk.catch_up()
    page = client.get(f"/tickets/{number}").text
    assert (page.count("Один раз"), page.count("И ещё раз")) == (1, 1)


def test_a_refused_form_says_why_and_a_script_hears_which_field(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    client = people.signed_in(people.somebody("specialist"))
    told = client.post("/order/comment-on-ticket", data={"ticket_id": number, "body": " ", "_back": "/tickets"})
    assert told.status_code == 422
    assert 'href="/tickets"' in told.text
    heard = client.post("/order/comment-on-ticket", data={"ticket_id": number, "body": " "}, headers={"Part": "order"})
    assert (heard.status_code, heard.json()["field"]) == (422, "body")
    missing = client.post("/order/comment-on-ticket", data={"ticket_id": number}, headers={"Part": "order"}).json()
    assert (missing["field"], missing["beside"]) == ("body", "Оно обязательно.")
    nobody = client.post("/order/share-ticket", data={"ticket_id": number}, headers={"Part": "order"}).json()
    assert nobody["named"] == ["person_id", "group"]
    assert "person_id, group" in nobody["text"]
    unknown = client.post("/order/no-such-thing", data={}, headers={"Part": "order"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no-such-order")


@pytest.mark.parametrize(
    ("group", "home"), [("requester", "/portal"), ("specialist", "/tickets"), ("auditor", "/tickets")]
)
def test_everybody_begins_where_their_work_is(people: People, group: Group, home: str) -> None:
    client = people.signed_in(people.somebody(group))
    assert client.get("/").headers["location"] == home


def test_a_requester_sees_their_own_conversation_and_nobody_elses(people: People, world: World) -> None:
    foreign = world.ticket()["number"]
    one = people.somebody("requester")
    client = people.signed_in(one)
    made = client.post(
        "/order/register-ticket",
        data={"subject": "Нужна мышь", "channel": "portal", "_back": "/portal/requests/{reference}"},
    )
    world.desk.catch_up()
    number = made.headers["location"].partition("?")[0].rpartition("/")[2]
    world.admin.post(f"/tickets/{number}/comments", json={"body": "Тайное слово", "is_public": False})
    world.admin.post(f"/tickets/{number}/comments", json={"body": "Мышь в пути"})
    world.desk.catch_up()
    page = client.get(made.headers["location"])
    assert "Мышь в пути" in page.text
    assert "Тайное слово" not in page.text
    assert client.get(f"/portal/requests/{foreign}").status_code == 404
    for path in (f"/tickets/{foreign}", f"/tickets/{foreign}/why"):
        assert client.get(path).headers["location"] == f"/portal/requests/{foreign}", path
    assert client.get("/tickets/new").headers["location"] == "/portal/requests"
    assert "Интерфейс оператора" not in page.text


def test_what_is_not_there_says_so_as_a_page(people: People) -> None:
    client = people.signed_in(people.somebody())
    for path in ("/nowhere", "/tickets/999999999", "/static/x/none.js"):
        answer = client.get(path)
        assert answer.status_code == 404, path
    assert "К началу" in client.get("/nowhere").text
    assert client.get("/tickets?sort=sideways").status_code == 200


def test_looks_and_scripts_are_kept_for_ever_and_packed(people: People) -> None:
    nobody = people.stranger()
    page = nobody.get("/sign-in").text
    address = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
    answer = nobody.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    sizes = [
        int(nobody.get(one, headers={"Accept-Encoding": "gzip"}).headers["content-length"])  # as it is sent
        for one in set(re.findall(r'"(/static/[^"]+)"', page))
    ]
    assert sum(sizes) < 120_000


def test_what_nobody_foresaw_is_a_page_with_a_number_to_quote(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    client = people.signed_in(people.somebody("administrator"))

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(lists, "view_links", broken)
    answer = client.get("/tickets")
    assert answer.status_code == 500
    assert re.search(r'class="refusal"[^>]*>[^<]*[0-9a-f]{12}', answer.text)
    assert "ZeroDivision" not in answer.text


def test_whoever_only_reads_is_offered_nothing_to_write(people: People, world: World) -> None:
    number = world.ticket()["number"]
    page = people.signed_in(people.somebody("auditor")).get(f"/tickets/{number}").text
    assert str(number) in page
    assert "<textarea" not in page
    assert "/order/" not in page


@pytest.mark.parametrize("path", ["/tickets", "/portal/requests"])
def test_words_said_with_a_deed_stand_under_the_name_of_the_deed(people: People, world: World, path: str) -> None:
    number = world.ticket()["number"]
    world.admin.post(f"/tickets/{number}/decline", json={"reason": "Та же просьба пришла дважды"})
    world.desk.catch_up()
    page = people.signed_in(people.somebody("administrator")).get(f"{path}/{number}").text
    assert re.search(r"Отклонена</span>(?:(?!<strong>).)*Та же просьба пришла дважды", page, re.DOTALL)


def test_a_request_that_is_over_says_where_to_ask_again_and_offers_nothing_to_write(
    people: People, world: World
) -> None:
    number = world.ticket()["number"]
    client = people.signed_in(people.somebody("administrator"))
    assert "<textarea" in client.get(f"/portal/requests/{number}").text
    world.admin.post(f"/tickets/{number}/decline", json={"reason": "Дважды"})
    world.desk.catch_up()
    page = client.get(f"/portal/requests/{number}").text
    assert "<textarea" not in page
    assert "Спросить снова" in page


def test_a_conversation_of_several_pages_is_shown_to_its_end(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "MOST_ENTRIES", 2)
    number = world.ticket()["number"]
    for nth in range(5):
        world.admin.post(f"/tickets/{number}/comments", json={"body": f"Слово {nth}"})
    world.desk.catch_up()
    client = people.signed_in(people.somebody("administrator"))
    for path in ("/tickets", "/portal/requests"):
        page = client.get(f"{path}/{number}").text
        assert [f"Слово {nth}" in page for nth in range(5)] == [True] * 5
