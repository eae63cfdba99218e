"""Ids and digests of personal words: the same in one desk, others in another, none that a guess can be tested by."""

from __future__ import annotations

import hashlib
import hmac
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from events.values.identity import named
from events.values.keyed import Keyed, reservations, sender_ids
from tests.support.keyed import KEY

ADDRESS = "anna@client.example"
NEW, UPGRADED = Keyed(KEY, has_older=False), Keyed(KEY, has_older=True)
OF_ANOTHER_DESK = Keyed(bytes(32), has_older=False)


def test_a_digest_is_hmac_sha256_over_the_kind_and_the_text() -> None:
    assert NEW.digest("letter", "ё") == hmac.new(KEY, b"letter\0" + "ё".encode(), hashlib.sha256).digest()
    assert NEW.digest("letter", b"\xff") == hmac.new(KEY, b"letter\0\xff", hashlib.sha256).digest()


def test_desks_know_one_address_by_different_ids() -> None:
    assert sender_ids(NEW, ADDRESS) == sender_ids(NEW, "Anna@Client.EXAMPLE")
    assert set(sender_ids(NEW, ADDRESS)).isdisjoint(sender_ids(OF_ANOTHER_DESK, ADDRESS))
    assert set(reservations(NEW, "email", ADDRESS)).isdisjoint(reservations(OF_ANOTHER_DESK, "email", ADDRESS))


def test_a_desk_that_was_born_with_a_secret_knows_no_id_that_can_be_computed_without_it() -> None:
    assert sender_ids(NEW, ADDRESS) == (NEW.id("sender", ADDRESS),)
    assert named("sender", ADDRESS) not in sender_ids(NEW, ADDRESS)
    assert named("reservation:email", ADDRESS) not in reservations(NEW, "email", ADDRESS)


def test_a_desk_with_older_facts_finds_what_stands_under_older_ids_behind_its_own() -> None:
    assert sender_ids(UPGRADED, ADDRESS) == (*sender_ids(NEW, ADDRESS), named("sender", ADDRESS))
    assert reservations(UPGRADED, "login", "A.Orlova") == (
        *reservations(NEW, "login", "A.Orlova"),
        named("reservation:login", "a.orlova"),
    )


@given(st.text(), st.text())
def test_an_id_is_one_of_the_version_for_computed_ids_and_kinds_never_meet(kind: str, name: str) -> None:
    found = NEW.id("a" + kind.replace("\0", ""), name.encode(errors="surrogatepass"))
    assert (found.version, found.variant) == (8, RFC_4122)
    assert found != NEW.id("b", name)


def test_the_secret_is_in_no_text_that_may_reach_a_log() -> None:
    assert KEY.hex() not in repr(NEW) + str(vars(type(NEW)))
    assert str(KEY) not in repr(NEW)
