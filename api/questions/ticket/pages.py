"""Questions about many tickets: the list and the numbers above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.wishes import aware, foreign_cursor, known_codes, refuse_exactly_nothing, someone
from events.values.people import Viewer
from events.values.ticket import LEVELS, STATUSES, TYPES
from projections.facts.describe import LEVEL_NAMES as LEVEL_NAMES  # noqa: PLC0414 - the words of a list
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.sla_clocks import counts
from projections.sla_clocks.counts import Counts
from projections.ticket.lists import pages as tickets
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import Page
from projections.ticket_type import rows as ticket_types

_LIST = views_of(tickets.visible_to, ticket_types.types)
_COUNTS = views_of(counts.seen_by)
SORTS = ("due", "priority", "number", "changed", "registered")


class TicketsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets, in which order, from where on; ``responsible`` is an id, “me” or “nobody”."""

    status: list[str] = []
    ticket_type: list[str] = []
    priority: list[str] = []
    team: list[UUID] = []
    responsible: str | None = None
    requester: UUID | None = None
    agreement: UUID | None = None
    service: UUID | None = None
    service_exactly: bool = False
    is_open: bool | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    text: str = ""
    sort: str = "due"
    cursor: str | None = None
    limit: int = 50


@question("list-tickets", _LIST)
def list_tickets(desk: Desk, viewer: Viewer, wanted: TicketsWanted) -> Answer[Page]:
    """A page by keyset, in the order of what burns first unless another is wanted."""
    with desk.database.snapshot() as db:
        narrowed = _narrowed(db, viewer, wanted)
        try:
            page = tickets.visible_to(
                db,
                viewer,
                narrowed,
                now=desk.clock.now(),
                sort=wanted.sort.removeprefix("-"),  # type: ignore[arg-type] # a known one
                descending=wanted.sort.startswith("-"),
                after=wanted.cursor,
                limit=wanted.limit,
            )
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error
    return Answer(page)


@question("count-tickets", _COUNTS)
def count_tickets(desk: Desk, viewer: Viewer, _: None) -> Answer[Counts]:
    """How many are open, overdue, the viewer's, nobody's; each number stops at 10,000."""
    with desk.database.snapshot() as db:
        return Answer(counts.seen_by(db, viewer, now=desk.clock.now()))


def _narrowed(db: Cursor[Any], viewer: Viewer, wanted: TicketsWanted) -> TicketFilter:
    """What the list is narrowed to; raises ``InvalidField`` for what nothing could fit."""
    _known_standing(db, wanted.status, wanted.ticket_type)
    known_codes("priority", wanted.priority, LEVELS)
    known_codes("sort", [wanted.sort.removeprefix("-")], SORTS)
    aware("due_before", wanted.due_before)
    refuse_exactly_nothing(wanted.service, exactly=wanted.service_exactly)
    nobody = wanted.responsible == "nobody"
    return TicketFilter(
        statuses=tuple(wanted.status),
        types=tuple(wanted.ticket_type),
        priorities=tuple(wanted.priority),  # type: ignore[arg-type] # known ones
        teams=tuple(wanted.team),
        responsible=None if nobody else someone(wanted.responsible, viewer, ("me", "nobody")),
        nobody=nobody,
        requester=wanted.requester,
        agreement=wanted.agreement,
        service=wanted.service,
        service_exactly=wanted.service_exactly,
        is_open=wanted.is_open,
        overdue=wanted.overdue,
        due_before=wanted.due_before,
        text=wanted.text,
    )


def _known_standing(db: Cursor[Any], statuses: Sequence[str], types: Sequence[str]) -> None:
    """Statuses and types of the desk's own are asked of the read model; those that it came with are known."""
    if STATUSES.keys() >= set(statuses) and TYPES.keys() >= set(types):
        return
    found = ticket_types.types(db)
    known_codes("type", types, [view.code for view in found])
    known_codes("status", statuses, list(dict.fromkeys(code for view in found for code in (*STATUSES, *view.known))))
