"""Under which agreement and for which service a ticket is registered, and who answers: the rules in one place."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from aggregates import entitlement_refusals as refusals
from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.org_unit import OrgUnit
from aggregates.person import Person
from aggregates.service import Service, ServiceIsArchived
from aggregates.ticket import Ticket
from commands.agreement import base_agreement
from commands.belonging import as_of_ticket
from commands.command import UnitOfWork
from commands.org_tree import path
from commands.responsible import who_gets_it
from commands.service import offered_path, service_path
from commands.ticket_type.offered import ticket_type
from events.folds.desk import DESK, DeskState
from events.holding import held
from events.values.identity import DESK_RESPONSIBLE_STREAM, AgreementId, ServiceId, holdings
from events.values.people import Requester, Responsible
from events.values.refusal import Listed


class Entitlement(msgspec.Struct, frozen=True, kw_only=True):
    """What a requester's ticket stands on. ``services`` is the service with what is above it; empty: none named."""

    agreement: Agreement
    services: tuple[Service, ...] = ()

    @property
    def service_path(self) -> tuple[ServiceId, ...]:
        """The ids of the service and of what is above it, own first."""
        return tuple(service.service_id for service in self.services)


def as_known(work: UnitOfWork, person: Person, place: Sequence[OrgUnit] | None = None) -> Requester:
    """A registered person as a requester: who they are, where they are and in which time zone at this instant.

    ``place`` is the unit that they ask for, with those above it; without one it is their main unit. A zone of the
    person's own counts wherever they ask for.
    """
    around: Sequence[OrgUnit] = place or ([] if person.unit_id is None else path(work, person.unit_id))
    return Requester(
        person_id=person.person_id,
        name=person.name.full,
        email=person.emails[0] if person.emails else "",
        units=tuple(above.unit_id for above in around),
        time_zone=next((zone for zone in (person.time_zone, *(above.time_zone for above in around)) if zone), ""),
    )


def granted_to(work: UnitOfWork, requester: Requester) -> list[Agreement]:
    """The agreements that serve a requester, the base one first, then the nearest (rows 99, 101, 106).

    Also those that have not begun or have ended. Nearest: named for the person, then for their unit, then for the
    units above it.
    """
    recipients = [requester.person_id, *requester.units] if requester.known else []
    work.preload(holdings(recipient) for recipient in recipients)
    found: dict[AgreementId, None] = {}
    base = base_agreement(work)
    if base is not None:
        found.setdefault(base)
    for recipient in recipients:
        for agreement_id in held(work.history(holdings(recipient))):
            found.setdefault(agreement_id)
    work.preload(found)
    return [work.load(agreement_id, Agreement.fold, NoSuchAgreement) for agreement_id in found]


def settle(
    work: UnitOfWork,
    requester: Requester,
    *,
    kind: str,
    agreement_id: AgreementId | None,
    service_id: ServiceId | None,
) -> Entitlement:
    """What a ticket of ``kind`` is registered under (rows 91-95, 101-107); each refusal tells what to do."""
    services = [] if service_id is None else _asked_for(work, service_id)
    return _entitled(work, requester, services, kind=kind, agreement_id=agreement_id)


def settle_again(
    work: UnitOfWork,
    ticket: Ticket,
    *,
    kind: str,
    agreement_id: AgreementId | None,
    service_id: ServiceId | None,
    without_service: bool = False,
) -> tuple[AgreementId, tuple[ServiceId, ...]]:
    """The agreement and the service's path of a ticket that becomes another ``kind``, agreement or service.

    By the rules of registration, for the requester as they are now, in the company that it is of where they still
    belong to it. What is not named stays: the service also when
    it is archived by now, the agreement as long as it provides the service that is named, or ``without_service``.
    """
    if without_service and agreement_id is None:
        return ticket.agreement_id, ()
    own = ticket.service_path[0] if ticket.service_path else None
    # What a ticket was brought with from elsewhere need not stand in the catalogue.
    stays = own is not None and not without_service and Service.fold(work.history(own)) is not None
    kept = service_path(work, own) if own is not None and stays else []
    if agreement_id is None and service_id in {None, own}:
        if kept and kind != ticket.type:
            _refuse_type(work, kept[0], kind)
        return ticket.agreement_id, ticket.service_path
    services = kept if service_id in {None, own} else _asked_for(work, service_id)
    person = Person.fold(work.history(ticket.requester_id))
    unknown = Requester(person_id=ticket.requester_id, name="", known=False)
    found = _entitled(
        work,
        unknown
        if person is None
        else as_known(work, person, as_of_ticket(work, person, ticket.unit_id, ticket.company_id)),
        services,
        kind=kind,
        agreement_id=agreement_id,
        rather=ticket.agreement_id,
    )
    stands_on = () if without_service else ticket.service_path
    return found.agreement.agreement_id, found.service_path or stands_on


