"""Types of ticket and their life cycles through the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx
import msgspec
import pytest

from api.pictures.life_cycle import draw
from api.rest.ticket_type.orders import DEFINITION
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition
from tests.api.serving import World
from tests.gallery_types import ACCESS_TYPE

SVG = "{http://www.w3.org/2000/svg}"


def define(world: World, **changes: Any) -> str:
    """A type of its own for each test; gives its code."""
    code = f"t{uuid4().hex[:12]}"
    answer = world.admin.post("/ticket-types", json={"code": code, "definition": {**DEFINITION, **changes}})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/ticket-types/{code}"
    return code


def read(world: World, path: str, **params: Any) -> Any:
    answer = world.requester.get(path, params={"min_position": world.desk.log.head(), **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_rows_2_91_166_a_type_is_defined_registered_moved_and_found_by_its_own_status(world: World) -> None:
    code = define(world)
    receipt = world.ticket(type=code, attributes={"system": "erp"})
    moved = world.specialist.post(f"/tickets/{receipt['number']}/move", json={"to": "checking", "reason": "Проверим"})
    assert moved.status_code == 200, moved.text
    page = read(world, "/tickets", type=code, status="checking")
    (line,) = page["tickets"]
    assert (line["number"], line["status_name"], line["status_colour"]) == (
        receipt["number"],
        {"ru": "На проверке", "en": "Checking"},
        "#b07d12",
    )
    assert code in [one["code"] for one in read(world, "/ticket-types")["types"]]


@pytest.mark.parametrize(("field", "value"), [("status", "sleeping"), ("type", "wish")])
def test_a_status_or_type_that_no_ticket_can_have_is_refused(world: World, field: str, value: str) -> None:
    answer = world.specialist.get("/tickets", params={field: value})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_row_2_who_names_an_unknown_type_is_sent_to_the_list_of_all_types(world: World) -> None:
    answer = world.specialist.post("/tickets", json={"subject": "x", "type": "wish"}, params={"lang": "en"})
    assert answer.json()["detail"].endswith("Choose one from the list of types (GET /ticket-types).")
    assert define(world) in [one["code"] for one in read(world, "/ticket-types")["types"]]


@pytest.mark.parametrize("code", ["Доступ", "Access", "1st", "a-b", "_a"])
def test_row_91_a_code_of_another_form_is_answered_with_the_form_that_is_wanted(world: World, code: str) -> None:
    answer = world.admin.post("/ticket-types", json={"code": code, "definition": DEFINITION})
    assert (answer.status_code, answer.json()["field"]) == (422, "code")
    texts = answer.json()["texts"]
    assert texts["ru"].endswith("цифры и _, сначала буква: например, access_request.")
    assert texts["en"].endswith("digits and _ are needed, a letter first: access_request, for example.")


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#1F4FA3"])
def test_row_166_a_colour_of_another_form_is_answered_with_the_form_that_is_wanted(world: World, colour: str) -> None:
    asked, *others = DEFINITION["lifecycle"]["statuses"]
    lifecycle = {**DEFINITION["lifecycle"], "statuses": [{**asked, "colour": colour}, *others]}
    body = {"code": "mine", "definition": {**DEFINITION, "lifecycle": lifecycle}}
    answer = world.admin.post("/ticket-types", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "definition.lifecycle.statuses[0].colour")
    texts = answer.json()["texts"]
    assert texts["ru"].endswith("нужен цвет вида #1f4fa3: шесть цифр или строчных букв от a до f.")
    assert texts["en"].endswith("a colour such as #1f4fa3 is needed: six digits or small letters from a to f.")


def test_row_166_a_revision_is_previewed_carried_out_and_its_tickets_are_led(world: World) -> None:
    code = define(world)
    receipt = world.ticket(type=code, attributes={"system": "erp"})
    world.specialist.post(f"/tickets/{receipt['number']}/move", json={"to": "checking", "reason": "Проверим"})
    asked, _, granted = DEFINITION["lifecycle"]["statuses"]
    short = {
        **DEFINITION,
        "lifecycle": {"statuses": [asked, granted], "initial": "asked", "transitions": [way("asked", "granted")]},
    }
    read(world, "/tickets")
    tried = world.admin.post(f"/ticket-types/{code}/preview", json={"definition": short})
    told = {"tickets": 1, "standing": {"checking": 1}, "led": {}, "unled": ["checking"], "questions_lost": []}
    assert tried.json() == told
    refused = world.admin.post(f"/ticket-types/{code}/revise", json={"definition": short})
    assert (refused.status_code, refused.json()["code"]) == (422, "removed-status-needs-lead")
    done = world.admin.post(f"/ticket-types/{code}/revise", json={"definition": short, "led": {"checking": "asked"}})
    assert done.status_code == 200, done.text
    read(world, "/ticket-types")
    world.desk.stranded.turn()
    assert read(world, f"/tickets/{receipt['number']}")["status"] == "asked"
    card = read(world, f"/ticket-types/{code}")
    assert [one["version"] for one in card["versions"]] == [1, 2]


def way(leaves: str, enters: str) -> dict[str, str]:
    return {"leaves": leaves, "enters": enters}


@pytest.mark.parametrize(
    ("transitions", "named"),
    [
        ([way("asked", "granted")], "Status “Checking” cannot be reached"),
        ([way("asked", "checking"), way("asked", "granted")], "From status “Checking” a ticket can never end"),
    ],
    ids=["an island", "a trap"],
)
def test_row_166_a_life_cycle_with_an_island_or_a_trap_is_refused_with_its_name(
    world: World, transitions: list[dict[str, str]], named: str
) -> None:
    statuses = [{**status, "wakes_to": ""} for status in DEFINITION["lifecycle"]["statuses"]]
    lifecycle = {"statuses": statuses, "initial": "asked", "transitions": transitions}
    body = {"code": "island", "definition": {**DEFINITION, "lifecycle": lifecycle}}
    answer = world.admin.post("/ticket-types", json=body, params={"lang": "en"})
    assert answer.status_code == 422
    assert named in answer.json()["detail"]
    assert answer.json()["field"].startswith("definition.lifecycle.statuses[")


@pytest.mark.parametrize("path", ["/ticket-types", "/ticket-types/incident/revise", "/ticket-types/incident/preview"])
def test_row_166_a_life_cycle_that_nobody_can_finish_is_refused_wherever_it_is_said(world: World, path: str) -> None:
    asked, _, granted = DEFINITION["lifecycle"]["statuses"]
    only_auditors = {**way("asked", "granted"), "groups": ["auditor"]}
    lifecycle = {"statuses": [asked, granted], "initial": "asked", "transitions": [only_auditors]}
    body = {"definition": {**DEFINITION, "lifecycle": lifecycle}, **({} if "incident" in path else {"code": "mine"})}
    answer = world.admin.post(path, json=body, params={"lang": "en"})
    assert (answer.status_code, answer.json()["code"], answer.json()["rule"]) == (422, "invalid-field", "row 166")
    assert answer.json()["field"] == "definition.lifecycle.statuses[0]"
    assert "From status “Asked” nobody can end a ticket" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["revise", "preview"])
def test_row_166_leading_out_of_a_status_that_stays_is_refused_by_its_name(world: World, path: str) -> None:
    body = {"definition": {**DEFINITION, "closes_after": None}, "led": {"checking": "asked"}}
    code = define(world)
    read(world, "/ticket-types")
    answer = world.admin.post(f"/ticket-types/{code}/{path}", json=body, params={"lang": "en"})
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing-to-lead")
    assert answer.json()["field"] == "led.checking"


def test_types_are_the_administrators_to_change(world: World) -> None:
    body = {"code": "mine", "definition": DEFINITION}
    for client in (world.specialist, world.requester):
        assert client.post("/ticket-types", json=body).status_code == 403
        assert client.post("/ticket-types/incident/preview", json={"definition": DEFINITION}).status_code == 403


@pytest.mark.parametrize("path", ["wish", "wish/lifecycle.svg"])
def test_a_type_that_does_not_exist_is_told_so(world: World, path: str) -> None:
    answer = world.requester.get(f"/ticket-types/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-ticket-type")


@pytest.mark.parametrize(("language", "title"), [("ru", "Жизненный цикл: Инцидент"), ("en", "Life cycle: Incident")])
def test_row_166_the_life_cycle_is_drawn_in_the_reader_s_language(world: World, language: str, title: str) -> None:
    answer = world.requester.get("/ticket-types/incident/lifecycle.svg", params={"lang": language})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(answer.text).findtext(f"{SVG}title") == title  # noqa: S314 - our own picture


@pytest.mark.parametrize("definition", [SHIPPED_TYPES["incident"], ACCESS_TYPE], ids=["shipped", "own"])
def test_row_166_the_picture_has_an_arrow_for_each_way_and_all_of_it_lies_inside(definition: Any) -> None:
    picture = ET.fromstring(draw(definition, "en"))  # noqa: S314 - our own picture
    width, height = (float(picture.get(side, "0")) for side in ("width", "height"))
    cycle = definition.lifecycle
    told = picture.findtext(f"{SVG}desc") or ""
    assert len(list(picture.iter(f"{SVG}path"))) == len(cycle.transitions) == told.count("→")
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert [status.name.en for status in cycle.statuses if status.name.en not in words] == []
    for shape in picture.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(shape.get(name, "0")) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(shape.get(name, "0")) <= height


def test_words_of_people_are_no_markup_in_the_picture() -> None:
    named = DEFINITION["name"] | {"en": "<script>&"}
    picture = draw(msgspec.convert({**DEFINITION, "name": named}, TypeDefinition), "en")
    assert "<script>" not in picture
    assert ET.fromstring(picture).findtext(f"{SVG}title") == "Life cycle: <script>&"  # noqa: S314 - our own picture


def moved(client: httpx.Client, number: int, to: str, **said: str) -> Any:
    """The problem that a move ends with, in the language that is asked for."""
    lang = said.pop("lang", "ru")
    answer = client.post(f"/tickets/{number}/move", json={"to": to, **said}, params={"lang": lang})
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.json()


def test_row_166_a_refused_move_says_what_is_open_to_who_asks_by_name_and_by_code(world: World) -> None:
    number = world.ticket(type=define(world), attributes={"system": "erp"})["number"]
    world.specialist.post(f"/tickets/{number}/move", json={"to": "checking", "reason": "Проверим"})
    (asked, checking, granted) = DEFINITION["lifecycle"]["statuses"]
    back = world.requester.post(f"/tickets/{number}/move", json={"to": "asked"})
    assert back.status_code == 200
    told = moved(world.specialist, number, "granted")
    assert told["detail"] == "Из статуса «Запрошен» нельзя перейти в «Выдан». Отсюда вам открыто: «На проверке»."
    assert (told["code"], told["field"], told["parameters"]) == (
        "status-is-not-reachable",
        "to",
        {"ways": [checking["code"]]},
    )
    assert moved(world.requester, number, "granted", lang="en")["detail"] == (
        "A ticket that is “Asked” cannot become “Granted”. From here you can take it to: nowhere; "
        "write to those who work on it."
    )
    unknown = moved(world.specialist, number, "sleeping", lang="en")
    assert unknown["detail"].endswith("It has: “Asked”, “Checking”, “Granted”.")
    assert unknown["parameters"] == {"known": [asked["code"], checking["code"], granted["code"]]}


def test_row_166_what_a_way_asks_for_and_who_may_take_it_is_told_in_words(world: World) -> None:
    number = world.ticket(type=define(world), attributes={"system": "erp"})["number"]
    told = moved(world.specialist, number, "checking")
    assert told["detail"] == "Переход в «На проверке» требует поля «причина». Заполните его."
    assert told["field"] == "reason"
    world.specialist.post(f"/tickets/{number}/move", json={"to": "checking", "reason": "Проверим"})
    told = moved(world.specialist, number, "granted", solution="Выдан")
    assert told["detail"] == "Переход в «Выдан» вам не открыт. Обратитесь к тем, кто в группах: «администратор»."
    assert told["parameters"] == {"groups": ["administrator"]}


def test_rule_c11_a_type_closes_after_working_days_and_the_clocks_say_when(world: World) -> None:
    lifecycle = SHIPPED_TYPES["incident"].lifecycle
    code = define(
        world,
        lifecycle=msgspec.to_builtins(lifecycle),
        attributes=[],
        closes_after={"amount": 2, "unit": "working_days"},
    )
    number = world.ticket(type=code)["number"]
    world.specialist.post(f"/tickets/{number}/start")
    assert read(world, f"/tickets/{number}/sla")["closes_at"] is None
    world.specialist.post(f"/tickets/{number}/resolve", json={"solution": "Готово"})
    clocks = read(world, f"/tickets/{number}/sla")
    closes_at, stopped_at = (
        datetime.fromisoformat(at) for at in (clocks["closes_at"], clocks["resolution"]["stopped_at"])
    )
    assert timedelta(days=1) < closes_at - stopped_at < timedelta(days=8)


@pytest.mark.parametrize(
    ("term", "field"),
    [
        ({"amount": 0, "unit": "working_days"}, "definition.closes_after.amount"),
        ({"amount": 366, "unit": "working_days"}, "definition.closes_after.amount"),
        ({"amount": 3, "unit": "workdays"}, "definition.closes_after.unit"),
    ],
)
def test_rule_c11_a_term_that_is_none_is_refused(world: World, term: dict[str, Any], field: str) -> None:
    body = {"code": "mine", "definition": {**DEFINITION, "closes_after": term}}
    answer = world.admin.post("/ticket-types", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
