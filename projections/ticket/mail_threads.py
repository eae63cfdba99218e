"""Message-ID to ticket, so that an answer by mail finds its ticket; read by the mail intake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from events.fact import Recorded
from events.ticket import TicketCommented, TicketRegistered
from events.values.identity import TicketId
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.reads import reads
from projections.kit.wire.arrays import Columns

LONGEST_ID = 998
"""Characters of a line of a letter. Older desks took longer ids over HTTP."""

_INSERT = (
    "INSERT INTO mail_threads (message_id, ticket_id, position)"
    " SELECT DISTINCT ON (id) * FROM unnest(%s::text[], %s::uuid[], %s::bigint[]) AS m (id, ticket, at)"
    " ORDER BY id, at ON CONFLICT (message_id) DO NOTHING"
)
_AS_SENT = Columns("text", "uuid", "bigint")


class MailThreads:
    """The only writer of ``mail_threads``. The first ticket that a message went to keeps it."""

    name = "mail_threads"
    tables = ("mail_threads",)
    ddl = ddl("projections.ticket", "mail_threads.sql")
    parks = ALONE
    interests = (TicketRegistered, TicketCommented)
    reads_personal = frozenset({"message_id"})

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Add the messages of a batch in one statement."""
        rows = [
            (recorded.fact.message_id, recorded.fact.ticket_id, recorded.position)
            for recorded in batch
            if isinstance(recorded.fact, TicketRegistered | TicketCommented) and _is_an_id(recorded.fact.message_id)
        ]
        if rows:
            cursor.execute(_INSERT, _AS_SENT.of(rows))


def _is_an_id(message_id: str) -> bool:
    """Whether a letter can answer to it: no header bears a longer one, and an index of the database neither."""
    return 0 < len(message_id) <= LONGEST_ID and message_id.isascii()


@reads("mail_threads")
def tickets_of(cursor: Cursor[Any], message_ids: Sequence[str]) -> list[TicketId]:
    """The tickets that these messages went to, in the order of the ids, each once."""
    cursor.execute(
        "SELECT m.ticket_id FROM unnest(%s::text[]) WITH ORDINALITY AS asked (id, nth)"
        " JOIN mail_threads m ON m.message_id = asked.id ORDER BY asked.nth",
        (list(message_ids),),
    )
    return list(dict.fromkeys(TicketId(ticket) for (ticket,) in cursor.fetchall()))