def settle_for(
    work: UnitOfWork, ticket: Ticket, requester: Requester, *, agreement_id: AgreementId | None
) -> tuple[AgreementId, tuple[ServiceId, ...]]:
    """The agreement and the service's path of a ticket that turns out to be for another requester.

    By the rules of registration. The agreement that it is under stays where it serves them and none is named.
    """
    own = ticket.service_path[0] if ticket.service_path else None
    stays = own is not None and Service.fold(work.history(own)) is not None
    services = service_path(work, own) if own is not None and stays else []
    found = _entitled(
        work, requester, services, kind=ticket.type, agreement_id=agreement_id, rather=ticket.agreement_id
    )
    return found.agreement.agreement_id, found.service_path or ticket.service_path


def asked_for(work: UnitOfWork, agreement_id: AgreementId) -> frozenset[str]:
    """The attributes that the rules of a ticket's agreement ask for; none where it was brought with from elsewhere."""
    agreement = Agreement.fold(work.history(agreement_id))
    return frozenset() if agreement is None else agreement.promise.asked


def _asked_for(work: UnitOfWork, service_id: ServiceId) -> list[Service]:
    """The service with what is above it; whoever asks for one that is archived cannot restore it."""
    try:
        return offered_path(work, service_id)
    except ServiceIsArchived as refused:
        raise refusals.ServiceIsNotOffered(service=refused.params["service"]) from None


def _entitled(
    work: UnitOfWork,
    requester: Requester,
    services: Sequence[Service],
    *,
    kind: str,
    agreement_id: AgreementId | None,
    rather: AgreementId | None = None,
) -> Entitlement:
    """``services`` is the named one with what is above it; of several agreements that provide it ``rather`` counts."""
    granted = granted_to(work, requester)
    agreements = [found for found in granted if found.holds_at(work.at)]
    named = None if agreement_id is None else _named(work, granted, agreement_id)
    if not services:
        kept = next((found for found in agreements if found.agreement_id == rather), None)
        return Entitlement(agreement=_watched(work, named or kept or _usual(work, agreements)))
    _refuse_type(work, services[0], kind)
    ids = [service.service_id for service in services]
    if named is not None and not named.provides(ids):
        raise refusals.ServiceIsNotInAgreement(service=services[0].name, agreement=named.name)
    providing = [named] if named is not None else [found for found in agreements if found.provides(ids)]
    if not providing:
        raise refusals.ServiceIsNotHeld(service=services[0].name)
    chosen = next((found for found in providing if found.agreement_id == rather), providing[0])
    return Entitlement(agreement=_watched(work, chosen), services=tuple(services))


def responsible_for(work: UnitOfWork, entitlement: Entitlement) -> Responsible | None:
    """Who answers for a new ticket by what it stands on (rows 96-97)."""
    return _answers(work, entitlement.services[0] if entitlement.services else None, entitlement.agreement)


def responsible_as_it_stands(work: UnitOfWork, ticket: Ticket) -> Responsible | None:
    """Who would answer for a ticket by its service and its agreement today, were nobody named on it.

    What a ticket was brought with from elsewhere need not stand here.
    """
    service = Service.fold(work.history(ticket.service_path[0])) if ticket.service_path else None
    return _answers(work, service, Agreement.fold(work.history(ticket.agreement_id)))


def _answers(work: UnitOfWork, service: Service | None, agreement: Agreement | None) -> Responsible | None:
    """The service's responsible, else the agreement's default, else the desk's.

    A disbanded team without an heir is nobody, and so is one in which nobody can work on tickets.
    """
    desk = DESK.followed(DeskState(), work.history(DESK_RESPONSIBLE_STREAM))
    for named in (
        None if service is None else service.responsible,
        None if agreement is None else agreement.default_responsible,
        desk.responsible,
    ):
        if named is not None and (found := who_gets_it(work, named)) is not None:
            return found
    return None


def _named(work: UnitOfWork, granted: Sequence[Agreement], agreement_id: AgreementId) -> Agreement:
    for agreement in granted:
        if agreement.agreement_id == agreement_id:
            agreement.refuse_untimely(work.at)
            if not agreement.is_archived:
                return agreement
    known = work.load(agreement_id, Agreement.fold, NoSuchAgreement)
    raise refusals.AgreementIsNotHeld(agreement=known.name)


def _usual(work: UnitOfWork, agreements: Sequence[Agreement]) -> Agreement:
    """The base agreement of several, or the only one (rows 102-103)."""
    base = base_agreement(work)
    for agreement in agreements:
        if agreement.agreement_id == base:
            return agreement
    if len(agreements) == 1:
        return agreements[0]
    raise refusals.BaseAgreementIsMissing


def _refuse_type(work: UnitOfWork, service: Service, kind: str) -> None:
    if kind in service.types:
        return
    types = [ticket_type(work, code) for code in service.types]
    known = Listed({found.code: found.definition.name for found in types if not found.is_archived})
    if not known.names:
        raise refusals.ServiceTakesNoTickets(service=service.name)
    raise refusals.TypeIsNotOffered(service=service.name, type=ticket_type(work, kind).definition.name, known=known)


def _watched(work: UnitOfWork, agreement: Agreement) -> Agreement:
    """What is archived in this instant takes no ticket: the append conflicts, and it is decided anew."""
    work.watch(agreement.agreement_id)
    return agreement
