"""Facts about accounts say that something happened, never what (rows 30, 67-68)."""

from __future__ import annotations

import pytest

from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated
from commands.account import EndSessions, OfferPasswordReset, RecordPasswordSet
from commands.command import Command
from commands.person.access import DeactivatePerson, GiveLogin, ReactivatePerson
from commands.person.card import ChangeEmails
from commands.refusals import NotAllowed
from events.account import PasswordResetOffered, PasswordSet, SessionsEnded
from events.person import PersonDeactivated, PersonGroupsGranted, PersonLoginGiven, PersonReactivated
from events.values.identity import PersonId
from events.values.people import Viewer
from tests.dsl import given
from tests.gallery import AGREEMENT, CONCLUDED, PEOPLE
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, REQUESTER, TECHNOLOGIST, THE_DESK


@pytest.mark.parametrize("by", [REQUESTER, ADMINISTRATOR, TECHNOLOGIST, THE_DESK], ids=lambda by: by.actor.name)
def test_rows_67_68_a_password_is_set_by_its_owner_an_administrator_or_the_desk(by: Viewer) -> None:
    story = given(*PEOPLE).when(RecordPasswordSet(person_id=ANNA, how="generated", must_change=True), by=by)
    story.then(PasswordSet(person_id=ANNA, how="generated", must_change=True))
    story.when(EndSessions(person_id=ANNA, why="password_set"), by=by).then(
        SessionsEnded(person_id=ANNA, why="password_set")
    )


@pytest.mark.parametrize("command", [RecordPasswordSet(person_id=ANNA, how="chosen"), EndSessions(person_id=ANNA)])
def test_nobody_else_touches_an_account(command: Command) -> None:
    given(*PEOPLE).when(command, by=OPERATOR).then_refused(NotAllowed, field="person_id")


def test_a_reset_is_offered_by_administrators_and_the_desk_to_who_has_access() -> None:
    offer = OfferPasswordReset(person_id=OLGA)
    given(*PEOPLE).when(offer, by=OPERATOR).then_refused(NotAllowed)
    given(*PEOPLE).when(offer, by=THE_DESK).then(PasswordResetOffered(person_id=OLGA))
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    given(*PEOPLE, gone).when(offer, by=ADMINISTRATOR).then_refused(PersonIsDeactivated)


def test_nobody_without_access_gets_a_password() -> None:
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    record = RecordPasswordSet(person_id=OLGA, how="generated", must_change=True)
    for by in (ADMINISTRATOR, THE_DESK):
        given(*PEOPLE, gone).when(record, by=by).then_refused(PersonIsDeactivated, field="person_id")


@pytest.mark.parametrize("nobody", [PersonId(AGREEMENT)])
def test_what_is_no_person_has_no_account(nobody: PersonId) -> None:
    given(*PEOPLE, CONCLUDED).when(EndSessions(person_id=nobody), by=ADMINISTRATOR).then_refused(NoSuchPerson)


@pytest.mark.parametrize(
    "command",
    [
        RecordPasswordSet(person_id=OLGA, how="generated"),
        OfferPasswordReset(person_id=OLGA),
        EndSessions(person_id=OLGA),
        GiveLogin(person_id=OLGA, login="olga.new"),
        GiveLogin(person_id=OLGA, login=None),
        ChangeEmails(person_id=OLGA, emails=("not.hers@desk.example",)),
        DeactivatePerson(person_id=OLGA, reason="Мешает"),
    ],
)
def test_a_technologist_s_account_is_kept_from_administrators(command: Command) -> None:
    boss = PersonGroupsGranted(person_id=OLGA, groups=frozenset({"technologist"}))
    story = given(*PEOPLE, boss, PersonLoginGiven(person_id=OLGA, login="olga"))
    story.when(command, by=ADMINISTRATOR).then_refused(NotAllowed, field="person_id")
    for by in (TECHNOLOGIST, THE_DESK):
        story = given(*PEOPLE, boss, PersonLoginGiven(person_id=OLGA, login="olga"))
        assert story.when(command, by=by).receipt.position > 0


def test_an_administrator_lets_no_technologist_in_again() -> None:
    boss = PersonGroupsGranted(person_id=OLGA, groups=frozenset({"technologist"}))
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    back = ReactivatePerson(person_id=OLGA)
    given(*PEOPLE, boss, gone).when(back, by=ADMINISTRATOR).then_refused(NotAllowed, field="person_id")
    given(*PEOPLE, boss, gone).when(back, by=TECHNOLOGIST).then(PersonReactivated(person_id=OLGA))
