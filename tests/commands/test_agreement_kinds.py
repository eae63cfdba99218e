"""What each kind of agreement binds: an SLA, an OLA between own teams, a contract with a supplier (row 175)."""

from __future__ import annotations

import pytest

from aggregates.agreement import NoSuchAgreement
from aggregates.agreement_kinds import (
    BaseAgreementIsAnSla,
    OlaIsForOwnTeams,
    OlaIsProvidedByOwnTeams,
    SupplierIsOutside,
    SupplierServesNobodyDirectly,
)
from commands.agreement import ChooseBaseAgreement, ConcludeAgreement
from commands.agreement_scope import CorrectAgreementKind, NameProvider, NameRecipients
from commands.fields import Named
from events.agreement import (
    AgreementConcluded,
    AgreementKindCorrected,
    AgreementProviderNamed,
    AgreementRecipientsNamed,
    Kind,
)
from events.values.identity import OWN_COMPANY, AgreementId, OrgUnitId
from events.values.refusal import Refusal
from events.values.text import Text
from tests.dsl import Like, Story, given
from tests.gallery import AGREEMENT, DESK, SCHEDULE
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT
from tests.gallery_services import VIP
from tests.people import ADMINISTRATOR, ANNA, OLGA

OWN: tuple[OrgUnitId, ...] = (OWN_COMPANY, DEPARTMENT)
OUTSIDE: tuple[OrgUnitId, ...] = (CLIENT, BRANCH)


def concluded(kind: Kind) -> Story:
    """A desk with one more agreement, that serves nobody yet."""
    fact = AgreementConcluded(agreement_id=VIP, name=Text.same("VIP"), kind=kind, schedule_id=SCHEDULE)
    return given(*DESK, fact)


@pytest.mark.parametrize("kind", ["sla", "ola", "underpinning"])
def test_row_175_agreements_are_with_clients_between_teams_or_with_suppliers(kind: Kind) -> None:
    asked = ConcludeAgreement(title=Named(en="New"), schedule_id=SCHEDULE, kind=kind)
    given(*DESK).when(asked, by=ADMINISTRATOR).then(Like(AgreementConcluded, kind=kind))


@pytest.mark.parametrize("kind", ["ola", "underpinning"])
def test_row_175_only_an_sla_is_everybodys(kind: Kind) -> None:
    story = concluded(kind)
    at_once = ConcludeAgreement(title=Named(en="New"), schedule_id=SCHEDULE, kind=kind, is_base=True)
    story.when(at_once, by=ADMINISTRATOR).then_refused(BaseAgreementIsAnSla, agreement=Text.same("New"))
    story.when(ChooseBaseAgreement(agreement_id=VIP), by=ADMINISTRATOR).then_refused(BaseAgreementIsAnSla)
    story.when(CorrectAgreementKind(agreement_id=AGREEMENT, kind=kind), by=ADMINISTRATOR).then_refused(
        BaseAgreementIsAnSla
    )


@pytest.mark.parametrize("unit", OWN + OUTSIDE)
def test_row_175_an_ola_serves_and_is_provided_by_our_own(unit: OrgUnitId) -> None:
    story = concluded("ola")
    story.when(NameRecipients(agreement_id=VIP, units=(DEPARTMENT, unit)), by=ADMINISTRATOR)
    if unit in OWN:
        story.when(NameProvider(agreement_id=VIP, provider_id=unit), by=ADMINISTRATOR)
        story.then(AgreementProviderNamed(agreement_id=VIP, provider_id=unit))
    else:
        story.then_refused(OlaIsForOwnTeams, field="units[1]")
        story.when(NameProvider(agreement_id=VIP, provider_id=unit), by=ADMINISTRATOR)
        story.then_refused(OlaIsProvidedByOwnTeams, field="provider_id")


def test_row_175_an_ola_serves_employees_and_no_contacts() -> None:
    story = concluded("ola")
    story.when(NameRecipients(agreement_id=VIP, persons=(OLGA, ANNA)), by=ADMINISTRATOR).then_refused(
        OlaIsForOwnTeams, field="persons[1]"
    )
    story.when(NameRecipients(agreement_id=VIP, persons=(OLGA,)), by=ADMINISTRATOR)
    assert AgreementRecipientsNamed(agreement_id=VIP, units=(), persons=(OLGA,)) in [
        recorded.fact for recorded in story.recorded
    ]


def test_row_175_a_supplier_is_outside_and_serves_nobody_directly() -> None:
    story = concluded("underpinning")
    for recipients, field in (({"units": (CLIENT,)}, "units[0]"), ({"persons": (ANNA,)}, "persons[0]")):
        story.when(NameRecipients(agreement_id=VIP, **recipients), by=ADMINISTRATOR)
        story.then_refused(SupplierServesNobodyDirectly, field=field)
    for unit in OWN:
        story.when(NameProvider(agreement_id=VIP, provider_id=unit), by=ADMINISTRATOR)
        story.then_refused(SupplierIsOutside, field="provider_id")
    story.when(NameProvider(agreement_id=VIP, provider_id=CLIENT), by=ADMINISTRATOR).then(
        AgreementProviderNamed(agreement_id=VIP, provider_id=CLIENT)
    )


def test_row_175_the_kind_is_corrected_while_nothing_that_was_said_contradicts_it() -> None:
    story = concluded("sla")
    to_ola = CorrectAgreementKind(agreement_id=VIP, kind="ola")
    story.when(to_ola, by=ADMINISTRATOR).then(AgreementKindCorrected(agreement_id=VIP, kind="ola"))
    story.when(to_ola, by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize(
    ("said", "kind", "refusal"),
    [
        (AgreementRecipientsNamed(agreement_id=VIP, units=(DEPARTMENT, CLIENT), persons=()), "ola", OlaIsForOwnTeams),
        (AgreementRecipientsNamed(agreement_id=VIP, units=(), persons=(ANNA,)), "ola", OlaIsForOwnTeams),
        (AgreementProviderNamed(agreement_id=VIP, provider_id=CLIENT), "ola", OlaIsProvidedByOwnTeams),
        (
            AgreementRecipientsNamed(agreement_id=VIP, units=(DEPARTMENT,), persons=()),
            "underpinning",
            SupplierServesNobodyDirectly,
        ),
        (AgreementProviderNamed(agreement_id=VIP, provider_id=OWN_COMPANY), "underpinning", SupplierIsOutside),
    ],
)
def test_row_175_the_kind_is_not_corrected_against_what_was_said(
    said: AgreementRecipientsNamed | AgreementProviderNamed, kind: Kind, refusal: type[Refusal]
) -> None:
    story = concluded("sla").given(said)
    story.when(CorrectAgreementKind(agreement_id=VIP, kind=kind), by=ADMINISTRATOR).then_refused(refusal, field="kind")


def test_an_agreement_that_does_not_exist_has_no_kind() -> None:
    asked = CorrectAgreementKind(agreement_id=AgreementId(CLIENT), kind="sla")
    given(*DESK).when(asked, by=ADMINISTRATOR).then_refused(NoSuchAgreement, field="agreement_id")
