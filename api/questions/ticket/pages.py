"""Questions about many tickets: the list and the numbers above it."""

from __future__ import annotations

from uuid import UUID

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of, several
from api.questions.ticket.patience import patiently
from api.questions.ticket.views import within_view, zone_with
from api.questions.wishes import foreign_cursor, known_codes
from events.values.people import Viewer
from projections.facts.describe import LEVEL_NAMES as LEVEL_NAMES  # noqa: PLC0414 - the words of a list
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.sla_clocks import counts
from projections.sla_clocks.counts import Counts
from projections.ticket.lists import filters
from projections.ticket.lists import pages as tickets
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine as TicketLine  # noqa: PLC0414 - as the terminal reads it
from projections.ticket.lists.pages import Page, with_absences, with_clocks
from projections.ticket_type import rows as ticket_types
from projections.ticket_view import rows as views

_LIST = views_of(tickets.visible_to, ticket_types.types)
_OF_WORDS = views_of(tickets.visible_to, ticket_types.types, filters.narrowed)
_OF_VIEW = (*_OF_WORDS, *views_of(views.seen_by))
_COUNTS = views_of(counts.seen_by)
SORTS = ("due", "priority", "number", "changed", "registered")


class TicketsWanted(TicketsNarrowed, frozen=True, kw_only=True):
    """Which tickets, in which order, from where on; ``clocks``: with what is left on the clocks of each."""

    sort: str | None = None
    view: UUID | None = None
    cursor: str | None = None
    limit: int = 50
    clocks: bool = False


@question("list-tickets", lambda wanted: _OF_VIEW if wanted.view else _OF_WORDS if wanted.text else _LIST)
def list_tickets(desk: Desk, viewer: Viewer, wanted: TicketsWanted) -> Answer[Page]:
    """A page by keyset, in the order of what burns first unless another is wanted."""
    narrowed = condition_of(desk, viewer, wanted)
    zone = zone_with(desk, viewer, wanted, wanted.view, narrowed)
    now = desk.clock.now()
    known_codes("sort", [(wanted.sort or "due").removeprefix("-")], SORTS)
    with desk.database.snapshot() as db:
        condition, settings = within_view(db, viewer, narrowed, wanted.view)
        sort = wanted.sort or settings.sort
        try:
            with patiently(db, condition):
                page = tickets.visible_to(
                    db,
                    viewer,
                    TicketFilter(more=condition.of, zone=zone),
                    now=now,
                    sort=sort.removeprefix("-"),  # type: ignore[arg-type] # a known one
                    descending=sort.startswith("-"),
                    after=wanted.cursor,
                    limit=max(wanted.limit, len(several("numbers", wanted.numbers))),
                )
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error
        page = with_absences(db, viewer, page, now)
        if wanted.clocks:
            page = with_clocks(db, page, now)
    return Answer(page)


@question("count-tickets", _COUNTS)
def count_tickets(desk: Desk, viewer: Viewer, _: None) -> Answer[Counts]:
    """How many are open, overdue, the viewer's, nobody's; each number stops at 10,000."""
    with desk.database.snapshot() as db:
        return Answer(counts.seen_by(db, viewer, now=desk.clock.now()))
