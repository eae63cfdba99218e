"""What somebody has looked at, so that lists tell what is new to them: found out here, kept by the routes (0225)."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen
from api.questions.ticket.patience import patiently
from api.questions.ticket.views import view_seen
from api.questions.wall_clock import wall_clock_of_reader
from connectors.storage.feeds import positions
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.ticket_condition import AllOf, Is
from projections.ticket.lists import groups, unread
from projections.ticket.lists.conditions import Asking

AT_ONCE = 5_000
"""Tickets of a view that are marked at once."""
_LIST = "ticket_list"


class NobodyElseDidAnything(Refusal):
    """Nobody but you did anything on this ticket, so nothing on it can be new to you. Watch it, or give yourself a task
    on it, to find it again.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "at_odds"
    ru: ClassVar[str] = (
        "В этой заявке никто, кроме вас, ничего не делал: непрочитанного в ней быть не может. Чтобы вернуться к ней,"
        " наблюдайте за ней или поставьте себе задачу."
    )


class SeenUpTo(NamedTuple):
    """Tickets, and the place in the log up to which somebody has seen them; ``None``: all tickets that there are."""

    tickets: list[UUID] | None
    place: int


def looked_at(desk: Desk, viewer: Viewer, ref: str, version: int) -> SeenUpTo:
    """A ticket that the viewer saw at a version; raises ``NoSuchTicket``."""
    with desk.database.snapshot() as db:
        ticket, _ = seen(db, viewer, ref)
        return SeenUpTo([ticket], unread.place_of(db, ticket, version))


def before_last_news(desk: Desk, viewer: Viewer, ref: str) -> SeenUpTo:
    """A ticket, up to right before what others did on it last; raises ``NobodyElseDidAnything``."""
    with desk.database.snapshot() as db:
        ticket, _ = seen(db, viewer, ref)
        last = unread.last_news(db, viewer, ticket)
    if not last:
        raise NobodyElseDidAnything
    return SeenUpTo([ticket], last - 1)


class Selected(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets: by numbers, those of a view, or all; ``position``: up to which one the list was read."""

    numbers: tuple[int, ...] = ()
    view: UUID | None = None
    all: bool = False
    position: int | None = None


def selected(desk: Desk, viewer: Viewer, wanted: Selected) -> SeenUpTo:
    """Those of the tickets that the viewer sees, as they stand now or stood at a position."""
    if sum((bool(wanted.numbers), wanted.view is not None, wanted.all)) != 1:
        raise InvalidField(
            field="numbers",
            reason_ru="назовите что-то одно: номера заявок («numbers»), представление («view») или «all»: true.",
            reason_en="name one of these: numbers of tickets (“numbers”), a view (“view”), or “all”: true.",
        )
    if wanted.position is not None:
        desk.epochs.refuse_foreign(wanted.position)
    zone = None if wanted.view is None else wall_clock_of_reader(desk, viewer.actor)
    with desk.database.snapshot() as db:
        reached = list_place(db)
        place = reached if wanted.position is None else min(int(wanted.position), reached)
        if wanted.all:
            return SeenUpTo(None, place)
        if wanted.view is None or zone is None:
            return SeenUpTo(unread.seen_by_number(db, viewer, wanted.numbers), place)
        settings = view_seen(db, viewer, wanted.view, field="view").settings
        condition = AllOf(of=(settings.condition, Is(field="unread")))
        with patiently(db, condition):
            return SeenUpTo(groups.ids(db, Asking(viewer, desk.clock.now(), zone), condition, AT_ONCE), place)


def list_place(db: Cursor[Any]) -> int:
    """Up to which position of the log the list holds everything, in the moment that is read."""
    return next((one.position for one in positions.places(db) if one.name == _LIST), 0)


def keep(desk: Desk, viewer: Viewer, what: SeenUpTo, *, back: bool = False) -> None:
    """Keep what somebody has seen; of the desk itself nothing is kept."""
    if viewer.actor.kind == "system":
        return
    if what.tickets is None:
        desk.looked.all_up_to(viewer.actor.id, what.place)
    else:
        desk.looked.mark(viewer.actor.id, what.tickets, what.place, back=back)
