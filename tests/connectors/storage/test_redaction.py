"""A comment's words leave the log in the transaction that tells it, and the seals can still be checked."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import psycopg
import pytest
from psycopg import Rollback

from commands.ports import Receipt
from commands.ticket.comments import EditComment
from commands.ticket.redact import RedactComment
from commands.ticket.talk import CommentOnTicket
from connectors.storage.log.codec import plain_form
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.sealing import ERASED
from connectors.storage.proof.audit import verify
from connectors.storage.server.database import Database
from events.ticket import TicketCommented
from events.ticket_words import TicketCommentEdited, TicketCommentRedacted
from events.values.identity import StreamId
from tests.dsl import Story
from tests.gallery import ATTACHMENT, DESK, REGISTERED, TICKET
from tests.people import ADMINISTRATOR, ANNA, OPERATOR

TYPED = "пароль Сезам4711"


class Said:
    """A ticket with a comment that should not have been written, and was edited, before another one."""

    def __init__(self, database: Database) -> None:
        self.database, self.log = database, PostgresLog(database)
        self.story = Story(self.log).given(*DESK, REGISTERED)
        word = CommentOnTicket(ticket_id=TICKET, body=TYPED, attachments=(ATTACHMENT,))
        self.story.when(word, by=OPERATOR)
        told = next(one.fact for one in self.story.recorded if isinstance(one.fact, TicketCommented))
        edit = EditComment(ticket_id=TICKET, comment_id=told.comment_id, body=f"{TYPED}!")
        self.story.when(edit, by=OPERATOR)
        self.story.when(CommentOnTicket(ticket_id=TICKET, body="Уже смотрим"), by=OPERATOR)
        self.order = RedactComment(ticket_id=TICKET, comment_id=told.comment_id, reason="В комментарии пароль")

    def redact(self, *, files: bool = False) -> None:
        self.story.when(msgspec.structs.replace(self.order, files=files), by=ADMINISTRATOR)
        assert self.story.receipt.version == 5

    def states(self) -> list[tuple[int, str, bytes]]:
        """Position, name and stored form of what was said on the ticket."""
        query = (
            "SELECT notification_id, topic, state FROM desk.facts WHERE originator_id = %s"
            " AND topic LIKE 'ticket.comment%%' ORDER BY 1"
        )
        with self.database.connection() as connection:
            return [(at, name, bytes(state)) for at, name, state in connection.execute(query, (TICKET,))]

    def bodies(self) -> list[str]:
        facts = [one.fact for one in PostgresLog(self.database).load(StreamId(TICKET))]
        return [one.body for one in facts if isinstance(one, TicketCommented | TicketCommentEdited)]


@pytest.fixture
def said(database: Database) -> Said:
    return Said(database)


def test_every_version_of_the_comment_reads_as_erased_for_good(said: Said) -> None:
    assert said.bodies() == [TYPED, f"{TYPED}!", "Уже смотрим"]
    said.redact()
    assert said.bodies() == [ERASED, ERASED, "Уже смотрим"]
    sealed = [plain_form(state).s.keys() for _, _, state in said.states()]
    assert ["body" in fields for fields in sealed] == [False, False, True, False]
    told = said.log.load(StreamId(TICKET))[-1].fact
    assert isinstance(told, TicketCommentRedacted)
    assert (told.redacted, told.reason, told.with_files) == ((2, 3), "В комментарии пароль", False)


def test_the_names_of_its_files_go_when_that_is_asked(said: Said) -> None:
    said.redact()
    names = [one.fact.attachments[0].name for one in said.log.load(StreamId(TICKET))[1:2]]  # type: ignore[attr-defined] # a comment
    assert names == [ATTACHMENT.name]
    said.story.when(msgspec.structs.replace(said.order, files=True), by=ADMINISTRATOR)
    (comment,) = PostgresLog(said.database).load(StreamId(TICKET))[1:2]
    assert isinstance(comment.fact, TicketCommented)
    assert [(one.name, one.sha256) for one in comment.fact.attachments] == [(ERASED, ATTACHMENT.sha256)]
    found = verify(said.database)
    assert (found.finding, [by for _, by in found.redacted]) == (None, [said.states()[-1][0]] * 2)


def test_what_opens_the_contents_of_its_files_goes_when_that_is_asked(said: Said) -> None:
    digest, other = bytes.fromhex(ATTACHMENT.sha256), b"o" * 32
    with said.database.transaction() as cursor:
        for sha256 in (digest, other):
            cursor.execute(
                "WITH made AS (INSERT INTO desk.contents VALUES (gen_random_uuid(), %s, 1, '', %s, now())"
                " RETURNING content_id)"
                " INSERT INTO desk.content_keys SELECT %s, %s, content_id, 1, 'key', now(), true FROM made",
                (sha256, ANNA, ANNA, sha256),
            )

    def kept() -> set[bytes]:
        with said.database.connection() as connection:
            return {bytes(one) for (one,) in connection.execute("SELECT sha256 FROM desk.content_keys")}

    said.redact()
    assert kept() == {digest, other}
    said.story.when(msgspec.structs.replace(said.order, files=True), by=ADMINISTRATOR)
    assert isinstance(said.story.outcome, Receipt)
    assert kept() == {other}


def test_the_seals_still_verify_and_say_what_was_redacted_by_what(said: Said) -> None:
    assert verify(said.database).redacted == ()
    said.redact()
    found, places = verify(said.database), [position for position, _, _ in said.states()]
    assert (found.finding, found.redacted) == (None, ((places[0], places[-1]), (places[1], places[-1])))


def test_who_alters_a_redacted_fact_is_found(said: Said) -> None:
    said.redact()
    place = said.states()[0][0]
    with said.database.connection() as connection:
        connection.execute("ALTER TABLE desk.facts DISABLE TRIGGER facts_are_for_ever")
        connection.execute(
            "UPDATE desk.facts SET state = convert_to(replace(convert_from(state, 'UTF8'), 'true', 'false'), 'UTF8')"
            " WHERE notification_id = %s",
            (place,),
        )
        connection.execute("ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever")
    finding = verify(said.database).finding
    assert finding is not None
    assert (finding.position, finding.how) == (place, "altered")


@pytest.mark.parametrize("order", ["UPDATE desk.facts SET topic = topic", "DELETE FROM desk.redactions"])
def test_nothing_else_changes_facts_whatever_it_calls_itself(said: Said, order: str) -> None:
    said.redact()
    with said.database.connection() as connection:
        connection.execute("SELECT set_config('desk.redacts', 'yes', false)")
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            connection.execute(order)


def test_what_is_not_told_to_the_end_leaves_the_words_there(said: Said) -> None:
    state = msgspec.json.encode({"f": {"redacted": [2, 3], "with_files": True, "comment_version": 2}, "m": {}, "s": {}})
    with said.database.connection() as connection, suppress(Rollback), connection.transaction():
        connection.execute("SELECT set_config('desk.facts_are_sealed', 'yes', true)")
        connection.execute(
            "INSERT INTO desk.facts (originator_id, originator_version, topic, state, notification_id)"
            " VALUES (%s, 9, %s, %s, 1000)",
            (TICKET, TicketCommentRedacted.stored_name, state),
        )
        assert connection.execute("SELECT count(*) FROM desk.redactions").fetchone() == (2,)
        raise Rollback
    assert said.bodies() == [TYPED, f"{TYPED}!", "Уже смотрим"]
    assert verify(said.database).redacted == ()
