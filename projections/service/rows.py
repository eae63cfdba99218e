"""The catalogue of services as rows; read through ``projections.service.offers``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.service import SERVICE, ServiceState
from events.service import ServiceAdded, ServiceMoved
from events.values.people import Responsible
from events.values.text import Text
from projections.kit.columns import as_json
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before


class Services:
    """The catalogue's only writer."""

    name = "services"
    tables = ("services",)
    ddl = ddl("projections.service", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = SERVICE.facts
    reads_personal = False

    def __init__(self) -> None:
        self._kept = KeptRows("services", "service_id", load=load, columns=_columns, born=lambda _: {"path": []})

    def forget(self) -> None:
        """Read services from their table again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        now = self._kept.take(cursor, begun_before(batch))
        for recorded in batch:
            known = SERVICE.begun(Offered, recorded) or SERVICE.after(now[recorded.stream], recorded)
            now[recorded.stream] = replace(known, version=recorded.version)
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


def load(cursor: Cursor[Any], services: Collection[UUID]) -> dict[UUID, Offered]:
    """Services as their rows tell of them."""
    cursor.execute(
        "SELECT service_id, name_ru, name_en, description_ru, description_en, classification, parent_id, types,"
        " responsible::text, place, is_archived, version FROM services WHERE service_id = ANY(%s)",
        (list(services),),
    )
    return {
        service_id: Offered(
            service_id=service_id,
            name=Text(ru=name_ru, en=name_en),
            description=Text(ru=description_ru, en=description_en),
            classification=classification,
            parent_id=parent_id,
            types=tuple(types),
            responsible=None if responsible is None else msgspec.json.decode(responsible, type=Responsible),
            place=place,
            is_archived=is_archived,
            version=version,
        )
        for (
            service_id,
            name_ru,
            name_en,
            description_ru,
            description_en,
            classification,
            parent_id,
            types,
            responsible,
            place,
            is_archived,
            version,
        ) in cursor
    }


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
    }
