"""The catalogue of services as rows; read through ``projections.service.offers``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from psycopg import Cursor

from events.fact import Fact, Recorded
from events.service import (
    ServiceAdded,
    ServiceArchived,
    ServiceDescribed,
    ServiceMoved,
    ServicePlaced,
    ServiceResponsibleNamed,
    ServiceRestored,
    ServiceTypesAllowed,
)
from events.values.text import Text
from projections.kit.columns import as_json
from projections.kit.ddl import ddl


class Services:
    """The catalogue's only writer. These facts are few, so each is written as it comes."""

    name = "services"
    tables = ("services",)
    ddl = ddl("projections.service", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        ServiceAdded,
        ServiceDescribed,
        ServiceMoved,
        ServicePlaced,
        ServiceTypesAllowed,
        ServiceResponsibleNamed,
        ServiceArchived,
        ServiceRestored,
    )
    reads_personal = False

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write each fact's change."""
        for recorded in batch:
            if isinstance(recorded.fact, ServiceAdded):
                _add(cursor, recorded.fact, recorded.version)
            else:
                _change(cursor, recorded)


def _add(cursor: Cursor[Any], fact: ServiceAdded, version: int) -> None:
    cursor.execute(
        "INSERT INTO services VALUES (%(id)s, %(name_ru)s, %(name_en)s, %(description_ru)s, %(description_en)s,"
        " %(sought)s, %(classification)s, %(parent)s, %(id)s::uuid"
        " || coalesce((SELECT path FROM services WHERE service_id = %(parent)s), '{}'),"
        " %(types)s, %(responsible)s, %(place)s, false, %(version)s)",
        {
            "id": fact.service_id,
            **_said(fact.name, fact.description, fact.classification),
            "parent": fact.parent_id,
            "types": list(fact.types),
            "responsible": as_json(fact.responsible),
            "place": fact.place,
            "version": version,
        },
    )


def _change(cursor: Cursor[Any], recorded: Recorded) -> None:
    fact = recorded.fact
    changes: dict[str, Any] = {}
    match fact:
        case ServiceDescribed():
            changes.update(_said(fact.name, fact.description, fact.classification))
        case ServiceMoved():
            changes = {"parent_id": fact.parent_id}
            _move(cursor, fact)
        case ServicePlaced():
            changes = {"place": fact.place}
        case ServiceTypesAllowed():
            changes = {"types": list(fact.types)}
        case ServiceResponsibleNamed():
            changes = {"responsible": as_json(fact.responsible)}
        case _:
            changes = {"is_archived": isinstance(fact, ServiceArchived)}
    changes["version"] = recorded.version
    settings = ", ".join(f"{column} = %({column})s" for column in changes)
    cursor.execute(
        f"UPDATE services SET {settings} WHERE service_id = %(id)s".encode(),  # noqa: S608 - constants
        {**changes, "id": recorded.stream},
    )


def _move(cursor: Cursor[Any], fact: ServiceMoved) -> None:
    """The paths of the service and of all below it lead elsewhere, in one statement."""
    cursor.execute(
        "UPDATE services SET path = path[1:array_position(path, %(id)s::uuid)]"
        " || coalesce((SELECT above.path FROM services above WHERE above.service_id = %(parent)s), '{}')"
        " WHERE path @> ARRAY[%(id)s::uuid]",
        {"id": fact.service_id, "parent": fact.parent_id},
    )


def _said(name: Text, description: Text, classification: str) -> dict[str, str]:
    sought = f"{name.ru} {name.en} {description.ru} {description.en} {classification}".lower()
    return {
        "name_ru": name.ru,
        "name_en": name.en,
        "description_ru": description.ru,
        "description_en": description.en,
        "sought": sought,
        "classification": classification,
    }
