"""Whose a merged ticket is: who writes where it goes on, and to whom addresses and links are told there."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates.links import NoneIsLinked
from aggregates.ticket_refusals import NoSuchTicket
from commands.change_request.draft import DraftChange, UnlinkChangeIncidents
from commands.problem.incidents import UnlinkProblemIncidents
from commands.problem.register import RegisterProblem
from commands.refusals import TicketIsOnlyRead
from commands.ticket.recognise import RecogniseRequester
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket, MergeTicket, PutTicketInProgress
from events.values.identity import ChangeId, ProblemId, StreamId, TicketId, ticket_id
from events.values.people import Responsible, Viewer
from projections.change_request import pages as changes_query
from projections.facts.history import history_of_ticket
from projections.problem import pages as problems
from projections.ticket.card import whole_card
from tests.projections.world import AS_DESK, World, viewer

SPECIALIST = viewer("specialist")


@pytest.fixture
def office(world: World) -> World:
    world.agreement(world.schedule())
    return world


def guest(world: World, email: str) -> TicketId:
    """A ticket of somebody whom nobody has registered."""
    asked = RegisterTicket(subject="От гостя", requester=From(email=email, name="Гость"))
    return ticket_id(int(world.do(asked, SPECIALIST).reference))


def told(world: World, by: Viewer, ticket: TicketId) -> str:
    """All of a ticket's history and card that somebody reads."""
    facts = world.log.load(StreamId(ticket))
    with world.cursor() as cursor:
        shown = whole_card(cursor, by, ticket, now=world.now)
        return f"{history_of_ticket(cursor, by, facts, world.log.load)} {shown}"


def test_history_tells_no_address_that_the_card_of_the_target_hides(office: World) -> None:
    anna = office.person("Анна", "anna@desk.example")
    semyon = office.person("Семён", "semyon@desk.example", groups=frozenset({"second_line"}))
    target, other, hers = (
        guest(office, "hid@guest.example"),
        guest(office, "two@guest.example"),
        office.ticket(person=anna),
    )
    his = office.ticket(person=semyon)
    for merged in (other, hers, his):
        office.do(MergeTicket(ticket_id=merged, into=target), SPECIALIST)
    office.fold()
    for by, own in ((viewer("requester", who=anna), "anna"), (viewer("second_line", who=semyon), "semyon")):
        seen = told(office, by, target)
        assert "Гость" in seen
        for address in ("hid@guest", "two@guest", "anna@desk", "semyon@desk"):
            assert (address in seen) == address.startswith(own), (own, address)
    everything = told(office, SPECIALIST, target)
    assert all(address in everything for address in ("hid@guest", "two@guest", "anna@desk", "semyon@desk"))


def test_the_address_of_one_s_own_ticket_is_told_to_oneself_and_to_who_works_on_it(office: World) -> None:
    anna = office.person("Анна", "anna@desk.example")
    semyon = office.person("Семён", groups=frozenset({"second_line"}))
    team = office.team(members=[semyon])
    hers = office.ticket(person=anna)
    office.do(AssignTicket(ticket_id=hers, responsible=Responsible(team)))
    office.fold()
    for by in (viewer("requester", who=anna), viewer("second_line", who=semyon, teams=[team])):
        assert "anna@desk.example" in told(office, by, hers)


@pytest.mark.parametrize("merges", [1, 2])
@pytest.mark.parametrize("recognised_first", [False, True])
def test_row_106_a_guest_who_is_known_by_now_writes_where_their_merged_ticket_goes_on(
    office: World, merges: int, recognised_first: Any
) -> None:
    asked = guest(office, "cm@later.example")
    person = office.person("Клара", "cm@later.example")
    by_person = viewer("requester", who=person)
    recognise = RecogniseRequester(ticket_id=asked, person_id=person)
    if recognised_first:
        office.do(recognise, AS_DESK)
    target = asked
    for _ in range(merges):
        into = office.ticket()
        office.do(MergeTicket(ticket_id=target, into=into), SPECIALIST)
        target = into
    if not recognised_first:
        with pytest.raises(NoSuchTicket):
            office.do(CommentOnTicket(ticket_id=target, body="Это я"), by_person)
        office.do(recognise, AS_DESK)
    office.do(CommentOnTicket(ticket_id=target, body="Это я"), by_person)
    with pytest.raises(NoSuchTicket):
        office.do(CommentOnTicket(ticket_id=target, body="И я"), viewer("requester", who=office.person("Вера")))
    office.fold()
    assert "Это я" in told(office, by_person, target)


def test_who_is_heard_by_a_merge_is_told_who_else_changes_the_ticket(office: World) -> None:
    anna = office.person("Анна")
    target, hers = office.ticket(), office.ticket(person=anna)
    office.do(MergeTicket(ticket_id=hers, into=target), SPECIALIST)
    with pytest.raises(TicketIsOnlyRead, match="it is registered for"):
        office.do(PutTicketInProgress(ticket_id=target), viewer("second_line", who=anna))


def test_what_a_merged_ticket_is_part_of_is_found_by_the_target_and_unlinked_by_it(office: World) -> None:
    first, second, third, other = (office.ticket() for _ in range(4))
    problem = ProblemId(office.do(RegisterProblem(subject="Причина", incidents=(first,))).stream)
    change = ChangeId(office.do(DraftChange(subject="Замена", incidents=(first,))).stream)
    office.do(MergeTicket(ticket_id=first, into=second), SPECIALIST)
    office.do(MergeTicket(ticket_id=second, into=third), SPECIALIST)
    office.fold()

    def found(ticket: TicketId) -> tuple[int, int]:
        with office.cursor() as cursor:
            by_problem = problems.visible_to(cursor, SPECIALIST, problems.ProblemFilter(ticket=ticket))
            asked = changes_query.ChangeFilter(ticket=ticket)
            by_change = changes_query.visible_to(cursor, SPECIALIST, asked, now=office.now)
            return len(by_problem.problems), len(by_change.changes)

    assert [found(ticket) for ticket in (first, second, third, other)] == [(1, 1), (1, 1), (1, 1), (0, 0)]
    with pytest.raises(NoneIsLinked):
        office.do(UnlinkProblemIncidents(problem_id=problem, incidents=(other,)))
    with pytest.raises(NoneIsLinked):
        office.do(UnlinkChangeIncidents(change_id=change, incidents=(other,)))
    office.do(UnlinkProblemIncidents(problem_id=problem, incidents=(third, other)))
    office.do(UnlinkChangeIncidents(change_id=change, incidents=(third,)))
    office.fold()
    assert found(first) == found(third) == (0, 0)
