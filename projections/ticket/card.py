"""One ticket's card; the viewer first: what they may not see looks as if it did not exist."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.module import Module
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import LEVELS, Attachment, Level, PrioritySource
from projections.agreement import service_class
from projections.agreement.service_class import ServiceClass
from projections.approval import rows as approvals
from projections.approval.rows import ApprovalView
from projections.facts import past_names
from projections.kit import guests, visibility
from projections.kit.columns import first_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, statement
from projections.person import directory
from projections.ticket import files as ticket_files
from projections.ticket import links as ticket_links
from projections.ticket import merged as merged_tickets
from projections.ticket.linked import LinkedTicket
from projections.ticket.links import LinkedChange, LinkedProblem
from projections.ticket.merged import MergedTicket
from projections.ticket_type import rows as ticket_types


class TicketCard(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a ticket now. ``version`` is what an If-Match compares with.

    ``attachments`` are its files and those of the comments that the viewer may read, the oldest first.
    """

    ticket_id: UUID
    number: int
    type: str
    type_name: Text
    subject: str
    description: str
    status: str
    status_name: Text
    status_colour: str
    priority: str
    impact: str | None
    urgency: str | None
    priority_from: PrioritySource
    channel: str
    requester_id: UUID
    requester_name: str
    requester_email: str
    agreement_id: UUID
    service_id: UUID | None
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    registered_at: datetime
    changed_at: datetime
    version: int
    comments: int
    last_word: str | None
    attributes: dict[str, str]
    attachments: tuple[Attachment, ...]
    reason: str | None
    solution: str | None
    wake_up_at: datetime | None
    merged_into: UUID | None
    approvals: tuple[ApprovalView, ...] = ()


class WholeCard(TicketCard, frozen=True, kw_only=True):
    """The card with what stands around the ticket: its class of service (row 174) and what it is linked to.

    ``merged`` are the tickets that go on as this one, with their first words.
    """

    service: Text | None = None
    service_class: ServiceClass | None = None
    follows: LinkedTicket | None = None
    followed_by: tuple[LinkedTicket, ...] = ()
    problems: tuple[LinkedProblem, ...] = ()
    changes: tuple[LinkedChange, ...] = ()
    merged: tuple[MergedTicket, ...] = ()


class _Row(NamedTuple):
    ticket_id: UUID
    number: int
    type: str
    subject: str
    description: str
    status: str
    priority: int
    impact: Level | None
    urgency: Level | None
    channel: str
    requester_id: UUID
    requester_name: str
    requester_email: str
    agreement_id: UUID
    service_id: UUID | None
    team_id: UUID | None
    responsible_id: UUID | None
    registered_at: datetime
    changed_at: datetime
    changed_version: int
    comments: int
    last_word: str | None
    attributes: dict[str, str]
    reason: str | None
    solution: str | None
    wake_up_at: datetime | None
    merged_into: UUID | None
    priority_from: PrioritySource | None
    inner_read: bool
    by_merge: bool


_SHOWN = (("changed_at", "shown_at"), ("changed_version", "shown_version"), ("comments", "public_comments"))
"""What a card tells of all facts to who reads private words, and of the public ones to others."""
_KEPT = 128
"""So many ways of seeing are kept put together; there are a few dozen."""


@lru_cache(_KEPT)
def _asked(predicate: Fragment, shown: tuple[Fragment, ...], inner: Fragment, by_merge: Fragment) -> Fragment:
    changed_at, changed_version, comments = shown
    return statement(
        "SELECT {columns} FROM ticket_list t WHERE ticket_id = %(id)s AND {predicate}",
        columns=selected(
            _Row,
            "t",
            changed_at=changed_at,
            changed_version=changed_version,
            comments=comments,
            inner_read=inner,
            by_merge=by_merge,
        ),
        predicate=predicate,
    )


