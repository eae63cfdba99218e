"""Services, agreements and SLA rules as pages: what is typed becomes the catalogue, and is shown before it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from commands.agreement import ConcludeAgreement
from commands.fields import Named
from commands.service import AddService
from events.values.identity import ScheduleId
from tests.api.serving import World
from tests.console.people import People
from tests.console.test_pages import HOSTILE

ORDERED = {"Part": "order"}


def ordered(client: httpx.Client, name: str, **fields: Any) -> dict[str, Any]:
    """An order as a form gives it; dots in names are written as two underscores."""
    told = {field.replace("__", "."): value for field, value in fields.items()}
    answer = client.post(f"/order/{name}", data=told, headers=ORDERED)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def shown(client: httpx.Client, path: str, position: int = 0) -> str:
    answer = client.get(f"{path}?min_position={position}" if position else path)
    assert answer.status_code == 200, answer.text[:400]
    return answer.text


@pytest.fixture
def own(world: World) -> Iterator[UUID]:
    """An agreement that no other test speaks of, and that nobody holds afterwards."""
    name = f"Соглашение {uuid4().hex[:8]}"
    made = world.order(ConcludeAgreement(title=Named(ru=name), schedule_id=ScheduleId(world.schedule)))
    world.desk.catch_up()
    yield made
    archived(world, made)


def archived(world: World, agreement: UUID | str) -> None:
    world.admin.post(f"/agreements/{agreement}/archive", json={"reason": "Проверка окончена"})
    world.desk.catch_up()


def test_rows_88_to_97_a_service_is_added_placed_and_described_by_forms_alone(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    name = f"Связь {uuid4().hex[:8]}"
    above = ordered(client, "add-service", title__ru=name, types=["incident"], responsible__team_id=str(world.team))
    page = shown(client, f"/company/services/{above['reference']}", above["position"])
    assert name in page
    assert "Первая линия" in page
    assert "Услуга не входит ни в одно действующее соглашение" in page
    below = ordered(
        client, "add-service", title__ru=f"{name} дома", types="incident", parent_id=above["reference"], place="20"
    )
    assert f"{name} дома" in shown(client, f"/company/services/{above['reference']}", below["position"])
    moved = ordered(client, "move-service", service_id=below["reference"], parent_id="", _none="parent_id")
    assert "На верхнем уровне" in shown(client, f"/company/services/{below['reference']}", moved["position"])
    none = ordered(client, "allow-service-types", service_id=below["reference"], types="", _none="types")
    assert "Никаких: запросить услугу нельзя." in shown(
        client, f"/company/services/{below['reference']}", none["position"]
    )
    nobody = ordered(
        client,
        "name-service-responsible",
        service_id=above["reference"],
        responsible__team_id="",
        responsible__person_id="",
        _none="responsible",
    )
    assert "Никто не назван" in shown(client, f"/company/services/{above['reference']}", nobody["position"])
    ordered(client, "archive-service", service_id=below["reference"])
    world.desk.catch_up()
    assert f"{name} дома" not in shown(client, "/company/services")
    assert f"{name} дома" in shown(client, "/company/services?archived=1")


def test_what_a_service_asks_is_set_question_by_question_and_taken_back(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    code = f"room_{uuid4().hex[:8]}"
    made = world.admin.post(
        "/ticket-types",
        json={
            "code": code,
            "definition": {
                "name": {"ru": "Переезд", "en": "Move"},
                "attributes": [
                    {"code": "floor", "name": {"ru": "Этаж", "en": "Floor"}},
                    {
                        "code": "goods",
                        "name": {"ru": "Вещи", "en": "Goods"},
                        "kind": "choice",
                        "choices": [{"code": "many", "name": {"ru": "Много", "en": "Many"}}],
                    },
                ],
                "lifecycle": world.admin.get("/ticket-types/incident").json()["type"]["definition"]["lifecycle"],
            },
        },
    )
    assert made.status_code == 201, made.text
    service = ordered(client, "add-service", title__ru=f"Переезды {uuid4().hex[:8]}", types=code)["reference"]
    world.desk.catch_up()
    page = shown(client, f"/company/services/{service}")
    condition = re.search(r'<option value="(\{[^"]*)">Вещи = Много', page)
    assert condition is not None
    done = ordered(
        client,
        "set-service-questions",
        **{
            "service_id": service,
            "form.adds": "false",
            "form.questions.0.code": "goods",
            "form.questions.0.is_required": "true",
            "form.questions.1.code": "floor",
            "form.questions.1.help.ru": "С какого",
            "form.questions.1.shown_when": condition[1].replace("&#34;", '"'),
        },
    )
    assert re.search(
        r"Вещи.*обязательно.*Этаж", shown(client, f"/company/services/{service}", done["position"]), re.DOTALL
    )
    versions = world.admin.get(f"/services/{service}/form/versions").json()["versions"]
    first, second = versions[-1]["form"]["questions"]
    assert (first["code"], first["is_required"]) == ("goods", True)
    assert (second["help"], second["shown_when"]["values"]) == ({"ru": "С какого", "en": "С какого"}, ["many"])
    back = ordered(client, "set-service-questions", service_id=service, _none="form")
    assert "Своих вопросов нет" in shown(client, f"/company/services/{service}", back["position"])


def test_rows_98_to_105_an_agreement_names_whom_it_serves_with_what_and_for_how_long(
    people: People, world: World, own: UUID
) -> None:
    client = people.signed_in(people.somebody("administrator"))
    ref = str(own)
    ordered(client, "name-services", agreement_id=ref, services=[str(world.service)], _none="services")
    ordered(
        client, "name-recipients", agreement_id=ref, units=[str(world.company), ""], distributes="true", _none="persons"
    )
    ordered(client, "name-provider", agreement_id=ref, provider_id=str(world.department))
    limited = ordered(
        client, "set-validity", agreement_id=ref, valid_until_at="2031-01-01T00:00", _none="valid_from_at"
    )
    page = shown(client, f"/company/agreements/{ref}", limited["position"])
    names = world.admin.get(f"/agreements/{ref}").json()["names"]
    assert names[str(world.company)]["ru"] == "ООО «Ромашка»"
    assert {names[str(one)]["ru"] for one in (world.service, world.schedule)} == {"Печать", "9–18"}
    for words in ("Печать", "ООО «Ромашка»", "Отдел", "2031"):
        assert words in page, words
    ordered(client, "name-recipients", agreement_id=ref, units="", _none=["units", "persons"])
    freed = ordered(client, "set-validity", agreement_id=ref, _none=["valid_from_at", "valid_until_at"])
    page = shown(client, f"/company/agreements/{ref}", freed["position"])
    assert "Никто не назван" in page
    assert "Без ограничений" in page


def test_row_104_the_base_agreement_offers_no_way_to_take_it_away(people: People, world: World) -> None:
    page = shown(people.signed_in(people.somebody("administrator")), f"/company/agreements/{world.agreement}")
    assert "нельзя убрать" in page
    assert "/order/archive-agreement" not in page


def test_rows_122_to_123_rules_of_both_clocks_are_kept_in_their_order_with_all_that_they_say(
    people: People, world: World, own: UUID
) -> None:
    promise = {
        "reaction": {"rules": [], "default": {"duration": {"amount": 30, "unit": "minutes"}, "escalations": []}},
        "resolution": {
            "rules": [
                {
                    "id": "urgent",
                    "name": {"ru": "Срочные", "en": "Urgent"},
                    "when": {
                        "priorities": ["critical"],
                        "services": [str(world.service)],
                        "units": [str(world.company)],
                        "attributes": {},
                    },
                    "norm": {
                        "duration": {"amount": 4, "unit": "hours"},
                        "escalations": [
                            {"id": "e1", "share_percent": 75, "action": {"notify": ["team_lead"]}},
                            {"id": "e2", "offset": {"amount": 1, "unit": "hours"}, "side": "before"},
                        ],
                    },
                },
                {
                    "id": "rest",
                    "name": {"ru": "Прочие", "en": "Rest"},
                    "norm": {"duration": {"amount": 2, "unit": "days"}},
                },
            ],
            "default": {"duration": {"amount": 9, "unit": "hours"}, "escalations": []},
        },
    }
    world.admin.post(f"/agreements/{own}/promise", json={"promise": promise})
    world.desk.catch_up()
    before = world.admin.get(f"/agreements/{own}").json()["promise"]
    client = people.signed_in(people.somebody("technologist"))
    page = shown(client, f"/company/agreements/{own}/rules")
    words = "если услуга: Печать; приоритет: критический; подразделение заявителя: ООО «Ромашка», то"
    assert words in re.sub(r"\s+", " ", page)
    done = client.post("/order/revise-agreement-promise", data=fields_of(page, "rules"), headers=ORDERED)
    assert done.status_code == 200, done.text
    world.desk.catch_up()
    after = world.admin.get(f"/agreements/{own}").json()["promise"]
    for side in ("resolution", "reaction"):
        for told, stood in zip(after[side]["rules"], before[side]["rules"], strict=True):
            assert told["norm"] == stood["norm"]
            assert told["when"] == stood["when"]
    assert after == before


def fields_of(page: str, form: str) -> dict[str, list[str]]:
    """What a browser would send of a form as it was drawn: templates of rows are not of it."""
    body = re.search(rf'<form[^>]*id="{form}".*?</form>', page, re.DOTALL)
    assert body is not None
    text = re.sub(r"<template>.*?</template>", "", _without_nested(body[0]), flags=re.DOTALL)
    found: dict[str, list[str]] = {}
    for tag in re.finditer(r"<input\b[^>]*>|<select\b.*?</select>", text, re.DOTALL):
        name = re.search(r'\bname="([^"]*)"', tag[0])
        if name is None or ('type="checkbox"' in tag[0] and " checked" not in tag[0]):
            continue
        chosen = re.search(r'<option value="([^"]*)" selected', tag[0]) or re.search(r'\bvalue="([^"]*)"', tag[0])
        found.setdefault(name[1], []).append(chosen[1] if chosen else "")
    return found


def _without_nested(text: str) -> str:
    """Templates hold templates: the inner ones go first."""
    inner = re.compile(r"<template>(?:(?!<template>|</template>).)*</template>", re.DOTALL)
    while inner.search(text):
        text = inner.sub("", text)
    return text


def test_rules_that_somebody_else_changed_meanwhile_are_not_saved_over_theirs(
    people: People, world: World, own: UUID
) -> None:
    client = people.signed_in(people.somebody("technologist"))
    drawn = fields_of(shown(client, f"/company/agreements/{own}/rules"), "rules")
    ordered(client, "rename-agreement", agreement_id=str(own), title__ru="Тем временем")
    refused = client.post("/order/revise-agreement-promise", data=drawn, headers=ORDERED)
    assert refused.status_code in {409, 412}, refused.text
    assert world.admin.get(f"/agreements/{own}").json()["promise"]["resolution"]["rules"] == []


def test_a_preview_says_how_many_open_tickets_would_get_a_new_deadline_and_which_rule_fits_one(
    people: People, world: World, own: UUID
) -> None:
    world.admin.post(f"/agreements/{own}/services", json={"services": [str(world.service)]})
    world.admin.post(f"/agreements/{own}/recipients", json={"persons": [str(world.persons["specialist"])]})
    world.desk.catch_up()
    made = registered(world, str(world.service), str(own), str(world.persons["specialist"]))
    world.desk.catch_up()
    number = made["number"]
    client = people.signed_in(people.somebody("administrator"))
    draft = {
        "agreement_id": str(own),
        "promise.resolution.rules.0.id": "a",
        "promise.resolution.rules.0.name.ru": "Только критичные",
        "promise.resolution.rules.0.when.priorities": "critical",
        "promise.resolution.rules.0.norm.duration.amount": "1",
        "promise.resolution.rules.0.norm.duration.unit": "hours",
        "promise.resolution.rules.1.id": "b",
        "promise.resolution.rules.1.name.ru": "Печать подольше",
        "promise.resolution.rules.1.when.services": str(world.service),
        "promise.resolution.rules.1.norm.duration.amount": "20",
        "promise.resolution.rules.1.norm.duration.unit": "hours",
        "apply_to_open": "true",
        "_try": f"№{number}",
    }
    told = client.post(f"/company/agreements/{own}/preview", data=draft, headers={"Part": "preview"})
    assert told.status_code == 200, told.text
    assert "1 открытая заявка получит новый срок, 0 сроков станут просроченными." in told.text
    assert f'href="/tickets/{number}"' in told.text
    passed_over = r"Только критичные</strong>: если приоритет: критический.*не подходит: приоритет"
    fits = r"Печать подольше</strong>: если услуга: Печать.*20 рабочих часов.*Подходит:"
    assert re.search(rf"{passed_over}.*{fits}", told.text, re.DOTALL)
    whole = client.post(f"/company/agreements/{own}/preview", data={**draft, "_try": ""})
    assert "<html" in whole.text
    assert world.admin.get(f"/agreements/{own}").json()["promise"]["resolution"]["rules"] == []
    other = world.ticket()["number"]
    world.desk.catch_up()
    told = client.post(f"/company/agreements/{own}/preview", data={**draft, "_try": other}, headers={"Part": "preview"})
    assert "Заявка по другому соглашению" in told.text


def test_row_97_who_answers_where_nobody_is_named_is_named_beside_the_agreements(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    done = ordered(client, "name-desk-responsible", responsible__team_id=str(world.team))
    page = shown(client, "/company/agreements", done["position"])
    assert re.search(r'id="desk-responsible">.*Первая линия', page, re.DOTALL)


def test_who_changed_a_service_an_agreement_or_a_schedule_stands_in_its_history(
    people: People, world: World, own: UUID
) -> None:
    one = people.somebody("technologist")
    client = people.signed_in(one)
    done = ordered(client, "rename-agreement", agreement_id=str(own), title__ru="Другое имя")
    page = shown(client, f"/company/agreements/{own}/history", done["position"])
    assert re.search(r"Орлова-\w+ Анна.*Другое имя", page, re.DOTALL)
    assert 'id="s-history"' in shown(client, f"/company/services/{world.service}")
    schedule = shown(client, f"/settings/schedules/{world.schedule}")
    assert "История" in schedule
    assert f'href="/company/agreements/{world.agreement}"' in schedule


def test_auditors_read_the_rules_and_specialists_the_catalogue_and_neither_is_offered_to_change_them(
    people: People, world: World
) -> None:
    for group in ("auditor", "specialist"):
        client = people.signed_in(people.somebody(group))
        for path in (
            *("/company/services", f"/company/services/{world.service}", "/company/agreements"),
            *(f"/company/agreements/{world.agreement}", f"/company/agreements/{world.agreement}/rules"),
        ):
            assert "/order/" not in shown(client, path), (group, path)
    elsewhere = people.signed_in(people.somebody("requester")).get("/company/services")
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (303, "/portal")


def test_hostile_names_of_services_and_agreements_stay_words(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    service = world.order(AddService(title=Named(ru=HOSTILE), description_ru=HOSTILE, types=("incident",)))
    agreement = world.order(ConcludeAgreement(title=Named(ru=HOSTILE), schedule_id=ScheduleId(world.schedule)))
    world.desk.catch_up()
    world.admin.post(f"/agreements/{agreement}/services", json={"services": [str(service)]})
    world.desk.catch_up()
    for path in (
        *("/company/services", f"/company/services/{service}", "/company/agreements"),
        *(f"/company/agreements/{agreement}", f"/company/agreements/{agreement}/rules"),
    ):
        page = shown(client, path)
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    ordered(client, "archive-service", service_id=str(service))
    ordered(client, "archive-agreement", agreement_id=str(agreement), reason="Проверили")
    world.desk.catch_up()


def rule(page: Page, nth: int) -> Any:
    return page.locator("[data-rows='promise.resolution.rules'] .rule[data-row]").nth(nth)


def test_a_new_service_with_its_agreement_and_a_rule_gives_its_ticket_the_deadline_that_was_previewed(
    people: People, world: World, browser: Browser
) -> None:
    name = uuid4().hex[:8]
    one = people.somebody("administrator")
    page = people.browsing(browser, one, "/company/services")
    page.get_by_text("Добавить услугу").click()
    page.fill("#services-add [name='title.ru']", f"Стенд {name}")
    page.get_by_role("button", name="Добавить", exact=True).click()
    page.wait_for_url(re.compile(r"/company/services/[0-9a-f-]{36}$"))
    service = page.url.rpartition("/")[2]
    page.goto("/company/agreements")
    page.get_by_text("Добавить соглашение").click()
    page.fill("#agreements-add [name='title.ru']", f"Для стенда {name}")
    page.select_option("#agreements-add [name=schedule_id]", str(world.schedule))
    page.get_by_role("button", name="Добавить", exact=True).click()
    page.wait_for_url(re.compile(r"/company/agreements/[0-9a-f-]{36}$"))
    agreement = page.url.rpartition("/")[2]
    page.locator("#e-services").click()
    page.locator(f"#a-services input[value='{service}']").check()
    page.locator("#a-services button.button").click()
    expect(page.locator("#a-services > div")).to_contain_text(f"Стенд {name}")
    page.locator("#e-recipients").click()
    page.fill("#a-recipients input[data-unit]", "Ромаш")
    page.locator("#a-recipients li[role=option]").first.click()
    page.fill("#a-recipients input[data-person]", one.login)
    page.locator("#a-recipients li[role=option]").first.click()
    page.locator("#a-recipients button.button").click()
    expect(page.locator("#a-recipients > div")).to_contain_text("Люди:")
    page.goto(f"/company/agreements/{agreement}/rules")
    page.get_by_role("button", name="Добавить правило Правила вычисления дедлайна").click()
    rule(page, 0).locator("[name='promise.resolution.rules.0.name.ru']").fill("Сбои")
    rule(page, 0).locator("[name='promise.resolution.rules.0.when.types'][value=incident]").check()
    rule(page, 0).locator("[name='promise.resolution.rules.0.norm.duration.amount']").fill("3")
    expect(page.locator("[data-preview]")).to_contain_text("Сроки открытых заявок не меняются.")
    page.get_by_role("button", name="Сохранить правила").click()
    expect(page.locator(".rule-words").first).to_contain_text("Сбои")
    expect(page.locator(".rule-words").first).to_contain_text("3 ч")
    made = registered(world, service, agreement, one.login)
    archived(world, agreement)
    asked = {"min_position": made["position"]}
    clock = world.admin.get(f"/tickets/{made['number']}/sla", params=asked).json()["resolution"]
    assert clock["target_s"] == 3 * 3600.0
    page.goto(f"/tickets/{made['number']}")
    expect(page.locator("#card")).to_contain_text("Стенд стоит")


def registered(world: World, service: str, agreement: str, requester: str) -> dict[str, Any]:
    """A ticket for a service under an agreement."""
    made = world.admin.post(
        "/tickets",
        json={
            "subject": "Стенд стоит",
            "type": "incident",
            "service_id": service,
            "agreement_id": agreement,
            "requester": {"person_id": requester},
        },
    )
    assert made.status_code == 201, made.text
    receipt: dict[str, Any] = made.json()
    return receipt
