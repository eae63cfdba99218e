"""Contents on their shelf: sealed chunk by chunk, opened by whose they are, once an owner, collected when nobody's."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Cursor

from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from connectors.storage.shelves.sealed_chunks import CHUNK, ContentKey, FileDamaged, chunks_of
from connectors.storage.shelves.sealed_contents import SealedContents
from connectors.storage.shelves.uploads import KEPT, Uploads
from tests.connectors.storage.samples import AT

SENDER, ANNA, BORIS = (UUID(int=nth) for nth in (1, 2, 3))
BY = UUID(int=4)
"""A command that never got its receipt."""
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK)


class Shelf:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.ring = PostgresKeyring(database)
        self.contents = SealedContents(database, self.ring)
        self.uploads = Uploads(database, self.ring, most_bytes=10**9)
        self.facts: set[tuple[UUID, str]] = set()

    def given(self, content: bytes, *owners: UUID) -> str:
        kept = self.contents.keep(content, by=SENDER, now=AT)
        for owner in owners:
            assert not self.contents.hold({(owner, kept.sha256): kept.content_id}, AT, BY)
        return kept.sha256

    def read(self, owner: UUID, sha256: str) -> bytes | None:
        found = self.contents.of_owner(owner, sha256)
        return None if found is None else found.whole()

    def collect(self, days: float) -> int:
        return self.uploads.collect(AT + timedelta(days=days), self._named)

    def _named(self, _cursor: Cursor[Any], wanted: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
        return self.facts & set(wanted)

    def count(self, table: str) -> int:
        with self.database.connection() as connection:
            ((count,),) = connection.execute(f"SELECT count(*) FROM desk.{table}").fetchall()  # noqa: S608 - names of ours
        return int(count)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


@pytest.mark.parametrize("size", SIZES)
def test_a_content_of_any_size_comes_back_as_it_went_in_and_lies_sealed(shelf: Shelf, size: int) -> None:
    content = (b"nobody reads this " * (size // 18 + 1))[:size]
    sha256 = shelf.given(content, ANNA)
    found = shelf.contents.of_owner(ANNA, sha256)
    assert found is not None
    assert (found.size, found.chunks, found.whole()) == (size, chunks_of(size), content)
    with shelf.database.connection() as connection:
        sealed = b"".join(bytes(row[0]) for row in connection.execute("SELECT sealed FROM desk.content_chunks"))
    assert b"nobody reads this" not in sealed
    assert len(sealed) == size + 16 * chunks_of(size)


def test_a_content_is_taken_in_by_pieces_of_any_length(shelf: Shelf) -> None:
    content = os.urandom(2 * CHUNK + 77)
    incoming = shelf.contents.begin(by=SENDER, now=AT)
    at = 0
    for length in (1, CHUNK, 3, 5_000, len(content)):
        incoming.take(content[at : at + length])
        at += length
    kept = incoming.kept()
    assert kept.size_bytes == len(content)
    assert kept.content_id is not None
    opened = shelf.contents.of_content(kept.content_id)
    assert opened is not None
    assert opened.whole() == content


def test_a_content_that_is_not_sent_to_its_end_leaves_nothing(shelf: Shelf) -> None:
    incoming = shelf.contents.begin(by=SENDER, now=AT)
    incoming.take(bytes(3 * CHUNK))
    assert shelf.count("content_chunks") == 2
    incoming.dropped()
    shelf.contents.begin(by=SENDER, now=AT).dropped()
    assert shelf.count("contents") == shelf.count("content_chunks") == 0


DAMAGES = {
    "altered": "UPDATE desk.content_chunks SET sealed = set_byte(sealed, 7, get_byte(sealed, 7) # 1) WHERE nth = 1",
    "exchanged": "UPDATE desk.content_chunks a SET sealed = b.sealed FROM desk.content_chunks b"
    " WHERE a.nth = 1 AND b.nth = 0",
    "cut off": "DELETE FROM desk.content_chunks WHERE nth = 2",
    "told to be shorter": "UPDATE desk.contents SET size = 2 * 1048576",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_content_is_not_handed_out(shelf: Shelf, damage: str) -> None:
    sha256 = shelf.given(os.urandom(2 * CHUNK + 1), ANNA)
    with shelf.database.connection() as connection:
        connection.execute(DAMAGES[damage])
    with pytest.raises(FileDamaged):
        shelf.read(ANNA, sha256)


def test_a_key_opens_with_its_owner_s_alone_and_for_its_own_content_alone(shelf: Shelf) -> None:
    owners = shelf.ring.of_owners([ANNA, BORIS])
    key, content_id = ContentKey(), uuid4()
    wrapped = key.wrapped(owners[ANNA], content_id)
    sealed = key.seal(0, b"words", is_last=True)
    assert ContentKey.unwrapped(wrapped, owners[ANNA], content_id).unseal(0, sealed, is_last=True) == b"words"
    for owner, of in ((owners[BORIS], content_id), (owners[ANNA], uuid4())):
        with pytest.raises(FileDamaged):
            ContentKey.unwrapped(wrapped, owner, of)


def test_whose_key_is_destroyed_their_file_opens_no_more_and_another_s_of_the_same_bytes_does(shelf: Shelf) -> None:
    sha256 = shelf.given(b"words", ANNA, BORIS)
    assert shelf.read(ANNA, sha256) == shelf.read(BORIS, sha256) == b"words"
    assert shelf.count("contents") == 1
    shelf.ring.forget(ANNA)
    assert shelf.read(ANNA, sha256) is None
    assert shelf.read(BORIS, sha256) == b"words"
    shelf.ring.forget(BORIS)
    assert shelf.read(BORIS, sha256) is None
    assert shelf.contents.of_content(UUID(int=0)) is None
    # The bytes go, too, though facts name them; and who sent them opens them by nothing.
    shelf.facts = {(ANNA, sha256), (BORIS, sha256)}
    shelf.collect(2)
    assert shelf.count("contents") == shelf.count("content_keys") == shelf.count("content_chunks") == 0


def test_who_was_forgotten_and_comes_back_has_a_file_anew(shelf: Shelf) -> None:
    sha256 = shelf.given(b"words", ANNA)
    shelf.ring.forget(ANNA)
    assert shelf.given(b"words", ANNA) == sha256
    assert shelf.read(ANNA, sha256) == b"words"


def test_what_belongs_to_somebody_opens_for_its_sender_by_that_one_s_key_alone(shelf: Shelf) -> None:
    kept = shelf.contents.keep(b"words", by=SENDER, now=AT)
    assert kept.content_id is not None
    assert shelf.contents.of_content(kept.content_id) is not None
    shelf.contents.hold({(ANNA, kept.sha256): kept.content_id}, AT, BY)
    shelf.ring.forget(ANNA)
    assert shelf.contents.of_content(kept.content_id) is None
    assert shelf.contents.hold({(BORIS, kept.sha256): kept.content_id}, AT, BY) == [(BORIS, kept.sha256)]


def test_an_owner_who_has_the_bytes_already_needs_no_other(shelf: Shelf) -> None:
    sha256 = shelf.given(b"words", ANNA)
    other = shelf.contents.keep(b"words", by=BORIS, now=AT)
    assert not shelf.contents.hold({(ANNA, sha256): other.content_id}, AT, BY)
    # The sender goes on naming what stands for them.
    sent = shelf.uploads.of(BORIS, [sha256], AT)[sha256]
    assert not shelf.contents.hold({(BORIS, sha256): sent.content_id}, AT, BY)
    assert shelf.read(BORIS, sha256) == b"words"
    shelf.facts = {(ANNA, sha256), (BORIS, sha256)}
    shelf.collect(2)
    assert shelf.count("contents") == 1


def test_what_no_fact_names_goes_after_a_day_and_what_one_names_stays(shelf: Shelf) -> None:
    named, held, sent = shelf.given(b"named", ANNA), shelf.given(b"held", ANNA), shelf.given(b"sent")
    shelf.facts = {(ANNA, named)}
    assert shelf.collect(0.9) == 0
    assert {named, held, sent} == shelf.uploads.of(SENDER, [named, held, sent], AT + KEPT / 2).keys()
    assert shelf.collect(1.1) == 2
    assert shelf.read(ANNA, named) == b"named"
    assert shelf.read(ANNA, held) is None
    assert shelf.uploads.of(SENDER, [named, held, sent], AT) == {}
    # For ever: nobody asks again whether a fact names it.
    shelf.facts = set()
    assert shelf.collect(400) == 0
    assert shelf.read(ANNA, named) == b"named"


def test_what_is_named_at_the_last_moment_stays_and_what_was_collected_is_refused(shelf: Shelf) -> None:
    late = timedelta(days=1, seconds=1)
    kept = shelf.contents.keep(b"words", by=SENDER, now=AT)
    assert not shelf.contents.hold({(ANNA, kept.sha256): kept.content_id}, AT + late, BY)
    shelf.collect(1.5)
    assert shelf.read(ANNA, kept.sha256) == b"words"
    gone = shelf.contents.keep(b"other words", by=SENDER, now=AT)
    shelf.collect(1.5)
    assert shelf.contents.hold({(ANNA, gone.sha256): gone.content_id}, AT + late, BY) == [(ANNA, gone.sha256)]


def test_a_half_of_a_content_that_a_dead_process_left_goes_after_a_day(shelf: Shelf) -> None:
    incoming = shelf.contents.begin(by=SENDER, now=AT)
    incoming.take(bytes(2 * CHUNK))
    assert shelf.collect(0.9) == 0
    assert shelf.collect(1.1) == 1
    assert shelf.count("content_chunks") == 0


def test_what_an_upload_is_called_lies_sealed(shelf: Shelf) -> None:
    kept = shelf.contents.keep(b"words", by=SENDER, now=AT, name="Диагноз Маркова.txt")
    assert shelf.uploads.name_of(SENDER, kept.sha256) == "Диагноз Маркова.txt"
    assert shelf.uploads.name_of(ANNA, kept.sha256) == ""
    shelf.ring.forget(SENDER)
    assert shelf.uploads.name_of(SENDER, kept.sha256) == ""
