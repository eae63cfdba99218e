"""Which agreements a person holds, and why: named for them, for a unit above them, or the base one (rows 7, 98-101)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.reading import UnreadFactError
from events.holding import AgreementGranted, AgreementWithdrawn
from events.org_unit import OrgUnitAdded, OrgUnitMoved, OrgUnitRenamed
from events.person import PersonMoved, PersonRegistered
from events.values.text import Text
from projections.kit.columns import rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.reads import reads
from projections.kit.statement import statement


class Holdings:
    """The only writer of who holds what; a unit that moves with 5,000 people in it is one statement.

    It reads facts of three nouns, and not by their folds. What a fact says is the whole of a row here, or of a pair
    that is there or not: nothing has to be known of the recipient, the person or the unit before it, and of thousands
    in a batch none is loaded. Paths hang on units above, which no unit's own facts tell.
    """

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
                case OrgUnitAdded() | OrgUnitRenamed() | OrgUnitMoved() as fact:
                    _write_unit(cursor, fact)
                case _ as fact:
                    raise UnreadFactError(f"holdings: {fact.stored_name}")
        _place(cursor, where)
        _hand_out(cursor, held)


def _write_unit(cursor: Cursor[Any], fact: OrgUnitAdded | OrgUnitRenamed | OrgUnitMoved) -> None:
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
    for said, wanted in ((_GRANT, True), (_WITHDRAW, False)):
        pairs = [pair for pair, is_held in held.items() if is_held is wanted]
        if pairs:
            recipients, agreements = zip(*pairs, strict=True)
            cursor.execute(said, (list(recipients), list(agreements)))


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


class _Held(NamedTuple):
    agreement_id: UUID
    name_ru: str
    name_en: str
    kind: str
    is_base: bool
    valid_until_at: datetime | None
    distances: list[int]


_HELD = statement(
    """
WITH around AS (
    SELECT %(person)s::uuid AS recipient_id, 0 AS distance
    UNION ALL
    SELECT step.unit_id, step.nth::int
    FROM holding_units place, unnest(place.path) WITH ORDINALITY AS step (unit_id, nth)
    WHERE place.unit_id = coalesce(
        %(unit)s::uuid, (SELECT unit_id FROM holding_persons WHERE person_id = %(person)s)
    )
), reasons AS (
    SELECT agreement_id, distance FROM around JOIN holdings USING (recipient_id)
    UNION ALL
    SELECT agreement_id, -1 FROM agreements WHERE is_base
)
SELECT {columns}
FROM reasons JOIN agreements a ON a.agreement_id = reasons.agreement_id
WHERE NOT is_archived AND coalesce(valid_from_at <= %(at)s, true) AND coalesce(valid_until_at > %(at)s, true)
GROUP BY a.agreement_id
ORDER BY min(distance), name_en, a.agreement_id
""",
    columns=selected(_Held, "a", distances=statement("array_agg(distance ORDER BY distance)")),
)


class _Step(NamedTuple):
    unit_id: UUID
    name_ru: str
    name_en: str


_PATH = statement(
    """
SELECT {columns}
FROM holding_units own,
     unnest(own.path) WITH ORDINALITY AS step (unit_id, nth) JOIN holding_units named ON named.unit_id = step.unit_id
WHERE own.unit_id = coalesce(%(unit)s::uuid, (SELECT unit_id FROM holding_persons WHERE person_id = %(person)s))
ORDER BY step.nth
""",
    columns=selected(_Step, "named"),
)


@reads("holdings", "agreements")
def of_person(cursor: Cursor[Any], person_id: UUID, at: datetime, unit_id: UUID | None = None) -> list[Holding]:
    """The agreements that a person holds at an instant, the base one first, then the nearest; each with its reasons.

    Whom nobody has registered holds the base one (row 106). Who belongs to several units holds those of the main one
    where no other is named.
    """
    cursor.execute(_PATH, {"person": person_id, "unit": unit_id})
    path = tuple(UnitName(step.unit_id, Text(ru=step.name_ru, en=step.name_en)) for step in rows_of(_Step, cursor))
    cursor.execute(_HELD, {"person": person_id, "unit": unit_id, "at": at})
    return [
        Holding(
            agreement_id=row.agreement_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            kind=row.kind,
            is_base=row.is_base,
            valid_until_at=row.valid_until_at,
            because=tuple(_reason(distance, path) for distance in row.distances),
        )
        for row in rows_of(_Held, cursor)
    ]


def _reason(distance: int, path: tuple[UnitName, ...]) -> Reason:
    if distance <= 0:
        return _BASE if distance == _OF_NOBODY else _NAMED
    name = path[distance - 1].name
    told = _OWN if distance == 1 else _ABOVE
    words = Text(ru=told.ru.format(unit=name.ru), en=told.en.format(unit=name.en))
    return Reason(why="unit", told=words, path=path[:distance])
