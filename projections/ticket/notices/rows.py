"""Whom a ticket's facts concern, a row each: written with the list, which knows who answers for the ticket by then.

Who watches a ticket, or is in copy, is found when notices are read: one row stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.folds.ticket import TicketState
from events.ticket import (
    DeadlineMissed,
    EscalationReached,
    TicketAssigned,
    TicketCommented,
    TicketRegistered,
)
from events.ticket_status import STATUS_FACTS
from events.ticket_tasks import TaskAdded, TaskReplanned
from events.ticket_words import TicketPeopleMentioned
from events.values.people import Responsible
from projections.kit.statement import statement
from projections.kit.wire.arrays import Columns

Kind = Literal["mention", "assigned", "comment", "status", "task", "near", "missed"]
"""Those of facts; what is told by instants and by orders that ended has kinds of its own (``pages``)."""
_STATUS = frozenset(STATUS_FACTS) - {TicketRegistered}
"""A ticket that has just come is in no other status than before: it is given to somebody, or to nobody yet."""
_INSERT = statement(
    "INSERT INTO notices (position, ticket_id, kind, person_id, team_id, actor_id, actor_name, is_inner, at)"
    " SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::text[], %b::uuid[], %b::uuid[], %b::uuid[], %b::text[],"
    " %b::boolean[], %b::timestamptz[])"
)
_AS_SENT = Columns("bigint", "uuid", "text", "uuid", "uuid", "uuid", "text", "boolean", "timestamptz")


class Concern(NamedTuple):
    """Whom a fact concerns: a person, whoever is in a team, or, where neither is named, who goes along."""

    kind: Kind
    person_id: UUID | None = None
    team_id: UUID | None = None
    is_inner: bool = False


Row = tuple[Any, ...]


def rows_for(ticket: TicketState, told: Recorded) -> Iterator[Row]:
    """The rows of one fact, with the ticket as it stands right behind it; whoever did it is told nothing."""
    actor = told.metadata.actor
    for one in dict.fromkeys(_concerns(ticket, told)):
        if one.person_id != actor.id:
            yield (
                told.position,
                told.stream,
                one.kind,
                one.person_id,
                one.team_id,
                actor.id,
                actor.name,
                one.is_inner,
                told.metadata.recorded_at,
            )


def write(cursor: Cursor[Any], rows: Sequence[Row]) -> None:
    """Keep the rows of a batch."""
    cursor.execute(_INSERT, _AS_SENT.of(rows))


def _concerns(ticket: TicketState, told: Recorded) -> Iterable[Concern]:  # noqa: PLR0911 - a case a fact
    fact = told.fact
    if type(fact) in _STATUS:
        return _all_but_team(ticket, "status", is_inner=False)
    match fact:
        case TicketRegistered() | TicketAssigned():
            return _given("assigned", fact.responsible, is_inner=False)
        case TicketCommented():
            return _all_but_team(ticket, "comment", is_inner=not fact.is_public)
        case TicketPeopleMentioned():
            return [Concern("mention", person, is_inner=not fact.is_public) for person in fact.persons]
        case TaskAdded() | TaskReplanned():
            return _given("task", fact.responsible, is_inner=True)
        case DeadlineMissed():
            return _given("missed", ticket.responsible, is_inner=True)
        case EscalationReached() if fact.due_at > fact.noticed_at:
            return _given("near", ticket.responsible, is_inner=True)
        case _:
            return ()


def _given(kind: Kind, to: Responsible | None, *, is_inner: bool) -> Iterator[Concern]:
    """A person, or their whole team where nobody in it is named."""
    if to is not None:
        yield Concern(kind, to.person_id, None if to.person_id else to.team_id, is_inner)


def _all_but_team(ticket: TicketState, kind: Kind, *, is_inner: bool) -> Iterator[Concern]:
    """Who asked, who answers, and who goes along: a team hears of what it is given, not of each word."""
    if not is_inner:
        yield Concern(kind, ticket.requester_id)
    if ticket.responsible is not None and ticket.responsible.person_id is not None:
        yield Concern(kind, ticket.responsible.person_id, None, is_inner)
    yield Concern(kind, is_inner=is_inner)
