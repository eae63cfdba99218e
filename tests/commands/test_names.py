"""A login or an e-mail address belongs to one person (rows 30, 66, 68, 72m)."""

from __future__ import annotations

from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.names import EmailIsTaken, LoginIsTaken, LoginLooksLikeAnother
from commands.found_desk import FoundDesk
from commands.person.access import GiveLogin
from commands.person.card import (
    ChangeEmails,
)
from commands.person.register import RegisterPerson
from events.person import (
    NameFreed,
    NameTaken,
    PersonEmailsChanged,
    PersonLoginGiven,
)
from events.values.identity import PersonId
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from tests.dsl import On, given
from tests.gallery import PEOPLE
from tests.gallery_people import (
    DEPARTMENT,
    OWN_ADDED,
)
from tests.people import ADMINISTRATOR, ANNA, OLGA, THE_DESK
from tests.support.keyed import reservation

NOBODY = PersonId(UUID(int=404))
NAME = PersonName("Новый", "Человек")


def taken(what: Any, name: str, by: PersonId) -> On:
    return On(reservation(what, name), NameTaken(what=what, person_id=by))


ANNA_S_NAMES = (
    taken("email", "anna@client.example", ANNA),
    taken("email", "orlova@client.example", ANNA),
    taken("login", "anna", ANNA),
)
ANNA_S_LOGIN = PersonLoginGiven(person_id=ANNA, login="anna")


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"emails": ("free@client.example", "ANNA@client.example")}, EmailIsTaken),
        ({"login": "ANNA"}, LoginIsTaken),
        ({"login": "anna@client.example"}, LoginIsTaken),
        ({"login": "ａｎｎａ"}, LoginIsTaken),
    ],
    ids=["an address", "a login", "an address as a login", "a look-alike"],
)
def test_row_66_a_login_or_an_address_belongs_to_one_person_and_nothing_of_the_second_is_stored(
    more: dict[str, Any], refusal: type[Refusal]
) -> None:
    command = RegisterPerson(full_name=NAME, unit_id=DEPARTMENT, **more)
    given(*PEOPLE, *ANNA_S_NAMES).when(command, by=ADMINISTRATOR).then_refused(refusal)


def test_an_address_that_is_somebody_s_login_is_taken_too() -> None:
    story = given(*PEOPLE, taken("login", "olga@c.example", OLGA))
    change = ChangeEmails(person_id=ANNA, emails=("olga@c.example",))
    story.when(change, by=ADMINISTRATOR).then_refused(EmailIsTaken, email="olga@c.example")
    own = ChangeEmails(person_id=OLGA, emails=("olga@c.example",))
    story.when(own, by=ADMINISTRATOR)
    assert story.receipt.position > 0


def test_addresses_are_exchanged_and_those_no_longer_used_are_free_for_others() -> None:
    story = given(*PEOPLE, *ANNA_S_NAMES)
    emails = ("orlova@client.example", "new@client.example")
    story.when(ChangeEmails(person_id=ANNA, emails=emails), by=ADMINISTRATOR).then(
        PersonEmailsChanged(person_id=ANNA, emails=emails),
        NameFreed(what="email", person_id=ANNA),
        NameTaken(what="email", person_id=ANNA),
    )
    story.when(ChangeEmails(person_id=OLGA, emails=("anna@client.example",)), by=ADMINISTRATOR).then(
        PersonEmailsChanged(person_id=OLGA, emails=("anna@client.example",)),
        NameTaken(what="email", person_id=OLGA),
    )
    story.when(ChangeEmails(person_id=ANNA, emails=("anna@client.example",)), by=ADMINISTRATOR).then_refused(
        EmailIsTaken
    )


def test_rows_30_68_72m_a_login_is_given_later_exchanged_and_taken_away() -> None:
    story = given(*PEOPLE)
    story.when(GiveLogin(person_id=ANNA, login="anna"), by=ADMINISTRATOR).then(
        ANNA_S_LOGIN, NameTaken(what="login", person_id=ANNA)
    )
    story.when(GiveLogin(person_id=ANNA, login="Anna"), by=ADMINISTRATOR).then(
        PersonLoginGiven(person_id=ANNA, login="Anna")
    )
    story.when(GiveLogin(person_id=ANNA, login="orlova"), by=ADMINISTRATOR).then(
        PersonLoginGiven(person_id=ANNA, login="orlova"),
        NameFreed(what="login", person_id=ANNA),
        NameTaken(what="login", person_id=ANNA),
    )
    story.when(GiveLogin(person_id=ANNA, login=None), by=ADMINISTRATOR).then(
        PersonLoginGiven(person_id=ANNA, login=""), NameFreed(what="login", person_id=ANNA)
    )
    story.when(GiveLogin(person_id=ANNA, login=None), by=ADMINISTRATOR).then_nothing()


CYRILLIC, LATIN, GREEK = "рокоха", "pokoxa", "ροκοχα"
"""Three logins that look like one."""


@pytest.mark.parametrize("login", ["аdmin", "admіn", "ivan.петров", "οlga", "Ｏlgа", "ivan@почта"])
def test_row_66_a_login_of_several_scripts_is_refused_and_the_letters_are_named(login: str) -> None:
    for order in (RegisterPerson, GiveLogin):
        asked = {"person_id": str(ANNA)} if order is GiveLogin else {"full_name": {"last": "А"}, "unit_id": str(ANNA)}
        with pytest.raises(msgspec.ValidationError, match=r"mixes letters of several scripts: .*“.”.*“.”"):
            msgspec.convert({**asked, "login": login}, order)


@pytest.mark.parametrize("login", ["ivan.petrov-2", "иван.петров_2", "müller", "ольга@почта.рф", "山田たろう", "42"])
def test_row_66_a_login_of_one_script_is_taken(login: str) -> None:
    story = given(*PEOPLE).when(GiveLogin(person_id=ANNA, login=login), by=ADMINISTRATOR)
    assert story.receipt.position > 0


@pytest.mark.parametrize(("first", "second"), list(permutations((CYRILLIC, LATIN, GREEK), 2)))
def test_row_66_a_login_that_reads_like_another_one_is_refused_whichever_came_first(first: str, second: str) -> None:
    story = given(*PEOPLE).when(GiveLogin(person_id=OLGA, login=first), by=ADMINISTRATOR)
    for login in (second, second.upper()):
        take = GiveLogin(person_id=ANNA, login=login)
        story.when(take, by=ADMINISTRATOR).then_refused(LoginLooksLikeAnother, field="login")
        register = RegisterPerson(full_name=NAME, unit_id=DEPARTMENT, login=login)
        story.when(register, by=ADMINISTRATOR).then_refused(LoginLooksLikeAnother, field="login")
    # One's own may be changed for its look-alike, and what it looked like is free when nobody has it.
    story.when(GiveLogin(person_id=OLGA, login=second), by=ADMINISTRATOR)
    story.when(GiveLogin(person_id=ANNA, login=first), by=ADMINISTRATOR).then_refused(LoginLooksLikeAnother)
    story.when(GiveLogin(person_id=OLGA, login=None), by=ADMINISTRATOR)
    story.when(GiveLogin(person_id=ANNA, login=first), by=ADMINISTRATOR)
    assert story.receipt.position > 0


def test_row_31_nobody_passes_for_the_technologist() -> None:
    story = given().when(FoundDesk(), by=THE_DESK).given(*(fact for fact in PEOPLE if fact is not OWN_ADDED))
    story.when(GiveLogin(person_id=ANNA, login="ѕуѕтем"), by=ADMINISTRATOR).then_refused(LoginLooksLikeAnother)
