"""What a list of tickets is narrowed to: what was asked for field by field, as one condition; the viewer first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.ticket import Level
from events.values.ticket_condition import ME, NOBODY, AllOf, Condition, Except, HasWords, Is, OneOf, OneOfField, Within
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment
from projections.ticket.lists.conditions import Asking, compiled


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is narrowed to; what is not named does not narrow. ``nobody`` asks for tickets of no one.

    ``more`` are conditions that all hold, too; ``zone`` is the clock by which their days begin.
    """

    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    priorities: tuple[Level, ...] = ()
    teams: tuple[UUID, ...] = ()
    responsible: UUID | None = None
    nobody: bool = False
    requester: UUID | None = None
    agreement: UUID | None = None
    service: UUID | None = None
    service_exactly: bool = False
    is_open: bool | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    text: str = ""
    more: tuple[Condition, ...] = ()
    zone: tzinfo = UTC

    def condition(self) -> AllOf:
        """The same as one condition."""
        return AllOf(of=(*self._named(), *self.more))

    def _named(self) -> Iterator[Condition]:
        several: tuple[tuple[OneOfField, tuple[str, ...]], ...] = (
            ("status", self.statuses),
            ("type", self.types),
            ("priority", self.priorities),
            ("team", tuple(map(str, self.teams))),
            ("responsible", (str(self.responsible),) if self.responsible else ()),
            ("responsible", (NOBODY,) if self.nobody else ()),
            ("requester", (str(self.requester),) if self.requester else ()),
            ("agreement", (str(self.agreement),) if self.agreement else ()),
        )
        yield from (OneOf(field=field, values=values) for field, values in several if values)
        if self.service is not None:
            yield OneOf(field="service", values=(str(self.service),), exactly=self.service_exactly)
        if self.is_open is not None:
            yield Is(field="open") if self.is_open else Except(of=Is(field="open"))
        if self.overdue is not None:
            yield Is(field="overdue") if self.overdue else Except(of=Is(field="overdue"))
        if self.due_before is not None:
            yield Within(field="due", before=self.due_before.isoformat())
        if self.text:
            yield HasWords(text=self.text)


_EVERYTHING = TicketFilter()


@reads(also=(compiled,))
def narrowed(
    cursor: Cursor[Any], viewer: Viewer, wanted: TicketFilter, now: datetime
) -> tuple[list[Fragment], dict[str, Any]]:
    """The conditions of a page with their parameters: what the viewer may see, and what they want of it."""
    if wanted == _EVERYTHING:
        seen, params = visibility.tickets(viewer, "c")
        return [seen], params
    condition = wanted.condition()
    seen, params = seen_of(viewer, condition)
    conditions, more = compiled(cursor, condition, Asking(viewer, now, wanted.zone))
    return [seen, *conditions], params | more


def seen_of(viewer: Viewer, condition: Condition) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on the clocks of what the viewer sees; of their own team, and of their own tickets, they see each.

    Asked beside a condition that says the same, it is taken for one that hardly anything fits: all tickets of a large
    team were read for a page.
    """
    every = condition.of if isinstance(condition, AllOf) else (condition,)
    if any(isinstance(one, OneOf) and _sees_each(viewer, one) for one in every):
        return visibility.ALL, {}
    return visibility.tickets(viewer, "c")


def _sees_each(viewer: Viewer, condition: OneOf) -> bool:
    """Whether nothing that fits is hidden: whoever sees by teams sees what these or they themselves have."""
    by_teams = visibility.sees_by_teams(viewer.groups)
    if condition.field == "team":
        mine = {str(team) for team in viewer.teams} if by_teams else set()
    elif condition.field == "requester" or (condition.field == "responsible" and by_teams):
        mine = {str(viewer.actor.id), ME}
    else:
        return False
    return bool(viewer.groups) and bool(condition.values) and mine.issuperset(condition.values)


def planned(params: Mapping[str, Any]) -> bool | None:
    """Whether what conditions with these parameters ask may be prepared (``None``: once it was asked often).

    A plan for any values takes each for as frequent as the others, and walks a whole order for what is rare: seconds in
    a million tickets. One for the values that are asked for takes the server a millisecond more.
    """
    return False if "p0" in params else None
