"""Types of ticket with all their versions; read by administrators, lists that show a status, who moves tickets on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, cast
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.ticket_type import TICKET_TYPE
from events.ticket_type import TicketTypeDefined, TicketTypeRevised
from events.values.checklist import NO_CHECKLIST, ChecklistPolicy
from events.values.identity import ticket_type_id
from events.values.satisfaction import USUAL_POLICY, SatisfactionPolicy
from events.values.text import Text
from events.values.ticket import STATUSES, Status
from events.values.ticket_type import SHIPPED_TYPES, PriorityMatrix, TypeDefinition
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows
from projections.kit.reads import reads
from projections.kit.statement import statement


class TicketTypes:
    """The only writer of ticket types. Those that come with the desk have no row until somebody changes them."""

    name = "ticket_types"
    tables = ("ticket_types", "ticket_type_versions")
    ddl = ddl("projections.ticket_type", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = TICKET_TYPE.facts
    reads_personal = False

    def __init__(self) -> None:
        self._kept = KeptRows("ticket_types", "code", load=_revised, columns=_columns)

    def forget(self) -> None:
        """Read types from their tables again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        codes = {recorded.stream: cast("TicketTypeRevised", recorded.fact).code for recorded in batch}
        now = self._kept.take(cursor, set(codes.values()))
        for recorded in batch:
            code = codes[recorded.stream]
            now[code] = _follow(now.get(code) or as_shipped(code), recorded)
            if isinstance(recorded.fact, TicketTypeDefined | TicketTypeRevised):
                _keep_version(cursor, recorded, recorded.fact)
        self._kept.write(cursor, now)


class TypeView(msgspec.Struct, frozen=True, kw_only=True):
    """A type as it is now. ``version`` is 0 while it is as it came with the desk.

    ``led`` says where tickets in statuses that are no more are led; ``known`` are all statuses it ever had, by code.
    """

    type_id: UUID
    code: str
    version: int = 0
    is_archived: bool = False
    definition: TypeDefinition
    led: dict[str, str] = {}
    known: dict[str, Status] = {}
    satisfaction: SatisfactionPolicy = USUAL_POLICY
    checklist: ChecklistPolicy = NO_CHECKLIST


class TypeVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a type, and where it led the tickets of statuses that it removed."""

    version: int
    since: datetime | None
    definition: TypeDefinition
    led: dict[str, str]


class StatusShown(msgspec.Struct, frozen=True):
    """A status as people read it: its name in both languages and its colour; and the ticket's type with its matrix."""

    name: Text
    colour: str
    type_name: Text
    matrix: PriorityMatrix


def _follow(before: TypeView | None, recorded: Recorded) -> TypeView:
    view = TICKET_TYPE.begun(TypeView, recorded)
    if view is None:
        if before is None:
            raise LookupError(f"nothing is known of the type that {recorded.fact.stored_name} tells of")
        view = TICKET_TYPE.after(before, recorded)
    statuses = {status.code: status for status in view.definition.lifecycle.statuses}
    return replace(view, version=recorded.version, known=view.known | statuses)


def _keep_version(cursor: Cursor[Any], recorded: Recorded, fact: TicketTypeDefined | TicketTypeRevised) -> None:
    led = fact.led if isinstance(fact, TicketTypeRevised) else {}
    cursor.execute(
        "INSERT INTO ticket_type_versions VALUES (%s, %s, %s, %s, %s, %s)",
        (
            fact.code,
            recorded.version,
            as_json(fact.definition),
            as_json(led),
            recorded.metadata.occurred_at,
            recorded.position,
        ),
    )


def _columns(view: TypeView) -> dict[str, Any]:
    finals = [status.code for status in view.definition.lifecycle.statuses if status.is_final]
    return {
        "code": view.code,
        "definition": as_json(view.definition),
        "version": view.version,
        "is_archived": view.is_archived,
        "led": as_json(view.led),
        "left_statuses": sorted({*view.led, *finals}),
        "satisfaction": as_json(view.satisfaction),
        "checklist": as_json(view.checklist),
        "known": as_json(view.known),
    }


def _shipped(code: str, definition: TypeDefinition) -> TypeView:
    known = {status.code: status for status in definition.lifecycle.statuses}
    return TypeView(type_id=ticket_type_id(code), code=code, definition=definition, known=known)


_SHIPPED = {code: _shipped(code, shipped) for code, shipped in SHIPPED_TYPES.items()}


def _present(cursor: Cursor[Any], code: str) -> TypeView:
    return next(view for view in types(cursor, [code]) if view.code == code)


class _TypeRow(NamedTuple):
    code: str
    definition: str
    version: int
    is_archived: bool
    led: str
    known: str
    satisfaction: str
    checklist: str


_TYPES = statement(
    "SELECT {columns} FROM ticket_types",
    columns=selected(
        _TypeRow,
        definition=statement("definition::text"),
        led=statement("led::text"),
        known=statement("known::text"),
        satisfaction=statement("satisfaction::text"),
        checklist=statement("checklist::text"),
    ),
)
_ASKED = statement("{types} WHERE %(codes)s::text[] IS NULL OR code = ANY(%(codes)s) ORDER BY code", types=_TYPES)
_OF_CODES = statement("{types} WHERE code = ANY(%s)", types=_TYPES)


