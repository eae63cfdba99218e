"""The tree of org units, ours and the clients', opened lazily; read by the tree, the cards and the reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.org_unit import ORG_UNIT, OrgUnitState
from events.org_unit import Kind
from events.person import PersonMoved, PersonRegistered
from events.person_merge import PersonMerged
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Source
from events.values.text import Text
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, as_folded, begun_before, follow
from projections.kit.reads import reads
from projections.kit.statement import joined, statement

# From the topmost units that were added, moved, archived or restored down: what is above them stands as it stood.
_WAYS = """
WITH RECURSIVE way AS (
    SELECT u.unit_id, u.unit_id || coalesce(p.path, '{}') AS path, u.is_archived OR coalesce(p.is_barred, false) AS bars
    FROM org_units u LEFT JOIN org_units p ON p.unit_id = u.parent_id
    WHERE u.unit_id = ANY(%(shaken)s) AND NOT coalesce(p.path && %(shaken)s, false)
    UNION ALL
    SELECT u.unit_id, u.unit_id || above.path, u.is_archived OR above.bars
    FROM way above JOIN org_units u ON u.parent_id = above.unit_id WHERE u.unit_id <> ALL(above.path)
)
UPDATE org_units u SET path = way.path, is_barred = way.bars FROM way
WHERE u.unit_id = way.unit_id AND (u.path <> way.path OR u.is_barred <> way.bars)
"""


class _StateRow(NamedTuple):
    unit_id: OrgUnitId
    kind: Kind
    name_ru: str
    name_en: str
    parent_id: OrgUnitId | None
    head_id: PersonId | None
    is_archived: bool
    source: str | None
    shares_tickets: bool
    asks_for_colleagues: bool
    time_zone: str


_STATES = statement("SELECT {columns} FROM org_units WHERE unit_id = ANY(%s)", columns=selected(_StateRow))


class OrgTree:
    """The tree's only writer. Moving or archiving thousands of units is one statement; counts go with a batch."""

    name = "org_tree"
    tables = ("org_units",)
    ddl = ddl("projections.org_unit", "tree.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (*ORG_UNIT.facts, PersonRegistered, PersonMoved, PersonMerged)
    reads_personal = False

    def __init__(self) -> None:
        self._kept = KeptRows("org_units", "unit_id", load=load, columns=_columns, born=_born)

    def forget(self) -> None:
        """Read units from their table again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the units that a batch touches, write what changed, and at the end what came and went."""
        units = self._take_in(cursor, [recorded for recorded in batch if type(recorded.fact) in ORG_UNIT.facts])
        people = _came_and_went(batch)
        touched = [unit for unit in {*units, *people} if units[unit] or people[unit]]
        if touched:
            cursor.execute(
                "UPDATE org_units u SET units = u.units + c.units, people = u.people + c.people"
                " FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS c (unit_id, units, people)"
                " WHERE u.unit_id = c.unit_id",
                (touched, [units[unit] for unit in touched], [people[unit] for unit in touched]),
            )

    def _take_in(self, cursor: Cursor[Any], told: Sequence[Recorded]) -> Counter[UUID]:
        """Write the units that facts tell of. Gives by how many more, or fewer, each unit has right below it now."""
        before = self._kept.take(cursor, begun_before(told))
        now: dict[UUID, OrgUnitState] = dict(before)
        follow(ORG_UNIT, OrgUnitState, now, told, as_folded)
        self._kept.write(cursor, now)
        shaken = [unit_id for unit_id, unit in now.items() if _stands(unit) != _stands(before.get(unit_id))]
        if shaken:
            cursor.execute(_WAYS, {"shaken": shaken})
        units = Counter[UUID](unit.parent_id for unit in now.values() if unit.parent_id is not None)
        units.subtract(unit.parent_id for unit in before.values() if unit.parent_id is not None)
        return units


def _came_and_went(batch: Sequence[Recorded]) -> Counter[UUID]:
    """By how many more, or fewer, people stand in each unit.

    People are folded by the directory; here only their unit counts, and each of these facts tells all of that.
    """
    people: Counter[UUID] = Counter()
    for recorded in batch:
        fact = recorded.fact
        if isinstance(fact, PersonRegistered) and fact.unit_id is not None:
            people[fact.unit_id] += 1
        elif isinstance(fact, PersonMoved):
            people[fact.unit_id] += 1
            people[fact.from_id] -= 1
        elif isinstance(fact, PersonMerged) and fact.unit_id is not None:
            people[fact.unit_id] -= 1
    return people


def load(cursor: Cursor[Any], units: Collection[UUID]) -> dict[UUID, OrgUnitState]:
    """Units as their rows tell of them."""
    cursor.execute(_STATES, (list(units),))
    return {
        row.unit_id: OrgUnitState(
            unit_id=row.unit_id,
            kind=row.kind,
            name=Text(ru=row.name_ru, en=row.name_en),
            parent_id=row.parent_id,
            head=row.head_id,
            is_archived=row.is_archived,
            source=None if row.source is None else msgspec.json.decode(row.source, type=Source),
            shares_tickets=row.shares_tickets,
            asks_for_colleagues=row.asks_for_colleagues,
            time_zone=row.time_zone,
        )
        for row in rows_of(_StateRow, cursor)
    }


def _stands(unit: OrgUnitState | None) -> tuple[object, ...]:
    """What the ways of a unit and of all below it hang on."""
    return () if unit is None else (unit.parent_id, unit.is_archived)


def _columns(unit: OrgUnitState) -> dict[str, Any]:
    return {
        "unit_id": unit.unit_id,
        "kind": unit.kind,
        "name_ru": unit.name.ru,
        "name_en": unit.name.en,
        "place": place(unit.kind, unit.name),
        "sought": f"{unit.name.ru}\n{unit.name.en}".casefold(),
        "parent_id": unit.parent_id,
        "head_id": unit.head,
        "is_archived": unit.is_archived,
        "source": as_json(unit.source),
        "shares_tickets": unit.shares_tickets,
        "asks_for_colleagues": unit.asks_for_colleagues,
        "time_zone": unit.time_zone,
    }


def _born(unit: OrgUnitState) -> dict[str, Any]:
    return {"path": [unit.unit_id], "is_barred": False}


def place(kind: str, name: Text) -> str:
    """A unit's order among its neighbours: our own company first, then by name."""
    return "" if kind == "own_company" else name.ru.casefold()


Among = Literal["ours", "clients"]
KINDS: dict[Among, tuple[Kind, ...]] = {"ours": ("own_company", "department"), "clients": ("company", "branch")}
"""Our own tree, or those of the clients, by the kinds of their units."""


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
    asks_for_colleagues: bool
    time_zone: str
    units: int | None
    people: int | None


class Branches(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the units below a node, and where the next one begins, if there is one."""

    units: tuple[UnitLine, ...]
    after: UUID | None = None
    next_cursor: str | None = None


class _LineRow(NamedTuple):
    unit_id: UUID
    kind: Kind
    name_ru: str
    name_en: str
    parent_id: UUID | None
    head_id: UUID | None
    is_archived: bool
    is_barred: bool
    source: str | None
    shares_tickets: bool
    asks_for_colleagues: bool
    time_zone: str
    units: int
    people: int


_LINE = statement("SELECT {columns} FROM org_units u", columns=selected(_LineRow, "u"))
_ONE = statement("{line} WHERE u.unit_id = %s", line=_LINE)
_PATH = statement(
    "{line} JOIN (SELECT a.unit_id, a.nth FROM org_units o, unnest(o.path) WITH ORDINALITY AS a (unit_id, nth)"
    " WHERE o.unit_id = %s) way USING (unit_id) ORDER BY way.nth",
    line=_LINE,
)
_HEADED = statement("{line} WHERE u.head_id = %s ORDER BY u.place, u.unit_id", line=_LINE)
_FAR = statement("(NOT (u.sought LIKE %(begin)s OR u.sought LIKE %(line)s))")
_FOUND = statement(
    "{line} WHERE u.sought LIKE %(part)s AND (%(kinds)s::text[] IS NULL OR u.kind = ANY(%(kinds)s))"
    " AND (%(far)s::boolean IS NULL"
    " OR ({far}, u.place, u.unit_id) > (%(far)s, %(place)s, %(last)s::uuid))"
    " ORDER BY {far}, u.place, u.unit_id LIMIT %(limit)s",
    line=_LINE,
    far=_FAR,
)


def _lines(cursor: Cursor[Any]) -> list[UnitLine]:
    return [
        UnitLine(
            unit_id=row.unit_id,
            kind=row.kind,
            name=Text(ru=row.name_ru, en=row.name_en),
            parent_id=row.parent_id,
            head_id=row.head_id,
            is_archived=row.is_archived,
            is_barred=row.is_barred,
            source=None if row.source is None else msgspec.json.decode(row.source, type=Source),
            shares_tickets=row.shares_tickets,
            asks_for_colleagues=row.asks_for_colleagues,
            time_zone=row.time_zone,
            units=row.units,
            people=row.people,
        )
        for row in rows_of(_LineRow, cursor)
    ]


@reads("org_tree")
def below(
    cursor: Cursor[Any],
    parent_id: UUID | None,
    *,
    after: UUID | None = None,
    behind: tuple[str, UUID] | None = None,
    limit: int = 50,
) -> Branches:
    """The units right below a node; without one the roots: our own company first, then the clients by name.

    ``behind`` is where the last one stood, ``after`` which one it was.
    """
    stands = [statement("u.parent_id IS NULL") if parent_id is None else statement("u.parent_id = %(parent)s")]
    if after is not None:
        stands.append(
            statement("(u.place, u.unit_id) > (SELECT place, unit_id FROM org_units WHERE unit_id = %(after)s)")
        )
    if behind is not None:
        stands.append(statement("(u.place, u.unit_id) > (%(place)s, %(last)s::uuid)"))
    place, last = behind or (None, None)
    below = statement(
        "{line} WHERE {stands} ORDER BY u.place, u.unit_id LIMIT %(limit)s",
        line=_LINE,
        stands=joined(" AND ", stands),
    )
    asked = {"parent": parent_id, "after": after, "place": place, "last": last, "limit": limit + 1}
    cursor.execute(below, asked)
    found = _lines(cursor)
    return Branches(units=tuple(found[:limit]), after=found[limit - 1].unit_id if len(found) > limit > 0 else None)


@reads("org_tree")
def unit(cursor: Cursor[Any], unit_id: UUID) -> UnitLine | None:
    """One unit."""
    cursor.execute(_ONE, (unit_id,))
    return next(iter(_lines(cursor)), None)


@reads("org_tree")
def path(cursor: Cursor[Any], unit_id: UUID) -> list[UnitLine]:
    """A unit and those above it, from its own up to the root."""
    cursor.execute(_PATH, (unit_id,))
    return _lines(cursor)


@reads("org_tree")
def headed_by(cursor: Cursor[Any], person_id: UUID) -> list[UnitLine]:
    """The units that a person heads."""
    cursor.execute(_HEADED, (person_id,))
    return _lines(cursor)


@reads("org_tree")
def search(
    cursor: Cursor[Any],
    part: str,
    *,
    among: Among | None = None,
    behind: tuple[bool, str, UUID] | None = None,
    limit: int = 50,
) -> list[UnitLine]:
    """Units by any part of their name in either language; names that begin with it come first.

    ``behind`` is where the last one stood, as ``place_found`` tells.
    """
    text = _typed(part).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    far, place, last = behind or (None, None, None)
    asked = {"part": f"%{text}%", "begin": f"{text}%", "line": f"%\n{text}%", "limit": limit}
    kinds = None if among is None else [*KINDS[among]]
    cursor.execute(_FOUND, {**asked, "kinds": kinds, "far": far, "place": place, "last": last})
    return _lines(cursor)


def _typed(part: str) -> str:
    return part.strip().casefold().replace("\0", "")


def place_found(part: str, line: UnitLine) -> tuple[bool, str, UUID]:
    """Where a unit stands among those that are found by a part of a name."""
    begins = any(name.casefold().startswith(_typed(part)) for name in (line.name.ru, line.name.en))
    return not begins, place(line.kind, line.name), line.unit_id


@reads("org_tree")
def counts_below(cursor: Cursor[Any], unit_id: UUID) -> tuple[int, int]:
    """How many units and how many people there are in a unit with everything below it."""
    cursor.execute(
        "SELECT count(*) - 1, coalesce(sum(people), 0) FROM org_units WHERE path @> ARRAY[%s]::uuid[]", (unit_id,)
    )
    units, people = cursor.fetchone() or (0, 0)
    return max(0, int(units)), int(people)
