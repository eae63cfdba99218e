"""Questions about macros: which one may use, on a ticket which are offered, and what one does."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.macro import NoSuchMacro
from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageWanted, page_of
from api.questions.references import ticket_ref
from commands.permissions import administers
from events.values.identity import StreamId
from events.values.people import Viewer
from projections.at_hand import macros
from projections.at_hand.macros import MacroView
from projections.kit import visibility
from projections.kit.reads import views_of

_MACROS = views_of(macros.open_to)


class MacrosWanted(PageWanted, frozen=True, kw_only=True):
    """Which macros: those that are offered on a ticket, in use or archived."""

    ticket: str | None = None
    archived: bool = False


class MacroLine(MacroView, frozen=True, kw_only=True):
    """A macro as somebody sees it."""

    may_change: bool


class MacroList(msgspec.Struct, frozen=True):
    """What the viewer uses most first."""

    macros: list[MacroLine]
    next_cursor: str | None = None


@question("list-macros", _MACROS)
def list_macros(desk: Desk, viewer: Viewer, wanted: MacrosWanted) -> Answer[MacroList]:
    """One's own, those of one's teams, everyone's; raises ``NoSuchTicket`` for one that they do not see."""
    ticket = None if wanted.ticket is None else ticket_ref(wanted.ticket, field="ticket")
    with desk.database.snapshot() as db:
        if ticket is not None and visibility.sight(db, viewer, StreamId(ticket)) is None:
            raise NoSuchTicket(field="ticket")
        every = administers(viewer)
        found = macros.open_to(db, viewer, every_team=every, ticket_id=ticket, archived=wanted.archived)
    page, goes_on = page_of(found, wanted, _in_order)
    return Answer(MacroList([_line(viewer, one) for one in page], goes_on))


def _in_order(one: MacroView) -> Key:
    return (-one.used_by_me, -one.used, one.name.ru.lower(), str(one.macro_id))


@question("read-macro", _MACROS)
def read_macro(desk: Desk, viewer: Viewer, ref: UUID) -> Answer[MacroLine]:
    """Also one that is archived."""
    with desk.database.snapshot() as db:
        found = macros.open_to(db, viewer, every_team=administers(viewer), macro_id=ref, archived=None)
    if not found:
        raise NoSuchMacro
    return Answer(_line(viewer, found[0]))


def _line(viewer: Viewer, one: MacroView) -> MacroLine:
    may = one.maker_id == viewer.actor.id or one.edited_by == "audience" or administers(viewer)
    return MacroLine(**{name: getattr(one, name) for name in one.__struct_fields__}, may_change=may)
