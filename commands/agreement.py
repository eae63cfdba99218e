"""Commands on agreements (rows 9, 22, 97, 100-108; sla.md T1, T4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from aggregates import agreement_kinds
from aggregates.agreement import Agreement, AgreementExists, NoSuchAgreement
from aggregates.service_schedule import Schedule
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named
from commands.promise import refuse_strangers
from commands.reach import refuse_unreachable
from commands.responsible import responsible
from events.agreement import AgreementConcluded, BaseAgreementChosen, Kind
from events.folds.desk import DESK, DeskState
from events.values.identity import BASE_AGREEMENT_STREAM, AgreementId, ScheduleId, ServiceId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text


def base_agreement(work: UnitOfWork) -> AgreementId | None:
    """The base agreement, if one was chosen: exactly one is (row 22)."""
    return DESK.followed(DeskState(), work.history(BASE_AGREEMENT_STREAM)).agreement_id


def agreement_in_use(work: UnitOfWork, agreement_id: AgreementId) -> Agreement:
    """The agreement, for what only concerns later tickets: an archived one takes none."""
    found = work.load(agreement_id, Agreement.fold, NoSuchAgreement)
    found.refuse_archived()
    return found


class ConcludeAgreement(Command, frozen=True, kw_only=True):
    """Conclude an agreement: its schedule, its promise, who answers by default, whether it is the base one."""

    name: ClassVar[str] = "conclude-agreement"

    title: Named
    schedule_id: ScheduleId
    kind: Kind = "sla"
    promise: Promise = Promise()
    default_responsible: Responsible | None = None
    is_base: bool = False
    agreement_id: AgreementId | None = None


@handles(ConcludeAgreement)
def conclude_agreement(command: ConcludeAgreement, work: UnitOfWork) -> UUID:
    """The schedule must exist and open (W6); the choice as base goes to its own stream in the same append (row 22)."""
    agreement_id = command.agreement_id or AgreementId(work.new_id("agreement"))
    work.terms(agreement_id)
    if work.history(agreement_id):
        raise AgreementExists
    schedule = _opening(work, command.schedule_id)
    refuse_strangers(command.promise, work.history)
    refuse_unreachable(command.promise, schedule, work.at)
    if command.default_responsible is not None:
        responsible(work, command.default_responsible, field="default_responsible")
    work.record(
        agreement_id,
        [
            AgreementConcluded(
                agreement_id=agreement_id,
                name=command.title.text,
                kind=command.kind,
                schedule_id=command.schedule_id,
                promise=command.promise,
                default_responsible=command.default_responsible,
            )
        ],
    )
    if command.is_base:
        agreement_kinds.refuse_as_base(command.kind, command.title.text)
        _choose(work, agreement_id, command.title.text, ())
    return agreement_id


def _opening(work: UnitOfWork, schedule_id: ScheduleId) -> Schedule:
    """A schedule that opens, and that nobody cuts meanwhile."""
    schedule = work.schedule(schedule_id)
    schedule.refuse_if_closed_for_good(work.at)
    work.watch(schedule_id)
    return schedule


class RenameAgreement(Command, frozen=True, kw_only=True):
    """Give an agreement another name (row 105)."""

    name: ClassVar[str] = "rename-agreement"

    agreement_id: AgreementId
    title: Named


@handles(RenameAgreement)
def rename_agreement(command: RenameAgreement, work: UnitOfWork) -> UUID:
    """Nothing is measured differently."""
    agreement = work.load(command.agreement_id, Agreement.fold, NoSuchAgreement)
    work.record(command.agreement_id, agreement.rename(command.title.text))
    return command.agreement_id


class ReviseAgreementPromise(Command, frozen=True, kw_only=True):
    """Change the rules for later tickets, and for open ones with ``apply_to_open`` (T4)."""

    name: ClassVar[str] = "revise-agreement-promise"

    agreement_id: AgreementId
    promise: Promise
    apply_to_open: bool = False


@handles(ReviseAgreementPromise)
def revise_agreement_promise(command: ReviseAgreementPromise, work: UnitOfWork) -> UUID:
    """The whole promise is replaced: both rule lists, the defaults and the policy."""
    agreement = work.agreement(command.agreement_id)
    refuse_strangers(command.promise, work.history)
    work.watch(agreement.schedule_id)
    refuse_unreachable(command.promise, work.schedule(agreement.schedule_id), work.at)
    facts = agreement.revise_promise(command.promise, apply_to_open=command.apply_to_open)
    work.record(command.agreement_id, facts)
    return command.agreement_id


class RescheduleAgreement(Command, frozen=True, kw_only=True):
    """Let an agreement follow another service schedule (row 105, T4)."""

    name: ClassVar[str] = "reschedule-agreement"

    agreement_id: AgreementId
    schedule_id: ScheduleId
    apply_to_open: bool = False


@handles(RescheduleAgreement)
def reschedule_agreement(command: RescheduleAgreement, work: UnitOfWork) -> UUID:
    """The schedule must exist and open (W6)."""
    agreement = work.agreement(command.agreement_id)
    refuse_unreachable(agreement.promise, _opening(work, command.schedule_id), work.at, field="schedule_id")
    facts = agreement.reschedule(command.schedule_id, apply_to_open=command.apply_to_open)
    work.record(command.agreement_id, facts)
    return command.agreement_id


class NameDefaultResponsible(Command, frozen=True, kw_only=True):
    """Say who answers for an agreement's tickets when nobody else does (row 97)."""

    name: ClassVar[str] = "name-default-responsible"

    agreement_id: AgreementId
    responsible: Responsible


@handles(NameDefaultResponsible)
def name_default_responsible(command: NameDefaultResponsible, work: UnitOfWork) -> UUID:
    """The team must exist and the employee be a member of it (row 73)."""
    agreement = agreement_in_use(work, command.agreement_id)
    named = responsible(work, command.responsible, field="responsible")
    facts = agreement.name_default_responsible(named)
    work.record(command.agreement_id, facts)
    return command.agreement_id


class ChooseBaseAgreement(Command, frozen=True, kw_only=True):
    """Make an agreement the base one: exactly one is, and it is never unlinked (rows 22, 104)."""

    name: ClassVar[str] = "choose-base-agreement"

    agreement_id: AgreementId


@handles(ChooseBaseAgreement)
def choose_base_agreement(command: ChooseBaseAgreement, work: UnitOfWork) -> UUID:
    """It must hold for everybody at any time; nothing happens when it is the base one already."""
    agreement = work.load(command.agreement_id, Agreement.fold, NoSuchAgreement)
    if base_agreement(work) != agreement.agreement_id:
        agreement.refuse_as_base()
        work.watch(agreement.agreement_id)
        _choose(work, agreement.agreement_id, agreement.name, agreement.services)
    return agreement.agreement_id


def _choose(work: UnitOfWork, agreement_id: AgreementId, name: Text, services: Sequence[ServiceId]) -> None:
    """Make it the base one; who holds it now must not be left with nothing."""
    before = base_agreement(work)
    if before is not None:
        work.load(before, Agreement.fold, NoSuchAgreement).refuse_to_be_replaced(name, services)
    work.record(BASE_AGREEMENT_STREAM, [BaseAgreementChosen(agreement_id=agreement_id)])
