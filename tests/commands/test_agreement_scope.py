from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.agreement import (
    AgreementIsArchived,
    BaseAgreementIsUnlimited,
    BaseAgreementKeepsServices,
    BaseAgreementStays,
    BaseWouldProvideNothing,
    NoSuchAgreement,
    ValidityEndsBeforeItBegins,
)
from aggregates.org_unit_refusals import NoSuchUnit, UnitIsArchived
from aggregates.person import NoSuchPerson
from aggregates.service import NoSuchService, ServiceIsArchived
from aggregates.team import PersonIsNotInTeam
from commands.agreement import ChooseBaseAgreement, ConcludeAgreement, NameDefaultResponsible
from commands.agreement_scope import (
    ArchiveAgreement,
    NameDeskResponsible,
    NameProvider,
    NameRecipients,
    NameServices,
    RestoreAgreement,
    SetValidity,
)
from commands.command import Command
from commands.fields import Named
from events.agreement import (
    AgreementArchived,
    AgreementProviderNamed,
    AgreementRecipientsNamed,
    AgreementRestored,
    AgreementServicesNamed,
    AgreementValiditySet,
    BaseAgreementChosen,
    DeskResponsibleNamed,
)
from events.holding import AgreementGranted, AgreementWithdrawn
from events.org_unit import OrgUnitArchived
from events.service import ServiceArchived
from events.values.identity import OWN_COMPANY, AgreementId, OrgUnitId, PersonId, ServiceId, holdings
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.text import Text
from tests.dsl import NOW, Story, given
from tests.gallery import AGREEMENT, DESK_WITH_VIP, SCHEDULE
from tests.gallery_people import BRANCH, CLIENT, OTHER_CLIENT
from tests.gallery_services import INTERNET, NETWORK, PRINTERS, VIP
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, SECOND_LINE

NOTHING = UUID(int=404)
ARCHIVED = AgreementArchived(agreement_id=VIP, reason="Договор закончился")


def desk() -> Story:
    """The client company holds the agreement on the network."""
    return given(*DESK_WITH_VIP)


def granted(recipient: UUID) -> AgreementGranted:
    return AgreementGranted(recipient_id=recipient, agreement_id=VIP)


def withdrawn(recipient: UUID) -> AgreementWithdrawn:
    return AgreementWithdrawn(recipient_id=recipient, agreement_id=VIP)


def by_stream(story: Story) -> dict[UUID, list[object]]:
    """What the last command recorded on each stream."""
    found: dict[UUID, list[object]] = {}
    for recorded in story.recorded:
        found.setdefault(recorded.stream, []).append(recorded.fact)
    return found


# -- whom it serves --------------------------------------------------------------------------------------------
def test_rows_7_98_recipients_hold_the_agreement_and_hear_of_it_on_their_own_streams() -> None:
    asked = NameRecipients(agreement_id=VIP, units=(BRANCH, OTHER_CLIENT), persons=(OLGA,))
    story = desk().when(asked, by=ADMINISTRATOR)
    named = AgreementRecipientsNamed(agreement_id=VIP, units=(BRANCH, OTHER_CLIENT), persons=(OLGA,))
    assert by_stream(story) == {
        VIP: [named],
        holdings(BRANCH): [granted(BRANCH)],
        holdings(OTHER_CLIENT): [granted(OTHER_CLIENT)],
        holdings(OLGA): [granted(OLGA)],
        holdings(CLIENT): [withdrawn(CLIENT)],
    }
    assert story.receipt.stream == VIP
    story.when(asked, by=ADMINISTRATOR).then_nothing()


def test_row_98_not_distributed_only_the_named_persons_hold_it() -> None:
    story = desk()
    alone = NameRecipients(agreement_id=VIP, units=(CLIENT,), persons=(ANNA,), distributes=False)
    story.when(alone, by=ADMINISTRATOR)
    assert by_stream(story)[holdings(CLIENT)] == [withdrawn(CLIENT)]
    assert by_stream(story)[holdings(ANNA)] == [granted(ANNA)]
    story.when(msgspec.structs.replace(alone, distributes=True), by=ADMINISTRATOR)
    assert by_stream(story).keys() == {VIP, holdings(CLIENT)}


