"""What around a ticket came with tickets that were merged into it: a table of the list; read by ``card``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Fact, Recorded
from events.ticket_checks import ChecksAdded, CheckWithdrawn
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_links import TicketLinked, TicketUnlinked
from events.ticket_tags import TicketTagged, TicketUntagged
from events.ticket_unmerged import TicketUnmerged
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement

_PUT = frozenset({ChecksAdded, TicketTagged, TicketLinked, TicketWatched, TicketCopied})
_TAKEN = frozenset({CheckWithdrawn, TicketUntagged, TicketUnlinked, TicketUnwatched, TicketCopyEnded})
HEARD = _PUT | _TAKEN | {TicketUnmerged}


class Brought(NamedTuple):
    """A tag, a link of a kind, who watches or is in copy, an item to tick off, and the merged ticket it came with."""

    from_id: UUID
    number: int
    what: str
    value: str
    to_id: UUID | None


def follow(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Take in what came by a merge, and what is there no longer; behind the merges of the batch."""
    for recorded in batch:
        kind = type(recorded.fact)
        if kind is TicketUnmerged:
            cursor.execute(
                "DELETE FROM ticket_brought b WHERE from_id = %s AND NOT EXISTS (SELECT FROM merged_tickets m"
                " WHERE m.into_id = b.ticket_id AND m.ticket_id = b.from_id)",
                (recorded.stream,),
            )
        elif kind in _PUT:
            for what, value, to_id in _named(recorded.fact):
                cursor.execute(
                    "INSERT INTO ticket_brought SELECT into_id, ticket_id, %s, %s, %s FROM merged_tickets"
                    " WHERE into_id = %s AND command_id = %s ON CONFLICT DO NOTHING",
                    (what, value, to_id, recorded.stream, recorded.metadata.command_id),
                )
        elif kind in _TAKEN:
            for what, value, to_id in _named(recorded.fact):
                cursor.execute(
                    "DELETE FROM ticket_brought WHERE ticket_id = %s AND what = %s AND value = %s AND to_id = %s",
                    (recorded.stream, what, value, to_id),
                )


_NOBODY = UUID(int=0)


def _named(fact: Fact) -> list[tuple[str, str, UUID]]:
    if isinstance(fact, TicketTagged | TicketUntagged):
        return [("tag", tag, _NOBODY) for tag in fact.tags]
    if isinstance(fact, ChecksAdded):
        return [("check", "", one.check_id) for one in fact.checks]
    if isinstance(fact, TicketLinked | TicketUnlinked):
        return [("link", fact.kind, fact.to)]
    if isinstance(fact, TicketWatched | TicketUnwatched):
        return [("watcher", "", fact.person_id)]
    if isinstance(fact, TicketCopied | TicketCopyEnded):
        return [("copy", "", fact.person_id)]
    return [("check", "", fact.check_id)] if isinstance(fact, CheckWithdrawn) else []


_OF_TICKET = statement(
    "SELECT {columns} FROM ticket_brought b JOIN ticket_list t ON t.ticket_id = b.from_id WHERE b.ticket_id = %s"
    " ORDER BY t.number, b.what, b.value, b.to_id",
    columns=selected(Brought, "b", number=statement("t.number"), to_id=statement("nullif(b.to_id, %s)")),
)


@reads("ticket_list")
def of_ticket(cursor: Cursor[Any], ticket_id: UUID) -> list[Brought]:
    """In the order of the tickets that they came with; who may read what is around the ticket is asked first."""
    return rows_of(Brought, cursor.execute(_OF_TICKET, (_NOBODY, ticket_id)))
