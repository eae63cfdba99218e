"""Contents that older desks kept open are sealed once, for whom the facts say that they are; resumed, and then nothing
lies open.
"""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import msgspec
import pytest

from commands.ports import Change
from connectors.storage.foundations import open_files
from connectors.storage.foundations import steps as foundations
from connectors.storage.foundations.open_files import SealOpenFiles
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.server.database import Database
from connectors.storage.shelves.sealed_chunks import CHUNK
from connectors.storage.shelves.sealed_contents import SealedContents
from events.fact import Fact
from events.person import PersonPhotoChanged
from events.values.identity import CommentId, PersonId, StreamId, TicketId
from events.values.ticket import Attachment
from tests.connectors.storage.samples import command_id, draft
from tests.gallery import COMMENTED, REGISTERED

ANNA, BORIS, GONE = (PersonId(UUID(int=nth)) for nth in (71, 72, 73))
LARGE = b"a letter " * (CHUNK // 4)
SHARED, PHOTO, ERASED, NOBODYS = b"shared", b"a picture", b"of who was forgotten", b"never attached"


def attached(content: bytes, owner: PersonId) -> Fact:
    file = Attachment(hashlib.sha256(content).hexdigest(), "a.txt", "text/plain", len(content))
    return msgspec.structs.replace(
        COMMENTED,
        ticket_id=TicketId(uuid4()),
        comment_id=CommentId(uuid4()),
        requester_id=owner,
        attachments=(file, file),
    )


class OlderDesk:
    """Facts, with contents that lie open beside them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ring = PostgresKeyring(database)
        self.log = PostgresLog(database, self.ring)
        photo = Attachment(hashlib.sha256(PHOTO).hexdigest(), "photo", "image/png", len(PHOTO))
        for fact in (
            attached(LARGE, ANNA),
            attached(SHARED, ANNA),
            PersonPhotoChanged(person_id=BORIS, photo=photo),
            PersonPhotoChanged(person_id=BORIS, photo=None),
            attached(SHARED, BORIS),
            attached(ERASED, GONE),
            msgspec.structs.replace(REGISTERED, attachments=()),
        ):
            stream = StreamId(uuid4())
            change = Change(stream=stream, expected_version=0, drafts=(draft(fact),))
            self.log.append([change], command_id=command_id(), fingerprint=b"f")
        self.ring.of_owners([BORIS])
        self.ring.forget(GONE)
        with database.connection() as connection:
            for content in (LARGE, SHARED, PHOTO, ERASED, NOBODYS):
                connection.execute(
                    "INSERT INTO desk.files VALUES (%s, %s, %s, now())",
                    (hashlib.sha256(content).digest(), len(content), content),
                )
            connection.execute(
                "UPDATE desk.foundations SET until = %s, reached = 0 WHERE step = 'files-sealed'", (self.log.head(),)
            )

    def lay(self) -> list[int]:
        done: list[int] = []
        foundations.lay(self.database, [SealOpenFiles(self.ring)], lambda _words, at, _all: done.append(at))
        return done

    def read(self, owner: UUID, content: bytes) -> bytes | None:
        found = SealedContents(self.database, self.ring).of_owner(owner, hashlib.sha256(content).hexdigest())
        return None if found is None else found.whole()

    def left_open(self) -> int:
        with self.database.connection() as connection:
            ((count,),) = connection.execute("SELECT count(*) FROM desk.files").fetchall()
        return int(count)


@pytest.fixture
def older(database: Database) -> OlderDesk:
    return OlderDesk(database)


def refuse_otherwise(older: OlderDesk) -> None:
    assert older.read(ANNA, LARGE) == LARGE
    assert older.read(ANNA, SHARED) == older.read(BORIS, SHARED) == SHARED
    assert older.read(BORIS, PHOTO) == PHOTO
    assert older.read(GONE, ERASED) is None
    assert older.left_open() == 0
    with older.database.connection() as connection:
        ((count, named),) = connection.execute(
            "SELECT (SELECT count(*) FROM desk.contents), (SELECT bool_and(is_named) FROM desk.content_keys)"
        ).fetchall()
    assert (count, named) == (3, True)


def test_each_content_goes_to_whom_the_facts_say_it_belongs_and_none_stays_open(older: OlderDesk) -> None:
    assert older.lay() == [0, 7]
    refuse_otherwise(older)
    assert older.lay() == []


def test_who_is_killed_in_the_middle_is_gone_on_from(older: OlderDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "PIECE", 2)
    step = SealOpenFiles(older.ring)
    with older.database.transaction() as cursor:
        assert step.piece(cursor, 0, 7) == 2
        cursor.execute("UPDATE desk.foundations SET reached = 2 WHERE step = 'files-sealed'")
    assert older.left_open() == 3
    assert older.lay() == [2, 4, 6, 7]
    refuse_otherwise(older)