@reads(
    "ticket_list",
    "approvals",
    also=(directory.names, ticket_files.of_ticket, ticket_types.statuses_shown, approvals.of_ticket),
)
def card(
    cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, asked_at: datetime | None = None
) -> TicketCard | None:
    """The ticket's card; ``None`` when it does not exist or the viewer may not see it: they look the same.

    With ``asked_at`` also for whom the ticket waits at that moment, to approve it, though it is not theirs to see.
    """
    predicate, params = visibility.tickets(viewer, "t")
    if asked_at is not None:
        asked, more = approvals.awaits(viewer, "t", asked_at)
        predicate = statement("({seen} OR {asked})", seen=predicate, asked=asked)
        params.update(more)
    shown = tuple(visibility.shown(viewer, "t", *pair)[0] for pair in _SHOWN)
    inner, inner_params = visibility.inner(viewer, "t")
    by_merge, merge_params = visibility.sees_by_merge(viewer, "t")
    cursor.execute(
        _asked(predicate, shown, inner, by_merge), {**params, **inner_params, **merge_params, "id": ticket_id}
    )
    row = first_of(_Row, cursor)
    if row is None:
        return None
    around = (row.team_id, row.responsible_id, row.requester_id)
    named = directory.names(cursor, [who for who in around if who is not None])
    found = ticket_files.of_ticket(cursor, ticket_id, inner=row.inner_read)
    stands = ticket_types.statuses_shown(cursor, [(row.type, row.status)])[row.type, row.status]
    priority = LEVELS[row.priority]
    asker = named.get(row.requester_id)
    # As they are called today, like everybody on a card; who is not registered, by the name that they gave.
    called = row.requester_name if asker is None else asker.to(viewer.language)
    if row.by_merge:
        called = guests.called(cursor.connection, viewer, row.requester_id, called)
    by_matrix = stands.matrix.priority(row.impact, row.urgency) == priority
    return TicketCard(
        ticket_id=row.ticket_id,
        number=row.number,
        type=row.type,
        type_name=stands.type_name,
        subject=row.subject,
        description=row.description,
        status=row.status,
        status_name=stands.name,
        status_colour=stands.colour,
        priority=priority,
        impact=row.impact,
        urgency=row.urgency,
        priority_from=row.priority_from or ("matrix" if by_matrix else "named"),
        channel=row.channel,
        requester_id=row.requester_id,
        requester_name=called,
        requester_email="" if row.by_merge else row.requester_email,
        agreement_id=row.agreement_id,
        service_id=row.service_id,
        team_id=row.team_id,
        team=None if row.team_id is None else named.get(row.team_id),
        responsible_id=row.responsible_id,
        responsible=None if row.responsible_id is None else named.get(row.responsible_id),
        registered_at=row.registered_at,
        changed_at=row.changed_at,
        version=row.changed_version,
        comments=row.comments,
        last_word=row.last_word,
        attributes=row.attributes,
        attachments=tuple(file for files in found.values() for file in files),
        reason=row.reason,
        solution=row.solution,
        wake_up_at=row.wake_up_at,
        merged_into=row.merged_into,
        approvals=approvals.of_ticket(cursor, viewer, ticket_id, inner=row.inner_read),
    )


@reads(also=(card, ticket_links.links, past_names.latest, service_class.service_class, merged_tickets.words))
def whole_card(
    cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, now: datetime, hidden: Collection[Module] = ()
) -> WholeCard | None:
    """The card of a ticket that the viewer may see or is asked to approve, without links into ``hidden`` modules."""
    found = card(cursor, viewer, ticket_id, asked_at=now)
    if found is None:
        return None
    around = ticket_links.links(cursor, viewer, ticket_id, now=now, hidden=hidden)
    named = past_names.latest(cursor, [] if found.service_id is None else [found.service_id])
    return WholeCard(
        **msgspec.structs.asdict(found),
        **msgspec.structs.asdict(around),
        service=None if found.service_id is None else named.get(found.service_id),
        service_class=service_class.service_class(cursor, ticket_id),
        merged=tuple(words.ticket for words in merged_tickets.words(cursor, viewer, ticket_id)),
    )
