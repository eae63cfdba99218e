"""What happens to an agreement; decided by ``aggregates.agreement``, read by the clocks."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import AgreementId, ScheduleId
from events.values.people import Responsible
from events.values.targets import Promise
from events.values.text import Text

Kind = Literal["sla", "ola", "underpinning"]
"""Kinds of agreement (row 175): with clients, between own teams, with outside suppliers."""


class AgreementConcluded(Fact, frozen=True, kw_only=True):
    """An agreement came into force with its schedule and its promise (rows 100, 108)."""

    stored_name: ClassVar[str] = "agreement.concluded@1"

    agreement_id: AgreementId
    name: Text
    kind: Kind = "sla"
    schedule_id: ScheduleId
    promise: Promise = Promise()
    default_responsible: Responsible | None = None


class AgreementRenamed(Fact, frozen=True, kw_only=True):
    """The agreement bears another name; nothing is measured differently."""

    stored_name: ClassVar[str] = "agreement.renamed@1"

    agreement_id: AgreementId
    name: Text


class AgreementPromiseRevised(Fact, frozen=True, kw_only=True):
    """The rules changed for tickets registered later, and for open ones if ``apply_to_open`` (T4)."""

    stored_name: ClassVar[str] = "agreement.promise-revised@1"

    agreement_id: AgreementId
    promise: Promise
    apply_to_open: bool = False


class AgreementRescheduled(Fact, frozen=True, kw_only=True):
    """The agreement follows another service schedule; open tickets too if ``apply_to_open`` (T4)."""

    stored_name: ClassVar[str] = "agreement.rescheduled@1"

    agreement_id: AgreementId
    schedule_id: ScheduleId
    apply_to_open: bool = False


class AgreementDefaultResponsibleNamed(Fact, frozen=True, kw_only=True):
    """Tickets that nobody else answers for go to this team or employee (row 97)."""

    stored_name: ClassVar[str] = "agreement.default-responsible-named@1"

    agreement_id: AgreementId
    responsible: Responsible


class BaseAgreementChosen(Fact, frozen=True, kw_only=True):
    """This agreement is the base one from now on; there is exactly one (rows 22, 104)."""

    stored_name: ClassVar[str] = "desk.base-agreement-chosen@1"

    agreement_id: AgreementId
