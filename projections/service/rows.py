"""The catalogue of services as rows; read through ``projections.service.offers``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.service import SERVICE, ServiceState
from events.service import ServiceAdded, ServiceMoved
from events.values.identity import ChecklistTemplateId, ServiceId
from events.values.people import Responsible
from events.values.service_form import ServiceForm
from events.values.text import Text
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.port import words_in
from projections.kit.reads import reads
from projections.kit.statement import statement


class Services:
    """The catalogue's only writer."""

    name = "services"
    tables = ("services",)
    ddl = ddl("projections.service", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = SERVICE.facts
    reads_personal = words_in(interests)

    def __init__(self) -> None:
        self._kept = KeptRows("services", "service_id", load=load, columns=_columns, born=lambda _: {"path": []})

    def forget(self) -> None:
        """Read services from their table again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        now = self._kept.take(cursor, begun_before(batch))
        follow(SERVICE, Offered, now, batch)
        self._kept.write(cursor, now)
        moved = [recorded.stream for recorded in batch if isinstance(recorded.fact, ServiceAdded | ServiceMoved)]
        if moved:
            cursor.execute(_PATHS, {"moved": moved})


class Offered(ServiceState, frozen=True, kw_only=True):
    """A service as it stands at a version of its stream."""

    version: int = 0


_PATHS = """
WITH RECURSIVE up (service_id, above, path) AS (
    SELECT service_id, parent_id, ARRAY[service_id] FROM services
    WHERE service_id = ANY(%(moved)s) OR path && %(moved)s::uuid[]
    UNION ALL
    SELECT up.service_id, s.parent_id, up.path || s.service_id FROM up JOIN services s ON s.service_id = up.above
)
UPDATE services SET path = up.path FROM up WHERE up.service_id = services.service_id AND up.above IS NULL
"""
"""Services that came or moved, and all below them, stand where their parents lead; in one statement."""


class _Row(NamedTuple):
    service_id: ServiceId
    name_ru: str
    name_en: str
    description_ru: str
    description_en: str
    classification: str
    parent_id: ServiceId | None
    types: list[str]
    responsible: str | None
    place: int
    is_archived: bool
    version: int
    form: str | None
    checklists: list[ChecklistTemplateId] | None


_LOAD = statement(
    "SELECT {columns} FROM services WHERE service_id = ANY(%s)",
    columns=selected(_Row, responsible=statement("responsible::text"), form=statement("form::text")),
)


def load(cursor: Cursor[Any], services: Collection[UUID]) -> dict[UUID, Offered]:
    """Services as their rows tell of them."""
    cursor.execute(_LOAD, (list(services),))
    return {
        row.service_id: Offered(
            service_id=row.service_id,
            name=Text(ru=row.name_ru, en=row.name_en),
            description=Text(ru=row.description_ru, en=row.description_en),
            classification=row.classification,
            parent_id=row.parent_id,
            types=tuple(row.types),
            responsible=None if row.responsible is None else msgspec.json.decode(row.responsible, type=Responsible),
            place=row.place,
            is_archived=row.is_archived,
            version=row.version,
            form=None if row.form is None else msgspec.json.decode(row.form, type=ServiceForm),
            checklists=None if row.checklists is None else tuple(row.checklists),
        )
        for row in rows_of(_Row, cursor)
    }


@reads("services")
def names_of(cursor: Cursor[Any], services: Collection[UUID]) -> dict[UUID, Text]:
    """What services are called, by their ids."""
    cursor.execute("SELECT service_id, name_ru, name_en FROM services WHERE service_id = ANY(%s)", (list(services),))
    return {service_id: Text(ru=ru, en=en) for service_id, ru, en in cursor}


def _columns(known: Offered) -> dict[str, Any]:
    name, told = known.name, known.description
    return {
        "service_id": known.service_id,
        "name_ru": name.ru,
        "name_en": name.en,
        "description_ru": told.ru,
        "description_en": told.en,
        "sought": f"{name.ru} {name.en} {told.ru} {told.en} {known.classification}".lower(),
        "classification": known.classification,
        "parent_id": known.parent_id,
        "types": list(known.types),
        "responsible": as_json(known.responsible),
        "place": known.place,
        "is_archived": known.is_archived,
        "version": known.version,
        "form": as_json(known.form),
        "checklists": None if known.checklists is None else list(known.checklists),
    }
