"""The tree of org units, ours and the clients', opened lazily; read by the tree, the cards and the reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.org_unit import (
    Kind,
    OrgUnitAdded,
    OrgUnitArchived,
    OrgUnitFed,
    OrgUnitHeadNamed,
    OrgUnitMoved,
    OrgUnitRenamed,
    OrgUnitRestored,
    OrgUnitSharingSet,
    OrgUnitUnfed,
    OrgUnitZoneSet,
)
from events.person import PersonMoved, PersonRegistered
from events.values.people import Source
from events.values.text import Text
from projections.kit.columns import as_json
from projections.kit.ddl import ddl
from projections.kit.reads import reads

# What a path bars is asked of the rows that the path names, so it is written after they are.
_BARRED = "EXISTS (SELECT FROM org_units a WHERE a.unit_id = ANY({}) AND a.is_archived)"
_ADD = (
    "INSERT INTO org_units (unit_id, kind, name_ru, name_en, place, sought, parent_id, path, is_barred, source)"
    " SELECT %(id)s, %(kind)s, %(ru)s, %(en)s, %(place)s, %(sought)s, %(parent)s,"
    " %(id)s::uuid || coalesce(p.path, '{}'), coalesce(p.is_barred, false), %(source)s"
    " FROM (SELECT) AS one LEFT JOIN org_units p ON p.unit_id = %(parent)s"
)
_MOVE = (
    "UPDATE org_units u SET path = u.path[:array_position(u.path, %(id)s)] || p.path,"
    " parent_id = CASE WHEN u.unit_id = %(id)s THEN p.unit_id ELSE u.parent_id END"
    " FROM org_units p WHERE p.unit_id = %(parent)s AND u.path @> ARRAY[%(id)s]"
)
_BAR = f"UPDATE org_units u SET is_barred = {_BARRED.format('u.path')} WHERE u.path @> ARRAY[%(id)s]"  # noqa: S608 - constants


class OrgTree:
    """The tree's only writer. Moving or archiving thousands of units is one statement; counts go with a batch."""

    name = "org_tree"
    tables = ("org_units",)
    ddl = ddl("projections.org_unit", "tree.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        OrgUnitAdded,
        OrgUnitRenamed,
        OrgUnitMoved,
        OrgUnitHeadNamed,
        OrgUnitArchived,
        OrgUnitRestored,
        OrgUnitFed,
        OrgUnitUnfed,
        OrgUnitSharingSet,
        OrgUnitZoneSet,
        PersonRegistered,
        PersonMoved,
    )
    reads_personal = False

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write each unit's change as it comes, and at the end what came and went."""
        units: Counter[UUID] = Counter()
        people: Counter[UUID] = Counter()
        for recorded in batch:
            _count(recorded.fact, units, people)
            _write(cursor, recorded.fact)
        touched = [unit for unit in {*units, *people} if units[unit] or people[unit]]
        if touched:
            cursor.execute(
                "UPDATE org_units u SET units = u.units + c.units, people = u.people + c.people"
                " FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS c (unit_id, units, people)"
                " WHERE u.unit_id = c.unit_id",
                (touched, [units[unit] for unit in touched], [people[unit] for unit in touched]),
            )


def _count(fact: Fact, units: Counter[UUID], people: Counter[UUID]) -> None:
    match fact:
        case OrgUnitAdded(parent_id=UUID() as parent):
            units[parent] += 1
        case OrgUnitMoved():
            units[fact.parent_id] += 1
            units[fact.from_id] -= 1
        case PersonRegistered(unit_id=UUID() as unit):
            people[unit] += 1
        case PersonMoved():
            people[fact.unit_id] += 1
            people[fact.from_id] -= 1
        case _:
            pass


def _write(cursor: Cursor[Any], fact: Fact) -> None:
    match fact:
        case OrgUnitAdded():
            told = {"id": fact.unit_id, "kind": fact.kind, "parent": fact.parent_id, "source": as_json(fact.source)}
            cursor.execute(_ADD, told | _called(fact.kind, fact.name))
        case OrgUnitRenamed():
            cursor.execute("SELECT kind FROM org_units WHERE unit_id = %s", (fact.unit_id,))
            (kind,) = cursor.fetchone() or ("",)
            _set(
                cursor,
                fact.unit_id,
                "name_ru = %(ru)s, name_en = %(en)s, place = %(place)s, sought = %(sought)s",
                _called(kind, fact.name),
            )
        case OrgUnitMoved():
            cursor.execute(_MOVE, {"id": fact.unit_id, "parent": fact.parent_id})
            cursor.execute(_BAR, {"id": fact.unit_id})
        case OrgUnitHeadNamed():
            _set(cursor, fact.unit_id, "head_id = %(head)s", {"head": fact.head})
        case OrgUnitArchived() | OrgUnitRestored():
            _set(cursor, fact.unit_id, "is_archived = %(is)s", {"is": isinstance(fact, OrgUnitArchived)})
            cursor.execute(_BAR, {"id": fact.unit_id})
        case OrgUnitFed() | OrgUnitUnfed():
            source = fact.source if isinstance(fact, OrgUnitFed) else None
            _set(cursor, fact.unit_id, "source = %(source)s", {"source": as_json(source)})
        case OrgUnitSharingSet():
            _set(cursor, fact.unit_id, "shares_tickets = %(shares)s", {"shares": fact.shares_tickets})
        case OrgUnitZoneSet():
            _set(cursor, fact.unit_id, "time_zone = %(zone)s", {"zone": fact.time_zone})
        case _:
            pass