@reads("ticket_types")
def types(cursor: Cursor[Any], codes: Collection[str] | None = None) -> list[TypeView]:
    """Every type, those that come with the desk first; or those of these codes."""
    cursor.execute(_ASKED, {"codes": None if codes is None else list(codes)})
    found = {code: shipped for code, shipped in _SHIPPED.items() if codes is None or code in codes}
    return list((found | _views(cursor)).values())


def _revised(cursor: Cursor[Any], codes: Collection[str]) -> dict[str, TypeView]:
    """The types of these codes that somebody changed."""
    cursor.execute(_OF_CODES, (list(codes),))
    return _views(cursor)


def _views(cursor: Cursor[Any]) -> dict[str, TypeView]:
    return {
        row.code: TypeView(
            type_id=ticket_type_id(row.code),
            code=row.code,
            version=row.version,
            is_archived=row.is_archived,
            definition=msgspec.json.decode(row.definition, type=TypeDefinition),
            led=msgspec.json.decode(row.led, type=dict[str, str]),
            known=msgspec.json.decode(row.known, type=dict[str, Status]),
            satisfaction=msgspec.json.decode(row.satisfaction, type=SatisfactionPolicy),
            checklist=msgspec.json.decode(row.checklist, type=ChecklistPolicy),
        )
        for row in rows_of(_TypeRow, cursor)
    }


class _VersionRow(NamedTuple):
    version: int
    since: datetime
    definition: str
    led: str


_VERSIONS = statement(
    "SELECT {columns} FROM ticket_type_versions WHERE code = %s ORDER BY version",
    columns=selected(_VersionRow, definition=statement("definition::text"), led=statement("led::text")),
)


@reads("ticket_types")
def versions(cursor: Cursor[Any], code: str) -> list[TypeVersion]:
    """Every version of a type, the one that came with the desk included, oldest first."""
    cursor.execute(_VERSIONS, (code,))
    shipped = SHIPPED_TYPES.get(code)
    first = [] if shipped is None else [TypeVersion(version=0, since=None, definition=shipped, led={})]
    return first + [
        TypeVersion(
            version=row.version,
            since=row.since,
            definition=msgspec.json.decode(row.definition, type=TypeDefinition),
            led=msgspec.json.decode(row.led, type=dict[str, str]),
        )
        for row in rows_of(_VersionRow, cursor)
    ]


@reads("ticket_types")
def version_at(cursor: Cursor[Any], code: str, stream_version: int) -> int:
    """The version of a type that held at a version of its stream, which being archived moves on, too."""
    cursor.execute(
        "SELECT coalesce(max(version), 0) FROM ticket_type_versions WHERE code = %s AND version <= %s",
        (code, stream_version),
    )
    (version,) = cursor.fetchone() or (0,)
    return int(version)


@reads(also=(types,))
def statuses_shown(cursor: Cursor[Any], wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], StatusShown]:
    """How statuses are shown: (type, status) -> names and colour, as the type says today."""
    pairs = set(wanted)
    views = {view.code: view for view in types(cursor, {code for code, _ in pairs})} if pairs else {}
    found = {}
    for code, status in pairs:
        found[code, status] = shown_of(views.get(code), code, status)
    return found


def shown_of(view: TypeView | None, code: str, status: str) -> StatusShown:
    """How a status of a type is shown; at worst, of one that nobody knows, by its code."""
    known = view.known if view else {}
    meant = known.get(status) or STATUSES.get(status) or Status(code=status, name=Text.same(status))
    type_name = view.definition.name if view else Text.same(code)
    matrix = view.definition.matrix if view else PriorityMatrix()
    return StatusShown(meant.name, meant.colour, type_name, matrix)


def as_shipped(code: str) -> TypeView | None:
    """A type as it came with the desk, if it did."""
    return _SHIPPED.get(code)


@reads("ticket_types")
def archived_codes(cursor: Cursor[Any]) -> set[str]:
    """The types of which no ticket is registered any more."""
    cursor.execute("SELECT code FROM ticket_types WHERE is_archived")
    return {code for (code,) in cursor}


@reads(also=(types,))
def open_codes(cursor: Cursor[Any]) -> list[str]:
    """The codes of every status that an open ticket may stand in, of any type, each once."""
    found: dict[str, None] = {}
    for view in types(cursor):
        found |= dict.fromkeys(code for code, status in view.known.items() if not status.is_final)
    return list(found)


@reads("ticket_types", "ticket_list")
def stranded(cursor: Cursor[Any], limit: int, *, without: Collection[UUID] = ()) -> list[tuple[UUID, int, int]]:
    """Open tickets in a status that their type no longer has, or that has become an end: (ticket, version, type's)."""
    cursor.execute(
        "SELECT t.ticket_id, t.version, y.version FROM ticket_types y JOIN ticket_list t"
        " ON t.type = y.code AND t.status = ANY(y.left_statuses)"
        " WHERE t.is_unfinished AND t.ticket_id <> ALL (%s) ORDER BY t.number LIMIT %s",
        (list(without), limit),
    )
    return cursor.fetchall()


@reads("ticket_list")
def standing_in(cursor: Cursor[Any], code: str, statuses: Collection[str]) -> dict[str, int]:
    """How many open tickets of a type stand in these statuses."""
    cursor.execute(
        "SELECT status, count(*) FROM ticket_list WHERE is_unfinished AND type = %s AND status = ANY(%s)"
        " GROUP BY status",
        (code, list(statuses)),
    )
    return {status: int(count) for status, count in cursor}
