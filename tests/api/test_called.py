"""Orders name things by what people call them, and may ask for the thing itself as the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.http.orders.called import fields_of
from commands.catalogue import COMMANDS
from commands.fields import Named
from commands.org_unit.add import AddCompany
from commands.org_unit.change import LetColleaguesAsk
from commands.person.register import RegisterPerson
from commands.problem.register import RegisterProblem
from commands.ticket.approval import RequestApproval
from commands.ticket.work import AssignTicket
from events.substitute import SubstituteNamed
from events.values.identity import OrgUnitId, PersonId, StreamId
from events.values.people import Actor
from events.values.person_name import PersonName
from tests.api.serving import World

WISH = {"Prefer": "return=representation"}


def _card(world: World, number: int, position: int) -> dict[str, Any]:
    found: dict[str, Any] = world.admin.get(f"/tickets/{number}?min_position={position}").json()
    return found


def _sorted(told: Any) -> Any:
    """What was answered, with groups in one order: they are a set."""
    if isinstance(told, dict):
        return {name: sorted(one) if name == "groups" else _sorted(one) for name, one in told.items()}
    return [_sorted(one) for one in told] if isinstance(told, list) else told


def test_the_types_of_a_command_say_which_fields_take_names() -> None:
    assert fields_of(AssignTicket) == ["responsible.person_id", "ticket_id"]
    assert fields_of(RequestApproval) == ["stages[].approvers[]", "ticket_id"]
    assert fields_of(RegisterProblem) == ["incidents[]", "responsible.person_id"]
    assert all(fields_of(command) is not None for command in COMMANDS.values())


@pytest.mark.parametrize("called", [lambda n: n, str, "№{}".format, "#{}".format], ids=["1001", "text", "№", "#"])
def test_newcomer_8_a_ticket_is_named_by_its_number_wherever_an_id_is_asked_for(world: World, called: Any) -> None:
    former = world.ticket()
    later = world.requester.post("/tickets", json={"subject": "Снова", "follows": called(former["number"])})
    assert later.status_code == 201, later.text
    card = _card(world, later.json()["number"], later.json()["position"])
    assert card["follows"]["ticket_id"] == former["id"]
    problem = world.admin.post("/problems", json={"subject": "Сеть", "incidents": [called(former["number"])]})
    assert problem.status_code == 201, problem.text
    merged = world.admin.post(f"/tickets/{later.json()['number']}/merge", json={"into": called(former["number"])})
    assert merged.status_code == 200, merged.text


@pytest.mark.parametrize("called", ["me", "specialist.of.the.world", "specialist@desk.example"])
def test_a_person_is_named_by_login_address_or_me(world: World, called: str) -> None:
    ticket = world.ticket()
    to = {"responsible": {"team_id": str(world.team), "person_id": called}}
    answer = world.specialist.post(f"/tickets/{ticket['number']}/assign", json=to)
    assert answer.status_code == 200, answer.text
    card = _card(world, ticket["number"], answer.json()["position"])
    assert card["responsible_id"] == str(world.persons["specialist"])


def test_an_address_names_a_person_too(world: World) -> None:
    answer = world.admin.post("/persons/specialist.of.the.world/position", json={"position": "Инженер"})
    assert (answer.status_code, answer.json()["id"]) == (200, str(world.persons["specialist"]))
    assert world.admin.post("/persons/nobody.here/position", json={"position": "?"}).status_code == 404


@pytest.mark.parametrize("called", ["specialist.of.the.world", "specialist@desk.example", "me"])
def test_questions_name_a_person_as_orders_do(world: World, called: str) -> None:
    them = str(world.persons["specialist"])
    asker = world.specialist if called == "me" else world.admin
    # What other tests did in this world is counted on the card: the two readings are of one moment.
    world.desk.catch_up()
    own = ("", "/history", "/agreements", "/catalogue")
    for below in own if called == "me" else (*own, "/open-tickets", "/sessions"):
        found, same = (asker.get(f"/persons/{ref}{below}") for ref in (called, them))
        assert (found.status_code, _sorted(found.json())) == (200, _sorted(same.json())), below
    number = world.ticket()["number"]
    world.specialist.post(f"/tickets/{number}/take", json={})
    world.desk.catch_up()
    lists = ("/tickets?requester=", "/tickets?responsible=nobody,", "/tickets/groups?requester=", "/tasks?responsible=")
    for path in (*lists, "/time-spent?person=", "/problems?responsible="):
        found, same = (asker.get(f"{path}{ref}") for ref in (called, them))
        # A cursor leads on in the question as it was asked: with the same words in it.
        told, meant = ({**answer.json(), "next_cursor": None} for answer in (found, same))
        assert (found.status_code, told) == (200, meant), path
    for path in ("/sign-ins?person=", "/downloads?person=") if called != "me" else ():
        assert world.admin.get(f"{path}{called}").json() == world.admin.get(f"{path}{them}").json()


def test_a_question_tries_out_no_names_for_who_sees_no_cards(world: World) -> None:
    taken, free = (
        [world.requester.get(f"{path}{ref}").json()["code"] for path in ("/persons/", "/tickets?requester=")]
        for ref in ("specialist@desk.example", "nobody@desk.example")
    )
    assert taken == free == ["no-such-person", "invalid-field"]
    assert world.requester.get("/persons/me").json()["person"]["person_id"] == str(world.persons["requester"])


def test_a_name_that_nobody_bears_is_refused_by_its_field(world: World) -> None:
    number = world.ticket()["number"]
    to = {"responsible": {"team_id": str(world.team), "person_id": "nobody.at.all"}}
    refused = world.admin.post(f"/tickets/{number}/assign", json=to).json()
    assert (refused["code"], refused["field"]) == ("no-such-person", "responsible.person_id")


def test_who_sees_no_cards_tries_out_no_names(world: World) -> None:
    told = [
        world.requester.post("/tickets", json={"subject": "x", "requester": {"person_id": called}}).json()
        for called in ("specialist@desk.example", "nobody@desk.example")
    ]
    assert told[0]["code"] == told[1]["code"] == "no-such-person"
    own = world.requester.post("/tickets", json={"subject": "x", "requester": {"person_id": "requester@desk.example"}})
    assert own.status_code == 201, own.text


def test_row_82_who_finds_people_by_name_names_them_by_what_they_are_called_too(world: World) -> None:
    """A second-line specialist names their substitute; cards stay closed to them, and so do answers about cards."""
    second, specialist = world.persons["second_line"], str(world.persons["specialist"])
    until = (world.desk.clock.now() + timedelta(days=3)).isoformat()
    client = world.client("second_line")
    for called in ("specialist.of.the.world", "specialist@desk.example"):
        named = client.post("/persons/me/substitute", json={"substitute_id": called, "until_at": until})
        assert named.status_code == 200, named.text
    fact = world.desk.log.load(StreamId(second))[-1].fact
    assert isinstance(fact, SubstituteNamed)
    assert str(fact.substitute_id) == specialist
    absent = client.post("/persons/me/absences", json={"substitute_id": "specialist.of.the.world", "until_at": until})
    assert absent.status_code == 200, absent.text
    ended = client.post("/persons/me/absences/end", json={"absence_id": absent.json()["id"]})
    assert ended.status_code == 200, ended.text  # whoever else asks for them in this world finds them there
    assert client.get("/persons/specialist.of.the.world").json()["code"] == "no-such-person", "no card"
    assert client.get("/tickets?responsible=specialist.of.the.world").status_code == 200
    nobody = client.post("/persons/me/substitute", json={"substitute_id": "nobody.here", "until_at": until})
    assert (nobody.json()["code"], nobody.json()["field"]) == ("no-such-person", "substitute_id")
    client.post("/persons/me/substitute/dismiss", json={})


def test_colleagues_name_each_other_where_their_company_lets_them_ask_for_each_other(world: World) -> None:
    mark = uuid4().hex[:8]
    company = OrgUnitId(world.order(AddCompany(title=Named(en=f"Client {mark}"))))
    names = [f"{name}.{mark}" for name in ("vera", "gleb")]
    vera, gleb = (
        PersonId(world.order(RegisterPerson(full_name=PersonName(one), kind="contact", unit_id=company, login=one)))
        for one in names
    )
    secret = world.desk.tokens.make(Actor("person", vera, "Вера"), frozenset({"requester"}), now=world.desk.clock.now())
    bearing, wish = {"Authorization": f"Bearer {secret}"}, {"subject": "x", "requester": {"person_id": names[1]}}

    def asked() -> httpx.Response:
        return world.anonymous.post("/tickets", json=wish, headers=bearing)

    assert asked().json()["code"] == "no-such-person"
    world.order(LetColleaguesAsk(unit_id=company, asks_for_colleagues=True))
    assert asked().status_code == 201
    until = (world.desk.clock.now() + timedelta(days=3)).isoformat()
    named = world.anonymous.post(
        f"/persons/{names[0]}/substitute", json={"substitute_id": names[1], "until_at": until}, headers=bearing
    )
    assert named.status_code == 200, named.text
    fact = world.desk.log.load(StreamId(vera))[-1].fact
    assert isinstance(fact, SubstituteNamed)
    assert fact.substitute_id == gleb
    stranger = {"subject": "x", "requester": {"person_id": "specialist@desk.example"}}
    assert world.anonymous.post("/tickets", json=stranger, headers=bearing).json()["code"] == "no-such-person"


def test_a_number_and_its_id_are_one_request_under_one_key(world: World) -> None:
    former, key = world.ticket(), {"Idempotency-Key": "by-number-or-id"}
    first = world.requester.post("/tickets", json={"subject": "Ещё", "follows": former["number"]}, headers=key)
    again = world.requester.post("/tickets", json={"subject": "Ещё", "follows": former["id"]}, headers=key)
    assert (first.status_code, again.json()["repeated"]) == (201, True)


def test_whoever_takes_a_ticket_need_not_name_their_only_team(world: World) -> None:
    ticket = world.ticket()
    taken = world.specialist.post(f"/tickets/{ticket['number']}/take", json={}, headers=WISH)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["team_id"], taken.json()["responsible_id"], taken.json()["status"]) == (
        str(world.team),
        str(world.persons["specialist"]),
        "in_progress",
    )


def test_a_command_answers_with_the_thing_where_that_is_preferred(world: World) -> None:
    made = world.requester.post("/tickets", json={"subject": "Первая"}, headers=WISH)
    assert (made.status_code, made.headers["Preference-Applied"]) == (201, WISH["Prefer"])
    number = made.json()["number"]
    assert (made.json()["subject"], made.headers["ETag"]) == ("Первая", '"1"')
    assert made.headers["Content-Location"] == made.headers["Location"] == f"/api/v1/tickets/{number}"
    asked = {"subject": "Вторая"}
    for wish in ("return=minimal", "respond-async"):
        plain = world.admin.post(f"/tickets/{number}/correct", json=asked, headers={"Prefer": wish})
        assert "Preference-Applied" not in plain.headers
        assert "position" in plain.json()
    again = world.admin.post(
        f"/tickets/{number}/correct", json={"subject": "Третья"}, headers={"Prefer": 'wait=1, return="representation"'}
    )
    assert (again.json()["subject"], again.headers["ETag"]) == ("Третья", f'"{again.json()["version"]}"')
    same = {"ru": "Первая линия", "en": "First line"}
    team = world.admin.post(f"/teams/{world.team}/rename", json={"title": same}, headers=WISH)
    assert (team.status_code, team.json()["name"]["en"]) == (200, "First line")


def test_who_may_not_see_the_thing_any_more_gets_the_receipt(world: World) -> None:
    own = world.specialist.post("/tickets", json={"subject": "Моя"}).json()["number"]
    schedule = world.admin.post(f"/schedules/{world.schedule}/rename", json={"title": {"ru": "9–18"}}, headers=WISH)
    assert (schedule.status_code, "Preference-Applied" in schedule.headers) == (200, False)
    back = world.specialist.post(f"/tickets/{own}/take-back", json={}, headers=WISH)
    assert (back.json()["status"], back.headers["Preference-Applied"]) == ("taken_back", WISH["Prefer"])