def test_row_7_a_recipient_named_twice_holds_it_once() -> None:
    asked = NameRecipients(agreement_id=VIP, units=(CLIENT, CLIENT), persons=(ANNA, ANNA))
    story = desk().when(asked, by=ADMINISTRATOR)
    assert story.recorded[0].fact == AgreementRecipientsNamed(agreement_id=VIP, units=(CLIENT,), persons=(ANNA,))
    assert [recorded.fact for recorded in story.recorded[1:]] == [granted(ANNA)]


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"units": (CLIENT, OrgUnitId(NOTHING))}, NoSuchUnit, "units[1]"),
        ({"units": (OrgUnitId(ANNA),)}, NoSuchUnit, "units[0]"),
        ({"persons": (ANNA, PersonId(NOTHING))}, NoSuchPerson, "persons[1]"),
        ({"persons": (PersonId(CLIENT),)}, NoSuchPerson, "persons[0]"),
    ],
    ids=["no unit", "a person as a unit", "nobody", "a unit as a person"],
)
def test_row_7_recipients_are_units_and_persons_that_exist(
    said: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    desk().when(NameRecipients(agreement_id=VIP, **said), by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_row_7_a_unit_out_of_use_receives_nothing() -> None:
    story = desk().given(OrgUnitArchived(unit_id=CLIENT, reason="-"))
    asked = NameRecipients(agreement_id=VIP, units=(BRANCH,))
    story.when(asked, by=ADMINISTRATOR).then_refused(UnitIsArchived, field="units[0]")


# -- with what -------------------------------------------------------------------------------------------------
def test_rows_94_95_one_service_stands_in_many_agreements() -> None:
    story = desk()
    for agreement in (AGREEMENT, VIP):
        asked = NameServices(agreement_id=agreement, services=(PRINTERS, INTERNET, PRINTERS))
        named = AgreementServicesNamed(agreement_id=agreement, services=(PRINTERS, INTERNET))
        story.when(asked, by=ADMINISTRATOR).then(named)
        story.when(asked, by=ADMINISTRATOR).then_nothing()


def test_row_105_the_services_of_the_base_agreement_may_be_changed_and_taken_out() -> None:
    story = desk().given(AgreementServicesNamed(agreement_id=AGREEMENT, services=(PRINTERS, INTERNET)))
    story.when(NameServices(agreement_id=AGREEMENT, services=(INTERNET,)), by=ADMINISTRATOR).then(
        AgreementServicesNamed(agreement_id=AGREEMENT, services=(INTERNET,))
    )


def test_row_104_the_base_agreement_keeps_a_service_and_any_other_may_be_emptied() -> None:
    story = desk()
    nothing = NameServices(agreement_id=AGREEMENT, services=())
    story.when(nothing, by=ADMINISTRATOR).then_nothing()
    story.given(AgreementServicesNamed(agreement_id=AGREEMENT, services=(PRINTERS,)))
    story.when(nothing, by=ADMINISTRATOR).then_refused(BaseAgreementKeepsServices, field="services")
    story.given(BaseAgreementChosen(agreement_id=VIP))
    story.when(nothing, by=ADMINISTRATOR).then(AgreementServicesNamed(agreement_id=AGREEMENT, services=()))


def test_row_94_an_agreement_provides_only_services_that_are_offered() -> None:
    story = desk().given(ServiceArchived(service_id=NETWORK))
    for services, refusal in (
        ((PRINTERS, ServiceId(NOTHING)), NoSuchService),
        ((PRINTERS, ServiceId(VIP)), NoSuchService),
        ((PRINTERS, INTERNET), ServiceIsArchived),
    ):
        asked = NameServices(agreement_id=AGREEMENT, services=services)
        story.when(asked, by=ADMINISTRATOR).then_refused(refusal, field="services[1]")


def test_row_8_a_unit_provides_the_services() -> None:
    story = desk()
    story.when(NameProvider(agreement_id=VIP, provider_id=OWN_COMPANY), by=ADMINISTRATOR).then_nothing()
    story.when(NameProvider(agreement_id=VIP, provider_id=OTHER_CLIENT), by=ADMINISTRATOR).then(
        AgreementProviderNamed(agreement_id=VIP, provider_id=OTHER_CLIENT)
    )
    nobody = NameProvider(agreement_id=VIP, provider_id=OrgUnitId(NOTHING))
    story.when(nobody, by=ADMINISTRATOR).then_refused(NoSuchUnit, field="provider_id")


def test_row_97_somebody_answers_for_the_desk() -> None:
    story = desk()
    somebody = NameDeskResponsible(responsible=Responsible(SECOND_LINE))
    story.when(somebody, by=ADMINISTRATOR).then(DeskResponsibleNamed(responsible=Responsible(SECOND_LINE)))
    story.when(somebody, by=ADMINISTRATOR).then_nothing()
    stranger = NameDeskResponsible(responsible=Responsible(SECOND_LINE, OLGA))
    story.when(stranger, by=ADMINISTRATOR).then_refused(PersonIsNotInTeam, field="responsible.person_id")


# -- for how long ----------------------------------------------------------------------------------------------
def test_an_agreement_holds_from_one_instant_to_another() -> None:
    story, later = desk(), NOW + timedelta(days=1)
    asked = SetValidity(agreement_id=VIP, valid_from_at=NOW, valid_until_at=later)
    story.when(asked, by=ADMINISTRATOR).then(
        AgreementValiditySet(agreement_id=VIP, valid_from_at=NOW, valid_until_at=later)
    )
    story.when(asked, by=ADMINISTRATOR).then_nothing()
    nothing = SetValidity(agreement_id=VIP, valid_from_at=None, valid_until_at=None)
    story.when(nothing, by=ADMINISTRATOR).then(AgreementValiditySet(agreement_id=VIP))
    for end in (NOW, NOW - timedelta(microseconds=1)):
        backwards = SetValidity(agreement_id=VIP, valid_from_at=NOW, valid_until_at=end)
        story.when(backwards, by=ADMINISTRATOR).then_refused(ValidityEndsBeforeItBegins, field="valid_until_at")


def test_row_104_the_base_agreement_is_neither_archived_nor_limited() -> None:
    story = desk()
    story.when(ArchiveAgreement(agreement_id=AGREEMENT, reason="-"), by=ADMINISTRATOR).then_refused(BaseAgreementStays)
    for limits in ({"valid_from_at": NOW}, {"valid_until_at": NOW}):
        story.when(SetValidity(agreement_id=AGREEMENT, **limits), by=ADMINISTRATOR).then_refused(BaseAgreementStays)
    story.when(SetValidity(agreement_id=AGREEMENT, valid_until_at=None), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("limits", [{"valid_from_at": NOW}, {"valid_until_at": NOW}])
def test_row_104_an_agreement_with_limits_does_not_become_the_base_one(limits: dict[str, Any]) -> None:
    story = desk().given(AgreementValiditySet(agreement_id=VIP, **limits))
    choose = ChooseBaseAgreement(agreement_id=VIP)
    story.when(choose, by=ADMINISTRATOR).then_refused(BaseAgreementIsUnlimited, field="agreement_id")
    story.given(AgreementValiditySet(agreement_id=VIP))
    story.when(choose, by=ADMINISTRATOR).then(BaseAgreementChosen(agreement_id=VIP))


def test_row_104_everybody_keeps_something_to_ask_for_when_another_agreement_becomes_the_base_one() -> None:
    story = desk().given(AgreementServicesNamed(agreement_id=AGREEMENT, services=(PRINTERS,)))
    at_once = ConcludeAgreement(title=Named(en="New"), schedule_id=SCHEDULE, is_base=True)
    story.when(at_once, by=ADMINISTRATOR).then_refused(BaseWouldProvideNothing, agreement=Text.same("New"))
    story.given(AgreementServicesNamed(agreement_id=VIP, services=()))
    choose = ChooseBaseAgreement(agreement_id=VIP)
    story.when(choose, by=ADMINISTRATOR).then_refused(BaseWouldProvideNothing, field="agreement_id")
    story.given(AgreementServicesNamed(agreement_id=VIP, services=(NETWORK,)))
    story.when(choose, by=ADMINISTRATOR).then(BaseAgreementChosen(agreement_id=VIP))


def test_row_104_what_was_the_base_agreement_may_go_when_another_one_is() -> None:
    story = desk().given(BaseAgreementChosen(agreement_id=VIP))
    story.when(ArchiveAgreement(agreement_id=VIP, reason="-"), by=ADMINISTRATOR).then_refused(BaseAgreementStays)
    story.when(ArchiveAgreement(agreement_id=AGREEMENT, reason="-"), by=ADMINISTRATOR).then(
        AgreementArchived(agreement_id=AGREEMENT, reason="-")
    )


def test_an_archived_agreement_is_held_by_nobody_until_it_is_restored() -> None:
    story = desk()
    story.when(ArchiveAgreement(agreement_id=VIP, reason="Договор закончился"), by=ADMINISTRATOR).then(
        ARCHIVED, withdrawn(CLIENT)
    )
    story.when(ArchiveAgreement(agreement_id=VIP, reason="Ещё раз"), by=ADMINISTRATOR).then_nothing()
    story.when(RestoreAgreement(agreement_id=VIP), by=ADMINISTRATOR).then(
        AgreementRestored(agreement_id=VIP), granted(CLIENT)
    )
    story.when(RestoreAgreement(agreement_id=VIP), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize(
    "command",
    [
        NameRecipients(agreement_id=VIP, units=(BRANCH,)),
        NameServices(agreement_id=VIP, services=(PRINTERS,)),
        NameProvider(agreement_id=VIP, provider_id=OTHER_CLIENT),
        SetValidity(agreement_id=VIP, valid_from_at=NOW),
        NameDefaultResponsible(agreement_id=VIP, responsible=Responsible(FIRST_LINE)),
        ChooseBaseAgreement(agreement_id=VIP),
    ],
    ids=lambda command: command.name,
)
def test_nothing_is_settled_for_later_tickets_in_an_archived_agreement(command: Command) -> None:
    desk().given(ARCHIVED).when(command, by=ADMINISTRATOR).then_refused(AgreementIsArchived, field="agreement_id")


@pytest.mark.parametrize("nothing", [AgreementId(NOTHING), AgreementId(CLIENT)], ids=["no stream", "another noun's"])
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (NameRecipients, {}),
        (NameServices, {"services": ()}),
        (NameProvider, {"provider_id": OWN_COMPANY}),
        (SetValidity, {}),
        (ArchiveAgreement, {"reason": "-"}),
        (RestoreAgreement, {}),
    ],
    ids=lambda said: said.__name__ if isinstance(said, type) else None,
)
def test_an_agreement_that_does_not_exist_serves_nobody(
    command: type[Command], said: dict[str, Any], nothing: AgreementId
) -> None:
    desk().when(command(agreement_id=nothing, **said), by=ADMINISTRATOR).then_refused(
        NoSuchAgreement, field="agreement_id"
    )
