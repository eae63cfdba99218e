"""Questions about many tickets: the list and the numbers above it."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.live.looked import list_place
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of, several
from api.questions.ticket.patience import patiently
from api.questions.ticket.views import within_view, zone_with
from api.questions.wishes import foreign_cursor, known_codes
from events.values.people import Viewer
from events.values.ticket_condition import AllOf, Is
from projections.facts.describe import LEVEL_NAMES as LEVEL_NAMES  # noqa: PLC0414 - the words of a list
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.sla_clocks import counts
from projections.sla_clocks.counts import Counts
from projections.ticket.lists import filters, groups
from projections.ticket.lists import pages as tickets
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine as TicketLine  # noqa: PLC0414 - as the terminal reads it
from projections.ticket.lists.pages import Page, with_absences, with_beside, with_clocks, with_news
from projections.ticket_type import rows as ticket_types
from projections.ticket_view import rows as views

_LIST = views_of(tickets.visible_to, ticket_types.types)
_OF_WORDS = views_of(tickets.visible_to, ticket_types.types, filters.narrowed)
_OF_VIEW = (*_OF_WORDS, *views_of(views.seen_by))
_COUNTS = views_of(counts.seen_by)
_COUNTS_UNREAD = views_of(counts.seen_by, groups.counted)
_WITH_NEWS = views_of(with_news)
_WITH_BESIDE = views_of(with_beside)
SORTS = ("due", "priority", "number", "changed", "registered")


class TicketsWanted(TicketsNarrowed, frozen=True, kw_only=True):
    """Which tickets, in which order, from where on; ``clocks``: with what is left on the clocks of each.

    ``news``: with what others did; ``beside``: with what tables tell, such as service, company, tags.
    """

    sort: str | None = None
    view: UUID | None = None
    cursor: str | None = None
    limit: int = 50
    clocks: bool = False
    news: bool = False
    beside: bool = False


class CountsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers above the list; ``unread``: with how many of the open tickets are."""

    unread: bool = False


class CountsShown(Counts, frozen=True, kw_only=True):
    """The numbers above the list; ``unread`` where it was asked for: how many of the open tickets are."""

    unread: int | UnsetType = UNSET


def _asked_by(wanted: TicketsWanted) -> tuple[str, ...]:
    # A written condition may ask for words, too.
    asked = _OF_VIEW if wanted.view else _OF_WORDS if wanted.text or wanted.where else _LIST
    if wanted.beside:
        asked = (*asked, *_WITH_BESIDE)
    return tuple(dict.fromkeys((*asked, *_WITH_NEWS))) if wanted.news else tuple(dict.fromkeys(asked))


@question("list-tickets", _asked_by)
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
        if wanted.beside:
            page = with_beside(db, viewer, page)
        if wanted.news:
            page = with_news(db, viewer, page)
        begins = None if page.is_first is UNSET else list_place(db)
    if begins is None:
        return Answer(page)
    # The first list that somebody ever sees: what is in it is not new to them, what happens from now on is.
    if viewer.actor.kind == "person":
        desk.looked.begin(viewer.actor.id, begins)
    return Answer(msgspec.structs.replace(page, is_first=UNSET))


@question("count-tickets", lambda wanted: _COUNTS_UNREAD if wanted is not None and wanted.unread else _COUNTS)
def count_tickets(desk: Desk, viewer: Viewer, wanted: CountsWanted | None) -> Answer[CountsShown]:
    """How many are open, overdue, the viewer's, nobody's; each number stops at 10,000."""
    with desk.database.snapshot() as db:
        found = counts.seen_by(db, viewer, now=desk.clock.now())
        shown = CountsShown(**msgspec.structs.asdict(found))
        if wanted is None or not wanted.unread:
            return Answer(shown)
        unread = AllOf(of=(Is(field="open"), Is(field="unread")))
        with patiently(db, unread):
            counted = groups.counted(db, Asking(viewer, desk.clock.now()), unread)
    return Answer(msgspec.structs.replace(shown, unread=counted.count))
