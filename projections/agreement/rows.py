"""Agreements as lists and cards, and the writer of them and of schedules; read by administrators and by previews."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, LiteralString
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.agreement import BaseAgreementChosen
from events.fact import Fact, Recorded
from events.folds.agreement import AGREEMENT, AgreementState
from events.folds.schedule import SCHEDULE
from events.values.identity import AgreementId, ScheduleId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text
from projections.agreement.schedules import KnownSchedules
from projections.kit.columns import as_json
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before
from projections.kit.reads import reads


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
        for recorded in told:
            known = AGREEMENT.begun(Held, recorded) or AGREEMENT.after(now[recorded.stream], recorded)
            now[recorded.stream] = replace(known, version=recorded.version)
        self._kept.write(cursor, now)


class Held(AgreementState, frozen=True, kw_only=True):
    """An agreement as it stands at a version of its stream."""

    version: int = 0


def load(cursor: Cursor[Any], agreement_ids: Collection[UUID]) -> dict[UUID, Held]:
    """Agreements as their rows tell of them."""
    cursor.execute(_KEPT + " WHERE agreement_id = ANY(%s)", (list(agreement_ids),))
    return {row[0]: _held(row) for row in cursor}


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
    cursor.execute(
        _KEPT + " WHERE %(id)s::uuid IS NULL OR agreement_id = %(id)s ORDER BY is_base DESC, name_en, agreement_id",
        {"id": agreement_id},
    )
    return [AgreementView(**msgspec.structs.asdict(_held(row)), is_base=row[-1]) for row in cursor]


_KEPT: LiteralString = (
    "SELECT agreement_id, name_ru, name_en, kind, schedule_id, promise::text, default_responsible::text,"
    " version, provider_id, units, persons, distributes, services, valid_from_at, valid_until_at,"
    " is_archived, is_base FROM agreements"
)


def _held(row: Sequence[Any]) -> Held:
    return Held(
        agreement_id=AgreementId(row[0]),
        name=Text(ru=row[1], en=row[2]),
        kind=row[3],
        schedule_id=ScheduleId(row[4]),
        promise=msgspec.json.decode(row[5], type=Promise),
        default_responsible=None if row[6] is None else msgspec.json.decode(row[6], type=Responsible),
        version=row[7],
        provider_id=row[8],
        units=tuple(row[9]),
        persons=tuple(row[10]),
        distributes=row[11],
        services=tuple(row[12]),
        valid_from_at=row[13],
        valid_until_at=row[14],
        is_archived=row[15],
    )
