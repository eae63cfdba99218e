"""Tickets that were merged into others, however many merges ago; written by the list, read by what shows the target.

Whoever works on the target reads all of their words that they may read at all. Others read the public ones: who asked
for one of the tickets, and whoever may see the merged ticket itself.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.ticket import TicketJoined, TicketMerged, TicketRequesterRecognised
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_unmerged import TicketUnmerged
from events.values.people import Viewer
from projections.kit import guests, visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement

IDS = statement("SELECT m.ticket_id FROM merged_tickets m WHERE m.into_id = %(id)s")
"""The tickets that go on as the one of ``id``."""
_KEPT = 64
"""So many ways of seeing are kept put together; there are a handful."""


class MergedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket said that goes on as this one: who asked for it, and in which words."""

    ticket_id: UUID
    number: int
    subject: str
    description: str
    requester_id: UUID
    requester_name: str
    requester_email: str
    registered_at: datetime


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A merged ticket, since which version of the target it goes on, whether private words, the address are read.

    ``asked_as`` is what who asked for it was called then, as far as it is told.
    ``is_told`` says that what it was merged into tells it: an older desk told it on the merged ticket alone.
    """

    ticket: MergedTicket
    asked_as: str
    at_version: int
    inner: bool
    addresses: bool
    is_told: bool


def follow(cursor: Cursor[Any], recorded: Recorded, requester_id: UUID | None) -> None:
    """Take in a merge, or its end; ``requester_id`` asked for the ticket that is merged, as that is known by now."""
    fact = recorded.fact
    if isinstance(fact, TicketMerged):
        cursor.execute(
            "INSERT INTO merged_tickets (into_id, ticket_id, requester_id, at_version) "
            " SELECT %(into)s, %(merged)s, %(requester)s, 0 UNION ALL"
            " SELECT %(into)s, ticket_id, requester_id, 0 FROM merged_tickets WHERE into_id = %(merged)s",
            {"into": fact.into, "merged": fact.ticket_id, "requester": requester_id},
        )
    elif isinstance(fact, TicketUnmerged):
        cursor.execute(
            "DELETE FROM merged_tickets WHERE (ticket_id = %(parted)s"
            " OR ticket_id IN (SELECT ticket_id FROM merged_tickets WHERE into_id = %(parted)s))"
            " AND (into_id = %(from)s OR into_id IN (SELECT into_id FROM merged_tickets WHERE ticket_id = %(from)s))",
            {"parted": fact.ticket_id, "from": fact.parted_from},
        )
    elif isinstance(fact, TicketRequesterRecognised | TicketRequesterCorrected):
        cursor.execute(
            "UPDATE merged_tickets SET requester_id = %s WHERE ticket_id = %s", (requester_id, fact.ticket_id)
        )
    elif isinstance(fact, TicketJoined):
        cursor.execute(
            "UPDATE merged_tickets SET at_version = %(version)s,"
            " command_id = CASE WHEN ticket_id = %(joined)s THEN %(command)s::uuid ELSE command_id END"
            " WHERE into_id = %(into)s AND (ticket_id = %(joined)s"
            " OR ticket_id IN (SELECT ticket_id FROM merged_tickets WHERE into_id = %(joined)s))",
            {
                "version": recorded.version,
                "into": fact.ticket_id,
                "joined": fact.joined,
                "command": recorded.metadata.command_id,
            },
        )


class _Row(NamedTuple):
    ticket_id: UUID
    number: int
    subject: str
    description: str
    requester_id: UUID
    requester_name: str
    asked_as: str
    requester_email: str
    registered_at: datetime
    at_version: int
    inner_read: bool
    by_merge: bool
    is_told: bool


@lru_cache(_KEPT)
def _asked(seen: Fragment, inner: Fragment, by_merge: Fragment) -> Fragment:
    return statement(
        "SELECT {columns} FROM merged_tickets m JOIN ticket_list t USING (ticket_id)"
        " JOIN ticket_list target ON target.ticket_id = m.into_id"
        " LEFT JOIN persons asker ON asker.person_id = t.requester_id"
        " WHERE m.into_id = %(id)s AND (%(works)s OR {seen} OR target.requester_id = %(viewer_id)s"
        " OR EXISTS (SELECT FROM merged_tickets mine WHERE mine.into_id = m.into_id"
        " AND mine.requester_id = %(viewer_id)s)) ORDER BY m.at_version, t.number",
        columns=selected(
            _Row,
            "t",
            requester_name=statement("coalesce(asker.name, t.requester_name)"),
            asked_as=name("t.requester_name"),
            at_version=name("m.at_version"),
            inner_read=inner,
            by_merge=by_merge,
            is_told=statement(
                "EXISTS (SELECT FROM merged_tickets first WHERE first.into_id = t.merged_into"
                " AND first.ticket_id = t.ticket_id AND first.at_version > 0)"
            ),
        ),
        seen=seen,
    )


@reads("ticket_list", "directory")
def words(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID) -> list[Words]:
    """What was merged into a ticket that the viewer may see, as far as they may read it; in the order of merges.

    Who shares a conversation reads names; the address of another is for those who work on it.
    """
    seen, params = visibility.tickets(viewer, "t")
    inner, more = visibility.inner(viewer, "t")
    of_target, others = visibility.inner(viewer, "target")
    by_merge, shared = visibility.sees_by_merge(viewer, "target")
    cursor.execute(
        _asked(seen, statement("{inner} AND {of_target}", inner=inner, of_target=of_target), by_merge),
        {
            **params,
            **more,
            **others,
            **shared,
            "id": ticket_id,
            "viewer_id": viewer.actor.id,
            "works": visibility.sees_inner(viewer),
        },
    )
    found = []
    for row in rows_of(_Row, cursor):
        ticket = MergedTicket(**{field: getattr(row, field) for field in MergedTicket.__struct_fields__})
        addresses = ticket.requester_id == viewer.actor.id or (visibility.sees_inner(viewer) and not row.by_merge)
        shown = ticket if addresses else _without_address(cursor, ticket, viewer)
        found.append(
            Words(
                ticket=shown,
                asked_as=row.asked_as if addresses else _called(cursor, viewer, ticket, row.asked_as),
                at_version=row.at_version,
                inner=row.inner_read,
                addresses=addresses,
                is_told=row.is_told,
            )
        )
    return found


def _without_address(cursor: Cursor[Any], ticket: MergedTicket, viewer: Viewer) -> MergedTicket:
    name = _called(cursor, viewer, ticket, ticket.requester_name)
    return msgspec.structs.replace(ticket, requester_name=name, requester_email="")


def _called(cursor: Cursor[Any], viewer: Viewer, ticket: MergedTicket, name: str) -> str:
    return guests.called(cursor.connection, viewer, ticket.requester_id, name)
