"""Guesses at passwords: one guesser shuts no office out, and the log says who is guessed at, never what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from connectors.inbound.sign_in.coming_in import ComingIn, SignedIn
from connectors.inbound.sign_in.refusals import TooManyAttempts, WrongCredentials
from connectors.seldom import Seldom
from connectors.storage.accounts.sign_in_failures import FREE, FREE_FOR_ADDRESS, SignInFailures
from events.values.people import Actor, Viewer
from tests.api.serving import World
from tests.api.test_accounts import OWN, Someone

NET = "198.51.100"


class Office:
    """People behind one address, one of whom guesses."""

    def __init__(self, world: World, source: str) -> None:
        self.world = world
        self.source = source
        self.coming_in: ComingIn = world.desk.coming_in

    def knock(self, login: str, password: str) -> SignedIn:
        return self.coming_in.sign_in(login, password, source=self.source, client="test")

    def use_up(self) -> None:
        """Spend what the address has, on logins that nobody has."""
        failures = SignInFailures(self.world.desk.database)
        now = self.world.desk.clock.now()
        for _ in range(FREE_FOR_ADDRESS):
            failures.reserve(uuid4().hex, self.source, now=now + timedelta(minutes=10))


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    yield Office(world, f"{NET}.{uuid4().int % 250}")
    with world.desk.database.connection() as connection:
        connection.execute("DELETE FROM desk.sign_in_addresses")


def settled(world: World, login: str) -> Someone:
    someone = Someone(world, login)
    someone.settled()
    return someone


def test_who_came_in_from_an_address_before_comes_in_while_strangers_must_wait(office: Office) -> None:
    anna, vera = (settled(office.world, f"{name}.{uuid4().hex[:8]}") for name in ("anna", "vera"))
    office.knock(anna.login, OWN)
    office.use_up()

    assert office.knock(anna.login, OWN).person_id == anna.person_id
    with pytest.raises(TooManyAttempts):
        office.knock(vera.login, OWN)
    # And so it stays, whatever comes from there meanwhile.
    for _ in range(FREE):
        with pytest.raises(TooManyAttempts):
            office.knock(uuid4().hex, "угадываю")
    assert office.knock(anna.login, OWN).person_id == anna.person_id


def test_their_share_is_small_and_a_wrong_guess_of_it_tells_nobody_that_they_came_in_before(office: Office) -> None:
    anna = settled(office.world, f"anna.{uuid4().hex[:8]}")
    office.knock(anna.login, OWN)
    office.use_up()
    for _ in range(FREE):
        with pytest.raises(TooManyAttempts):
            office.knock(anna.login, "угадываю")
    with pytest.raises(TooManyAttempts):
        office.knock(anna.login, OWN)


def test_a_password_is_changed_also_where_the_address_must_wait(office: Office) -> None:
    anna = settled(office.world, f"anna.{uuid4().hex[:8]}")
    found = office.knock(anna.login, OWN)
    office.use_up()
    viewer = Viewer(actor=Actor(kind="person", id=anna.person_id, name="Анна"), groups=frozenset({"specialist"}))
    other = "другая длинная фраза"
    accounts = office.world.desk.accounts
    accounts.change_password(viewer, OWN, other, session=found.session.session_id, source=office.source)
    assert office.knock(anna.login, other).person_id == anna.person_id


def test_coming_in_from_one_address_opens_no_share_at_another(office: Office) -> None:
    anna = settled(office.world, f"anna.{uuid4().hex[:8]}")
    Office(office.world, f"{NET}.251").knock(anna.login, OWN)
    office.use_up()
    with pytest.raises(TooManyAttempts):
        office.knock(anna.login, OWN)


def test_an_ipv6_network_is_one_address_also_for_those_who_are_at_home_in_it(world: World) -> None:
    anna = settled(world, f"anna.{uuid4().hex[:8]}")
    Office(world, "2001:db8::1").knock(anna.login, OWN)
    tomorrow = Office(world, "2001:db8::2")
    tomorrow.use_up()
    assert tomorrow.knock(anna.login, OWN).person_id == anna.person_id


def test_a_refused_guess_leaves_a_line_that_names_the_person_and_never_what_was_typed(office: Office) -> None:
    anna = settled(office.world, f"anna.{uuid4().hex[:8]}")
    with capture_logs() as lines:
        for login in (anna.login, "пароль вместо логина"):
            with pytest.raises(WrongCredentials):
                office.knock(login, "тайное слово")

    told = [line for line in lines if line["event"] == "sign_in_refused"]
    assert [(line["person"], line["source"]) for line in told] == [
        (str(anna.person_id), office.source),
        (None, office.source),
    ]
    assert "пароль" not in str(lines)
    assert "тайное" not in str(lines)


def test_who_must_wait_leaves_a_line_once_in_a_while(office: Office) -> None:
    office.use_up()
    with capture_logs() as lines:
        for _ in range(20):
            with pytest.raises(TooManyAttempts):
                office.knock(uuid4().hex, "угадываю")
    assert [line["event"] for line in lines] == ["sign_in_must_wait"]


def test_a_line_of_one_kind_is_let_through_seldom_and_tells_how_many_were_not() -> None:
    now = [0.0]
    seldom = Seldom(5.0, clock=lambda: now[0])
    told: list[Any] = [seldom.now("a"), seldom.now("a"), seldom.now("a"), seldom.now("b")]
    now[0] = 5.0
    told += [seldom.now("a"), seldom.now("a")]

    assert told == [0, None, None, 0, 2, None]
