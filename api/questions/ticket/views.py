"""Questions about views of tickets: which one sees, how many tickets each finds now; and tickets by groups."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import tzinfo
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import Cursor

from aggregates.ticket_view import NoSuchView
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageWanted, page_of
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of
from api.questions.ticket.patience import COUNTED_MS, LONGEST_MS, let_run, patiently
from api.questions.ticket.standpoint import clock_of, refuse_unknown
from api.questions.wall_clock import wall_clock_of_reader
from api.questions.wishes import known_codes
from commands.permissions import administers
from events.values.people import Viewer
from events.values.shared_with import EditedBy
from events.values.text import Text
from events.values.ticket import LEVELS
from events.values.ticket_condition import AllOf, Condition
from events.values.ticket_view import Audience, ViewSettings
from projections.kit.reads import views_of
from projections.ticket.lists import groups
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.groups import Count, Group, Groups
from projections.ticket_type import rows as ticket_types
from projections.ticket_view import rows as views
from projections.ticket_view.rows import TicketView

_VIEWS = views_of(views.seen_by)
_WITHOUT_VIEW = ViewSettings()
_COUNTED = views_of(views.seen_by, groups.counted)
_GROUPED = views_of(views.seen_by, groups.grouped, ticket_types.types)
MOST_GROUPS = 200
GROUPED_BY = ("status", "type", "priority", "channel", "team", "responsible", "company", "unit", "service", "agreement")


class ViewsWanted(PageWanted, frozen=True, kw_only=True):
    """Views that one sees; ``counts``: with how many tickets each finds."""

    counts: bool = False


class ViewCard(msgspec.Struct, frozen=True, kw_only=True):
    """A view as somebody sees it. ``count`` stops at 10,000; none where it was not asked for, or took too long."""

    view_id: UUID
    name: Text
    maker_id: UUID
    maker: str
    audience: Audience
    edited_by: EditedBy
    settings: ViewSettings
    version: int
    may_change: bool
    count: Count | None = None


class ViewList(msgspec.Struct, frozen=True):
    """One's own views first, then those of one's teams, then everyone's."""

    views: list[ViewCard]
    next_cursor: str | None = None


class GroupsWanted(TicketsNarrowed, frozen=True, kw_only=True):
    """Which tickets, by what; of a view by its own grouping, unless another is named."""

    by: str | None = None
    view: UUID | None = None
    cursor: str | None = None
    limit: int = MOST_GROUPS


@question("list-views", lambda wanted: _COUNTED if wanted.counts else _VIEWS)
def list_views(desk: Desk, viewer: Viewer, wanted: ViewsWanted) -> Answer[ViewList]:
    """Counts are of this moment; a view that takes long to count is shown without."""
    zone = wall_clock_of_reader(desk, viewer.actor) if wanted.counts else None
    asking = None if zone is None else Asking(viewer, desk.clock.now(), zone)
    with desk.database.snapshot() as db:
        found, goes_on = page_of(views.seen_by(db, viewer, every_team=administers(viewer)), wanted, _in_order)
        counts = {} if asking is None else _counts(db, asking, found)
    return Answer(ViewList([_card(viewer, view, counts.get(view.view_id)) for view in found], goes_on))


def _in_order(view: TicketView) -> Key:
    """One's own, then those of one's teams, then everyone's."""
    return (("maker", "team", "everyone").index(view.audience.kind), view.name.ru.lower(), str(view.view_id))


@question("read-view", _COUNTED)
def read_view(desk: Desk, viewer: Viewer, ref: UUID) -> Answer[ViewCard]:
    """With how many tickets it finds now."""
    asking = Asking(viewer, desk.clock.now(), wall_clock_of_reader(desk, viewer.actor))
    with desk.database.snapshot() as db:
        view = view_seen(db, viewer, ref)
        counts = _counts(db, asking, [view])
    return Answer(_card(viewer, view, counts.get(view.view_id)))


@question("group-tickets", _GROUPED)
def group_tickets(desk: Desk, viewer: Viewer, wanted: GroupsWanted) -> Answer[Groups]:
    """How many tickets there are, and how many by one of their fields; behind 100,000 it is told of so many."""
    narrowed = condition_of(desk, viewer, wanted)
    if wanted.by is not None:
        known_codes("by", [wanted.by], GROUPED_BY)
    zone = zone_with(desk, viewer, wanted, wanted.view, narrowed)
    with desk.database.snapshot() as db:
        condition, settings = within_view(db, viewer, narrowed, wanted.view)
        by = wanted.by or settings.group or "status"
        with patiently(db, condition):
            found = groups.grouped(db, Asking(viewer, desk.clock.now(), zone), condition, by)  # type: ignore[arg-type] # a known one
    page, goes_on = page_of(found.groups, PageWanted(cursor=wanted.cursor, limit=wanted.limit), _the_most_first(by))
    return Answer(msgspec.structs.replace(found, groups=tuple(page), next_cursor=goes_on))


def _the_most_first(by: str) -> Callable[[Group], Key]:
    """By priority as levels go, else by the key; without one last."""

    def place(group: Group) -> Key:
        key = group.key if by != "priority" or group.key is None else LEVELS.index(group.key)
        return (-group.count, group.key is None, "" if key is None else key)

    return place


def within_view(db: Cursor[Any], viewer: Viewer, narrowed: AllOf, view_id: UUID | None) -> tuple[AllOf, ViewSettings]:
    """What is asked for within a view, if one is named, and how that is shown; refuses what no type of ticket has."""
    refuse_unknown(db, narrowed)
    if view_id is None:
        return narrowed, _WITHOUT_VIEW
    settings = view_seen(db, viewer, view_id, field="view").settings
    return AllOf(of=(*narrowed.of, settings.condition)), settings


def view_seen(db: Cursor[Any], viewer: Viewer, view_id: UUID, *, field: str = "") -> TicketView:
    """A view that the viewer sees; raises ``NoSuchView``."""
    found = views.seen_by(db, viewer, every_team=administers(viewer), view_id=view_id)
    if not found:
        raise NoSuchView(field=field)
    return found[0]


def zone_with(desk: Desk, viewer: Viewer, wanted: TicketsNarrowed, view: UUID | None, condition: Condition) -> tzinfo:
    """The clock by which days begin: what a view asks for is not known yet, so it may be asked for in vain."""
    if wanted.zone is None and view is not None:
        return wall_clock_of_reader(desk, viewer.actor)
    return clock_of(desk, viewer, wanted.zone, condition)


def _card(viewer: Viewer, view: TicketView, count: Count | None) -> ViewCard:
    is_own = view.maker_id == viewer.actor.id
    return ViewCard(
        view_id=view.view_id,
        name=view.name,
        maker_id=view.maker_id,
        maker=view.maker,
        audience=view.audience,
        edited_by=view.edited_by,
        settings=view.settings,
        version=view.version,
        may_change=is_own or view.edited_by == "audience" or administers(viewer),
        count=count,
    )


def _counts(db: Cursor[Any], asking: Asking, found: list[TicketView]) -> dict[UUID, Count]:
    """Each by itself, so that one that takes long takes no other with it; all together as long as a list may take."""
    counts: dict[UUID, Count] = {}
    until = time.monotonic() + LONGEST_MS / 1_000
    let_run(db, COUNTED_MS)
    for view in found:
        if time.monotonic() > until:
            break
        db.execute("SAVEPOINT counted")
        try:
            counts[view.view_id] = groups.counted(db, asking, view.settings.condition)
        except psycopg.errors.QueryCanceled:
            db.execute("ROLLBACK TO SAVEPOINT counted")
    return counts
