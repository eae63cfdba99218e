"""The tables behind an account: passwords, sessions, reset links, failures of sign-in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from connectors.storage.accounts import passwords as password_table
from connectors.storage.accounts import sign_in_failures as failing
from connectors.storage.accounts.passwords import Passwords
from connectors.storage.accounts.reset_links import LIVES, ResetLinks
from connectors.storage.accounts.sessions import IDLE, LONGEST, Sessions
from connectors.storage.accounts.sign_in_failures import MustWait, SignInFailures, network_of
from connectors.storage.server.database import Database
from tests.support.cheap_passwords import CHEAP

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Costs for tests: what is tested is what is stored, not how long it takes."""


def texts_of(database: Database, table: str) -> str:
    with database.connection() as connection:
        return str(connection.execute(f"SELECT t::text FROM desk.{table} t".encode()).fetchall())  # noqa: S608 - a test's own table


def test_a_password_is_kept_as_an_argon2id_hash_and_known_again(database: Database) -> None:
    table, person = Passwords(database, CHEAP), uuid4()
    table.put(person, "верно коню батарея", must_change=True, now=NOW, set_version=2)
    assert "$argon2id$" in texts_of(database, "passwords")
    assert "батарея" not in texts_of(database, "passwords")
    right, wrong = table.verdict(person, "верно коню батарея"), table.verdict(person, "верно коню батарея ")
    assert (right.is_right, right.must_change, wrong.is_right) == (True, True, False)
    assert table.must_change(person)
    table.put(person, "другой пароль", must_change=False, now=NOW, set_version=3)
    assert not table.verdict(person, "верно коню батарея").is_right
    assert not table.must_change(person)


def test_of_two_passwords_set_at_once_that_of_the_later_fact_stays_whoever_writes_last(database: Database) -> None:
    table, person = Passwords(database, CHEAP), uuid4()
    table.put(person, "later fact's own", must_change=False, now=NOW, set_version=7)
    right = table.verdict(person, "later fact's own")
    table.put(person, "earlier fact's own", must_change=True, now=NOW, set_version=6)
    assert table.verdict(person, "later fact's own").is_right
    assert not table.verdict(person, "earlier fact's own").is_right
    assert table.stands(person, right)
    table.put(person, "the latest of all", must_change=False, now=NOW, set_version=8)
    assert not table.stands(person, right)


def test_nobody_and_people_without_a_password_are_wrong_whatever_is_given(database: Database) -> None:
    table = Passwords(database, CHEAP)
    assert not table.verdict(None, "").is_right
    assert not table.verdict(uuid4(), "anything").is_right
    assert not table.exists(uuid4())


