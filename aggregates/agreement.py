"""What may happen to an agreement; driven by ``commands.agreement``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from aggregates.refusal import Refusal
from events.agreement import (
    AgreementConcluded,
    AgreementDefaultResponsibleNamed,
    AgreementPromiseRevised,
    AgreementRenamed,
    AgreementRescheduled,
)
from events.fact import Fact, Recorded
from events.values.identity import AgreementId, ScheduleId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text


class NoSuchAgreement(Refusal):
    """There is no such agreement. Choose one from the list of agreements."""

    ru: ClassVar[str] = "Такого соглашения нет. Выберите из списка соглашений."
    field = "agreement_id"


class AgreementExists(Refusal):
    """An agreement with this id is concluded already. Revise it, or conclude another one."""

    ru: ClassVar[str] = "Соглашение с таким идентификатором уже заключено. Измените его или заключите другое."


class Agreement(msgspec.Struct, kw_only=True):
    """The state of one agreement."""

    agreement_id: AgreementId
    version: int
    name: Text
    schedule_id: ScheduleId
    promise: Promise
    default_responsible: Responsible | None = None

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Agreement | None:
        """The agreement that the facts of its stream tell of; ``None`` when they tell of something else."""
        if not history or not isinstance(fact := history[0].fact, AgreementConcluded):
            return None
        agreement = cls(
            agreement_id=fact.agreement_id,
            version=history[0].version,
            name=fact.name,
            schedule_id=fact.schedule_id,
            promise=fact.promise,
            default_responsible=fact.default_responsible,
        )
        for recorded in history[1:]:
            agreement.apply(recorded)
        return agreement

    def apply(self, recorded: Recorded) -> None:
        """Take in one more fact of the stream."""
        self.version = recorded.version
        match recorded.fact:
            case AgreementRenamed(name=name):
                self.name = name
            case AgreementPromiseRevised(promise=promise):
                self.promise = promise
            case AgreementRescheduled(schedule_id=schedule_id):
                self.schedule_id = schedule_id
            case AgreementDefaultResponsibleNamed(responsible=responsible):
                self.default_responsible = responsible
            case _:
                pass

    def rename(self, name: Text) -> list[Fact]:
        """Another name (row 105)."""
        return [] if name == self.name else [AgreementRenamed(agreement_id=self.agreement_id, name=name)]

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

    def name_default_responsible(self, responsible: Responsible) -> list[Fact]:
        """Who answers when nobody else does (row 97)."""
        if responsible == self.default_responsible:
            return []
        return [AgreementDefaultResponsibleNamed(agreement_id=self.agreement_id, responsible=responsible)]