def _set(cursor: Cursor[Any], unit_id: UUID, change: str, values: dict[str, Any]) -> None:
    cursor.execute(f"UPDATE org_units SET {change} WHERE unit_id = %(id)s".encode(), {**values, "id": unit_id})  # noqa: S608 - constants


def _called(kind: str, name: Text) -> dict[str, Any]:
    return {
        "ru": name.ru,
        "en": name.en,
        "place": place(kind, name),
        "sought": f"{name.ru}\n{name.en}".casefold(),
    }


def place(kind: str, name: Text) -> str:
    """A unit's order among its neighbours: our own company first, then by name."""
    return "" if kind == "own_company" else name.ru.casefold()


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as a node of the tree. ``is_barred``: it or a unit above it is archived.

    How many units and people stand right in it is told of today alone.
    """

    unit_id: UUID
    kind: Kind
    name: Text
    parent_id: UUID | None
    head_id: UUID | None
    is_archived: bool
    is_barred: bool
    source: Source | None
    shares_tickets: bool
    time_zone: str
    units: int | None
    people: int | None


class Branches(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the units below a node, and where the next one begins, if there is one."""

    units: tuple[UnitLine, ...]
    after: UUID | None = None


_LINE = (
    "SELECT u.unit_id, u.kind, u.name_ru, u.name_en, u.parent_id, u.head_id, u.is_archived, u.is_barred, u.source,"
    " u.shares_tickets, u.time_zone, u.units, u.people FROM org_units u "
)


def _lines(cursor: Cursor[Any]) -> list[UnitLine]:
    return [
        UnitLine(
            unit_id=row[0],
            kind=row[1],
            name=Text(ru=row[2], en=row[3]),
            parent_id=row[4],
            head_id=row[5],
            is_archived=row[6],
            is_barred=row[7],
            source=None if row[8] is None else msgspec.json.decode(row[8], type=Source),
            shares_tickets=row[9],
            time_zone=row[10],
            units=row[11],
            people=row[12],
        )
        for row in cursor
    ]


@reads("org_tree")
def below(cursor: Cursor[Any], parent_id: UUID | None, *, after: UUID | None = None, limit: int = 50) -> Branches:
    """The units right below a node; without one the roots: our own company first, then the clients by name."""
    stands = "u.parent_id IS NULL" if parent_id is None else "u.parent_id = %(parent)s"
    on = (
        ""
        if after is None
        else " AND (u.place, u.unit_id) > (SELECT place, unit_id FROM org_units WHERE unit_id = %(after)s)"
    )
    cursor.execute(
        f"{_LINE}WHERE {stands}{on} ORDER BY u.place, u.unit_id LIMIT %(limit)s".encode(),
        {"parent": parent_id, "after": after, "limit": limit + 1},
    )
    found = _lines(cursor)
    return Branches(units=tuple(found[:limit]), after=found[limit - 1].unit_id if len(found) > limit > 0 else None)


@reads("org_tree")
def unit(cursor: Cursor[Any], unit_id: UUID) -> UnitLine | None:
    """One unit."""
    cursor.execute(f"{_LINE}WHERE u.unit_id = %s".encode(), (unit_id,))
    return next(iter(_lines(cursor)), None)


@reads("org_tree")
def path(cursor: Cursor[Any], unit_id: UUID) -> list[UnitLine]:
    """A unit and those above it, from its own up to the root."""
    cursor.execute(
        f"{_LINE}JOIN (SELECT a.unit_id, a.nth FROM org_units o, unnest(o.path) WITH ORDINALITY AS a (unit_id, nth)"  # noqa: S608 - constants
        " WHERE o.unit_id = %s) way USING (unit_id) ORDER BY way.nth".encode(),
        (unit_id,),
    )
    return _lines(cursor)


@reads("org_tree")
def headed_by(cursor: Cursor[Any], person_id: UUID) -> list[UnitLine]:
    """The units that a person heads."""
    cursor.execute(f"{_LINE}WHERE u.head_id = %s ORDER BY u.place, u.unit_id".encode(), (person_id,))
    return _lines(cursor)


@reads("org_tree")
def search(cursor: Cursor[Any], part: str, *, limit: int = 50) -> list[UnitLine]:
    """Units by any part of their name in either language; names that begin with it come first."""
    text = part.strip().casefold().replace("\0", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    cursor.execute(
        f"{_LINE}WHERE u.sought LIKE %(part)s"
        " ORDER BY NOT (u.sought LIKE %(begin)s OR u.sought LIKE %(line)s), u.place, u.unit_id"
        " LIMIT %(limit)s".encode(),
        {"part": f"%{text}%", "begin": f"{text}%", "line": f"%\n{text}%", "limit": limit},
    )
    return _lines(cursor)


@reads("org_tree")
def counts_below(cursor: Cursor[Any], unit_id: UUID) -> tuple[int, int]:
    """How many units and how many people there are in a unit with everything below it."""
    cursor.execute(
        "SELECT count(*) - 1, coalesce(sum(people), 0) FROM org_units WHERE path @> ARRAY[%s]::uuid[]", (unit_id,)
    )
    units, people = cursor.fetchone() or (0, 0)
    return max(0, int(units)), int(people)
