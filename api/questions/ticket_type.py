"""Questions about types of ticket: list, card with versions, what a revision would do; nothing is written."""

from __future__ import annotations

from typing import Any

import msgspec
from psycopg import Cursor

from aggregates.ticket_type import NoSuchTicketType, refuse_changed_kinds, refuse_strange_leads
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.versions import VersionWanted, numbered
from api.questions.paging.whole import Key, PageWanted, page_of
from commands.type_rules import refuse_unworkable
from events.values.people import Viewer
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition
from projections.kit.reads import views_of
from projections.service.forms import LostField, lost_by
from projections.ticket_type import rows as ticket_types
from projections.ticket_type.rows import TypeVersion
from projections.ticket_type.rows import TypeView as TypeView  # noqa: PLC0414 - what pages tell

_SHIPPED = (*SHIPPED_TYPES,)
_TYPES = views_of(ticket_types.types)
_VERSIONS = views_of(ticket_types.versions)
_CARD = views_of(ticket_types.types, ticket_types.versions)
_PREVIEW = views_of(ticket_types.types, ticket_types.standing_in, lost_by)


class TicketTypeList(msgspec.Struct, frozen=True):
    """Types of ticket, those that come with the desk first."""

    types: list[TypeView]
    next_cursor: str | None = None


class TicketTypeCard(msgspec.Struct, frozen=True):
    """A type of ticket as it is now, and all its versions, oldest first."""

    type: TypeView
    versions: list[TypeVersion]


class RevisionToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A version of a type that is not saved yet."""

    definition: TypeDefinition
    led: dict[str, str] = {}

    def __post_init__(self) -> None:
        refuse_unworkable(self.definition, "definition")


class RevisionOf(msgspec.Struct, frozen=True, kw_only=True):
    """Which type is to be revised, and how."""

    code: str
    to_try: RevisionToTry


class RevisionPreview(msgspec.Struct, frozen=True, kw_only=True):
    """How many open tickets a revision would lead, by the status that they stand in, and where they would go.

    ``unled`` are removed statuses that the revision must say a way out of, before it is accepted. ``questions_lost``:
    what services ask of the type and could ask no more.
    """

    tickets: int
    standing: dict[str, int]
    led: dict[str, str]
    unled: tuple[str, ...]
    questions_lost: tuple[LostField, ...] = ()


@question("list-ticket-types", _TYPES)
def list_ticket_types(desk: Desk, _viewer: Viewer, wanted: PageWanted | None) -> Answer[TicketTypeList]:
    """Those that come with the desk first."""
    with desk.database.snapshot() as db:
        found = ticket_types.types(db)
    return Answer(TicketTypeList(*page_of(found, wanted, _in_order)))


def _in_order(one: TypeView) -> Key:
    return (_SHIPPED.index(one.code) if one.code in _SHIPPED else len(_SHIPPED), one.code)


@question("read-ticket-type", _CARD)
def read_ticket_type(desk: Desk, _viewer: Viewer, code: str) -> Answer[TicketTypeCard]:
    """A type with all its versions: a ticket's card says which version it was registered as."""
    with desk.database.snapshot() as db:
        return Answer(TicketTypeCard(_type(db, code), ticket_types.versions(db, code)))


@question("draw-lifecycle", _TYPES)
def life_cycle_to_draw(desk: Desk, _viewer: Viewer, code: str) -> Answer[TypeDefinition]:
    """What a picture of a type's life cycle is drawn from."""
    with desk.database.snapshot() as db:
        return Answer(_type(db, code).definition)


@question("read-ticket-type-version", _VERSIONS)
def read_ticket_type_version(desk: Desk, _viewer: Viewer, wanted: VersionWanted[str]) -> Answer[TypeVersion]:
    """Life cycle, attributes and priority matrix as they were; 0 is how it came with the desk."""
    with desk.database.snapshot() as db:
        found = numbered(ticket_types.versions(db, wanted.ref), wanted.version, NoSuchTicketType)
    return Answer(found)


@question("preview-ticket-type", _PREVIEW)
def preview_ticket_type(desk: Desk, _viewer: Viewer, wanted: RevisionOf) -> Answer[RevisionPreview]:
    """What stands where now, and what still needs a way out; nothing is written."""
    tried = wanted.to_try
    kept = tried.definition.lifecycle
    with desk.database.snapshot() as db:
        found = _type(db, wanted.code)
        removed = [code for code in found.known if kept.status(code) is None]
        refuse_changed_kinds(found.definition, tried.definition)
        present = found.definition.lifecycle.statuses
        refuse_strange_leads(kept, tried.led, {one.code for one in present if kept.status(one.code) is None})
        standing = ticket_types.standing_in(db, wanted.code, removed)
        lost = lost_by(db, wanted.code, tried.definition)
    unled = [s.code for s in present if s.code in removed and not s.is_final and s.code not in tried.led]
    preview = RevisionPreview(
        tickets=sum(standing.values()),
        standing=standing,
        led=tried.led,
        unled=tuple(unled),
        questions_lost=lost,
    )
    return Answer(preview)


def _type(db: Cursor[Any], code: str) -> TypeView:
    found = next(iter(ticket_types.types(db, [code])), None)
    if found is None:
        raise NoSuchTicketType
    return found
