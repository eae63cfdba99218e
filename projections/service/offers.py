"""The catalogue as somebody sees it: what may be asked for, under which agreements, and why not (rows 91-95, 99)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Responsible
from events.values.text import Text
from projections.kit import heir
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.ticket_type.rows import archived_codes

WhyNot = Literal["archived", "no_types", "types_archived", "in_no_agreement", "serves_nobody", "not_held"]

REASONS: dict[WhyNot, Text] = {
    "archived": Text(
        ru="Услуга или то, во что она входит, больше не предоставляется. Выберите другую; вернуть может администратор.",
        en="The service, or what it is part of, is no longer offered. Choose another; an administrator can restore it.",
    ),
    "no_types": Text(
        ru="Для услуги не разрешён ни один тип заявок. Разрешите хотя бы один.",
        en="No type of ticket is allowed for the service. Allow at least one.",
    ),
    "types_archived": Text(
        ru="Все типы заявок этой услуги убраны в архив. Верните один из них или разрешите другой.",
        en="All types of ticket of the service are archived. Restore one of them, or allow another.",
    ),
    "in_no_agreement": Text(
        ru="Услуга не входит ни в одно действующее соглашение. Включите её в соглашение.",
        en="The service is in no agreement that is in force. Add it to one.",
    ),
    "serves_nobody": Text(
        ru="Соглашения, в которые входит услуга, никому не предоставлены. Назовите их получателей.",
        en="The agreements that the service is in serve nobody. Name their recipients.",
    ),
    "not_held": Text(
        ru="Услуга предоставляется только по соглашениям, которых у этого человека нет.",
        en="The service is provided only under agreements that this person does not hold.",
    ),
}
"""Why a service cannot be asked for (rows 93-95), with what to do about it."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A service in the tree. ``agreements`` provide it now: of the person's own ones if it is for somebody.

    ``open_types`` are those of its ``types`` of which tickets are registered: the others are archived.
    ``responsible`` answers today; where that is not who was named, ``named_responsible`` was. ``checklists`` are the
    templates that its tickets begin with; none said: those of the service above.
    """

    service_id: UUID
    parent_id: UUID | None
    depth: int
    name: Text
    description: Text
    classification: str
    types: tuple[str, ...]
    open_types: tuple[str, ...]
    responsible: Responsible | None
    place: int
    is_archived: bool
    version: int
    agreements: tuple[UUID, ...]
    can_be_asked: bool
    why_not: WhyNot | None
    told: Text | None
    named_responsible: Responsible | None = None
    checklists: tuple[UUID, ...] | None = None


class _Provision(msgspec.Struct, frozen=True):
    """What an agreement in force provides, and whether anybody holds it: a contract with a supplier nobody does."""

    services: frozenset[UUID]
    serves: bool


class _Row(NamedTuple):
    service_id: UUID
    name_ru: str
    name_en: str
    description_ru: str
    description_en: str
    classification: str
    parent_id: UUID | None
    path: list[UUID]
    types: list[str]
    responsible: str | None
    place: int
    is_archived: bool
    version: int
    sought: str
    checklists: list[UUID] | None


_ROWS = statement("SELECT {columns} FROM services", columns=selected(_Row, responsible=statement("responsible::text")))


@reads("services", "agreements", also=(archived_codes, heir.of_today))
def catalogue(
    cursor: Cursor[Any],
    at: datetime,
    *,
    held: Sequence[UUID] | None = None,
    text: str = "",
    all_of_it: bool = True,
) -> list[Offer]:
    """The tree in its order, children behind their parent; found by any part of a name, with what is above.

    ``held`` makes it the catalogue of somebody who holds these agreements; not ``all_of_it``: what may be asked for.
    """
    cursor.execute(_ROWS)
    rows = rows_of(_Row, cursor)
    offers = _offers(rows, _provided(cursor, at), held, archived_codes(cursor))
    sought = text.strip().lower()
    found = {
        row.service_id for row in rows if sought in row.sought and (all_of_it or offers[row.service_id].can_be_asked)
    }
    shown = {above for row in rows if row.service_id in found for above in row.path}
    return heir.of_today(cursor, [offers[row.service_id] for row in _in_order(rows) if row.service_id in shown])


@reads(also=(catalogue,))
def offer(cursor: Cursor[Any], service_id: UUID, at: datetime) -> Offer | None:
    """One service of the catalogue."""
    return next((found for found in catalogue(cursor, at) if found.service_id == service_id), None)


def _provided(cursor: Cursor[Any], at: datetime) -> dict[UUID, _Provision]:
    """Agreement in force -> the services that it names, the base one first; what is below them is provided, too."""
    cursor.execute(
        "SELECT agreement_id, services,"
        " is_base OR cardinality(persons) > 0 OR (distributes AND cardinality(units) > 0)"
        " FROM agreements WHERE NOT is_archived"
        " AND coalesce(valid_from_at <= %(at)s, true) AND coalesce(valid_until_at > %(at)s, true)"
        " ORDER BY is_base DESC, name_en, agreement_id",
        {"at": at},
    )
    return {agreement_id: _Provision(frozenset(services), serves) for agreement_id, services, serves in cursor}


def _offers(
    rows: Sequence[_Row], provided: dict[UUID, _Provision], held: Sequence[UUID] | None, archived_types: set[str]
) -> dict[UUID, Offer]:
    archived = {row.service_id for row in rows if row.is_archived}
    offers: dict[UUID, Offer] = {}
    for row in rows:
        under = [agreement for agreement, found in provided.items() if not found.services.isdisjoint(row.path)]
        mine = under if held is None else [agreement for agreement in held if agreement in under]
        serving = [agreement for agreement in mine if provided[agreement].serves]
        open_types = tuple(code for code in row.types if code not in archived_types)
        why_not = _why_not(
            row, archived, open_types, under, serving, otherwise="serves_nobody" if held is None else "not_held"
        )
        offers[row.service_id] = Offer(
            service_id=row.service_id,
            parent_id=row.parent_id,
            depth=len(row.path) - 1,
            name=Text(ru=row.name_ru, en=row.name_en),
            description=Text(ru=row.description_ru, en=row.description_en),
            classification=row.classification,
            types=tuple(row.types),
            open_types=open_types,
            responsible=None if row.responsible is None else msgspec.json.decode(row.responsible, type=Responsible),
            place=row.place,
            is_archived=row.is_archived,
            version=row.version,
            agreements=tuple(mine),
            can_be_asked=why_not is None,
            why_not=why_not,
            told=None if why_not is None else REASONS[why_not],
            checklists=None if row.checklists is None else tuple(row.checklists),
        )
    return offers


def _why_not(
    row: _Row,
    archived: set[UUID],
    open_types: Sequence[str],
    under: Sequence[UUID],
    serving: Sequence[UUID],
    *,
    otherwise: WhyNot,
) -> WhyNot | None:
    """The first reason, from the service itself to who asks for it: to nobody in particular, or to a person."""
    if not archived.isdisjoint(row.path):
        return "archived"
    if not row.types:
        return "no_types"
    if not open_types:
        return "types_archived"
    if not under:
        return "in_no_agreement"
    return None if serving else otherwise


def _in_order(rows: Sequence[_Row]) -> list[_Row]:
    """Children behind their parent, by place and then by name."""
    below: dict[UUID | None, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: (row.place, row.name_en, row.service_id), reverse=True):
        below.setdefault(row.parent_id, []).append(row)
    found, waiting = [], below.get(None, [])
    while waiting:
        row = waiting.pop()
        found.append(row)
        waiting.extend(below.get(row.service_id, []))
    return found
