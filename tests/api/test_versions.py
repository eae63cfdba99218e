"""What a ticket was registered under is read whole and for ever, by the links of its card (row 176)."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from events.values.ticket_type import SHIPPED_TYPES
from tests.api.practice import defined_type, posted
from tests.api.serving import World

HALF_DAY = {"zone": "Europe/Moscow", "week": {"mon": [["09:00", "13:00"]]}}


def promise(amount: int) -> dict[str, Any]:
    return {"resolution": {"default": {"duration": {"amount": amount, "unit": "hours"}}}}


def drawn_up(world: World) -> str:
    return str(posted(world, "/schedules", {"title": {"ru": "Полдня", "en": "Half days"}, "timetable": HALF_DAY})["id"])


def concluded(world: World, schedule: str) -> str:
    body = {"title": {"ru": "VIP", "en": "VIP"}, "schedule_id": schedule, "promise": promise(4)}
    agreement = str(posted(world, "/agreements", body)["id"])
    posted(world, f"/agreements/{agreement}/recipients", {"persons": [str(world.persons["requester"])]})
    return agreement


def linked(world: World, href: str, name: str = "specialist") -> dict[str, Any]:
    answer = world.client(name).get(href.removeprefix("/api/v1"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_row_176_the_links_of_a_ticket_lead_to_the_promise_and_the_hours_of_then_whatever_came_later(
    world: World,
) -> None:
    schedule = drawn_up(world)
    agreement = concluded(world, schedule)
    holiday = {"exceptions": [{"on": "2031-05-09", "hours": [], "name": {"ru": "День Победы", "en": "Victory Day"}}]}
    posted(world, f"/schedules/{schedule}/holidays", holiday)
    posted(world, f"/agreements/{agreement}/promise", {"promise": promise(6)})
    ticket = world.ticket(agreement_id=agreement)
    posted(world, f"/agreements/{agreement}/promise", {"promise": promise(9)})
    posted(world, f"/agreements/{agreement}/reschedule", {"schedule_id": str(world.schedule)})
    posted(world, f"/agreements/{agreement}/rename", {"title": {"en": "Gold"}})
    withdrawn = posted(world, f"/schedules/{schedule}/withdraw-holidays", {"dates": ["2031-05-09"]})
    posted(world, f"/agreements/{agreement}/archive", {"reason": "Договор закончился"})
    asked = {"min_position": withdrawn["position"]}
    told = world.specialist.get(f"/tickets/{ticket['number']}/as-registered", params=asked).json()["promise"]

    then = linked(world, told["promise_href"])
    assert then["version"] == told["promise_version"] == 2
    assert then["promise"]["resolution"]["default"]["duration"]["amount"] == 6
    assert (then["schedule_id"], then["name"]["en"], then["by"]["name"]) == (schedule, "VIP", "admin")
    hours = linked(world, told["schedule_href"])
    assert hours["version"] == told["schedule_version"] == 2
    assert [one["on"] for one in hours["timetables"]["versions"][-1][1]["exceptions"]] == ["2031-05-09"]
    assert hours["timetables"]["versions"][0][1]["week"]["mon"] == [["09:00", "13:00"]]
    last = linked(world, f"/agreements/{agreement}/versions/4")
    assert (last["schedule_id"], last["until_at"]) == (str(world.schedule), None)
    assert linked(world, f"/agreements/{agreement}/versions/3")["until_at"] == last["since_at"]


def test_row_176_the_link_of_a_type_leads_to_the_version_that_was_registered(world: World) -> None:
    code = defined_type(world)
    posted(world, f"/ticket-types/{code}/archive", {})
    posted(world, f"/ticket-types/{code}/restore", {})
    ticket = world.ticket(type=code)
    changed = json.loads(msgspec.json.encode(SHIPPED_TYPES["incident"]))
    changed["name"] = {"ru": "Иное", "en": "Other"}
    posted(world, f"/ticket-types/{code}/revise", {"definition": changed})
    last = posted(world, f"/ticket-types/{code}/archive", {})
    asked = {"min_position": last["position"]}
    told = world.requester.get(f"/tickets/{ticket['number']}/as-registered", params=asked).json()

    assert told["type_version"] == 1
    assert linked(world, told["type_href"], "requester")["definition"]["name"]["en"] == "Incident"
    assert linked(world, f"/ticket-types/{code}/versions/4")["definition"]["name"]["en"] == "Other"


def test_row_176_whoever_may_not_read_a_version_gets_no_link_to_it(world: World) -> None:
    ticket = world.ticket()
    told = world.requester.get(f"/tickets/{ticket['number']}/as-registered").json()

    assert (told["promise"]["promise_href"], told["promise"]["schedule_href"]) == (None, None)
    assert world.requester.get(f"/agreements/{world.agreement}/versions/1").status_code == 404
    assert told["type_href"] == "/api/v1/ticket-types/incident/versions/0"


def test_row_176_a_version_that_never_was_is_refused_with_those_that_are(world: World) -> None:
    schedule = drawn_up(world)
    agreement = concluded(world, schedule)
    posted(world, f"/agreements/{agreement}/promise", {"promise": promise(6)})
    code = defined_type(world)
    posted(world, f"/ticket-types/{code}/archive", {})
    changed = json.loads(msgspec.json.encode(SHIPPED_TYPES["inquiry"]))
    last = posted(world, f"/ticket-types/{code}/revise", {"definition": changed})
    for path, known in (
        (f"/agreements/{agreement}/versions/3", "1–2"),
        (f"/schedules/{schedule}/versions/0", "1"),
        (f"/ticket-types/{code}/versions/2", "1, 3"),
    ):
        answer = world.specialist.get(path, params={"min_position": last["position"]} if "types" in path else {})
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
            404,
            "no-such-version",
            "version",
        )
        assert answer.json()["texts"]["en"].endswith(f"There are: {known}."), path
        assert answer.json()["texts"]["ru"].endswith(f"Есть: {known}.")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/agreements/{team}/versions/1", "no-such-agreement"),
        ("/schedules/{agreement}/versions/1", "no-such-schedule"),
        ("/agreements/{schedule}/versions/1", "no-such-agreement"),
        ("/ticket-types/nothing/versions/1", "no-such-ticket-type"),
    ],
)
def test_a_version_of_something_else_is_none(world: World, path: str, code: str) -> None:
    said = path.format(team=world.team, agreement=world.agreement, schedule=world.schedule)
    answer = world.admin.get(said)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_row_p2_what_was_revised_is_read_back_on_the_card_and_by_its_number(world: World) -> None:
    schedule = drawn_up(world)
    ahead = "2031-01-01T00:00:00Z"
    for closes in ("14:00", "15:00"):
        posted(
            world, f"/schedules/{schedule}/revise", {"timetable": {**HALF_DAY, "week": {"tue": [["09:00", closes]]}}}
        )
    night = {"timetable": {**HALF_DAY, "week": {"wed": [["22:00", "06:00"]]}}, "effective_from": ahead}
    last = posted(world, f"/schedules/{schedule}/revise", night)
    answer = world.specialist.get("/schedules", params={"min_position": last["position"]}).json()
    (card,) = [one for one in answer["schedules"] if one["schedule_id"] == schedule]

    weeks = [[day for day, hours in table["week"].items() if hours] for _, table in card["timetables"]["versions"]]
    assert (weeks, card["planned"], card["hours_version"]) == ([["tue"], ["wed"]], 1, 4)
    assert card["timetables"]["versions"][1][0] == card["edits"][0]["effective_from"] == ahead
    assert [edit["version"] for edit in card["edits"]] == [4, 3, 2, 1]
    for edit in card["edits"]:
        version = linked(world, edit["href"])
        assert [version[key] for key in ("version", "since_at", "effective_from")] == [
            edit[key] for key in ("version", "since_at", "effective_from")
        ]
    assert linked(world, card["edits"][0]["href"])["timetables"] == card["timetables"]
    (third,) = linked(world, card["edits"][1]["href"])["timetables"]["versions"]
    assert third == card["timetables"]["versions"][0]
