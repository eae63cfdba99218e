"""Names, letters and requests of before ids were keyed are known to today's desk: what 328360a wrote, as a dump.

It holds Олег (oleg@client.example, o.olin), who was registered by the command 2, Юлия, who was free@client.example
before, three letters, a ticket by telephone, and guesses at Олег's password.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from aggregates.names import EmailIsTaken, LoginIsTaken
from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.person.card import ChangeEmails
from commands.person.register import RegisterPerson
from commands.refusals import KeyNamesAnotherRequest
from connectors.storage.accounts.sign_in_failures import MustWait, SignInFailures
from connectors.storage.server.database import Database
from events.ticket import TicketCommented
from events.values.identity import CommandId, OrgUnitId, PersonId, StreamId, named
from events.values.keyed import reservation
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from projections.ticket import acquaintances
from tests.connectors.inbound.mail_desks import AS_SYSTEM, ServedDesk, letter
from tests.support.database import new_database

WRITTEN = Path(__file__).parent / "written_by_328360a" / "names.sql.gz"
BY_GUEST = letter(sender="guest@later.example")
LETTERS = {
    "1001": BY_GUEST,
    "1002": letter(),
    "1003": letter(message_id="", subject="Без номера", sender="Guest Two <two@later.example>"),
}
NAME = PersonName("Новый", "Человек")


@pytest.fixture
def desk(database_url: str) -> Iterator[ServedDesk]:
    with new_database(database_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(gzip.decompress(WRITTEN.read_bytes()))
        with Database(url) as database:
            desk = ServedDesk(database)
            desk.catch_up()
            yield desk


def unit_of(desk: ServedDesk) -> OrgUnitId:
    """The department that the command 1 added: asked for again, it answers as it did."""
    command = AddDepartment(title=Named(ru="Склад"))
    receipt = desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(UUID(int=1)))
    assert receipt.repeated
    return OrgUnitId(receipt.stream)


def registered(desk: ServedDesk, unit: OrgUnitId, *emails: str, login: str | None = None) -> PersonId | Refusal:
    try:
        return PersonId(desk.do(RegisterPerson(full_name=NAME, unit_id=unit, emails=emails, login=login)).stream)
    except Refusal as refusal:
        return refusal


def test_what_was_reserved_before_is_found_and_refused(desk: ServedDesk) -> None:
    unit = unit_of(desk)
    assert isinstance(registered(desk, unit, "Oleg@client.example"), EmailIsTaken)
    assert isinstance(registered(desk, unit, login="O.OLIN"), LoginIsTaken)
    assert isinstance(registered(desk, unit, login="oleg@client.example"), LoginIsTaken)
    by_login, by_email = desk.desk.identities.by_login("o.olin"), desk.desk.identities.by_login("oleg@CLIENT.example")
    assert by_login is not None
    assert by_login == by_email
    assert by_login.person.name.last == "Олин"


def test_of_two_who_take_a_name_that_was_freed_before_one_gets_it(desk: ServedDesk) -> None:
    unit = unit_of(desk)
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: registered(desk, unit, "free@client.example"), range(4)))
    assert sorted(type(one).__name__ for one in outcomes) == ["EmailIsTaken"] * 3 + ["UUID"]
    # What is taken today stands under an id that nobody computes without the desk's secret.
    taken = desk.log.load(reservation(desk.log.keyed, "email", "free@client.example"))
    assert [recorded.fact.stored_name for recorded in taken] == ["name.taken@1"]
    before = desk.log.load(StreamId(named("reservation:email", "free@client.example")))
    assert [recorded.fact.stored_name for recorded in before] == ["name.taken@1", "name.freed@1"]


def test_a_name_that_is_given_up_now_is_free_for_another_whatever_id_it_stands_under(desk: ServedDesk) -> None:
    unit = unit_of(desk)
    oleg = desk.desk.identities.by_login("o.olin")
    assert oleg is not None
    desk.do(ChangeEmails(person_id=oleg.person.person_id, emails=("o@client.example",)))
    taker = registered(desk, unit, "oleg@client.example")
    assert desk.desk.identities.owner("email", "oleg@client.example") == taker
    assert isinstance(registered(desk, unit, "oleg@client.example"), EmailIsTaken)


@pytest.mark.parametrize("number", LETTERS)
def test_a_letter_that_was_taken_in_before_is_known_again(desk: ServedDesk, number: str) -> None:
    head = desk.log.head()
    outcome = desk.take(LETTERS[number])
    assert outcome.result == "known"
    assert desk.log.head() == head


def test_a_guest_of_before_is_heard_on_their_ticket_and_known_when_they_are_registered(desk: ServedDesk) -> None:
    unit, answer = unit_of(desk), letter(sender="guest@later.example", message_id="<2@later.example>")
    assert desk.take(answer.replace(b"Subject: ", b"Subject: Re: [#1001] ")).result == "commented"
    comment = desk.facts("1001")[-1]
    assert isinstance(comment, TicketCommented)
    assert comment.is_public
    new = desk.take(letter(sender="guest@later.example", message_id="<3@later.example>")).number
    assert {desk.registered(number).requester.person_id for number in ("1001", new)} == {
        named("sender", "guest@later.example"),
        desk.log.keyed.id("sender", "guest@later.example"),
    }
    person = registered(desk, unit, "guest@later.example")
    desk.catch_up()
    with desk.database.transaction() as cursor:
        due = acquaintances.due(cursor, desk.hand.now() + timedelta(days=300), 10)
    assert {(one.person_id, one.ticket_id) for one in due} == {
        (person, desk.registered(number).ticket_id) for number in ("1001", new)
    }


def test_a_request_of_before_is_answered_as_it_was_and_its_id_names_no_other(desk: ServedDesk) -> None:
    command = RegisterPerson(
        full_name=PersonName("Олин", "Олег"),
        unit_id=unit_of(desk),
        emails=("oleg@client.example",),
        login="o.olin",
    )
    key = CommandId(UUID(int=2))
    oleg = desk.desk.identities.owner("login", "o.olin")
    receipt = desk.bus.execute(command, viewer=AS_SYSTEM, command_id=key)
    assert receipt.repeated
    assert oleg is not None
    assert receipt.stream == StreamId(oleg)
    with pytest.raises(KeyNamesAnotherRequest):
        desk.bus.execute(AddDepartment(title=Named(ru="Другой")), viewer=AS_SYSTEM, command_id=key)


def test_guesses_at_a_password_that_were_counted_before_still_count(desk: ServedDesk) -> None:
    with pytest.raises(MustWait):
        SignInFailures(desk.database).reserve("O.Olin", "192.0.2.7", now=datetime(2026, 11, 30, 8, 0, tzinfo=UTC))


def test_no_fingerprint_of_before_and_no_id_of_today_tells_whether_a_guess_is_right(desk: ServedDesk) -> None:
    registered(desk, unit_of(desk), "secret@client.example", login="secret")
    desk.take(letter(sender="stranger@client.example", message_id="<4@later.example>"))
    with desk.database.connection() as connection:
        hashes = {bytes(one) for (one,) in connection.execute("SELECT login_hash FROM desk.sign_in_failures")}
        streams = {one for (one,) in connection.execute("SELECT originator_id FROM desk.facts")}
        states = b"".join(bytes(one) for (one,) in connection.execute("SELECT state FROM desk.facts"))
    assert len(hashes) == 1
    assert hashlib.sha256(b"o.olin").digest() not in hashes
    for kind, name in (("email", "secret@client.example"), ("login", "secret")):
        assert named(f"reservation:{kind}", name) not in streams
    assert str(named("sender", "stranger@client.example")).encode() not in states


def test_each_desk_makes_a_secret_of_its_own(database_url: str, desk: ServedDesk) -> None:
    assert desk.log.keyed.has_older
    with new_database(database_url) as url, Database(url) as database:
        other = ServedDesk(database).log.keyed
    assert not other.has_older
    assert other.digest("x", "y") != desk.log.keyed.digest("x", "y")
