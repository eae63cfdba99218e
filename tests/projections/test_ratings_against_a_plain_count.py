"""Figures of ratings, and the lists behind them, against a plain count of the facts, of the tickets that each sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.agreement_scope import NameServices
from commands.command import Command
from commands.fields import Named
from commands.service import AddService
from commands.ticket.correct import CorrectRequester
from commands.ticket.rating import ChangeRating, RateTicket
from commands.ticket.requester import From
from commands.ticket.work import AssignTicket, CloseTicket, ReopenTicket, ResolveTicket, UnassignTicket
from events.ticket_rating import TicketRated, TicketRatingChanged
from events.values.identity import ServiceId, StreamId, TicketId
from events.values.people import Responsible, Viewer
from events.values.ticket_condition import OneOf
from projections.ticket.around.ratings import RatedBy, sums
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from tests.projections.world import World, viewer

TICKETS = 5
STAFF = viewer("specialist")


class Rated(NamedTuple):
    """What one ticket was rated, when first, and of whom and what it was."""

    at: datetime
    score: int
    whose: dict[RatedBy, UUID | None]


class Office:
    """Five tickets of two people, two services and two teams."""

    def __init__(self, world: World) -> None:
        self.world = world
        agreement = world.agreement(world.schedule())
        self.olga = world.person("Ольга", groups=frozenset({"second_line"}))
        self.people = [world.person("Иван"), world.person("Борис")]
        self.teams = world.team("Первая", [self.olga]), world.team("Вторая")
        services = [ServiceId(world.do(AddService(title=Named(en=name), types=("incident",))).stream) for name in "ab"]
        world.do(NameServices(agreement_id=agreement, services=tuple(services)))
        self.tickets = [
            world.ticket(f"Заявка {nth}", person=self.people[nth % 2], service_id=(*services, None)[nth % 3])
            for nth in range(TICKETS)
        ]

    def hand(self, nth: int) -> Responsible:
        return (Responsible(self.teams[0], self.olga), Responsible(self.teams[0]), Responsible(self.teams[1]))[nth % 3]

    def requester(self, ticket: TicketId) -> Viewer:
        self.world.fold("ticket_list")
        with self.world.cursor() as cursor:
            cursor.execute("SELECT requester_id FROM ticket_list WHERE ticket_id = %s", (ticket,))
            (person,) = cursor.fetchone() or (None,)
        return viewer("requester", who=person)

    def viewers(self) -> tuple[Viewer, ...]:
        second = viewer("second_line", who=self.olga, teams=[self.teams[0]])
        return STAFF, second, *(viewer("requester", who=person) for person in self.people)


STAFFS: dict[str, Callable[[Office, TicketId, int], Command]] = {
    "resolve": lambda _, ticket, __: ResolveTicket(ticket_id=ticket, solution="готово"),
    "close": lambda _, ticket, __: CloseTicket(ticket_id=ticket),
    "reopen": lambda _, ticket, __: ReopenTicket(ticket_id=ticket, reason="снова"),
    "assign": lambda o, ticket, nth: AssignTicket(ticket_id=ticket, responsible=o.hand(nth)),
    "unassign": lambda _, ticket, __: UnassignTicket(ticket_id=ticket),
    "correct": lambda o, ticket, nth: CorrectRequester(ticket_id=ticket, requester=From(person_id=o.people[nth % 2])),
}
THEIRS: dict[str, Callable[[TicketId, int], Command]] = {
    "rate": lambda ticket, nth: RateTicket(ticket_id=ticket, score=1 + nth % 5),
    "rate and reopen": lambda ticket, nth: RateTicket(ticket_id=ticket, score=1 + nth % 2, words="нет", reopen=True),
    "think again": lambda ticket, nth: ChangeRating(ticket_id=ticket, score=1 + nth % 5),
}
DEEDS = (*STAFFS, *THEIRS, "rate", "resolve", "rate")
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, TICKETS - 1), st.integers(0, 9), st.integers(1, 60)),
    min_size=4,
    max_size=24,
)


def rated(world: World, ticket: TicketId) -> Rated | None:
    found: Rated | None = None
    for one in world.log.load(StreamId(ticket)):
        fact = one.fact
        if isinstance(fact, TicketRated):
            by = fact.responsible
            whose: dict[RatedBy, UUID | None] = {
                "team": None if by is None else by.team_id,
                "responsible": None if by is None else by.person_id,
                "service": fact.service_id,
            }
            found = Rated(one.metadata.occurred_at, fact.score, whose)
        elif isinstance(fact, TicketRatingChanged):
            assert found is not None
            found = found._replace(score=fact.score)
    return found


def seen(world: World, by: Viewer) -> dict[TicketId, int]:
    """The tickets in somebody's list, with their numbers."""
    with world.cursor() as cursor:
        return {
            TicketId(one.ticket_id): one.number for one in visible_to(cursor, by, TicketFilter(), now=world.now).tickets
        }


def compare(office: Office, since: datetime, before: datetime) -> None:
    world = office.world
    world.fold()
    facts = {ticket: found for ticket in office.tickets if (found := rated(world, ticket)) is not None}
    for by in office.viewers():
        mine = seen(world, by)
        theirs = {ticket: one for ticket, one in facts.items() if ticket in mine and since <= one.at < before}
        for field in ("team", "responsible", "service"):
            _compare_sums(world, by, field, list(theirs.values()), since, before)
        for values in (("1", "2"), ("none",), ("5", "none")):
            wanted = TicketFilter(more=(OneOf(field="satisfaction", values=values),))
            with world.cursor() as cursor:
                listed = {one.number for one in visible_to(cursor, by, wanted, now=world.now).tickets}
            scores = {ticket: str(facts[ticket].score) if ticket in facts else "none" for ticket in mine}
            assert listed == {mine[ticket] for ticket, score in scores.items() if score in values}


def _compare_sums(
    world: World, by: Viewer, field: RatedBy, theirs: list[Rated], since: datetime, before: datetime
) -> None:
    with world.cursor() as cursor:
        told = sums(cursor, by, since=since, before=before, by=field)
    assert [one.average for one in told] == sorted(one.average for one in told)
    assert {one.id: (one.ratings, one.average, one.scores) for one in told} == dict(_plain(field, theirs))


def _plain(field: RatedBy, theirs: list[Rated]) -> Iterator[tuple[UUID | None, tuple[int, float, tuple[int, ...]]]]:
    for whose in {one.whose[field] for one in theirs}:
        scores = [one.score for one in theirs if one.whose[field] == whose]
        count = Counter(scores)
        yield whose, (len(scores), round(sum(scores) / len(scores), 2), tuple(count[score] for score in range(1, 6)))


def test_figures_and_lists_of_ratings_are_a_plain_count_of_what_was_said_of_what_one_sees(world: World) -> None:
    @settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=STEPS, from_step=st.integers(0, 6), to_step=st.integers(0, 6))
    def agrees(steps: list[tuple[str, int, int, int]], from_step: int, to_step: int) -> None:
        office = Office(world.empty())
        instants = [office.world.now]
        for deed, which, nth, minutes in steps:
            instants.append(office.world.pass_time(minutes=minutes))
            ticket = office.tickets[which]
            if deed in THEIRS:
                office.world.attempt(THEIRS[deed](ticket, nth), office.requester(ticket))
            else:
                office.world.attempt(STAFFS[deed](office, ticket, nth), STAFF)
        compare(office, instants[0], office.world.now + timedelta(seconds=1))
        compare(office, instants[from_step % len(instants)], instants[-1 - to_step % len(instants)])

    agrees()
