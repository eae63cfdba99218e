"""What an administrator made unreadable is found and read nowhere any more; the history keeps that it was there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from msgspec.structs import replace

from commands.ticket.comments import EditComment
from commands.ticket.redact import RedactComment
from commands.ticket.requester import From
from commands.ticket.split import SplitComment
from commands.ticket.talk import CommentOnTicket
from events.ticket import TicketCommented, TicketRegistered
from events.ticket_words import TicketCommentRedacted
from events.values.identity import CommentId, StreamId, TicketId
from projections.facts.history import history_of_ticket
from projections.ticket.card import whole_card
from projections.ticket.timeline import timeline
from tests.projections.folded import rebuilt_equals_live
from tests.projections.world import World, viewer

SPECIALIST, ADMINISTRATOR = viewer("specialist"), viewer("administrator")
REDACTED = TicketCommentRedacted.stored_name
SECRET, EDITED = "пароль Сезам4711", "пароль Сезам4712"


def requester_of(world: World, ticket: TicketId) -> UUID:
    registered = world.log.load(StreamId(ticket))[0].fact
    assert isinstance(registered, TicketRegistered)
    return registered.requester.person_id


class Said:
    """A ticket with a comment that should not have been written, and was edited; read models know it."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.ticket: TicketId = world.ticket("Принтер")
        world.do(CommentOnTicket(ticket_id=self.ticket, body=SECRET), SPECIALIST)
        told = [one.fact for one in world.log.load(StreamId(self.ticket)) if isinstance(one.fact, TicketCommented)]
        self.comment: CommentId = told[0].comment_id
        world.do(EditComment(ticket_id=self.ticket, comment_id=self.comment, body=EDITED), SPECIALIST)
        world.do(CommentOnTicket(ticket_id=self.ticket, body="Уже смотрим"), SPECIALIST)
        world.fold()
        self.order = RedactComment(ticket_id=self.ticket, comment_id=self.comment, reason="В комментарии пароль")

    def redact(self) -> None:
        self.world.do(self.order, ADMINISTRATOR)
        self.world.fold()

    def dumped(self) -> Iterator[str]:
        """All rows of the desk, as text."""
        with self.world.cursor() as cursor:
            cursor.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('desk', 'views')"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - names of the catalogue
                yield from (row[0] for row in cursor)


@pytest.fixture
def said(world: World) -> Said:
    return Said(world)


def test_it_is_found_nowhere_any_more_and_the_history_keeps_that_it_was_there(said: Said) -> None:
    assert any("Сезам4712" in row for row in said.dumped())
    said.redact()
    assert not [row for row in said.dumped() if "сезам47" in row.lower()]
    with said.world.cursor() as cursor:
        entries = timeline(cursor, SPECIALIST, said.ticket)
        told = history_of_ticket(cursor, SPECIALIST, said.world.log.load(StreamId(said.ticket)))
    (comment,) = [one for one in entries if one.comment_id == said.comment and one.name == TicketCommented.stored_name]
    assert (comment.body, comment.is_withdrawn) == (None, False)
    assert comment.redacted_at is not None
    assert told[-1].what.en == "Public comment, made unreadable for good"
    assert told[-1].fact["reason"] == "В комментарии пароль"
    rebuilt_equals_live(said.world, "ticket_timeline", "search", "ticket_list")


def test_why_a_public_comment_was_made_unreadable_is_for_staff_alone(said: Said) -> None:
    """The reason mostly tells what stood there: “a password of the director”."""
    requester = viewer("requester", who=requester_of(said.world, said.ticket))
    said.redact()
    with said.world.cursor() as cursor:
        facts = said.world.log.load(StreamId(said.ticket))
        for by, reason in ((SPECIALIST, "В комментарии пароль"), (requester, "")):
            (told,) = [one for one in timeline(cursor, by, said.ticket) if one.name == REDACTED]
            (fact,) = [one.fact for one in history_of_ticket(cursor, by, facts) if one.name == REDACTED]
            assert (told.body or "", fact["reason"]) == (reason, reason)
            assert told.what.en == "Public comment, made unreadable for good"


def test_what_it_was_split_off_as_is_found_nowhere_any_more_either(said: Said) -> None:
    world = said.world
    new = TicketId(
        world.do(
            SplitComment(ticket_id=said.ticket, comment_id=said.comment, requester=From(email="new@client.example")),
            SPECIALIST,
        ).stream
    )
    world.fold()
    said.order = replace(said.order, copies=True)
    said.redact()
    assert not [row for row in said.dumped() if "сезам47" in row.lower()]
    requester = viewer("requester", who=requester_of(world, new))
    with world.cursor() as cursor:
        card = whole_card(cursor, SPECIALIST, new, now=world.now)
        entries = timeline(cursor, requester, new)
        told = history_of_ticket(cursor, requester, world.log.load(StreamId(new)))
    assert card is not None
    assert card.description == ""
    assert [one.body for one in entries if one.redacted_at is not None] == [None]
    assert told[-1].what.en == "The description was made unreadable for good"
    assert told[-1].fact["reason"] == ""
    rebuilt_equals_live(world, "ticket_timeline", "search", "ticket_list")
