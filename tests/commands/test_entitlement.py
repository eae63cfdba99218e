"""Under which agreement and for which service a ticket is registered or becomes another one, and who answers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.agreement import AgreementHasEnded, AgreementHasNotBegun, NoSuchAgreement
from aggregates.entitlement_refusals import (
    AgreementIsNotHeld,
    BaseAgreementIsMissing,
    ServiceIsNotHeld,
    ServiceIsNotInAgreement,
    ServiceIsNotOffered,
    ServiceTakesNoTickets,
    TypeIsNotOffered,
)
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.service import NoSuchService
from commands.agreement_scope import NameRecipients
from commands.org_unit.change import MoveOrgUnit
from commands.person.card import MovePerson
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import ReclassifyTicket
from events.agreement import (
    AgreementArchived,
    AgreementRecipientsNamed,
    AgreementServicesNamed,
    AgreementValiditySet,
    DeskResponsibleNamed,
)
from events.holding import AgreementGranted, AgreementWithdrawn
from events.person import PersonDeactivated
from events.service import ServiceArchived, ServiceResponsibleNamed, ServiceTypesAllowed
from events.team import TeamDisbanded
from events.ticket import TicketReclassified, TicketRegistered
from events.values.identity import AgreementId, ServiceId, ticket_id
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket import TYPES
from tests.dsl import NOW, Like, Story, given
from tests.gallery import AGREEMENT, ANNA_ASKS, CHOSEN, CONCLUDED, DESK, DESK_WITH_VIP
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT, OTHER_CLIENT
from tests.gallery_services import ADVICE, INTERNET, NETWORK, PRINTERS, VIP
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OPERATOR, REQUESTER, SECOND_LINE, SEMYON, THE_DESK

THIRD = AgreementId(UUID(int=3))
BASE_SERVES = AgreementServicesNamed(agreement_id=AGREEMENT, services=(PRINTERS,))
THIRD_CONCLUDED = msgspec.structs.replace(CONCLUDED, agreement_id=THIRD, name=Text.same("Third"))
GUEST = From(email="guest@example.org")


def desk() -> Story:
    """Anna's company holds the agreement on the network; the base agreement provides printing."""
    return given(*DESK_WITH_VIP, BASE_SERVES)


def ask(**said: Any) -> RegisterTicket:
    return RegisterTicket(subject="Вопрос", **said)


# -- neither an agreement nor a service ------------------------------------------------------------------------
def test_rows_101_102_who_holds_several_agreements_asks_under_the_base_one() -> None:
    desk().when(ask(), by=REQUESTER).then(Like(TicketRegistered, agreement_id=AGREEMENT, service_path=()))


def test_row_103_several_agreements_and_none_of_them_the_base_one_the_ticket_is_refused() -> None:
    """With one it is clear which; with two it is not."""
    story = given(*(fact for fact in DESK_WITH_VIP if fact != CHOSEN))
    story.when(ask(), by=REQUESTER).then(Like(TicketRegistered, agreement_id=VIP))
    story.given(THIRD_CONCLUDED, AgreementGranted(recipient_id=ANNA, agreement_id=THIRD))
    story.when(ask(), by=REQUESTER).then_refused(BaseAgreementIsMissing, field="agreement_id")
    story.when(ask(agreement_id=THIRD), by=REQUESTER).then(Like(TicketRegistered, agreement_id=THIRD))


def test_row_106_a_sender_whom_nobody_knows_asks_under_the_base_agreement_and_no_other() -> None:
    story = desk()
    story.when(ask(requester=GUEST), by=THE_DESK).then(Like(TicketRegistered, agreement_id=AGREEMENT))
    story.when(ask(requester=GUEST, service_id=PRINTERS), by=THE_DESK).then(
        Like(TicketRegistered, agreement_id=AGREEMENT, service_path=(PRINTERS,))
    )
    story.when(ask(requester=GUEST, agreement_id=VIP), by=THE_DESK).then_refused(AgreementIsNotHeld)
    story.when(ask(requester=GUEST, service_id=INTERNET), by=THE_DESK).then_refused(ServiceIsNotHeld)


