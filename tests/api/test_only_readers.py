"""Who reads a thing and may not change it hears so, and who may; what one cannot see looks as if it never was."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import httpx
import pytest

from api.rest.command_table import COMMAND_ROUTES
from commands.catalogue import issuers, may_issue
from commands.org_unit.change import ShareCompanyTickets
from commands.person.register import RegisterPerson
from events.values.identity import OrgUnitId, PersonId
from events.values.people import GROUP_NAMES, Actor, Group, Viewer
from events.values.person_name import PersonName
from tests.api.practice import posted
from tests.api.refused import problem
from tests.api.serving import World

ON_TICKETS = [route for route in COMMAND_ROUTES if route.tag == "tickets" and route.binds]


TALK = {"comment-on-ticket", "edit-comment", "withdraw-comment", "end-ticket-copy", "attach-files"}


class Readers:
    """A ticket of a client's contact, and who reads it without working on it."""

    def __init__(self, world: World) -> None:
        world.order(ShareCompanyTickets(unit_id=world.company, shares_tickets=True))
        self.world = world
        self.contact = self._person("Контактова", world.company)
        self.persons = {
            "colleague": self._person("Коллегова", world.company),
            "approver": self._person("Согласова", world.department),
            "auditor": world.persons["auditor"],
            "stranger": self._person("Чужова", world.department),
        }
        body = {"subject": "Ноутбук", "requester": {"person_id": str(self.contact)}}
        self.number = posted(world, "/tickets", body)["number"]
        asked = {"question": "Можно?", "stages": [{"approvers": [str(self.persons["approver"])]}]}
        self.position = posted(world, f"/tickets/{self.number}/approvals", asked)["position"]

    def _person(self, last: str, unit: OrgUnitId) -> UUID:
        kind: Literal["employee", "contact"] = "contact" if unit == self.world.company else "employee"
        return self.world.order(RegisterPerson(full_name=PersonName(last), unit_id=unit, kind=kind))

    def client(self, name: str) -> httpx.Client:
        groups: frozenset[Group] = frozenset({"auditor"}) if name == "auditor" else frozenset({"requester"})
        actor = Actor(kind="person", id=self.persons[name], name=name)
        token = self.world.desk.tokens.make(actor, groups, now=self.world.desk.clock.now())
        return httpx.Client(
            base_url=f"{self.world.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )


@pytest.fixture(scope="module")
def readers(world: World) -> Readers:
    return Readers(world)


@pytest.mark.parametrize("name", ["colleague", "approver", "auditor"])
def test_row_20_a_reader_of_a_ticket_is_told_who_may_change_it(readers: Readers, name: str) -> None:
    with readers.client(name) as client:
        seen = client.get(f"/tickets/{readers.number}", params={"min_position": readers.position})
        assert seen.status_code == 200, seen.text
        # What colleagues and approvers say on it is heard (0204).
        heard = name != "auditor"
        for route in [one for one in ON_TICKETS if not (heard and one.command.name in TALK)]:
            path = route.path.format(ref=readers.number, approval=UUID(int=1))
            answer = client.post(path, json=route.example)
            status, code, *_ = problem(answer)
            if route.command.name == "answer-approval":
                assert status in {403, 409}, answer.text
                continue
            assert (status, code) in {(403, "ticket-is-only-read"), (403, "not-allowed")}, (path, answer.text)
            told = answer.json()
            assert set(told["parameters"]["groups"]) <= issuers(route.command.name)
            for group in told["parameters"]["groups"]:
                assert f"«{GROUP_NAMES[group].ru}»" in told["texts"]["ru"]
                assert f"“{GROUP_NAMES[group].en}”" in told["texts"]["en"]
        comment = client.post(f"/tickets/{readers.number}/comments", json={"body": "x"})
        assert (comment.status_code, comment.json().get("code")) == (
            (200, None) if heard else (403, "ticket-is-only-read")
        )


def test_row_20_what_one_cannot_see_stays_absent_as_what_was_never_there(readers: Readers) -> None:
    with readers.client("stranger") as client:
        viewer = Viewer(
            actor=Actor(kind="person", id=readers.persons["stranger"], name=""), groups=frozenset({"requester"})
        )
        for route in ON_TICKETS:
            answers = [client.post(route.path.format(ref=ref), json=route.example) for ref in (readers.number, 999_999)]
            told = [(answer.status_code, answer.json()) for answer in answers]
            assert told[0] == told[1], route.path
            assert told[0][0] == (404 if may_issue(viewer, route.command.name) else 403), (route.path, told)


def test_row_166_a_ticket_that_one_reads_can_be_gone_on_from_and_no_other(readers: Readers) -> None:
    card = readers.world.specialist.get(f"/tickets/{readers.number}").json()
    body = {"subject": "И у меня", "follows": card["ticket_id"]}
    with readers.client("colleague") as client:
        assert client.post("/tickets", json=body).status_code == 201
    with readers.client("stranger") as client:
        assert problem(client.post("/tickets", json=body))[:3] == (404, "no-such-ticket", "follows")


def test_row_82_a_reader_of_a_change_who_is_not_asked_hears_that_others_are(world: World) -> None:
    ticket = world.ticket()
    posted(world, f"/tickets/{ticket['number']}/assign", {"responsible": {"team_id": str(world.team)}})
    change = posted(world, "/changes", {"subject": "Замена", "incidents": [ticket["id"]]})
    second_line = world.client("second_line")
    wait = {"min_position": change["position"]}
    assert second_line.get(f"/changes/{change['number']}", params=wait).status_code == 200
    answer = second_line.post(f"/changes/{change['number']}/answer", json={"verdict": "approve"})
    assert answer.status_code in {403, 409}, answer.text
    hidden = world.requester.post(f"/changes/{change['number']}/answer", json={"verdict": "approve"})
    assert problem(hidden)[:2] == (404, "no-such-change")


def test_row_20_who_reads_and_may_not_change_is_told_which_groups_may(world: World) -> None:
    auditor = world.client("auditor")
    person = PersonId(world.persons["requester"])
    for path, body, group in (
        (f"/persons/{person}/rename", {"full_name": {"last": "Х"}}, "administrator"),
        (f"/units/{world.company}/rename", {"title": {"ru": "Х"}}, "administrator"),
        (f"/services/{world.service}/archive", {}, "administrator"),
        (f"/agreements/{world.agreement}/rename", {"title": {"ru": "Х"}}, "technologist"),
        (f"/teams/{world.team}/rename", {"title": {"ru": "Х"}}, "administrator"),
        ("/problems/P-1/workaround", {"workaround": "x"}, "problem_specialist"),
        ("/changes/C-1/outline", {"subject": "x"}, "change_specialist"),
    ):
        answer = auditor.post(path, json=body)
        assert problem(answer)[:2] == (403, "not-allowed"), answer.text
        assert group in answer.json()["parameters"]["groups"]
        assert auditor.post(path.replace(str(world.company), str(UUID(int=9))), json=body).status_code == 403
