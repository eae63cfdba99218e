"""Questions about many tickets: the list and the numbers above it."""

from __future__ import annotations

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of, several
from api.questions.ticket.standpoint import clock_of, refuse_unknown
from api.questions.wishes import foreign_cursor, known_codes
from events.values.people import Viewer
from projections.facts.describe import LEVEL_NAMES as LEVEL_NAMES  # noqa: PLC0414 - the words of a list
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.sla_clocks import counts
from projections.sla_clocks.counts import Counts
from projections.ticket.lists import pages as tickets
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import Page, with_clocks
from projections.ticket_type import rows as ticket_types

_LIST = views_of(tickets.visible_to, ticket_types.types)
_COUNTS = views_of(counts.seen_by)
SORTS = ("due", "priority", "number", "changed", "registered")


class TicketsWanted(TicketsNarrowed, frozen=True, kw_only=True):
    """Which tickets, in which order, from where on; ``clocks``: with what is left on the clocks of each."""

    sort: str = "due"
    cursor: str | None = None
    limit: int = 50
    clocks: bool = False


@question("list-tickets", _LIST)
def list_tickets(desk: Desk, viewer: Viewer, wanted: TicketsWanted) -> Answer[Page]:
    """A page by keyset, in the order of what burns first unless another is wanted."""
    known_codes("sort", [wanted.sort.removeprefix("-")], SORTS)
    condition = condition_of(wanted)
    zone = clock_of(desk, viewer, wanted.zone, condition)
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        refuse_unknown(db, condition)
        try:
            page = tickets.visible_to(
                db,
                viewer,
                TicketFilter(more=condition.of, zone=zone),
                now=now,
                sort=wanted.sort.removeprefix("-"),  # type: ignore[arg-type] # a known one
                descending=wanted.sort.startswith("-"),
                after=wanted.cursor,
                limit=max(wanted.limit, len(several("numbers", wanted.numbers))),
            )
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error
        if wanted.clocks:
            page = with_clocks(db, page, now)
    return Answer(page)


@question("count-tickets", _COUNTS)
def count_tickets(desk: Desk, viewer: Viewer, _: None) -> Answer[Counts]:
    """How many are open, overdue, the viewer's, nobody's; each number stops at 10,000."""
    with desk.database.snapshot() as db:
        return Answer(counts.seen_by(db, viewer, now=desk.clock.now()))