# -- a named agreement -----------------------------------------------------------------------------------------
def test_row_113_a_named_agreement_counts_when_the_requester_holds_it() -> None:
    desk().when(ask(agreement_id=VIP), by=REQUESTER).then(Like(TicketRegistered, agreement_id=VIP, service_path=()))


def test_row_101_a_named_agreement_that_the_requester_does_not_hold_is_refused() -> None:
    story = desk().given(THIRD_CONCLUDED)
    story.when(ask(agreement_id=THIRD), by=REQUESTER).then_refused(
        AgreementIsNotHeld, field="agreement_id", agreement=Text.same("Third")
    )
    for nothing in (AgreementId(NETWORK), AgreementId(UUID(int=404))):
        story.when(ask(agreement_id=nothing), by=REQUESTER).then_refused(NoSuchAgreement, field="agreement_id")


def test_row_101_it_is_the_requester_who_must_hold_it_whoever_registers() -> None:
    story = desk()
    story.when(ask(agreement_id=VIP, requester=From(person_id=ANNA)), by=OPERATOR).then(
        Like(TicketRegistered, agreement_id=VIP)
    )
    story.when(ask(agreement_id=VIP, requester=From(person_id=SEMYON)), by=ADMINISTRATOR).then_refused(
        AgreementIsNotHeld
    )


@pytest.mark.parametrize(
    ("since", "until", "refusal"),
    [
        (None, None, None),
        (NOW, None, None),
        (NOW + timedelta(microseconds=1), None, AgreementHasNotBegun),
        (None, NOW, AgreementHasEnded),
        (None, NOW + timedelta(microseconds=1), None),
    ],
)
def test_row_101_an_agreement_takes_tickets_only_while_it_is_valid(since: Any, until: Any, refusal: Any) -> None:
    valid = AgreementValiditySet(agreement_id=VIP, valid_from_at=since, valid_until_at=until)
    story = desk().given(valid).when(ask(agreement_id=VIP), by=REQUESTER)
    if refusal is None:
        story.then(Like(TicketRegistered, agreement_id=VIP))
    else:
        story.then_refused(refusal, field="agreement_id", agreement=Text.same("VIP"))
    story.when(ask(service_id=INTERNET), by=REQUESTER)
    if refusal is not None:
        story.then_refused(ServiceIsNotHeld)


def test_row_101_the_refusal_of_an_agreement_to_come_tells_from_when_it_takes_tickets() -> None:
    begins = datetime(2030, 1, 1, 9, 0, tzinfo=timezone(timedelta(hours=3)))
    story = desk().given(AgreementValiditySet(agreement_id=VIP, valid_from_at=begins))
    outcome = story.when(ask(agreement_id=VIP), by=REQUESTER).outcome
    assert isinstance(outcome, AgreementHasNotBegun)
    assert outcome.text.en == "“VIP” takes tickets from 2030-01-01 06:00 UTC on. Name another agreement, or none."
    assert "с 01.01.2030 06:00 UTC" in outcome.text.ru


def test_whoever_has_left_is_registered_for_by_nobody_but_their_own_mail() -> None:
    """Rows 106-107: the base agreement takes any mail, and nothing else that they held."""
    story = desk().given(PersonDeactivated(person_id=ANNA, reason="Уволилась"))
    story.when(ask(requester=From(person_id=ANNA)), by=OPERATOR).then_refused(PersonIsDeactivated, field="requester")
    story.when(ask(requester=From(person_id=ANNA, email=ANNA_ASKS.email), channel="email"), by=THE_DESK).then(
        Like(TicketRegistered, agreement_id=AGREEMENT, channel="email")
    )
    story.when(ask(requester=From(person_id=ANNA), agreement_id=VIP), by=THE_DESK).then_refused(AgreementIsNotHeld)


