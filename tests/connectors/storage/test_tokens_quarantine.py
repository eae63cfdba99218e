"""Tokens by hash, originals with their reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.storage.accounts.tokens import Tokens
from connectors.storage.server.database import Database
from connectors.storage.shelves.quarantine import Quarantine
from events.values.people import Group
from events.values.text import Text
from tests.connectors.storage.samples import AT, OPERATOR

SPECIALIST: frozenset[Group] = frozenset({"specialist"})
REASON = Text(ru="Нет отправителя", en="No sender")


def test_a_token_names_its_bearer_and_is_stored_as_a_hash_only(database: Database) -> None:
    tokens = Tokens(database)
    secret = tokens.make(OPERATOR, SPECIALIST, now=AT, language="en", label="curl")
    bearer = tokens.bearer(secret, now=AT)
    assert bearer is not None
    assert (bearer.actor, bearer.groups, bearer.language) == (OPERATOR, SPECIALIST, "en")
    with database.connection() as connection:
        (row,) = connection.execute("SELECT t::text FROM desk.tokens t").fetchall()
    assert secret.removeprefix("desk_") not in row[0]


@pytest.mark.parametrize("secret", ["", "desk_", "desk_nothing", "\ud800", "\0", "x" * 100_000])
def test_an_unknown_token_is_nobody(database: Database, secret: str) -> None:
    assert Tokens(database).bearer(secret, now=AT) is None


def test_a_token_ends_at_its_expiry_and_when_withdrawn(database: Database) -> None:
    tokens = Tokens(database)
    short = tokens.make(OPERATOR, SPECIALIST, now=AT, expires_at=AT + timedelta(hours=1))
    assert tokens.bearer(short, now=AT + timedelta(minutes=59)) is not None
    assert tokens.bearer(short, now=AT + timedelta(hours=1)) is None
    endless = tokens.make(OPERATOR, SPECIALIST, now=AT + timedelta(seconds=1))
    (newest, _) = tokens.entries(now=AT)
    assert tokens.withdraw(newest.token_id, now=AT)
    assert not tokens.withdraw(newest.token_id, now=AT)
    assert tokens.bearer(endless, now=AT) is None
    assert len(tokens.entries(now=AT)) == 1


def test_the_last_use_is_noted_to_the_minute(database: Database) -> None:
    tokens = Tokens(database)
    secret = tokens.make(OPERATOR, SPECIALIST, now=AT)
    for seconds in (5, 30, 64):
        tokens.bearer(secret, now=AT + timedelta(seconds=seconds))
    assert tokens.entries(now=AT)[0].used_at == AT + timedelta(seconds=5)
    tokens.bearer(secret, now=AT + timedelta(seconds=66))
    assert tokens.entries(now=AT)[0].used_at == AT + timedelta(seconds=66)


def test_the_same_original_is_one_entry_and_stays_whole(database: Database) -> None:
    quarantine = Quarantine(database)
    original = b"From: \xff\x00\r\n\r\nbody"
    entry = quarantine.keep(
        original, source="a.eml", reason="no-sender", text=REASON, received_at=AT, sender="\0\udcff", subject="s"
    )
    assert quarantine.keep(original, source="b.eml", reason="x", text=REASON, received_at=AT) == entry
    (kept,) = quarantine.waiting()
    assert (kept.entry_id, kept.source, kept.reason, kept.text, kept.size) == (
        entry,
        "a.eml",
        "no-sender",
        REASON,
        len(original),
    )
    assert quarantine.original(entry) == original
    assert quarantine.waiting(after=entry) == []
    assert quarantine.release(entry, by=OPERATOR, at=AT)
    assert not quarantine.release(entry, by=OPERATOR, at=AT)
    assert quarantine.waiting() == []
    assert quarantine.original(entry) == original
    assert quarantine.original(999) is None
