"""What was true when a ticket was registered, readable for ever: who asked from where, under which promise of then."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.ticket import TicketRegistered
from events.values.people import Viewer
from events.values.text import Text
from projections.facts import past_names
from projections.kit import guests, visibility
from projections.kit.columns import first_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from projections.kit.visibility import TicketSight
from projections.ticket.linked import LinkedTicket, followed
from projections.ticket_type import rows as ticket_types


class ThenCalled(msgspec.Struct, frozen=True, kw_only=True):
    """A thing by its name of then; without one where the log does not tell it."""

    id: UUID
    name: Text | None


class PromiseOfThen(msgspec.Struct, frozen=True, kw_only=True):
    """The agreement with the version of its promise, and the schedule with the version of its timetable.

    Each with the address at which that version is read, for those who may read it: the door knows.
    """

    agreement: ThenCalled
    promise_version: int
    promise_href: str | None = None
    schedule: ThenCalled
    schedule_version: int
    schedule_href: str | None = None


class AsRegistered(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as it was registered. ``units`` lead from the requester's own unit up; the last one is the company.

    ``type_version`` 0 is the type that came with the desk. ``services`` lead from the named one up to the top.
    ``follows`` is the ticket that it goes on from, for those who may see that one.
    """

    ticket_id: UUID
    number: int
    registered_at: datetime
    type: str
    type_name: Text
    type_version: int
    type_href: str | None = None
    requester_id: UUID
    requester_name: str
    is_known: bool
    time_zone: str
    units: tuple[ThenCalled, ...]
    company: ThenCalled | None
    services: tuple[ThenCalled, ...]
    promise: PromiseOfThen | None
    follows: LinkedTicket | None = None


@reads(
    "sla_clocks",
    also=(
        past_names.as_of,
        past_names.types_as_of,
        ticket_types.version_at,
        visibility.sight,
        followed,
    ),
)
def as_registered(
    cursor: Cursor[Any], viewer: Viewer, first: Recorded, *, sight: TicketSight | None = None
) -> AsRegistered:
    """What the first fact of a ticket tells, with the names and versions of that place of the log."""
    fact = cast("TicketRegistered", first.fact)
    seen = sight or visibility.sight(cursor, viewer, fact.ticket_id) or visibility.least_sight(viewer)
    promise = _promise(cursor, fact.agreement_id, first.position)
    asked = [fact.agreement_id, *fact.requester.units, *fact.service_path]
    if promise is not None:
        asked.append(promise.schedule_id)
    names = past_names.as_of(cursor, asked, first.position)
    of_type = (fact.type, first.position)

    def called(thing_id: UUID) -> ThenCalled:
        return ThenCalled(id=thing_id, name=names.get(thing_id))

    units = tuple(called(unit_id) for unit_id in fact.requester.units)
    return AsRegistered(
        ticket_id=fact.ticket_id,
        number=fact.number,
        registered_at=first.metadata.occurred_at,
        type=fact.type,
        type_name=past_names.types_as_of(cursor, [of_type])[of_type],
        type_version=ticket_types.version_at(cursor, fact.type, fact.type_version),
        requester_id=fact.requester.person_id,
        requester_name=_called(cursor, viewer, fact, seen),
        is_known=fact.requester.known,
        time_zone=fact.requester.time_zone,
        units=units,
        company=units[-1] if units else None,
        services=tuple(called(service_id) for service_id in fact.service_path),
        promise=None
        if promise is None
        else PromiseOfThen(
            agreement=called(fact.agreement_id),
            promise_version=promise.promise_version,
            schedule=called(promise.schedule_id),
            schedule_version=promise.hours_version,
        ),
        follows=followed(cursor, viewer, fact.ticket_id),
    )


def _called(cursor: Cursor[Any], viewer: Viewer, fact: TicketRegistered, seen: TicketSight) -> str:
    """A guest without a name stands in the fact by their address, which is not for everybody who sees the ticket."""
    requester = fact.requester
    if not seen.by_merge:
        return requester.name
    return guests.called(cursor.connection, viewer, requester.person_id, requester.name)


class _PromiseRow(NamedTuple):
    promise_version: int
    schedule_id: UUID
    hours_version: int


_PROMISE = statement(
    "SELECT {columns} FROM sla_promises p JOIN sla_timetables t USING (schedule_id)"
    " WHERE p.agreement_id = %(id)s AND p.position <= %(position)s AND t.position <= %(position)s"
    " ORDER BY p.version DESC, t.version DESC LIMIT 1",
    columns=selected(_PromiseRow, "p", promise_version=name("p.version"), hours_version=name("t.version")),
)


def _promise(cursor: Cursor[Any], agreement_id: UUID, position: int) -> _PromiseRow | None:
    """The promise's version, its schedule and the timetable's version, as the clocks' book has them, if it does."""
    cursor.execute(_PROMISE, {"id": agreement_id, "position": position})
    return first_of(_PromiseRow, cursor)
