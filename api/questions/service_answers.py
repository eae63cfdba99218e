"""What questions about services and agreements held are answered with, and an example of each; for the document."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from api.rest.command_route import AGREEMENT, COMPANY, PERSON, SCHEDULE, SERVICE, TEAM, UNIT
from events.values.people import Responsible
from events.values.text import Text
from projections.agreement.holdings import Holding, Reason, UnitName
from projections.service.offers import Offer
from projections.ticket.as_registered import AsRegistered, PromiseOfThen, ThenCalled


class Catalogue(msgspec.Struct, frozen=True):
    """Services as a tree: children stand behind their parent, ``depth`` says how deep."""

    services: list[Offer]


class Holdings(msgspec.Struct, frozen=True):
    """Agreements that somebody holds, the base one first, then the nearest."""

    agreements: list[Holding]


_INTERNET = Text(ru="Интернет", en="Internet")
_CLIENT = Text(ru="ООО «Ромашка»", en="Romashka LLC")
_BRANCH = Text(ru="Филиал в Казани", en="Kazan branch")
_VIP = Text(ru="VIP", en="VIP")
_OFFER = Offer(
    service_id=UUID(SERVICE),
    parent_id=None,
    depth=0,
    name=_INTERNET,
    description=Text(ru="Проводной и беспроводной", en="By wire and without"),
    classification="infrastructure",
    types=("incident", "service_request"),
    open_types=("incident", "service_request"),
    responsible=Responsible(team_id=UUID(TEAM)),  # type: ignore[arg-type] # an id is an id here
    place=10,
    is_archived=False,
    version=1,
    agreements=(UUID(AGREEMENT),),
    can_be_asked=True,
    why_not=None,
    told=None,
)
_HOLDING = Holding(
    agreement_id=UUID(AGREEMENT),
    name=_VIP,
    kind="sla",
    is_base=False,
    valid_until_at=None,
    because=(
        Reason(
            why="unit",
            told=Text(
                ru="назначено вышестоящему подразделению «ООО «Ромашка»»",
                en="named for “Romashka LLC”, which the unit stands under",
            ),
            path=(UnitName(UUID(UNIT), _BRANCH), UnitName(UUID(COMPANY), _CLIENT)),
        ),
    ),
)
_AS_REGISTERED = AsRegistered(
    ticket_id=UUID("e46286ad-9e40-537d-ba9e-38d01e3eb2d0"),
    number=1001,
    registered_at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    type="incident",
    type_name=Text(ru="Инцидент", en="Incident"),
    type_version=0,
    type_href="/api/v1/ticket-types/incident/versions/0",
    requester_id=UUID(PERSON),
    requester_name="Орлова Анна",
    is_known=True,
    time_zone="Asia/Yekaterinburg",
    units=(ThenCalled(id=UUID(UNIT), name=_BRANCH), ThenCalled(id=UUID(COMPANY), name=_CLIENT)),
    company=ThenCalled(id=UUID(COMPANY), name=_CLIENT),
    services=(ThenCalled(id=UUID(SERVICE), name=_INTERNET),),
    promise=PromiseOfThen(
        agreement=ThenCalled(id=UUID(AGREEMENT), name=_VIP),
        promise_version=1,
        promise_href=f"/api/v1/agreements/{AGREEMENT}/versions/1",
        schedule=ThenCalled(id=UUID(SCHEDULE), name=Text(ru="9–18 с обедом", en="9-18 with lunch")),
        schedule_version=1,
        schedule_href=f"/api/v1/schedules/{SCHEDULE}/versions/1",
    ),
)

SERVICE_ANSWERS: dict[str, msgspec.Struct] = {
    "list-services": Catalogue([_OFFER]),
    "read-service": _OFFER,
    "list-agreements-of-person": Holdings([_HOLDING]),
    "list-my-agreements": Holdings([_HOLDING]),
    "read-catalogue-of-person": Catalogue([_OFFER]),
    "read-my-catalogue": Catalogue([_OFFER]),
    "read-ticket-as-registered": _AS_REGISTERED,
}
"""Operation -> an example of its answer; ``read-agreement`` answers with a card of ``list-agreements``."""