def test_an_archived_agreement_takes_no_tickets() -> None:
    """Also one whose recipients have not been told, as it may have been in this instant."""
    story = desk().given(AgreementArchived(agreement_id=VIP, reason="-"))
    story.when(ask(agreement_id=VIP), by=REQUESTER).then_refused(AgreementIsNotHeld)
    story.when(ask(service_id=INTERNET), by=REQUESTER).then_refused(ServiceIsNotHeld)


# -- a named service -------------------------------------------------------------------------------------------
def test_row_95_the_agreement_that_provides_the_service_is_found() -> None:
    story = desk()
    story.when(ask(service_id=INTERNET), by=REQUESTER).then(
        Like(TicketRegistered, agreement_id=VIP, service_path=(INTERNET, NETWORK))
    )
    story.when(ask(service_id=PRINTERS), by=REQUESTER).then(
        Like(TicketRegistered, agreement_id=AGREEMENT, service_path=(PRINTERS,))
    )


def test_rows_95_102_of_several_that_provide_it_the_base_one_counts_then_the_nearest() -> None:
    third = (THIRD_CONCLUDED, AgreementServicesNamed(agreement_id=THIRD, services=(INTERNET,)))
    story = desk().given(*third, AgreementGranted(recipient_id=BRANCH, agreement_id=THIRD))
    story.when(ask(service_id=INTERNET), by=REQUESTER).then(Like(TicketRegistered, agreement_id=THIRD))
    story.given(AgreementServicesNamed(agreement_id=AGREEMENT, services=(NETWORK,)))
    story.when(ask(service_id=INTERNET), by=REQUESTER).then(Like(TicketRegistered, agreement_id=AGREEMENT))


