"""Agreements as lists and cards, and the writer of them and of schedules; read by administrators and by previews."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.agreement import BaseAgreementChosen, Kind
from events.fact import Fact, Recorded
from events.folds.agreement import AGREEMENT, AgreementState
from events.folds.schedule import SCHEDULE
from events.values.identity import AgreementId, OrgUnitId, PersonId, ScheduleId, ServiceId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text
from projections.agreement.schedules import KnownSchedules
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.reads import reads
from projections.kit.statement import statement


class Agreements:
    """The only writer of agreements and schedules for reading."""

    name = "agreements"
    tables = ("agreements", "service_schedules", "schedule_edits")
    ddl = ddl("projections.agreement", "rows.sql")
    interests: ClassVar[tuple[type[Fact], ...]] = (*AGREEMENT.facts, BaseAgreementChosen, *SCHEDULE.facts)
    reads_personal = False

    def __init__(self) -> None:
        self._kept = KeptRows("agreements", "agreement_id", load=load, columns=_columns)
        self._schedules = KnownSchedules()

    def forget(self) -> None:
        """Read agreements and schedules from their tables again."""
        self._kept.forget()
        self._schedules.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        self._take_in(cursor, [recorded for recorded in batch if type(recorded.fact) in AGREEMENT.facts])
        chosen = [recorded.fact for recorded in batch if isinstance(recorded.fact, BaseAgreementChosen)]
        if chosen:
            cursor.execute("UPDATE agreements SET is_base = (agreement_id = %s)", (chosen[-1].agreement_id,))
        self._schedules.take_in(cursor, [recorded for recorded in batch if type(recorded.fact) in SCHEDULE.facts])

    def _take_in(self, cursor: Cursor[Any], told: Sequence[Recorded]) -> None:
        now = self._kept.take(cursor, begun_before(told))
        follow(AGREEMENT, Held, now, told)
        self._kept.write(cursor, now)


class Held(AgreementState, frozen=True, kw_only=True):
    """An agreement as it stands at a version of its stream."""

    version: int = 0


class _Row(NamedTuple):
    agreement_id: AgreementId
    name_ru: str
    name_en: str
    kind: Kind
    schedule_id: ScheduleId
    promise: str
    default_responsible: str | None
    version: int
    provider_id: OrgUnitId | None
    units: list[OrgUnitId]
    persons: list[PersonId]
    distributes: bool
    services: list[ServiceId]
    valid_from_at: datetime | None
    valid_until_at: datetime | None
    is_archived: bool
    is_base: bool


_KEPT = statement(
    "SELECT {columns} FROM agreements",
    columns=selected(
        _Row, promise=statement("promise::text"), default_responsible=statement("default_responsible::text")
    ),
)
_OF_THESE = statement("{kept} WHERE agreement_id = ANY(%s)", kept=_KEPT)
_ASKED = statement(
    "{kept} WHERE %(id)s::uuid IS NULL OR agreement_id = %(id)s ORDER BY is_base DESC, name_en, agreement_id",
    kept=_KEPT,
)


def load(cursor: Cursor[Any], agreement_ids: Collection[UUID]) -> dict[UUID, Held]:
    """Agreements as their rows tell of them."""
    cursor.execute(_OF_THESE, (list(agreement_ids),))
    return {row.agreement_id: _held(row) for row in rows_of(_Row, cursor)}


def _held(row: _Row) -> Held:
    responsible = row.default_responsible
    return Held(
        agreement_id=row.agreement_id,
        name=Text(ru=row.name_ru, en=row.name_en),
        kind=row.kind,
        schedule_id=row.schedule_id,
        promise=msgspec.json.decode(row.promise, type=Promise),
        default_responsible=None if responsible is None else msgspec.json.decode(responsible, type=Responsible),
        version=row.version,
        provider_id=row.provider_id,
        units=tuple(row.units),
        persons=tuple(row.persons),
        distributes=row.distributes,
        services=tuple(row.services),
        valid_from_at=row.valid_from_at,
        valid_until_at=row.valid_until_at,
        is_archived=row.is_archived,
    )


def _columns(known: Held) -> dict[str, Any]:
    columns = msgspec.structs.asdict(known)
    name = columns.pop("name")
    return columns | {
        "name_ru": name.ru,
        "name_en": name.en,
        "promise": as_json(known.promise),
        "default_responsible": as_json(known.default_responsible),
        "units": list(known.units),
        "persons": list(known.persons),
        "services": list(known.services),
    }


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


@reads("agreements")
def agreements(cursor: Cursor[Any], agreement_id: UUID | None = None) -> list[AgreementView]:
    """Every agreement, the base one first; or the one that is asked for."""
    cursor.execute(_ASKED, {"id": agreement_id})
    return [AgreementView(**msgspec.structs.asdict(_held(row)), is_base=row.is_base) for row in rows_of(_Row, cursor)]
