"""What may happen to an agreement; driven by ``commands.agreement``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from aggregates import agreement_kinds
from events.agreement import (
    AgreementArchived,
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
from events.fact import Fact, Recorded
from events.folds.agreement import AGREEMENT, AgreementState
from events.values.identity import OrgUnitId, PersonId, ScheduleId, ServiceId
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.targets import Promise
from events.values.text import Text
from events.values.told_time import ToldTime


class NoSuchAgreement(Refusal):
    """There is no such agreement. Choose one from the list of agreements."""

    kind = "missing"
    ru: ClassVar[str] = "Такого соглашения нет. Выберите из списка соглашений."
    field = "agreement_id"


class AgreementExists(Refusal):
    """An agreement with this id is concluded already. Revise it, or conclude another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Соглашение с таким идентификатором уже заключено. Измените его или заключите другое."
    rule: ClassVar[str] = "row 100"


class BaseAgreementStays(Refusal):
    """The base agreement is never archived, limited in time or taken from anybody. Choose another base one first."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Базовое соглашение нельзя убрать в архив, ограничить по времени или отнять. Сначала выберите базовым другое."
    )
    rule: ClassVar[str] = "row 104"
    field = "agreement_id"


class ValidityEndsBeforeItBegins(Refusal):
    """The agreement would end before it begins. Give a later end, or none."""

    ru: ClassVar[str] = "Соглашение закончилось бы раньше, чем началось. Укажите более поздний конец или никакого."
    rule: ClassVar[str] = "row 100"
    field = "valid_until_at"


class AgreementIsArchived(Refusal):
    """The agreement “{agreement}” is archived. Restore it first, or choose another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Соглашение «{agreement}» в архиве. Сначала верните его или выберите другое."
    rule: ClassVar[str] = "row 94"
    field = "agreement_id"


class BaseAgreementIsUnlimited(Refusal):
    """“{agreement}” is limited in time, so it cannot be the base agreement. Remove its limits first."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "«{agreement}» ограничено по времени и базовым быть не может. Сначала снимите с него ограничения."
    )
    rule: ClassVar[str] = "row 104"
    field = "agreement_id"


class AgreementHasNotBegun(Refusal):
    """“{agreement}” takes tickets from {begins} on. Name another agreement, or none."""

    ru: ClassVar[str] = (
        "По соглашению «{agreement}» заявки принимают с {begins}. Укажите другое соглашение или никакого."
    )
    rule: ClassVar[str] = "row 101"
    field = "agreement_id"


class AgreementHasEnded(Refusal):
    """“{agreement}” took tickets until {ends}. Name another agreement, or none."""

    ru: ClassVar[str] = (
        "По соглашению «{agreement}» заявки принимали до {ends}. Укажите другое соглашение или никакого."
    )
    rule: ClassVar[str] = "row 101"
    field = "agreement_id"


class BaseWouldProvideNothing(Refusal):
    """“{agreement}” has no services yet, and everybody would lose what “{base}” provides. Name its services first."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "У «{agreement}» ещё нет услуг: все потеряли бы то, что даёт «{base}». Сначала назовите его услуги,"
        " затем сделайте базовым."
    )
    rule: ClassVar[str] = "row 104"
    field = "agreement_id"


