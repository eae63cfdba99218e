"""Second factors as they are kept: codes of this half minute and those beside it, each once; sealed with a key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from connectors.storage.accounts.second_factors import MOST_CODES, STEP_S, SecondFactors, code_of
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database

NOW = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=STEP_S)


@pytest.fixture
def factors(database: Database) -> SecondFactors:
    return SecondFactors(database, PostgresKeyring(database))


def test_codes_are_as_the_standard_has_them() -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    secret = b"12345678901234567890"
    for at, code in ((59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")):
        assert code_of(secret, datetime.fromtimestamp(at, UTC)) == code


def test_a_code_counts_half_a_minute_around_its_own_and_no_longer(factors: SecondFactors) -> None:
    for steps, counts in ((0, True), (-1, True), (1, True), (-2, False), (2, False)):
        person = uuid4()
        secret = factors.begin(person, now=NOW)
        assert secret is not None
        assert factors.takes(person, code_of(secret, NOW + steps * STEP), now=NOW) is counts


def test_no_code_counts_twice_nor_one_before_it(factors: SecondFactors) -> None:
    person = uuid4()
    secret = factors.begin(person, now=NOW)
    assert secret is not None
    assert factors.takes(person, code_of(secret, NOW), now=NOW)
    for at in (NOW, NOW - STEP):
        assert not factors.takes(person, code_of(secret, at), now=NOW)
    assert factors.takes(person, f" {code_of(secret, NOW + STEP)[:3]} {code_of(secret, NOW + STEP)[3:]} ", now=NOW)


def test_of_many_who_give_one_code_at_one_instant_one_comes_in(factors: SecondFactors) -> None:
    person = uuid4()
    secret = factors.begin(person, now=NOW)
    assert secret is not None
    recovery = factors.new_codes(person)[0]
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda _: factors.takes(person, code_of(secret, NOW), now=NOW), range(6))) == 1
        assert sum(pool.map(lambda _: factors.takes_recovery(person, recovery), range(6))) == 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "٠١٢٣٤٥", "12345a", "\0" * 6, "½½½½½½"])
def test_what_is_no_code_is_none(factors: SecondFactors, typed: str) -> None:
    person = uuid4()
    factors.begin(person, now=NOW)
    assert not factors.takes(person, typed, now=NOW)
    assert not factors.takes_recovery(person, typed)


def test_one_that_is_on_is_not_begun_anew(factors: SecondFactors) -> None:
    person = uuid4()
    first, second = factors.begin(person, now=NOW), factors.begin(person, now=NOW)
    assert first != second == factors.begun(person)
    assert factors.confirm(person, now=NOW)
    assert factors.begin(person, now=NOW) is None
    assert factors.begun(person) is None
    assert not factors.confirm(person, now=NOW)


def test_whoever_is_forgotten_leaves_no_factor_and_a_copy_without_keys_makes_no_code(
    factors: SecondFactors, database: Database
) -> None:
    person = uuid4()
    secret = factors.begin(person, now=NOW)
    assert secret is not None
    factors.confirm(person, now=NOW)
    assert len(factors.new_codes(person)) == MOST_CODES
    factors.lose(person, by=uuid4(), now=NOW)
    with database.connection() as connection:
        connection.execute("DELETE FROM desk.owner_keys WHERE owner_id = %s", (person,))
    assert not SecondFactors(database, PostgresKeyring(database)).takes(person, code_of(secret, NOW), now=NOW)
    again = uuid4()
    factors.begin(again, now=NOW)
    factors.confirm(again, now=NOW)
    factors.new_codes(again)
    assert factors.of(again).codes_left == MOST_CODES
    assert PostgresKeyring(database).forget(again)
    assert (factors.of(again).on_since, factors.of(again).codes_left) == (None, 0)
