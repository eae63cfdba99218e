"""What becomes of comments in the timeline: other words, or none and no files, or a ticket; part of its writer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from events.fact import Recorded
from events.ticket import TicketCommented
from events.ticket_words import (
    TicketCommentEdited,
    TicketCommentRedacted,
    TicketCommentSplitOff,
    TicketCommentWithdrawn,
    TicketDescriptionRedacted,
)

_COMMENT = TicketCommented.stored_name


def follow(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Take in what became of comments, behind the entries of the batch; few facts say so."""
    for recorded in batch:
        fact = recorded.fact
        if isinstance(fact, TicketCommentEdited):
            cursor.execute(
                "UPDATE ticket_timeline SET body = %s, edited_at = %s"
                " WHERE ticket_id = %s AND comment_id = %s AND name = %s AND body IS NOT NULL",
                (fact.body, recorded.metadata.occurred_at, fact.ticket_id, fact.comment_id, _COMMENT),
            )
        elif isinstance(fact, TicketCommentSplitOff):
            cursor.execute(
                "UPDATE ticket_timeline SET went_to = %s, went_to_number = %s"
                " WHERE ticket_id = %s AND comment_id = %s AND name = %s",
                (fact.into, fact.number, fact.ticket_id, fact.comment_id, _COMMENT),
            )
        elif isinstance(fact, TicketCommentRedacted):
            cursor.execute(
                "UPDATE ticket_timeline SET body = NULL, redacted_at = %s"
                " WHERE ticket_id = %s AND comment_id = %s AND name = %s",
                (recorded.metadata.occurred_at, fact.ticket_id, fact.comment_id, _COMMENT),
            )
            if fact.with_files:
                cursor.execute(
                    "DELETE FROM ticket_files WHERE ticket_id = %s AND version = %s",
                    (fact.ticket_id, fact.comment_version),
                )
        elif isinstance(fact, TicketDescriptionRedacted):
            cursor.execute(
                "UPDATE ticket_timeline SET body = NULL, redacted_at = %s WHERE ticket_id = %s AND version = ANY(%s)",
                (recorded.metadata.occurred_at, fact.ticket_id, list(fact.redacted)),
            )
            if fact.with_files:
                cursor.execute("DELETE FROM ticket_files WHERE ticket_id = %s AND version = 1", (fact.ticket_id,))
        elif isinstance(fact, TicketCommentWithdrawn):
            cursor.execute(
                "UPDATE ticket_timeline SET body = NULL WHERE ticket_id = %s AND comment_id = %s AND name = %s"
                " RETURNING version",
                (fact.ticket_id, fact.comment_id, _COMMENT),
            )
            for (version,) in cursor.fetchall():
                cursor.execute(
                    "DELETE FROM ticket_files WHERE ticket_id = %s AND version = %s", (fact.ticket_id, version)
                )
