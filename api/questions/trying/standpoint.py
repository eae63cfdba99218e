"""How the rules meet a ticket: where it may go, what it lacks, what it was promised; as they stand or as they would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from aggregates.agreement import Agreement
from aggregates.service import Service
from aggregates.service_schedule import Schedule
from aggregates.ticket import Ticket
from aggregates.ticket_ways import unfilled
from commands.command import UnitOfWork
from commands.service_checklists import checklists_of
from commands.ticket.access import typed, within_sight
from commands.ticket_type.offered import ticket_type
from events.fact import Recorded
from events.values.form_answers import Said as Answered
from events.values.form_answers import lines
from events.values.identity import ChecklistTemplateId, StreamId, TicketId
from events.values.lifecycle import Said, Transition
from events.values.service_form import whole_form
from events.values.text import Text
from events.values.ticket import Clock, Level
from projections.kit.reads import reads
from projections.sla_clocks.explanations import explained
from sla_engine.clock import State
from sla_engine.explain import Explanation
from sla_engine.instants import instant_if_any
from sla_engine.policy import Asks, unmet


class Lacking(msgspec.Struct, frozen=True, kw_only=True):
    """A field that must be filled in: by the status that the ticket stands in, or by its service."""

    code: str
    name: Text
    by: Literal["status", "service"]


class AllowedStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A status that the asker may bring the ticket into, and what keeps it from there.

    ``asks`` must be said with the move, ``lacks`` are fields that must be filled in before, ``open_checks`` so many
    items that must be ticked off before.
    """

    to: str
    name: Text
    asks: tuple[Said, ...] = ()
    lacks: tuple[str, ...] = ()
    open_checks: int = 0


class PassedOver(msgspec.Struct, frozen=True, kw_only=True):
    """A rule above the one that fits, and the conditions that the ticket does not meet; none: it would fit today."""

    rule_id: str
    name: Text
    unmet: tuple[Asks, ...]


class TriedClock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock: the rule that gives its target, and when it is due; an instant is told while the clock runs.

    ``passed_over`` are the rules above that one, and why they do not fit.
    """

    state: State
    target_s: float
    rule_id: str
    promise_version: int
    due_at: datetime | None
    missed_at: datetime | None
    passed_over: tuple[PassedOver, ...] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as some rules have it. ``by_matrix`` is what its type makes of its impact and urgency.

    ``service_takes_type``: whether one like it could be registered for its service; ``begins_with`` are the checklists
    that it would begin with. Without a service there is neither an answer nor a question.
    """

    status: str
    status_name: Text
    ways: tuple[AllowedStatus, ...]
    lacking: tuple[Lacking, ...]
    priority: Level
    by_matrix: Level | None
    agreement_id: UUID
    agreement: Text | None
    schedule_id: UUID | None
    schedule: Text | None
    clocks: dict[Clock, TriedClock]
    service_takes_type: bool | None = None
    begins_with: tuple[ChecklistTemplateId, ...] = ()


@reads(also=(explained,))
def standing(
    cursor: Cursor[Any], work: UnitOfWork, ticket_id: TicketId, now: datetime, supposed: Sequence[Recorded] = ()
) -> Standing:
    """How the rules of a unit of work meet a ticket; ``supposed`` are its facts that are none yet."""
    found = typed(work, within_sight(work, ticket_id))
    path = _path(work, found)
    kind = ticket_type(work, found.type)
    agreement = Agreement.fold(work.history(found.agreement_id))
    told = [one for one in work.history(ticket_id) if one.position]
    explanations = explained(cursor, told, now, supposed)
    over = next((one.segments[-1].schedule_id for one in explanations if one.segments), None)
    if over is None and agreement is not None:
        over = agreement.schedule_id
    schedule = None if over is None else Schedule.fold(work.history(over))
    return Standing(
        status=found.status,
        status_name=found.stands.name,
        ways=tuple(shown for way in _ways(found) if (shown := _way(found, way)) is not None),
        lacking=_lacking(found, path, now),
        priority=found.priority,
        by_matrix=found.definition.matrix.priority(found.impact, found.urgency),
        agreement_id=found.agreement_id,
        agreement=None if agreement is None else agreement.name,
        schedule_id=over,
        schedule=None if schedule is None else schedule.name,
        clocks={
            one.clock: TriedClock(
                state=one.state,
                target_s=one.target / 1_000_000,
                rule_id=one.rule_id,
                promise_version=one.promise_version,
                due_at=instant_if_any(one.due) if one.is_running else None,
                missed_at=instant_if_any(one.missed),
                passed_over=_passed_over(agreement, one),
            )
            for one in explanations
        },
        service_takes_type=None if not path else found.type in path[0].types,
        begins_with=tuple(dict.fromkeys((*kind.checklist.templates, *checklists_of(path)))),
    )


def _passed_over(agreement: Agreement | None, clock: Explanation) -> tuple[PassedOver, ...]:
    """Rules that stand above the one that gave a target, with what of them the ticket does not meet (T1)."""
    if agreement is None or clock.traits is None:
        return ()
    promise = agreement.promise
    rules = (promise.reaction if clock.clock == "reaction" else promise.resolution).rules
    places = [rule.id for rule in rules]
    if clock.rule_id and clock.rule_id not in places:
        return ()
    above = rules[: places.index(clock.rule_id)] if clock.rule_id else rules
    traits = clock.traits
    return tuple(PassedOver(rule_id=rule.id, name=rule.name, unmet=unmet(rule.when, traits)) for rule in above)


def _ways(found: Ticket) -> list[Transition]:
    if found.is_final or found.waits_for is not None:
        return []
    lifecycle = found.definition.lifecycle
    open_to_me = {way.enters for way in lifecycle.ways_from(found.status) if found.may_take(way)}
    return [way for way in lifecycle.transitions if way.leaves == found.status and way.enters in open_to_me]


def _way(found: Ticket, way: Transition) -> AllowedStatus | None:
    status = found.definition.lifecycle.status(way.enters)
    if status is None:
        return None
    holds = status.resolves and not found.stands.resolves
    held_by = found.open_checks() if holds else ()
    return AllowedStatus(
        to=status.code,
        name=status.name,
        asks=tuple(sorted(way.requires)),
        lacks=tuple(one.code for one in unfilled(found.definition, status.code, found.attributes)),
        open_checks=len(held_by),
    )


def _lacking(found: Ticket, path: Sequence[Service], now: datetime) -> tuple[Lacking, ...]:
    """Of a ticket that is over nothing is wanted any more."""
    if found.is_final:
        return ()
    by_status = unfilled(found.definition, found.status, found.attributes)
    lacking = {one.code: Lacking(code=one.code, name=one.name, by="status") for one in by_status}
    form = whole_form(tuple(service.form for service in path))
    if form is not None:
        said = Answered(type=found.type, impact=found.impact, urgency=found.urgency, now=now)
        for line in lines(form, found.definition, found.attributes, said):
            if line.is_required and not line.answer:
                code = line.question.code
                lacking.setdefault(code, Lacking(code=code, name=line.attribute.name, by="service"))
    return tuple(lacking.values())


def _path(work: UnitOfWork, found: Ticket) -> list[Service]:
    """The service that the ticket is for, with what is above it today."""
    path: list[Service] = []
    above = found.service_path[0] if found.service_path else None
    while above is not None and (service := Service.fold(work.history(StreamId(above)))) is not None:
        path.append(service)
        above = service.parent_id
    return path
