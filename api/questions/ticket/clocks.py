"""Questions about a ticket's clocks: what they show, why, and all that a picture of them is drawn from (X1, X2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.ticket.card import facts_of, seen
from api.questions.wall_clock import wall_clock
from events.fact import Recorded
from events.ticket import TicketRegistered
from events.values import zones
from events.values.people import Viewer
from events.values.text import Text
from projections.agreement import schedules, service_class
from projections.agreement.schedules import ScheduleView
from projections.agreement.service_class import ServiceClass
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.sla_clocks import explanations, readers
from projections.sla_clocks.explanations import ExplanationView
from projections.sla_clocks.readers import ClocksView
from projections.sla_clocks.readers import ClockView as ClockView  # noqa: PLC0414 - what pages tell
from sla_engine.explain import Explanation, Segment

_CLOCKS = views_of(visibility.sight, readers.clocks_of)
_EXPLAINED = views_of(visibility.sight, explanations.explained)
_WITH_TERMS = views_of(visibility.sight, explanations.explained, schedules.schedule, service_class.service_class)
_DRAWN = views_of(visibility.sight, explanations.explained, schedules.schedule)


class ExplanationWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose clocks; ``with_terms``: also the schedule that they were measured on and the agreement's lines."""

    ref: str
    with_terms: bool = False


class TicketExplanation(msgspec.Struct, frozen=True):
    """Both clocks of a ticket explained; ``trouble`` says why they could not be measured to the end.

    ``zone_rules`` is the version of the rules of time zones that was counted by.
    """

    number: int
    clocks: list[ExplanationView]
    trouble: Text | None = None
    zone_rules: str = ""


class ExplainedClocks(msgspec.Struct, frozen=True, kw_only=True):
    """Both clocks of a ticket at an instant, as far as they could be measured; ``trouble`` says why no further."""

    number: int
    now: datetime
    clocks: Sequence[Explanation]
    trouble: Text | None = None
    schedule: ScheduleView | None = None
    requester_zone: str = ""
    terms: ServiceClass | None = None

    @property
    def last_segment(self) -> Segment | None:
        """What was measured last."""
        return last_segment(self.clocks)

    def in_seconds(self) -> TicketExplanation:
        """The same with instants and seconds, as programs read it."""
        clocks = [explanations.explanation_view(one) for one in self.clocks]
        return TicketExplanation(self.number, clocks, self.trouble, zones.rules())


@question("read-ticket-sla", _CLOCKS)
def read_sla(desk: Desk, viewer: Viewer, ref: str) -> Answer[ClocksView]:
    """State, due, what is left or overrun, and the rule that gave the target, at this moment."""
    with desk.database.snapshot() as db:
        ticket_id, _ = seen(db, viewer, ref)
        clocks = readers.clocks_of(db, ticket_id, desk.clock.now())
    if clocks is None:
        raise NoSuchTicket
    return Answer(clocks)


@question("explain-ticket-sla", lambda wanted: _WITH_TERMS if wanted.with_terms else _EXPLAINED)
def explain_sla(desk: Desk, viewer: Viewer, wanted: ExplanationWanted) -> Answer[ExplainedClocks]:
    """Segments that add up exactly, each with the reason that it counted or not (X1)."""
    with desk.database.snapshot() as db:
        facts = facts_of(db, desk.log.at(db), viewer, wanted.ref)
        found = _explained(db, facts, desk.clock.now())
        trouble = explanations.trouble_of(db, facts[0].stream)
        schedule = schedule_of(db, found.clocks) if wanted.with_terms else None
        terms = service_class.service_class(db, facts[0].stream) if wanted.with_terms else None
    if not found.clocks and trouble is None:
        raise NoSuchTicket
    return Answer(msgspec.structs.replace(found, trouble=trouble, schedule=schedule, terms=terms))


@question("draw-ticket-sla", _DRAWN)
def clocks_to_draw(desk: Desk, viewer: Viewer, ref: str) -> Answer[ExplainedClocks]:
    """The same segments with their schedule: a picture shows its zone and its days off (X2)."""
    with desk.database.snapshot() as db:
        found = _explained(db, facts_of(db, desk.log.at(db), viewer, ref), desk.clock.now())
        schedule = schedule_of(db, found.clocks)
    if not found.clocks:
        raise NoSuchTicket
    return Answer(msgspec.structs.replace(found, schedule=schedule))


def _explained(db: Cursor[Any], facts: Sequence[Recorded], now: datetime) -> ExplainedClocks:
    first = facts[0].fact
    return ExplainedClocks(
        number=first.number if isinstance(first, TicketRegistered) else 0,
        now=now,
        clocks=readers.explained(db, facts, now),
        requester_zone=_requester_zone(facts),
    )


def _requester_zone(facts: Sequence[Recorded]) -> str:
    first = facts[0].fact
    return first.requester.time_zone if isinstance(first, TicketRegistered) else ""


def last_segment(found: Sequence[Explanation]) -> Segment | None:
    """The stretch that was measured last."""
    return next((clock.segments[-1] for clock in reversed(found) if clock.segments), None)


def schedule_of(db: Cursor[Any], found: Sequence[Explanation]) -> ScheduleView | None:
    """The schedule that was measured on last."""
    last = last_segment(found)
    return None if last is None else schedules.schedule(db, last.schedule_id)


def wall_clock_of(db: Cursor[Any], facts: Sequence[Recorded], now: datetime) -> tzinfo:
    """The wall clock that a ticket is told by."""
    return wall_clock(schedule_of(db, readers.explained(db, facts, now)), _requester_zone(facts))
