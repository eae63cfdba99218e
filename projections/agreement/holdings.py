"""Which agreements a person holds, and why: named for them, for a unit above them, or the base one (rows 7, 98-101)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.holding import AgreementGranted, AgreementWithdrawn
from events.org_unit import OrgUnitAdded, OrgUnitMoved, OrgUnitRenamed
from events.person import PersonMoved, PersonRegistered
from events.values.text import Text
from projections.kit.ddl import ddl
from projections.kit.reads import reads


class Holdings:
    """The only writer of who holds what; a unit that moves with 5,000 people in it is one statement."""

    name = "holdings"
    tables = ("holdings", "holding_units", "holding_persons")
    ddl = ddl("projections.agreement", "holdings.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        AgreementGranted,
        AgreementWithdrawn,
        OrgUnitAdded,
        OrgUnitRenamed,
        OrgUnitMoved,
        PersonRegistered,
        PersonMoved,
    )
    reads_personal = False

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Units as they come, for their paths hang on one another; people and grants in one statement each."""
        where: dict[UUID, UUID | None] = {}
        held: dict[tuple[UUID, UUID], bool] = {}
        for recorded in batch:
            match recorded.fact:
                case PersonRegistered() | PersonMoved() as fact:
                    where[fact.person_id] = fact.unit_id
                case AgreementGranted() as fact:
                    held[fact.recipient_id, fact.agreement_id] = True
                case AgreementWithdrawn() as fact:
                    held[fact.recipient_id, fact.agreement_id] = False
                case _ as fact:
                    _write_unit(cursor, fact)
        _place(cursor, where)
        _hand_out(cursor, held)


def _write_unit(cursor: Cursor[Any], fact: Fact) -> None:
    match fact:
        case OrgUnitAdded():
            cursor.execute(
                "INSERT INTO holding_units VALUES (%(id)s, %(ru)s, %(en)s, %(id)s::uuid"
                " || coalesce((SELECT path FROM holding_units WHERE unit_id = %(parent)s), '{}'))",
                {"id": fact.unit_id, "ru": fact.name.ru, "en": fact.name.en, "parent": fact.parent_id},
            )
        case OrgUnitRenamed():
            cursor.execute(
                "UPDATE holding_units SET name_ru = %s, name_en = %s WHERE unit_id = %s",
                (fact.name.ru, fact.name.en, fact.unit_id),
            )
        case OrgUnitMoved():
            cursor.execute(
                "UPDATE holding_units SET path = path[1:array_position(path, %(id)s::uuid)]"
                " || (SELECT above.path FROM holding_units above WHERE above.unit_id = %(parent)s)"
                " WHERE path @> ARRAY[%(id)s::uuid]",
                {"id": fact.unit_id, "parent": fact.parent_id},
            )
        case _:
            pass


def _place(cursor: Cursor[Any], where: dict[UUID, UUID | None]) -> None:
    placed = {person: unit for person, unit in where.items() if unit is not None}
    if placed:
        cursor.execute(
            "INSERT INTO holding_persons SELECT * FROM unnest(%s::uuid[], %s::uuid[])"
            " ON CONFLICT (person_id) DO UPDATE SET unit_id = excluded.unit_id",
            (list(placed), list(placed.values())),
        )


_GRANT = "INSERT INTO holdings SELECT * FROM unnest(%s::uuid[], %s::uuid[]) ON CONFLICT DO NOTHING"
_WITHDRAW = (
    "DELETE FROM holdings h USING unnest(%s::uuid[], %s::uuid[]) AS gone (recipient_id, agreement_id)"
    " WHERE h.recipient_id = gone.recipient_id AND h.agreement_id = gone.agreement_id"
)


