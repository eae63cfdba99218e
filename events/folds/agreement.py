"""The one reading of an agreement's facts: by the aggregate, the read models, past versions and the clocks' book."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

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
    Kind,
)
from events.folds.reading import Reading, begins, on, says
from events.values.identity import AgreementId, OrgUnitId, PersonId, ScheduleId, ServiceId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text


class Committed(msgspec.Struct, frozen=True, kw_only=True):
    """What is promised, and the schedule that it is kept on."""

    schedule_id: ScheduleId
    promise: Promise


class AgreementState(Committed, frozen=True, kw_only=True):
    """An agreement as its facts tell."""

    agreement_id: AgreementId
    name: Text
    kind: Kind = "sla"
    default_responsible: Responsible | None = None
    provider_id: OrgUnitId | None = None
    units: tuple[OrgUnitId, ...] = ()
    persons: tuple[PersonId, ...] = ()
    distributes: bool = True
    services: tuple[ServiceId, ...] = ()
    valid_from_at: datetime | None = None
    valid_until_at: datetime | None = None
    is_archived: bool = False


def _committed(kind: type[Committed], fact: AgreementConcluded) -> Committed:
    return kind(schedule_id=fact.schedule_id, promise=fact.promise)


def _concluded(kind: type[AgreementState], fact: AgreementConcluded) -> AgreementState:
    return kind(
        agreement_id=fact.agreement_id,
        name=fact.name,
        kind=fact.kind,
        schedule_id=fact.schedule_id,
        promise=fact.promise,
        default_responsible=fact.default_responsible,
        provider_id=fact.provider_id,
    )


def _recipients_named(agreement: AgreementState, fact: AgreementRecipientsNamed) -> AgreementState:
    return replace(agreement, units=fact.units, persons=fact.persons, distributes=fact.distributes)


def _validity_set(agreement: AgreementState, fact: AgreementValiditySet) -> AgreementState:
    return replace(agreement, valid_from_at=fact.valid_from_at, valid_until_at=fact.valid_until_at)


def _responsible_named(agreement: AgreementState, fact: AgreementDefaultResponsibleNamed) -> AgreementState:
    return replace(agreement, default_responsible=fact.responsible)


def _archived(agreement: AgreementState, _: AgreementArchived) -> AgreementState:
    return replace(agreement, is_archived=True)


def _restored(agreement: AgreementState, _: AgreementRestored) -> AgreementState:
    return replace(agreement, is_archived=False)


_RECOMMITTED = (says(AgreementPromiseRevised, "promise"), says(AgreementRescheduled, "schedule_id"))

COMMITMENT = Reading(Committed, begins(AgreementConcluded, _committed), *_RECOMMITTED)
"""The commitment alone, for those who need no more of an agreement: each of its facts begins another version."""

AGREEMENT = Reading(
    AgreementState,
    begins(AgreementConcluded, _concluded),
    *_RECOMMITTED,
    says(AgreementRenamed, "name"),
    says(AgreementKindCorrected, "kind"),
    on(
        AgreementDefaultResponsibleNamed,
        _responsible_named,
    ),
    says(AgreementProviderNamed, "provider_id"),
    on(AgreementRecipientsNamed, _recipients_named),
    says(AgreementServicesNamed, "services"),
    on(AgreementValiditySet, _validity_set),
    on(AgreementArchived, _archived),
    on(AgreementRestored, _restored),
)