def test_row_113_service_and_agreement_named_together_must_belong_together() -> None:
    story = desk()
    story.when(ask(service_id=INTERNET, agreement_id=VIP), by=REQUESTER).then(
        Like(TicketRegistered, agreement_id=VIP, service_path=(INTERNET, NETWORK))
    )
    story.when(ask(service_id=PRINTERS, agreement_id=VIP), by=REQUESTER).then_refused(
        ServiceIsNotInAgreement, field="service_id", agreement=Text.same("VIP")
    )


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"service_id": NETWORK}, ServiceTakesNoTickets, "service_id"),
        ({"service_id": INTERNET, "type": "inquiry"}, TypeIsNotOffered, "type"),
        ({"service_id": ADVICE, "type": "inquiry"}, ServiceIsNotHeld, "service_id"),
        ({"service_id": ServiceId(VIP)}, NoSuchService, "service_id"),
    ],
    ids=["row 93: no types", "row 91: not its type", "row 94: in no agreement", "another noun's id"],
)
def test_rows_91_93_94_a_service_that_cannot_be_asked_for_says_why(
    said: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    desk().when(ask(**said), by=REQUESTER).then_refused(refusal, field=field)


def test_row_91_the_refusal_names_the_types_that_there_are() -> None:
    story = desk().when(ask(service_id=INTERNET, type="inquiry"), by=REQUESTER)
    story.then_refused(TypeIsNotOffered, type=TYPES["inquiry"], known=("incident", "service_request"))


def test_row_91_types_allowed_later_may_be_registered_from_then_on() -> None:
    story = desk().given(ServiceTypesAllowed(service_id=NETWORK, types=("inquiry",)))
    story.when(ask(service_id=NETWORK, type="inquiry"), by=REQUESTER).then(
        Like(TicketRegistered, type="inquiry", service_path=(NETWORK,))
    )


@pytest.mark.parametrize("archived", [INTERNET, NETWORK])
def test_what_is_archived_is_not_asked_for_nor_what_is_below_it(archived: ServiceId) -> None:
    story = desk().given(ServiceArchived(service_id=archived))
    story.when(ask(service_id=INTERNET), by=REQUESTER).then_refused(ServiceIsNotOffered, field="service_id")


# -- who holds what, live --------------------------------------------------------------------------------------
def test_row_99_who_leaves_a_unit_loses_its_agreements_and_who_joins_gains_them() -> None:
    story = desk()
    away = MovePerson(person_id=ANNA, unit_id=OTHER_CLIENT)
    story.when(away, by=ADMINISTRATOR).when(ask(agreement_id=VIP), by=REQUESTER).then_refused(AgreementIsNotHeld)
    back = MovePerson(person_id=ANNA, unit_id=CLIENT)
    story.when(back, by=ADMINISTRATOR).when(ask(agreement_id=VIP), by=REQUESTER)
    story.then(Like(TicketRegistered, agreement_id=VIP))


def test_row_99_a_unit_that_moves_takes_its_people_out_of_one_agreement_into_another() -> None:
    story = desk().given(THIRD_CONCLUDED, AgreementGranted(recipient_id=OTHER_CLIENT, agreement_id=THIRD))
    story.when(MoveOrgUnit(unit_id=BRANCH, parent_id=OTHER_CLIENT), by=ADMINISTRATOR)
    story.when(ask(agreement_id=VIP), by=REQUESTER).then_refused(AgreementIsNotHeld)
    story.when(ask(agreement_id=THIRD), by=REQUESTER).then(Like(TicketRegistered, agreement_id=THIRD))


def test_rows_7_98_recipients_hold_it_as_soon_as_they_are_named_and_no_longer_than_that() -> None:
    story = desk()
    name = NameRecipients(agreement_id=VIP, units=(DEPARTMENT,))
    story.when(name, by=ADMINISTRATOR).when(ask(agreement_id=VIP), by=REQUESTER).then_refused(AgreementIsNotHeld)
    asked = ask(agreement_id=VIP, requester=From(person_id=SEMYON))
    story.when(asked, by=OPERATOR).then(Like(TicketRegistered, agreement_id=VIP))


def test_row_98_units_of_an_agreement_that_is_not_distributed_hold_nothing() -> None:
    story = given(
        *DESK, *(fact for fact in DESK_WITH_VIP if fact not in DESK and not isinstance(fact, AgreementGranted))
    )
    story.given(AgreementRecipientsNamed(agreement_id=VIP, units=(CLIENT,), distributes=False))
    story.when(ask(agreement_id=VIP), by=REQUESTER).then_refused(AgreementIsNotHeld)


def test_row_104_the_base_agreement_stays_with_everybody_whatever_its_recipients_are() -> None:
    story = desk()
    story.when(NameRecipients(agreement_id=AGREEMENT, units=(CLIENT,)), by=ADMINISTRATOR)
    story.when(NameRecipients(agreement_id=AGREEMENT, units=()), by=ADMINISTRATOR)
    story.when(ask(agreement_id=AGREEMENT), by=REQUESTER).then(Like(TicketRegistered, agreement_id=AGREEMENT))


def test_what_was_granted_and_withdrawn_is_not_held() -> None:
    story = desk().given(AgreementWithdrawn(recipient_id=CLIENT, agreement_id=VIP))
    story.when(ask(agreement_id=VIP), by=REQUESTER).then_refused(AgreementIsNotHeld)


# -- who answers -----------------------------------------------------------------------------------------------
def test_row_96_the_service_s_responsible_answers() -> None:
    desk().when(ask(service_id=INTERNET), by=REQUESTER).then(
        Like(TicketRegistered, responsible=Responsible(SECOND_LINE, SEMYON))
    )


def test_row_97_else_the_agreement_s_default_else_the_desk_s() -> None:
    nobody = msgspec.structs.replace(CONCLUDED, default_responsible=None)
    facts = [nobody if fact == CONCLUDED else fact for fact in DESK_WITH_VIP]
    unnamed = ServiceResponsibleNamed(service_id=INTERNET, responsible=None)
    story = given(*facts, unnamed).when(ask(service_id=INTERNET), by=REQUESTER)
    story.then(Like(TicketRegistered, responsible=Responsible(SECOND_LINE)))
    story.when(ask(), by=REQUESTER).then(Like(TicketRegistered, responsible=None))
    story.given(DeskResponsibleNamed(responsible=Responsible(FIRST_LINE)))
    story.when(ask(), by=REQUESTER).then(Like(TicketRegistered, responsible=Responsible(FIRST_LINE)))


def test_row_97_whoever_a_disbanded_team_handed_over_to_answers_for_it() -> None:
    gone = TeamDisbanded(team_id=SECOND_LINE, hand_over_to=Responsible(FIRST_LINE))
    desk().given(gone).when(ask(service_id=INTERNET), by=REQUESTER).then(
        Like(TicketRegistered, responsible=Responsible(FIRST_LINE))
    )


# -- later: another type, service or agreement -----------------------------------------------------------------
TICKET = ticket_id(1001)


def registered(**said: Any) -> Story:
    """Anna's ticket, registered on the desk."""
    return desk().when(ask(**said), by=REQUESTER)


def again(**said: Any) -> ReclassifyTicket:
    return ReclassifyTicket(ticket_id=TICKET, **said)


def test_row_94_a_ticket_is_given_a_service_and_with_it_the_agreement_that_provides_it() -> None:
    registered().when(again(service_id=INTERNET), by=OPERATOR).then(
        Like(TicketReclassified, agreement_id=VIP, service_path=(INTERNET, NETWORK), type="incident")
    )


def test_row_113_the_agreement_of_a_ticket_stays_as_long_as_it_provides_the_service() -> None:
    serves = AgreementServicesNamed(agreement_id=AGREEMENT, services=(NETWORK, PRINTERS))
    story = registered(agreement_id=VIP).given(serves)
    story.when(again(service_id=INTERNET), by=OPERATOR).then(Like(TicketReclassified, agreement_id=VIP))
    story.when(again(service_id=PRINTERS), by=OPERATOR).then(Like(TicketReclassified, agreement_id=AGREEMENT))
    story.when(again(service_id=INTERNET), by=OPERATOR).then(Like(TicketReclassified, agreement_id=AGREEMENT))


@pytest.mark.parametrize(
    ("first", "then", "refusal"),
    [
        ({}, {"agreement_id": THIRD}, AgreementIsNotHeld),
        ({}, {"service_id": ADVICE, "type": "inquiry"}, ServiceIsNotHeld),
        ({}, {"service_id": NETWORK}, ServiceTakesNoTickets),
        ({}, {"service_id": PRINTERS, "agreement_id": VIP}, ServiceIsNotInAgreement),
        ({"service_id": INTERNET}, {"agreement_id": AGREEMENT}, ServiceIsNotInAgreement),
        ({"service_id": INTERNET}, {"type": "inquiry"}, TypeIsNotOffered),
        ({"service_id": INTERNET}, {"service_id": PRINTERS, "type": "service_request"}, TypeIsNotOffered),
        ({"service_id": INTERNET}, {"service_id": ServiceId(VIP)}, NoSuchService),
    ],
)
def test_rows_91_94_101_113_a_ticket_becomes_nothing_that_could_not_be_registered(
    first: dict[str, Any], then: dict[str, Any], refusal: type[Refusal]
) -> None:
    registered(**first).given(THIRD_CONCLUDED).when(again(**then), by=OPERATOR).then_refused(refusal)


def test_a_ticket_goes_on_under_what_it_has_though_nobody_could_ask_for_it_now() -> None:
    gone = (
        ServiceArchived(service_id=NETWORK),
        AgreementArchived(agreement_id=VIP, reason="-"),
        AgreementWithdrawn(recipient_id=CLIENT, agreement_id=VIP),
    )
    story = registered(service_id=INTERNET).given(*gone)
    story.when(again(type="service_request", service_id=INTERNET), by=OPERATOR).then(
        Like(TicketReclassified, type="service_request", agreement_id=VIP, service_path=(INTERNET, NETWORK))
    )
    story.when(again(attributes={"site": "north"}), by=OPERATOR).then(Like(TicketReclassified, agreement_id=VIP))
