"""One valid example of every command on services and on whom an agreement serves; part of ``examples``."""

from __future__ import annotations

from datetime import timedelta

from commands.agreement import Named
from commands.agreement_scope import (
    ArchiveAgreement,
    CorrectAgreementKind,
    NameDeskResponsible,
    NameProvider,
    NameRecipients,
    NameServices,
    RestoreAgreement,
    SetValidity,
)
from commands.command import Command
from commands.module import HideModule, ShowModule
from commands.service import (
    AddService,
    AllowServiceTypes,
    ArchiveService,
    DescribeService,
    MoveService,
    NameServiceResponsible,
    PlaceService,
    RestoreService,
)
from events.values.identity import OWN_COMPANY
from events.values.people import Responsible
from tests.gallery import START
from tests.gallery_people import CLIENT
from tests.gallery_services import INTERNET, NETWORK, VIP
from tests.people import ANNA, FIRST_LINE

SERVICE_EXAMPLES: tuple[Command, ...] = (
    NameRecipients(agreement_id=VIP, units=(CLIENT,), persons=(ANNA,)),
    NameServices(agreement_id=VIP, services=(NETWORK,)),
    NameProvider(agreement_id=VIP, provider_id=OWN_COMPANY),
    CorrectAgreementKind(agreement_id=VIP, kind="underpinning"),
    SetValidity(agreement_id=VIP, valid_until_at=START + timedelta(days=365)),
    ArchiveAgreement(agreement_id=VIP, reason="Договор закончился"),
    RestoreAgreement(agreement_id=VIP),
    NameDeskResponsible(responsible=Responsible(FIRST_LINE)),
    HideModule(module="change_requests"),
    ShowModule(module="change_requests"),
    AddService(title=Named(ru="Почта", en="Mail"), types=("incident",)),
    DescribeService(service_id=INTERNET, classification="access"),
    MoveService(service_id=INTERNET),
    PlaceService(service_id=INTERNET, place=3),
    AllowServiceTypes(service_id=INTERNET, types=("inquiry",)),
    NameServiceResponsible(service_id=INTERNET),
    ArchiveService(service_id=INTERNET),
    RestoreService(service_id=INTERNET),
)
