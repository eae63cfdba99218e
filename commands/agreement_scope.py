"""Commands on whom an agreement serves with what, and for how long (rows 7-8, 94-95, 98-99, 101, 104)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from aggregates import agreement_kinds
from aggregates.agreement import Agreement, BaseAgreementStays, NoSuchAgreement
from aggregates.org_unit import OrgUnit
from aggregates.org_unit_refusals import NoSuchUnit
from aggregates.person import NoSuchPerson, Person
from commands.agreement import agreement_in_use, base_agreement
from commands.command import Command, UnitOfWork, handles
from commands.fields import Instant, Words, kept, refuse_nothing
from commands.org_tree import open_path
from commands.responsible import responsible
from commands.service import offered_path
from events.agreement import DeskResponsibleNamed, Kind
from events.holding import AgreementGranted, AgreementWithdrawn, held
from events.values.identity import (
    BASE_AGREEMENT_STREAM,
    DESK_RESPONSIBLE_STREAM,
    AgreementId,
    OrgUnitId,
    PersonId,
    ServiceId,
    holdings,
)
from events.values.people import Responsible

Units = Annotated[tuple[OrgUnitId, ...], Meta(max_length=5_000)]
Persons = Annotated[tuple[PersonId, ...], Meta(max_length=5_000)]
Services = Annotated[tuple[ServiceId, ...], Meta(max_length=5_000)]


def _pass_on(work: UnitOfWork, agreement_id: AgreementId, before: Iterable[UUID], after: Iterable[UUID]) -> None:
    """Tell every recipient's own stream who came to hold the agreement and who no longer does."""
    old, new = set(before), set(after)
    work.preload(holdings(recipient) for recipient in old ^ new)
    for recipient in sorted(new - old):
        if agreement_id not in held(work.history(holdings(recipient))):
            fact = AgreementGranted(recipient_id=recipient, agreement_id=agreement_id)
            work.record(holdings(recipient), [fact])
    for recipient in sorted(old - new):
        gone = AgreementWithdrawn(recipient_id=recipient, agreement_id=agreement_id)
        work.record(holdings(recipient), [gone])


class NameRecipients(Command, frozen=True, kw_only=True):
    """Say exactly whom an agreement serves; distributed, all in the units and below hold it, live (rows 98-99).

    Units and persons are two lists: who names one leaves the other as it is, and an empty list takes all of it away.
    """

    name: ClassVar[str] = "name-recipients"

    agreement_id: AgreementId
    units: Units | UnsetType = UNSET
    persons: Persons | UnsetType = UNSET
    distributes: bool | UnsetType = UNSET


@handles(NameRecipients)
def name_recipients(command: NameRecipients, work: UnitOfWork) -> UUID:
    """The units must be in use, the persons exist, and both be of those whom its kind may serve (row 175).

    Each recipient's stream hears of it in the same append.
    """
    found = agreement_in_use(work, command.agreement_id)
    refuse_nothing(command)
    units, persons = (
        () if command.units is UNSET else command.units,
        () if command.persons is UNSET else command.persons,
    )
    work.preload(units)
    for index, unit_id in enumerate(units):
        field = f"units[{index}]"
        named = open_path(work, unit_id, field=field)[0]
        agreement_kinds.refuse_unit(found.kind, named.kind, named.name, field)
    work.preload(persons)
    for index, person_id in enumerate(persons):
        field = f"persons[{index}]"
        person = work.load(person_id, Person.fold, NoSuchPerson(field=field))
        agreement_kinds.refuse_person(found.kind, person.kind, person.name.full, field)
    units, persons = kept(command.units, found.units), kept(command.persons, found.persons)
    distributes = kept(command.distributes, found.distributes)
    before = found.holders
    work.record(found.agreement_id, found.name_recipients(units, persons, distributes=distributes))
    _pass_on(work, found.agreement_id, before, {*persons, *(units if distributes else ())})
    return found.agreement_id


class NameServices(Command, frozen=True, kw_only=True):
    """Say exactly which services, with all below them, an agreement provides (rows 94-95, 105)."""

    name: ClassVar[str] = "name-services"

    agreement_id: AgreementId
    services: Services


@handles(NameServices)
def name_services(command: NameServices, work: UnitOfWork) -> UUID:
    """Every service must be offered; one may stand in many agreements (row 95), and the base one keeps some."""
    found = agreement_in_use(work, command.agreement_id)
    work.preload(command.services)
    for index, service_id in enumerate(command.services):
        offered_path(work, service_id, field=f"services[{index}]")
    facts = found.name_services(command.services, is_base=base_agreement(work) == found.agreement_id)
    work.watch(BASE_AGREEMENT_STREAM)
    work.record(found.agreement_id, facts)
    return found.agreement_id


class NameProvider(Command, frozen=True, kw_only=True):
    """Say which unit answers for providing the services of an agreement (row 8)."""

    name: ClassVar[str] = "name-provider"

    agreement_id: AgreementId
    provider_id: OrgUnitId


