"""A small catalogue, a second agreement and who holds it, and examples of their facts; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from events.agreement import (
    AgreementArchived,
    AgreementConcluded,
    AgreementKindCorrected,
    AgreementProviderNamed,
    AgreementRecipientsNamed,
    AgreementRestored,
    AgreementServicesNamed,
    AgreementValiditySet,
    DeskResponsibleNamed,
)
from events.fact import Fact
from events.holding import AgreementGranted, AgreementWithdrawn
from events.log import LogDetailsSealed, LogResumed
from events.module import ModuleHidden, ModuleShown
from events.service import (
    ServiceAdded,
    ServiceArchived,
    ServiceChecklistsSet,
    ServiceDescribed,
    ServiceMoved,
    ServicePlaced,
    ServiceQuestionsSet,
    ServiceResponsibleNamed,
    ServiceRestored,
    ServiceTypesAllowed,
)
from events.values.identity import OWN_COMPANY, AgreementId, ChecklistTemplateId, ScheduleId, ServiceId
from events.values.people import Responsible
from events.values.service_form import ServiceForm, ServiceQuestion
from events.values.text import Text
from events.values.ticket_condition import AllOf, Except, OfAttribute, OneOf
from tests.gallery_people import CLIENT
from tests.people import ANNA, FIRST_LINE, SECOND_LINE, SEMYON

NETWORK = ServiceId(UUID("5e41c0de-0001-5c4f-9b4c-e1b4d0f4e501"))
INTERNET = ServiceId(UUID("5e41c0de-0001-5c4f-9b4c-e1b4d0f4e502"))
PRINTERS = ServiceId(UUID("5e41c0de-0001-5c4f-9b4c-e1b4d0f4e503"))
ADVICE = ServiceId(UUID("5e41c0de-0001-5c4f-9b4c-e1b4d0f4e504"))
VIP = AgreementId(UUID("c1a1f0de-2b66-5c4f-9b4c-e1b4d0f4e202"))

NETWORK_ADDED = ServiceAdded(service_id=NETWORK, name=Text("Сеть", "Network"))
INTERNET_ADDED = ServiceAdded(
    service_id=INTERNET,
    name=Text("Интернет", "Internet"),
    description=Text("Проводной и беспроводной", "By wire and without"),
    classification="infrastructure",
    parent_id=NETWORK,
    types=("incident", "service_request"),
    responsible=Responsible(SECOND_LINE, SEMYON),
    place=10,
)
PRINTERS_ADDED = ServiceAdded(service_id=PRINTERS, name=Text("Печать", "Printers"), types=("incident",))
ADVICE_ADDED = ServiceAdded(service_id=ADVICE, name=Text("Советы", "Advice"), types=("inquiry",))
INTERNET_FORM = ServiceForm(
    questions=(
        ServiceQuestion(
            code="system", type="access_request", is_required=True, help=Text("Куда нужен доступ", "What it is to")
        ),
        ServiceQuestion(
            code="until",
            type="access_request",
            placeholder=Text.same("2026-12-31"),
            default="2026-12-31",
            shown_when=AllOf(
                of=(OfAttribute(code="system", values=("erp",)), Except(of=OneOf(field="urgency", values=("low",))))
            ),
        ),
    )
)
CATALOGUE: tuple[Fact, ...] = (NETWORK_ADDED, INTERNET_ADDED, PRINTERS_ADDED, ADVICE_ADDED)
"""Internet below Network, which cannot be asked for itself; Printers; Advice, which stands in no agreement."""

SERVES_CLIENT = AgreementRecipientsNamed(agreement_id=VIP, units=(CLIENT,))
VIP_SERVICES = AgreementServicesNamed(agreement_id=VIP, services=(NETWORK,))
HELD_BY_CLIENT = AgreementGranted(recipient_id=CLIENT, agreement_id=VIP)


def vip_concluded(schedule_id: ScheduleId) -> AgreementConcluded:
    """The agreement of the client company, on a schedule of the gallery."""
    return AgreementConcluded(
        agreement_id=VIP,
        name=Text.same("VIP"),
        schedule_id=schedule_id,
        default_responsible=Responsible(SECOND_LINE),
        provider_id=OWN_COMPANY,
    )


EXAMPLES: tuple[Fact, ...] = (
    AgreementProviderNamed(agreement_id=VIP, provider_id=OWN_COMPANY),
    AgreementRecipientsNamed(agreement_id=VIP, units=(CLIENT,), persons=(ANNA,), distributes=False),
    VIP_SERVICES,
    AgreementKindCorrected(agreement_id=VIP, kind="underpinning"),
    AgreementValiditySet(
        agreement_id=VIP,
        valid_from_at=datetime(2026, 3, 1, tzinfo=UTC),
        valid_until_at=datetime(2027, 3, 1, tzinfo=UTC),
    ),
    AgreementArchived(agreement_id=VIP, reason="Договор закончился"),
    AgreementRestored(agreement_id=VIP),
    DeskResponsibleNamed(responsible=Responsible(FIRST_LINE)),
    ModuleHidden(module="change_requests"),
    ModuleShown(module="change_requests"),
    LogResumed(epoch=2, seen_epoch=1, seen_position=4_711, seen_link="5e" * 32),
    LogDetailsSealed(until=4_711),
    HELD_BY_CLIENT,
    AgreementWithdrawn(recipient_id=CLIENT, agreement_id=VIP),
    INTERNET_ADDED,
    ServiceDescribed(
        service_id=INTERNET,
        name=Text("Доступ в интернет", "Internet access"),
        description=Text("Без ограничений", "Without limits"),
        classification="access",
    ),
    ServiceMoved(service_id=INTERNET, parent_id=None, from_id=NETWORK),
    ServicePlaced(service_id=INTERNET, place=20),
    ServiceTypesAllowed(service_id=INTERNET, types=("incident",)),
    ServiceResponsibleNamed(service_id=INTERNET, responsible=Responsible(FIRST_LINE)),
    ServiceChecklistsSet(service_id=INTERNET, checklists=(ChecklistTemplateId(UUID(int=0xC4EC)),)),
    ServiceQuestionsSet(service_id=INTERNET, form=INTERNET_FORM),
    ServiceArchived(service_id=INTERNET),
    ServiceRestored(service_id=INTERNET),
)
