"""Agreements as lists and cards, and the writer of them and of schedules; read by administrators and by previews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.agreement import (
    AgreementArchived,
    AgreementConcluded,
    AgreementDefaultResponsibleNamed,
    AgreementKindCorrected,
    AgreementPromiseRevised,
    AgreementProviderNamed,
    AgreementRecipientsNamed,
    AgreementRenamed,
    AgreementRescheduled,
    AgreementRestored,
    AgreementServicesNamed,
    AgreementValiditySet,
    BaseAgreementChosen,
)
from events.fact import Fact, Recorded
from events.service_schedule import (
    HolidaysDeclared,
    HolidaysWithdrawn,
    ScheduleDrawnUp,
    ScheduleRenamed,
    ScheduleRevised,
)
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text
from projections.agreement.schedules import KnownTimetables
from projections.kit.columns import as_json
from projections.kit.ddl import ddl


class Agreements:
    """The only writer of agreements and schedules for reading."""

    name = "agreements"
    tables = ("agreements", "service_schedules", "schedule_edits")
    ddl = ddl("projections.agreement", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (
        AgreementConcluded,
        AgreementRenamed,
        AgreementPromiseRevised,
        AgreementRescheduled,
        AgreementDefaultResponsibleNamed,
        AgreementKindCorrected,
        AgreementProviderNamed,
        AgreementRecipientsNamed,
        AgreementServicesNamed,
        AgreementValiditySet,
        AgreementArchived,
        AgreementRestored,
        BaseAgreementChosen,
        ScheduleDrawnUp,
        ScheduleRenamed,
        ScheduleRevised,
        HolidaysDeclared,
        HolidaysWithdrawn,
    )
    reads_personal = False

    def __init__(self) -> None:
        self._timetables = KnownTimetables()

    def forget(self) -> None:
        """Read the timetables from their tables again."""
        self._timetables.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write each fact's change: they are few."""
        for recorded in batch:
            if isinstance(recorded.fact, BaseAgreementChosen):
                cursor.execute("UPDATE agreements SET is_base = (agreement_id = %s)", (recorded.fact.agreement_id,))
            elif recorded.fact.stored_name.startswith("agreement."):
                _write_agreement(cursor, recorded)
            else:
                self._timetables.write(cursor, recorded)


def _write_agreement(cursor: Cursor[Any], recorded: Recorded) -> None:
    fact = recorded.fact
    if isinstance(fact, AgreementConcluded):
        cursor.execute(
            "INSERT INTO agreements (agreement_id, name_ru, name_en, kind, schedule_id, promise,"
            " default_responsible, version, provider_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                fact.agreement_id,
                fact.name.ru,
                fact.name.en,
                fact.kind,
                fact.schedule_id,
                as_json(fact.promise),
                as_json(fact.default_responsible),
                recorded.version,
                fact.provider_id,
            ),
        )
        return
    changes = {**_changes(fact), "version": recorded.version}
    settings = ", ".join(f"{column} = %({column})s" for column in changes)
    cursor.execute(
        f"UPDATE agreements SET {settings} WHERE agreement_id = %(id)s".encode(),  # noqa: S608 - constants
        {**changes, "id": recorded.stream},
    )


def _changes(fact: Fact) -> dict[str, Any]:
    """Columns that a fact about an agreement changes."""
    changes: dict[str, Any]
    match fact:
        case AgreementRenamed(name=name):
            changes = {"name_ru": name.ru, "name_en": name.en}
        case AgreementKindCorrected(kind=kind):
            changes = {"kind": kind}
        case AgreementPromiseRevised(promise=promise):
            changes = {"promise": as_json(promise)}
        case AgreementRescheduled(schedule_id=schedule_id):
            changes = {"schedule_id": schedule_id}
        case AgreementDefaultResponsibleNamed(responsible=responsible):
            changes = {"default_responsible": as_json(responsible)}
        case AgreementProviderNamed(provider_id=provider_id):
            changes = {"provider_id": provider_id}
        case AgreementRecipientsNamed(units=units, persons=persons, distributes=distributes):
            changes = {"units": list(units), "persons": list(persons), "distributes": distributes}
        case AgreementServicesNamed(services=services):
            changes = {"services": list(services)}
        case AgreementValiditySet(valid_from_at=valid_from_at, valid_until_at=valid_until_at):
            changes = {"valid_from_at": valid_from_at, "valid_until_at": valid_until_at}
        case _:
            changes = {"is_archived": isinstance(fact, AgreementArchived)}
    return changes


class AgreementView(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement's card. ``default_responsible`` answers today; ``named_responsible`` was named, if that differs."""

    agreement_id: UUID
    name: Text
    kind: str
    schedule_id: UUID
    promise: Promise
    default_responsible: Responsible | None
    version: int
    is_base: bool
    provider_id: UUID | None = None
    units: tuple[UUID, ...] = ()
    persons: tuple[UUID, ...] = ()
    distributes: bool = True
    services: tuple[UUID, ...] = ()
    valid_from_at: datetime | None = None
    valid_until_at: datetime | None = None
    is_archived: bool = False
    named_responsible: Responsible | None = None


def agreements(cursor: Cursor[Any], agreement_id: UUID | None = None) -> list[AgreementView]:
    """Every agreement, the base one first; or the one that is asked for."""
    cursor.execute(
        "SELECT agreement_id, name_ru, name_en, kind, schedule_id, promise::text, default_responsible::text,"
        " version, is_base, provider_id, units, persons, distributes, services, valid_from_at, valid_until_at,"
        " is_archived FROM agreements WHERE %(id)s::uuid IS NULL OR agreement_id = %(id)s"
        " ORDER BY is_base DESC, name_en, agreement_id",
        {"id": agreement_id},
    )
    return [
        AgreementView(
            agreement_id=row[0],
            name=Text(ru=row[1], en=row[2]),
            kind=row[3],
            schedule_id=row[4],
            promise=msgspec.json.decode(row[5], type=Promise),
            default_responsible=None if row[6] is None else msgspec.json.decode(row[6], type=Responsible),
            version=row[7],
            is_base=row[8],
            provider_id=row[9],
            units=tuple(row[10]),
            persons=tuple(row[11]),
            distributes=row[12],
            services=tuple(row[13]),
            valid_from_at=row[14],
            valid_until_at=row[15],
            is_archived=row[16],
        )
        for row in cursor
    ]