@handles(NameProvider)
def name_provider(command: NameProvider, work: UnitOfWork) -> UUID:
    """The unit must be in use: for an OLA our own, for an underpinning contract an outside one (row 175)."""
    found = agreement_in_use(work, command.agreement_id)
    named = open_path(work, command.provider_id, field="provider_id")[0]
    agreement_kinds.refuse_provider(found.kind, named.kind, named.name, "provider_id")
    work.record(found.agreement_id, found.name_provider(command.provider_id))
    return found.agreement_id


class CorrectAgreementKind(Command, frozen=True, kw_only=True):
    """Say that an agreement is of another kind than was said: an SLA, an OLA, an underpinning contract (row 175)."""

    name: ClassVar[str] = "correct-agreement-kind"

    agreement_id: AgreementId
    kind: Kind


@handles(CorrectAgreementKind)
def correct_agreement_kind(command: CorrectAgreementKind, work: UnitOfWork) -> UUID:
    """Its provider and all its recipients must fit the kind, and the base agreement stays an SLA."""
    found = agreement_in_use(work, command.agreement_id)
    if base_agreement(work) == found.agreement_id:
        agreement_kinds.refuse_as_base(command.kind, found.name)
    work.watch(BASE_AGREEMENT_STREAM)
    if found.provider_id is not None:
        provider = work.load(found.provider_id, OrgUnit.fold, NoSuchUnit)
        agreement_kinds.refuse_provider(command.kind, provider.kind, provider.name, "kind")
    work.preload((*found.units, *found.persons))
    for unit_id in found.units:
        recipient = work.load(unit_id, OrgUnit.fold, NoSuchUnit)
        agreement_kinds.refuse_unit(command.kind, recipient.kind, recipient.name, "kind")
    for person_id in found.persons:
        person = work.load(person_id, Person.fold, NoSuchPerson)
        agreement_kinds.refuse_person(command.kind, person.kind, person.name.full, "kind")
    work.record(found.agreement_id, found.correct_kind(command.kind))
    return found.agreement_id


class SetValidity(Command, frozen=True, kw_only=True):
    """Say from when until when tickets may be registered under an agreement; null takes a limit away."""

    name: ClassVar[str] = "set-validity"

    agreement_id: AgreementId
    valid_from_at: Instant | UnsetType | None = UNSET
    valid_until_at: Instant | UnsetType | None = UNSET


@handles(SetValidity)
def set_validity(command: SetValidity, work: UnitOfWork) -> UUID:
    """The base agreement is never limited (row 104)."""
    found = agreement_in_use(work, command.agreement_id)
    refuse_nothing(command)
    since, until = kept(command.valid_from_at, found.valid_from_at), kept(command.valid_until_at, found.valid_until_at)
    if base_agreement(work) == found.agreement_id and (since or until):
        raise BaseAgreementStays(field="valid_until_at")
    work.watch(BASE_AGREEMENT_STREAM)
    work.record(found.agreement_id, found.set_validity(since, until))
    return found.agreement_id


class ArchiveAgreement(Command, frozen=True, kw_only=True):
    """Let no more tickets be registered under an agreement; the base one stays (row 104)."""

    name: ClassVar[str] = "archive-agreement"

    agreement_id: AgreementId
    reason: Words


@handles(ArchiveAgreement)
def archive_agreement(command: ArchiveAgreement, work: UnitOfWork) -> UUID:
    """Who held it holds it no longer; tickets that are go on under it."""
    found = work.load(command.agreement_id, Agreement.fold, NoSuchAgreement)
    facts = found.archive(command.reason, is_base=base_agreement(work) == found.agreement_id)
    work.watch(BASE_AGREEMENT_STREAM)
    work.record(found.agreement_id, facts)
    if facts:
        _pass_on(work, found.agreement_id, found.holders, ())
    return found.agreement_id


class RestoreAgreement(Command, frozen=True, kw_only=True):
    """Let tickets be registered under an archived agreement again."""

    name: ClassVar[str] = "restore-agreement"

    agreement_id: AgreementId


@handles(RestoreAgreement)
def restore_agreement(command: RestoreAgreement, work: UnitOfWork) -> UUID:
    """Whoever it served holds it again."""
    found = work.load(command.agreement_id, Agreement.fold, NoSuchAgreement)
    facts = found.restore()
    work.record(found.agreement_id, facts)
    if facts:
        _pass_on(work, found.agreement_id, (), found.holders)
    return found.agreement_id


class NameDeskResponsible(Command, frozen=True, kw_only=True):
    """Say who answers for tickets when neither the service nor the agreement names anybody (row 97)."""

    name: ClassVar[str] = "name-desk-responsible"

    responsible: Responsible


@handles(NameDeskResponsible)
def name_desk_responsible(command: NameDeskResponsible, work: UnitOfWork) -> UUID:
    """The team must exist and the employee be a member of it (row 73)."""
    named = DeskResponsibleNamed(responsible=responsible(work, command.responsible, field="responsible"))
    history = work.history(DESK_RESPONSIBLE_STREAM)
    if not history or history[-1].fact != named:
        work.record(DESK_RESPONSIBLE_STREAM, [named])
    return DESK_RESPONSIBLE_STREAM