def test_a_hash_of_an_older_cost_is_strengthened_at_the_next_right_password(database: Database) -> None:
    person = uuid4()
    Passwords(database, CHEAP).put(person, "correct horse", must_change=False, now=NOW, set_version=2)
    dearer = Passwords(database, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert not dearer.verdict(person, "wrong horse").is_right
    assert "t=1" in texts_of(database, "passwords")
    assert dearer.verdict(person, "correct horse").is_right
    assert "t=2" in texts_of(database, "passwords")
    assert dearer.verdict(person, "correct horse").is_right


def test_generated_passwords_differ_and_read_aloud() -> None:
    made = {password_table.generated() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 19 and not set("0o1l") & set(one) for one in made)


def test_a_session_is_known_by_its_secret_alone_and_ended_at_once(database: Database) -> None:
    table, person = Sessions(database), uuid4()
    secret, session = table.open(person, client="Firefox", source="10.0.0.7", now=NOW)
    assert secret not in texts_of(database, "sessions")
    assert table.holder(secret, now=NOW) == session
    assert table.holder(secret + "x", now=NOW) is None
    assert table.of(person, now=NOW) == [session]
    assert not table.end(uuid4(), session.session_id, now=NOW)
    assert table.end(person, session.session_id, now=NOW)
    assert table.holder(secret, now=NOW) is None
    assert table.of(person, now=NOW) == []


def test_a_session_ends_by_itself_when_idle_and_when_old(database: Database) -> None:
    table, person = Sessions(database), uuid4()
    secret, _ = table.open(person, client="", source="", now=NOW)
    assert table.holder(secret, now=NOW + IDLE) is None
    at = NOW
    while at + IDLE / 2 < NOW + LONGEST:
        at += IDLE / 2
        assert table.holder(secret, now=at) is not None
    assert table.holder(secret, now=NOW + LONGEST) is None


def test_all_sessions_end_but_the_one_that_asks(database: Database) -> None:
    table, person = Sessions(database), uuid4()
    kept = table.open(person, client="here", source="", now=NOW)[1]
    others = [table.open(person, client=f"elsewhere {nth}", source="", now=NOW)[0] for nth in range(3)]
    stranger, _ = table.open(uuid4(), client="", source="", now=NOW)
    assert table.end_all(person, now=NOW, but=kept.session_id) == 3
    assert table.of(person, now=NOW) == [kept]
    assert all(table.holder(secret, now=NOW) is None for secret in others)
    assert table.holder(stranger, now=NOW) is not None


def test_a_reset_link_works_once_and_for_a_day(database: Database) -> None:
    table, person = ResetLinks(database), uuid4()
    secret, expires_at = table.make(person, offered=3, now=NOW)
    assert secret not in texts_of(database, "reset_links")
    assert expires_at == NOW + LIVES
    assert table.owner(secret, now=NOW) == (person, 3)
    assert table.owner(secret, now=expires_at) is None
    with ThreadPoolExecutor(6) as pool:
        used = list(pool.map(lambda _: table.use(secret, now=NOW), range(6)))
    assert sorted(used) == [False] * 5 + [True]
    assert table.owner(secret, now=NOW) is None


def test_a_new_reset_link_replaces_the_earlier_one(database: Database) -> None:
    table, person = ResetLinks(database), uuid4()
    first, _ = table.make(person, offered=3, now=NOW)
    second, _ = table.make(person, offered=4, now=NOW)
    assert table.owner(first, now=NOW) is None
    assert table.owner(second, now=NOW) == (person, 4)


def test_the_link_of_a_later_offer_is_not_replaced_by_an_earlier_one_that_was_slower(database: Database) -> None:
    table, person = ResetLinks(database), uuid4()
    later, _ = table.make(person, offered=4, now=NOW)
    table.make(person, offered=3, now=NOW)
    assert table.owner(later, now=NOW) == (person, 4)


def must_wait(table: SignInFailures, login: str, source: str, at: datetime) -> timedelta:
    """How long the address must wait for a guess; zero: it was counted."""
    try:
        table.reserve(login, source, now=at)
    except MustWait as error:
        return error.wait
    return timedelta(0)


def test_guessing_slows_down_the_guesser_and_never_the_owner(database: Database) -> None:
    table = SignInFailures(database)
    for spelling in ("Orlova", "orlova ", "ORLOVA", "orlova", "orlova")[: failing.FREE]:
        assert must_wait(table, spelling, "10.0.0.66", NOW) == timedelta(0)
    at, waits = NOW, []
    for _ in range(8):
        waits.append(must_wait(table, "orlova", "10.0.0.66", at))
        at += waits[-1]
        assert must_wait(table, "orlova", "10.0.0.66", at) == timedelta(0)
    assert waits[:3] == [failing.FIRST_WAIT, failing.FIRST_WAIT * 2, failing.FIRST_WAIT * 4]
    assert waits[-1] == failing.LONGEST_WAIT
    assert must_wait(table, "orlova", "10.0.0.7", at) == timedelta(0)
    assert must_wait(table, "petrov", "10.0.0.66", at) == timedelta(0)


def test_of_guesses_at_one_instant_no_more_are_counted_than_in_a_row(database: Database) -> None:
    table = SignInFailures(database)
    with ThreadPoolExecutor(20) as pool:
        waits = list(pool.map(lambda _: must_wait(table, "orlova", "10.0.0.66", NOW), range(20)))
    assert waits.count(timedelta(0)) == failing.FREE
    assert set(waits) == {timedelta(0), failing.FIRST_WAIT}


def test_a_right_password_forgives_the_failures_of_its_address(database: Database) -> None:
    table = SignInFailures(database)
    for _ in range(failing.FREE):
        table.reserve("orlova", "10.0.0.7", now=NOW)
    table.forgive("orlova", "10.0.0.7")
    assert must_wait(table, "orlova", "10.0.0.7", NOW) == timedelta(0)


def test_one_address_that_tries_many_logins_waits_for_all_of_them(database: Database) -> None:
    table = SignInFailures(database)
    for nth in range(failing.FREE_FOR_ADDRESS):
        table.reserve(f"user{nth}", "10.0.0.66", now=NOW)
    assert must_wait(table, "somebody else", "10.0.0.66", NOW) == failing.PRICE
    assert must_wait(table, "somebody else", "10.0.0.7", NOW) == timedelta(0)
    later = NOW + failing.PRICE
    assert must_wait(table, "somebody else", "10.0.0.66", later) == timedelta(0)
    assert must_wait(table, "somebody else", "10.0.0.66", later) == failing.PRICE


def test_a_guesser_buys_no_guesses_with_an_account_of_their_own(database: Database) -> None:
    table = SignInFailures(database)
    for nth in range(failing.FREE_FOR_ADDRESS - 1):
        table.reserve(f"user{nth}", "10.0.0.66", now=NOW)
    for _ in range(3):
        table.reserve("my.own", "10.0.0.66", now=NOW)
        table.forgive("my.own", "10.0.0.66")
    assert must_wait(table, "user.next", "10.0.0.66", NOW) == timedelta(0)
    assert must_wait(table, "user.after", "10.0.0.66", NOW) > timedelta(0)


def test_people_behind_one_address_who_sign_in_rightly_use_nothing_up(database: Database) -> None:
    table = SignInFailures(database)
    for nth in range(failing.FREE_FOR_ADDRESS + 50):
        table.reserve(f"user{nth}", "10.0.0.1", now=NOW)
        table.forgive(f"user{nth}", "10.0.0.1")
    assert must_wait(table, "anybody", "10.0.0.1", NOW) == timedelta(0)


def test_who_must_wait_for_one_login_uses_nothing_up_for_the_others_behind_the_address(database: Database) -> None:
    table = SignInFailures(database)
    refused = [must_wait(table, "orlova", "10.0.0.1", NOW) for _ in range(failing.FREE_FOR_ADDRESS + 50)]
    assert refused.count(timedelta(0)) == failing.FREE
    assert must_wait(table, "petrov", "10.0.0.1", NOW) == timedelta(0)


def test_a_guess_that_nobody_could_check_is_given_back(database: Database) -> None:
    table = SignInFailures(database)
    for _ in range(failing.FREE * 3):
        table.reserve("orlova", "10.0.0.7", now=NOW)
        table.give_back("orlova", "10.0.0.7", now=NOW)
    assert must_wait(table, "orlova", "10.0.0.7", NOW) == timedelta(0)


def test_failures_are_forgotten_after_a_day(database: Database) -> None:
    table, at = SignInFailures(database), NOW
    for _ in range(20):
        at += must_wait(table, "orlova", "10.0.0.66", at)
    later = at + failing.FORGOTTEN_AFTER + timedelta(seconds=1)
    for _ in range(failing.FREE):
        assert must_wait(table, "orlova", "10.0.0.66", later) == timedelta(0)


@pytest.mark.parametrize(
    ("source", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff", "2001:db8::/64"),
        ("unix", "unix"),
    ],
)
def test_an_address_counts_by_its_network(source: str, network: str) -> None:
    assert network_of(source) == network
