"""Two cards turn out to be one person: who may be merged, and what each card, name and agreement says then."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from aggregates.names import EmailIsTaken
from aggregates.person import Person
from aggregates.person_merge import EmployeeIsKept, OneKeepsOneself, PersonIsKept
from aggregates.person_refusals import BuiltInStays, PersonIsDeactivated, PersonIsMerged
from commands.command import Command
from commands.found_desk import BUILT_IN, FoundDesk
from commands.merging.following import LetTeamFollow, LetTicketFollow
from commands.merging.persons import MergePerson
from commands.person.absence import PlanAbsence
from commands.person.access import GiveLogin, GrantGroups, ReactivatePerson
from commands.person.card import ChangeEmails, MovePerson, RenamePerson
from commands.person.register import RegisterPerson
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.refusals import NotAllowed
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from events.agreement import AgreementRecipientsNamed
from events.fact import Fact
from events.headship import HeadshipTaken
from events.holding import AgreementGranted, AgreementWithdrawn
from events.org_unit import OrgUnitHeadNamed
from events.person import (
    NameFreed,
    NameTaken,
    PersonDeactivated,
    PersonEmailsChanged,
    PersonGroupsGranted,
    PersonLicensed,
    PersonLoginGiven,
    PersonPhonesChanged,
    PersonRegistered,
)
from events.person_merge import FOR_GOOD, PersonMerged, PersonTookIn
from events.substitute import SubstituteNamed
from events.team import TeamDealingChosen, TeamMembersLinked
from events.ticket import TicketRegistered, TicketRequesterRecognised
from events.values.dealing import Dealing
from events.values.identity import PersonId, StreamId
from events.values.keyed import reservation
from events.values.person_name import PersonName
from tests.dsl import NOW, Like, On, Story, given
from tests.gallery import AGREEMENT, CONCLUDED, DESK, REGISTERED, TICKET
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT, PEOPLE
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, SECOND_LINE, SEMYON, TECHNOLOGIST, THE_DESK, viewer
from tests.support.keyed import KEYED

ANYA, THIRD = PersonId(UUID(int=801)), PersonId(UUID(int=802))
ANYA_S = PersonRegistered(
    person_id=ANYA,
    kind="contact",
    name=PersonName("Орлова", "Аня"),
    unit_id=CLIENT,
    emails=("anya@client.example",),
    phones=("+7 343 000-00-09",),
)
ANYA_S_NAMES = (
    On(reservation(KEYED, "email", "anya@client.example"), NameTaken(what="email", person_id=ANYA)),
    On(reservation(KEYED, "login", "anya"), NameTaken(what="login", person_id=ANYA)),
)
ANYA_S_LOGIN = PersonLoginGiven(person_id=ANYA, login="anya")
MERGE = MergePerson(person_id=ANYA, into_id=ANNA, reason=" Записана дважды ")


def two_cards(*more: Fact | On) -> Story:
    return given(*PEOPLE, ANYA_S, ANYA_S_LOGIN, *ANYA_S_NAMES, *more)


def person(story: Story, who: PersonId) -> Person:
    found = Person.fold(story.log.load(StreamId(who)))
    assert found is not None
    return found


def test_both_streams_tell_the_merge_and_the_kept_card_has_what_both_had() -> None:
    story = two_cards().when(MERGE, by=ADMINISTRATOR)
    by_stream = {who: [one.fact for one in story.recorded if one.stream == who] for who in (ANYA, ANNA)}
    assert by_stream[ANYA] == [
        PersonEmailsChanged(person_id=ANYA, emails=()),
        PersonLoginGiven(person_id=ANYA, login=""),
        PersonMerged(person_id=ANYA, into_id=ANNA, unit_id=CLIENT, reason="Записана дважды"),
        SubstituteNamed(person_id=ANYA, substitute_id=ANNA, from_at=NOW, until_at=FOR_GOOD),
    ]
    assert by_stream[ANNA] == [
        PersonEmailsChanged(
            person_id=ANNA, emails=("anna@client.example", "orlova@client.example", "anya@client.example")
        ),
        PersonPhonesChanged(person_id=ANNA, phones=("+7 343 000-00-09",)),
        PersonLoginGiven(person_id=ANNA, login="anya"),
        PersonTookIn(person_id=ANNA, merged_id=ANYA),
    ]
    gone, kept = person(story, ANYA), person(story, ANNA)
    assert (gone.is_active, gone.merged_into, gone.unit_id, gone.rights) == (False, ANNA, None, frozenset())
    assert (gone.shut_at, kept.took_in) == (NOW, frozenset({ANYA}))


def test_the_names_of_the_merged_one_are_the_kept_one_s_from_the_same_append_on() -> None:
    story = two_cards().when(MERGE, by=ADMINISTRATOR)
    handed_on = [one.fact for one in story.recorded if isinstance(one.fact, NameFreed | NameTaken)]
    assert handed_on == [
        NameFreed(what="email", person_id=ANYA),
        NameTaken(what="email", person_id=ANNA),
        NameFreed(what="login", person_id=ANYA),
        NameTaken(what="login", person_id=ANNA),
    ]


def test_a_login_of_the_merged_one_ends_where_the_kept_one_has_their_own() -> None:
    story = two_cards(PersonLoginGiven(person_id=ANNA, login="a.orlova")).when(MERGE, by=ADMINISTRATOR)
    told = [one.fact for one in story.recorded]
    assert NameFreed(what="login", person_id=ANYA) in told
    assert NameTaken(what="login", person_id=ANNA) not in told
    assert person(story, ANNA).login == "a.orlova"


@pytest.mark.parametrize(
    ("merge", "refusal", "field"),
    [
        (MergePerson(person_id=ANNA, into_id=ANNA), PersonIsKept, "into_id"),
        (MergePerson(person_id=SEMYON, into_id=ANNA), EmployeeIsKept, "into_id"),
    ],
)
def test_who_cannot_be_merged_so(merge: MergePerson, refusal: type[PersonIsKept], field: str) -> None:
    two_cards().when(merge, by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_nobody_ends_their_own_access_by_merging_themselves_away() -> None:
    her = viewer(OLGA, "Ольга Смирнова", "administrator")
    merge = MergePerson(person_id=OLGA, into_id=SEMYON)
    two_cards().when(merge, by=her).then_refused(OneKeepsOneself, field="person_id")


def test_merges_make_no_circle_and_nobody_is_merged_twice() -> None:
    story = two_cards().when(MERGE, by=ADMINISTRATOR)
    story.when(MergePerson(person_id=ANNA, into_id=ANYA), by=ADMINISTRATOR).then_refused(
        PersonIsMerged, field="into_id"
    )
    story.when(MergePerson(person_id=ANYA, into_id=SEMYON), by=ADMINISTRATOR).then_refused(
        PersonIsMerged, field="person_id"
    )


def test_who_was_merged_into_one_who_is_merged_is_the_one_who_is_kept_at_last() -> None:
    third = PersonRegistered(person_id=THIRD, kind="contact", name=PersonName("Орлова", "А."), unit_id=CLIENT)
    story = two_cards(third).when(MERGE, by=ADMINISTRATOR)
    story.when(MergePerson(person_id=ANNA, into_id=THIRD), by=ADMINISTRATOR, at=NOW + timedelta(hours=1))
    assert [person(story, who).merged_into for who in (ANYA, ANNA, THIRD)] == [THIRD, THIRD, None]
    assert person(story, THIRD).took_in == {ANYA, ANNA}
    assert set(person(story, THIRD).emails) >= {"anya@client.example", "anna@client.example"}


def test_the_built_in_accounts_which_are_the_last_administrators_stay() -> None:
    (built_in, *_), story = BUILT_IN, two_cards()
    story.when(FoundDesk(), by=THE_DESK)
    for merge, field in (
        (MergePerson(person_id=built_in[0], into_id=OLGA), "person_id"),
        (MergePerson(person_id=OLGA, into_id=built_in[0]), "into_id"),
    ):
        story.when(merge, by=ADMINISTRATOR).then_refused(BuiltInStays, field=field)


def test_whoever_is_kept_must_have_access() -> None:
    story = two_cards(PersonDeactivated(person_id=ANNA, reason="Уволилась"))
    story.when(MERGE, by=ADMINISTRATOR).then_refused(PersonIsDeactivated, field="into_id")


# -- rights ------------------------------------------------------------------------------------------------------------
def test_rights_and_licence_of_both_are_the_kept_one_s() -> None:
    story = given(*PEOPLE).when(MergePerson(person_id=SEMYON, into_id=OLGA), by=ADMINISTRATOR)
    kept, gone = person(story, OLGA), person(story, SEMYON)
    assert kept.groups == {"specialist", "second_line"}
    assert kept.licence == "named"
    assert (gone.groups, gone.licence) == (frozenset(), "unlicensed")


def test_rights_of_somebody_without_access_come_to_life_with_nobody() -> None:
    story = given(*PEOPLE, PersonDeactivated(person_id=SEMYON, reason="Ушёл"))
    story.when(MergePerson(person_id=SEMYON, into_id=OLGA), by=ADMINISTRATOR)
    assert person(story, OLGA).groups == {"specialist"}


def test_nobody_is_raised_by_a_merge_above_who_merges_them() -> None:
    technologist = (
        PersonLicensed(person_id=SEMYON, licence="named"),
        PersonGroupsGranted(person_id=SEMYON, groups=frozenset({"technologist"})),
    )
    merge = MergePerson(person_id=SEMYON, into_id=OLGA)
    given(*PEOPLE, *technologist).when(merge, by=ADMINISTRATOR).then_refused(NotAllowed, field="person_id")
    given(*PEOPLE).when(merge, by=OPERATOR).then_refused(NotAllowed)


def test_a_technologist_is_merged_by_a_technologist_alone() -> None:
    both = viewer(TECHNOLOGIST.actor.id, "system", "technologist", "administrator")
    granted = PersonGroupsGranted(person_id=SEMYON, groups=frozenset({"technologist"}))
    story = given(*PEOPLE, granted).when(MergePerson(person_id=SEMYON, into_id=OLGA), by=both)
    assert person(story, OLGA).groups == {"specialist", "technologist"}


# -- what hangs on people --------------------------------------------------------------------------------------------
def test_agreements_that_were_granted_to_the_merged_one_by_name_are_granted_to_the_kept_one() -> None:
    named = AgreementRecipientsNamed(agreement_id=AGREEMENT, units=(BRANCH,), persons=(ANYA,), distributes=True)
    granted = AgreementGranted(recipient_id=ANYA, agreement_id=AGREEMENT)
    story = two_cards(CONCLUDED, named, granted).when(MERGE, by=ADMINISTRATOR)
    told = [one.fact for one in story.recorded]
    assert AgreementWithdrawn(recipient_id=ANYA, agreement_id=AGREEMENT) in told
    assert AgreementGranted(recipient_id=ANNA, agreement_id=AGREEMENT) in told
    assert Like(AgreementRecipientsNamed, units=(BRANCH,), persons=(ANNA,)) in told


def test_what_the_merged_one_headed_the_kept_one_heads_where_it_is_of_their_company() -> None:
    heads = (OrgUnitHeadNamed(unit_id=DEPARTMENT, head=SEMYON), HeadshipTaken(unit_id=DEPARTMENT, person_id=SEMYON))
    story = given(*PEOPLE, *heads).when(MergePerson(person_id=SEMYON, into_id=OLGA), by=ADMINISTRATOR)
    told = [one.fact for one in story.recorded]
    assert OrgUnitHeadNamed(unit_id=DEPARTMENT, head=OLGA) in told
    assert HeadshipTaken(unit_id=DEPARTMENT, person_id=OLGA) in told


def test_an_employee_who_takes_in_a_contact_heads_nothing_of_the_client() -> None:
    heads = (OrgUnitHeadNamed(unit_id=CLIENT, head=ANYA), HeadshipTaken(unit_id=CLIENT, person_id=ANYA))
    story = two_cards(*heads).when(MergePerson(person_id=ANYA, into_id=SEMYON), by=ADMINISTRATOR)
    assert OrgUnitHeadNamed(unit_id=CLIENT, head=None) in [one.fact for one in story.recorded]


@pytest.mark.parametrize(
    "command",
    [
        ReactivatePerson(person_id=ANYA),
        RenamePerson(person_id=ANYA, full_name=PersonName("Другая")),
        MovePerson(person_id=ANYA, unit_id=BRANCH),
        ChangeEmails(person_id=ANYA, emails=("new@client.example",)),
        GiveLogin(person_id=ANYA, login="again"),
        GrantGroups(person_id=ANYA, groups=frozenset({"auditor"})),
        PlanAbsence(person_id=ANYA, until_at=NOW + timedelta(days=1)),
        # Their voice is the kept one's, and stays so.
        NameSubstitute(person_id=ANYA, substitute_id=SEMYON, until_at=NOW + timedelta(days=1)),
        DismissSubstitute(person_id=ANYA),
    ],
)
def test_a_merged_card_is_changed_no_more(command: Command) -> None:
    two_cards().when(MERGE, by=ADMINISTRATOR).when(command, by=ADMINISTRATOR).then_refused(PersonIsMerged)


def test_an_address_of_the_merged_one_is_nobody_else_s() -> None:
    other = RegisterPerson(
        full_name=PersonName("Чужой"), kind="contact", unit_id=CLIENT, emails=("anya@client.example",)
    )
    two_cards().when(MERGE, by=ADMINISTRATOR).when(other, by=ADMINISTRATOR).then_refused(EmailIsTaken)


@pytest.mark.parametrize("requester", [From(email="anya@client.example"), From(person_id=ANYA)])
def test_whoever_is_asked_for_by_the_merged_one_s_address_or_id_is_the_kept_one(requester: From) -> None:
    story = given(*DESK, ANYA_S, *ANYA_S_NAMES).when(MERGE, by=ADMINISTRATOR)
    story.when(RegisterTicket(subject="Вопрос", requester=requester), by=OPERATOR)
    fact = story.recorded[0].fact
    assert isinstance(fact, TicketRegistered)
    assert (fact.requester.person_id, fact.requester.known) == (ANNA, True)


def test_a_ticket_follows_by_a_fact_that_says_whose_it_was_and_only_once() -> None:
    story = given(*DESK, REGISTERED, ANYA_S).when(MergePerson(person_id=ANNA, into_id=ANYA), by=ADMINISTRATOR)
    follow = LetTicketFollow(ticket_id=TICKET, person_id=ANNA)
    told = TicketRequesterRecognised(ticket_id=TICKET, requester_id=ANYA, name="Орлова Аня", guest_id=ANNA)
    story.when(follow, by=THE_DESK).then(told)
    story.when(follow, by=THE_DESK).then_nothing()


def test_nothing_follows_from_somebody_who_was_not_merged() -> None:
    given(*DESK, REGISTERED).when(LetTicketFollow(ticket_id=TICKET, person_id=ANNA), by=THE_DESK).then_nothing()


def test_whoever_is_kept_takes_turns_in_the_place_of_the_merged_one() -> None:
    third = PersonId(THIRD)
    joined = TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA, third))
    turns = TeamDealingChosen(team_id=SECOND_LINE, dealing=Dealing(way="turn", people=(OLGA, SEMYON, third)))
    merge = MergePerson(person_id=SEMYON, into_id=OLGA)
    story = given(*DESK, joined, turns).when(merge, by=ADMINISTRATOR)
    story.when(LetTeamFollow(team_id=SECOND_LINE, person_id=SEMYON), by=THE_DESK)
    told = story.recorded[-1].fact
    # Once, though both had a turn.
    assert told == TeamDealingChosen(team_id=SECOND_LINE, dealing=Dealing(way="turn", people=(OLGA, third)))
    story.when(LetTeamFollow(team_id=SECOND_LINE, person_id=SEMYON), by=THE_DESK).then_nothing()