class BaseAgreementKeepsServices(Refusal):
    """Everybody would lose what “{agreement}” provides. Name a service, or make another agreement the base first."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Все потеряли бы то, что даёт «{agreement}». Назовите хотя бы одну услугу или сначала сделайте базовым другое"
        " соглашение."
    )
    rule: ClassVar[str] = "row 104"
    field = "services"


class Agreement(AgreementState, frozen=True, kw_only=True):
    """The state of one agreement, and what may be done with it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Agreement | None:
        """The agreement that the facts of its stream tell of; ``None`` when they tell of something else."""
        agreement = AGREEMENT.fold(cls, history)
        return None if agreement is None else replace(agreement, version=history[-1].version)

    def after(self, recorded: Recorded) -> Agreement:
        """The agreement after one more fact of its stream."""
        return replace(AGREEMENT.after(self, recorded), version=recorded.version)

    @property
    def holders(self) -> frozenset[UUID]:
        """The persons, and the units with all in them, that hold it by name; the base one is held by everybody."""
        return frozenset({*self.persons, *(self.units if self.distributes else ())})

    def holds_at(self, at: datetime) -> bool:
        """Whether tickets may be registered under it at an instant."""
        begun = self.valid_from_at is None or self.valid_from_at <= at
        return begun and not self.is_archived and (self.valid_until_at is None or at < self.valid_until_at)

    def refuse_untimely(self, at: datetime) -> None:
        """Raise what tells from or until when tickets may be registered under it, when that is not now."""
        if self.valid_from_at is not None and at < self.valid_from_at:
            raise AgreementHasNotBegun(agreement=self.name, begins=ToldTime(self.valid_from_at))
        if self.valid_until_at is not None and self.valid_until_at <= at:
            raise AgreementHasEnded(agreement=self.name, ends=ToldTime(self.valid_until_at))

    def provides(self, service_path: Sequence[ServiceId]) -> bool:
        """Whether a service, given with what is above it, is provided under the agreement (row 94)."""
        return not set(self.services).isdisjoint(service_path)

    def refuse_archived(self) -> None:
        """Raise ``AgreementIsArchived`` when no ticket can be registered under it any more."""
        if self.is_archived:
            raise AgreementIsArchived(agreement=self.name)

    def refuse_as_base(self) -> None:
        """The base agreement is a promise to everybody at any time (rows 104, 106, 175)."""
        self.refuse_archived()
        agreement_kinds.refuse_as_base(self.kind, self.name)
        if self.valid_from_at is not None or self.valid_until_at is not None:
            raise BaseAgreementIsUnlimited(agreement=self.name)

    def refuse_to_be_replaced(self, by: Text, services: Sequence[ServiceId]) -> None:
        """Everybody keeps something to ask for when another agreement becomes the base one (rows 101, 104)."""
        if self.services and not services:
            raise BaseWouldProvideNothing(agreement=by, base=self.name)

    def rename(self, name: Text) -> list[Fact]:
        """Another name (row 105)."""
        return [] if name == self.name else [AgreementRenamed(agreement_id=self.agreement_id, name=name)]

    def correct_kind(self, kind: Kind) -> list[Fact]:
        """It is of another kind than was said (row 175); whom and by whom it serves must fit, see its command."""
        return [] if kind == self.kind else [AgreementKindCorrected(agreement_id=self.agreement_id, kind=kind)]

    def revise_promise(self, promise: Promise, *, apply_to_open: bool) -> list[Fact]:
        """Other rules for later tickets, and for open ones if asked (T4)."""
        if promise == self.promise and not apply_to_open:
            return []
        return [AgreementPromiseRevised(agreement_id=self.agreement_id, promise=promise, apply_to_open=apply_to_open)]

    def reschedule(self, schedule_id: ScheduleId, *, apply_to_open: bool) -> list[Fact]:
        """Another service schedule (row 105, T4)."""
        if schedule_id == self.schedule_id and not apply_to_open:
            return []
        return [
            AgreementRescheduled(agreement_id=self.agreement_id, schedule_id=schedule_id, apply_to_open=apply_to_open)
        ]

    def name_provider(self, provider_id: OrgUnitId) -> list[Fact]:
        """Who answers for providing the services (row 8)."""
        if provider_id == self.provider_id:
            return []
        return [AgreementProviderNamed(agreement_id=self.agreement_id, provider_id=provider_id)]

    def name_recipients(
        self, units: tuple[OrgUnitId, ...], persons: tuple[PersonId, ...], *, distributes: bool
    ) -> list[Fact]:
        """Exactly these are served (rows 7, 98)."""
        units, persons = tuple(dict.fromkeys(units)), tuple(dict.fromkeys(persons))
        if (units, persons, distributes) == (self.units, self.persons, self.distributes):
            return []
        return [
            AgreementRecipientsNamed(
                agreement_id=self.agreement_id, units=units, persons=persons, distributes=distributes
            )
        ]

    def name_services(self, services: tuple[ServiceId, ...], *, is_base: bool) -> list[Fact]:
        """Exactly these services (rows 94-95, 105); the base agreement keeps at least one (row 104)."""
        if is_base and self.services and not services:
            raise BaseAgreementKeepsServices(agreement=self.name)
        services = tuple(dict.fromkeys(services))
        if services == self.services:
            return []
        return [AgreementServicesNamed(agreement_id=self.agreement_id, services=services)]

    def set_validity(self, valid_from_at: datetime | None, valid_until_at: datetime | None) -> list[Fact]:
        """From when until when tickets may be registered under it."""
        if valid_from_at is not None and valid_until_at is not None and valid_until_at <= valid_from_at:
            raise ValidityEndsBeforeItBegins
        if (valid_from_at, valid_until_at) == (self.valid_from_at, self.valid_until_at):
            return []
        return [
            AgreementValiditySet(
                agreement_id=self.agreement_id, valid_from_at=valid_from_at, valid_until_at=valid_until_at
            )
        ]

    def archive(self, reason: str, *, is_base: bool) -> list[Fact]:
        """No more tickets under it; the base agreement stays (row 104)."""
        if is_base:
            raise BaseAgreementStays
        return [] if self.is_archived else [AgreementArchived(agreement_id=self.agreement_id, reason=reason)]

    def restore(self) -> list[Fact]:
        """Tickets under it again."""
        return [AgreementRestored(agreement_id=self.agreement_id)] if self.is_archived else []

    def name_default_responsible(self, responsible: Responsible) -> list[Fact]:
        """Who answers when nobody else does (row 97)."""
        if responsible == self.default_responsible:
            return []
        return [AgreementDefaultResponsibleNamed(agreement_id=self.agreement_id, responsible=responsible)]
