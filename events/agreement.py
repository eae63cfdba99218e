"""What happens to an agreement; decided by ``aggregates.agreement``, read by the clocks."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import AgreementId, OrgUnitId, PersonId, ScheduleId, ServiceId
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
    provider_id: OrgUnitId | None = None


class AgreementRenamed(Fact, frozen=True, kw_only=True):
    """The agreement bears another name; nothing is measured differently."""

    stored_name: ClassVar[str] = "agreement.renamed@1"

    agreement_id: AgreementId
    name: Text


class AgreementKindCorrected(Fact, frozen=True, kw_only=True):
    """The agreement is of another kind than was said; tickets under it go on (row 175)."""

    stored_name: ClassVar[str] = "agreement.kind-corrected@1"

    agreement_id: AgreementId
    kind: Kind


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


class AgreementProviderNamed(Fact, frozen=True, kw_only=True):
    """This unit answers for providing the services: our company, a department or an outside supplier (row 8)."""

    stored_name: ClassVar[str] = "agreement.provider-named@1"

    agreement_id: AgreementId
    provider_id: OrgUnitId


class AgreementRecipientsNamed(Fact, frozen=True, kw_only=True):
    """Exactly these departments, companies and persons are served (rows 7, 98).

    ``distributes``: everybody in the units and below holds the agreement, whoever joins or leaves; else only the
    persons do.
    """

    stored_name: ClassVar[str] = "agreement.recipients-named@1"

    agreement_id: AgreementId
    units: tuple[OrgUnitId, ...] = ()
    persons: tuple[PersonId, ...] = ()
    distributes: bool = True


class AgreementServicesNamed(Fact, frozen=True, kw_only=True):
    """Exactly these services, with all below them, are provided under the agreement (rows 94-95)."""

    stored_name: ClassVar[str] = "agreement.services-named@1"

    agreement_id: AgreementId
    services: tuple[ServiceId, ...]


class AgreementValiditySet(Fact, frozen=True, kw_only=True):
    """Tickets may be registered under the agreement from one instant to another; none: without end."""

    stored_name: ClassVar[str] = "agreement.validity-set@1"

    agreement_id: AgreementId
    valid_from_at: datetime | None = None
    valid_until_at: datetime | None = None


class AgreementArchived(Fact, frozen=True, kw_only=True):
    """No ticket can be registered under the agreement any more; those that are go on."""

    stored_name: ClassVar[str] = "agreement.archived@2"
    personal: ClassVar[dict[str, str]] = {"reason": "agreement_id"}

    agreement_id: AgreementId
    reason: str


class AgreementRestored(Fact, frozen=True, kw_only=True):
    """Tickets can be registered under the agreement again."""

    stored_name: ClassVar[str] = "agreement.restored@1"

    agreement_id: AgreementId


class BaseAgreementChosen(Fact, frozen=True, kw_only=True):
    """This agreement is the base one from now on; there is exactly one (rows 22, 104)."""

    stored_name: ClassVar[str] = "desk.base-agreement-chosen@1"

    agreement_id: AgreementId


class DeskResponsibleNamed(Fact, frozen=True, kw_only=True):
    """Tickets that neither a service nor an agreement has a responsible for go here (row 97)."""

    stored_name: ClassVar[str] = "desk.responsible-named@1"

    responsible: Responsible