def _hand_out(cursor: Cursor[Any], held: dict[tuple[UUID, UUID], bool]) -> None:
    for statement, wanted in ((_GRANT, True), (_WITHDRAW, False)):
        pairs = [pair for pair, is_held in held.items() if is_held is wanted]
        if pairs:
            recipients, agreements = zip(*pairs, strict=True)
            cursor.execute(statement.encode(), (list(recipients), list(agreements)))


Why = Literal["base", "named", "unit"]


class UnitName(msgspec.Struct, frozen=True):
    """A unit on the path of a person."""

    unit_id: UUID
    name: Text


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason to hold an agreement. ``path`` leads from the person's own unit up to the one that it is for."""

    why: Why
    told: Text
    path: tuple[UnitName, ...] = ()


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement that somebody holds, with every reason for it, the nearest first."""

    agreement_id: UUID
    name: Text
    kind: str
    is_base: bool
    valid_until_at: datetime | None
    because: tuple[Reason, ...]


_BASE = Reason(why="base", told=Text(ru="базовое соглашение есть у всех", en="everybody holds the base agreement"))
_NAMED = Reason(why="named", told=Text(ru="назначено лично", en="named for this person"))
_OWN = Text(ru="назначено подразделению «{unit}»", en="named for the unit “{unit}”")
_ABOVE = Text(ru="назначено вышестоящему подразделению «{unit}»", en="named for “{unit}”, which the unit stands under")
_OF_NOBODY = -1

_HELD = """
WITH around AS (
    SELECT %(person)s::uuid AS recipient_id, 0 AS distance
    UNION ALL
    SELECT step.unit_id, step.nth::int
    FROM holding_persons JOIN holding_units USING (unit_id),
         unnest(path) WITH ORDINALITY AS step (unit_id, nth)
    WHERE person_id = %(person)s
), reasons AS (
    SELECT agreement_id, distance FROM around JOIN holdings USING (recipient_id)
    UNION ALL
    SELECT agreement_id, -1 FROM agreements WHERE is_base
)
SELECT a.agreement_id, name_ru, name_en, kind, is_base, valid_until_at, array_agg(distance ORDER BY distance)
FROM reasons JOIN agreements a ON a.agreement_id = reasons.agreement_id
WHERE NOT is_archived AND coalesce(valid_from_at <= %(at)s, true) AND coalesce(valid_until_at > %(at)s, true)
GROUP BY a.agreement_id
ORDER BY min(distance), name_en, a.agreement_id
"""
_PATH = """
SELECT step.unit_id, named.name_ru, named.name_en
FROM holding_persons JOIN holding_units own USING (unit_id),
     unnest(own.path) WITH ORDINALITY AS step (unit_id, nth) JOIN holding_units named ON named.unit_id = step.unit_id
WHERE person_id = %s ORDER BY step.nth
"""


@reads("holdings", "agreements")
def of_person(cursor: Cursor[Any], person_id: UUID, at: datetime) -> list[Holding]:
    """The agreements that a person holds at an instant, the base one first, then the nearest; each with its reasons.

    Whom nobody has registered holds the base one (row 106).
    """
    cursor.execute(_PATH.encode(), (person_id,))
    path = tuple(UnitName(row[0], Text(ru=row[1], en=row[2])) for row in cursor)
    cursor.execute(_HELD.encode(), {"person": person_id, "at": at})
    return [
        Holding(
            agreement_id=row[0],
            name=Text(ru=row[1], en=row[2]),
            kind=row[3],
            is_base=row[4],
            valid_until_at=row[5],
            because=tuple(_reason(distance, path) for distance in row[6]),
        )
        for row in cursor
    ]


def _reason(distance: int, path: tuple[UnitName, ...]) -> Reason:
    if distance <= 0:
        return _BASE if distance == _OF_NOBODY else _NAMED
    name = path[distance - 1].name
    told = _OWN if distance == 1 else _ABOVE
    words = Text(ru=told.ru.format(unit=name.ru), en=told.en.format(unit=name.en))
    return Reason(why="unit", told=words, path=path[:distance])
