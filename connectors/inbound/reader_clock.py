"""Whose wall clock a person reads times by: their own, that of the units around them, the desk's; asked by doors."""

from __future__ import annotations

from datetime import UTC, tzinfo
from uuid import UUID

from commands.ports import FactLog
from connectors.inbound.identities import Identities
from events.folds.agreement import AGREEMENT, AgreementState
from events.folds.desk import DESK, DeskState
from events.folds.schedule import SCHEDULE, ScheduleState
from events.values.identity import BASE_AGREEMENT_STREAM, StreamId
from events.values.schedule import REQUESTER_ZONE, zone_of


def clock_of_desk(log: FactLog) -> tzinfo:
    """That of the base agreement's schedule, as the log says: what is of no one ticket is told by it."""
    base = DESK.followed(DeskState(), log.load(BASE_AGREEMENT_STREAM)).agreement_id
    agreement = None if base is None else AGREEMENT.fold(AgreementState, log.load(StreamId(base)))
    hours = None if agreement is None else SCHEDULE.fold(ScheduleState, log.load(StreamId(agreement.schedule_id)))
    return clock_named("" if hours is None else hours.timetables.latest.zone)


def clock_of_person(log: FactLog, identities: Identities, person_id: UUID) -> tzinfo:
    """A person's own, or that of the units around them; the desk's where nobody said any, and for a stranger."""
    identity = identities.of(person_id)
    zones = () if identity is None else (identity.person.time_zone, *(unit.time_zone for unit in identity.units))
    name = next(filter(None, zones), "")
    return zone_of(name) if name else clock_of_desk(log)


def clock_named(name: str) -> tzinfo:
    """A clock by its name; UTC where a schedule follows whoever asks."""
    return UTC if name in {"", "UTC", REQUESTER_ZONE} else zone_of(name)
