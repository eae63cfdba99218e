"""One ticket's card; the viewer first: what they may not see looks as if it did not exist."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.module import Module
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import LEVELS, Level, PrioritySource
from projections.agreement import service_class
from projections.agreement.service_class import ServiceClass
from projections.approval import rows as approvals
from projections.approval.rows import ApprovalView
from projections.facts import past_names
from projections.kit import guests, visibility
from projections.kit.columns import first_of_both, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement
from projections.kit.visibility import TicketSight
from projections.person.absences import Away
from projections.ticket import files as ticket_files
from projections.ticket import links as ticket_links
from projections.ticket import merged as merged_tickets
from projections.ticket.around import company
from projections.ticket.around.company import GoesAlong, ShownTo
from projections.ticket.files import ShownFile
from projections.ticket.linked import LinkedTicket
from projections.ticket.links import Has, LinkedChange, LinkedProblem
from projections.ticket.lists.lines import ChecklistCount, counted
from projections.ticket.merged import MergedTicket
from projections.ticket_type import remembered


class TicketCard(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a ticket now. ``version`` is what an If-Match compares with.

    ``attachments`` are its files and those of the comments that the viewer may read, the oldest first.
    ``responsible_away`` is told to staff while the responsible is away.
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
    noted_answer: str | None
    attributes: dict[str, str]
    attachments: tuple[ShownFile, ...]
    reason: str | None
    solution: str | None
    wake_up_at: datetime | None
    merged_into: UUID | None
    approvals: tuple[ApprovalView, ...] = ()
    responsible_away: Away | None = None


class WholeCard(TicketCard, frozen=True, kw_only=True):
    """The card with what stands around the ticket: its class of service (row 174) and what it is linked to.

    ``merged`` are the tickets that go on as this one, with their first words; ``watchers``, ``shared_with`` and
    how far the ``checklist`` is are told to staff.
    """

    service: Text | None = None
    service_class: ServiceClass | None = None
    follows: LinkedTicket | None = None
    followed_by: tuple[LinkedTicket, ...] = ()
    problems: tuple[LinkedProblem, ...] = ()
    changes: tuple[LinkedChange, ...] = ()
    merged: tuple[MergedTicket, ...] = ()
    in_copy: tuple[GoesAlong, ...] = ()
    watchers: tuple[GoesAlong, ...] = ()
    shared_with: tuple[ShownTo, ...] = ()
    checklist: ChecklistCount | None = None


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
    noted_answer: str | None
    attributes: dict[str, str]
    reason: str | None
    solution: str | None
    wake_up_at: datetime | None
    merged_into: UUID | None
    priority_from: PrioritySource | None
    checks: int
    checks_ticked: int
    asker: str | None
    responsible: str | None
    team_ru: str | None
    team_en: str
    service_ru: str | None
    service_en: str
    type_table: int | None
    type_version: int | None
    inner_read: bool
    by_merge: bool
    has_files: bool
    has_approvals: bool
    takes_in: bool
    goes_on: bool
    away_until: datetime | None
    stands_in_id: UUID | None
    stands_in: str | None
    is_followed: bool
    has_problems: bool
    has_changes: bool
    has_company: bool


_SHOWN = (("changed_at", "shown_at"), ("changed_version", "shown_version"), ("comments", "public_comments"))
"""What a card tells of all facts to who reads private words, and of the public ones to others."""
_KEPT = 128
"""So many ways of seeing are kept put together; there are a few dozen."""


_AROUND = {
    field: statement(
        "EXISTS (SELECT FROM {table} x WHERE x.{column} = t.ticket_id)", table=name(table), column=name(of)
    )
    for field, table, of in (
        ("has_files", "ticket_files", "ticket_id"),
        ("has_approvals", "approvals", "ticket_id"),
        ("takes_in", "merged_tickets", "into_id"),
        ("is_followed", "ticket_list", "follows"),
        ("has_problems", "problem_incidents", "ticket_id"),
        ("has_changes", "change_incidents", "ticket_id"),
        ("has_company", "ticket_people", "ticket_id"),
    )
}
"""What most tickets have none of: asked for in one look, so that nothing is asked for in vain."""


_GONE = statement(
    "LEFT JOIN absences gone ON gone.person_id = t.responsible_id"
    " AND gone.from_at <= %(asked_at)s AND %(asked_at)s < gone.until_at"
    " LEFT JOIN persons stands_in ON stands_in.person_id = gone.substitute_id"
)
"""The absence that the responsible is in at the moment: nobody is in two."""


@lru_cache(_KEPT)
def _asked(predicate: Fragment, shown: tuple[Fragment, ...], inner: Fragment, by_merge: Fragment) -> Fragment:
    changed_at, changed_version, comments = shown
    return statement(
        "SELECT {columns}, {of_class} FROM ticket_list t LEFT JOIN sla_clocks c USING (ticket_id)"
        " LEFT JOIN persons asker ON asker.person_id = t.requester_id"
        " LEFT JOIN persons person ON person.person_id = t.responsible_id"
        " {gone} LEFT JOIN teams team ON team.team_id = t.team_id LEFT JOIN ticket_types kind ON kind.code = t.type"
        " {service} {named} WHERE t.ticket_id = %(id)s AND {predicate}",
        columns=selected(
            _Row,
            "t",
            changed_at=changed_at,
            changed_version=changed_version,
            comments=comments,
            asker=name("asker.name"),
            responsible=name("person.name"),
            team_ru=name("team.name_ru"),
            team_en=name("team.name_en"),
            service_ru=name("service.name_ru"),
            service_en=name("service.name_en"),
            type_table=name("kind.tableoid"),
            type_version=name("kind.version"),
            inner_read=inner,
            by_merge=by_merge,
            goes_on=statement("t.follows IS NOT NULL"),
            away_until=name("gone.until_at"),
            stands_in_id=name("gone.substitute_id"),
            stands_in=name("stands_in.name"),
            **_AROUND,
        ),
        gone=_GONE,
        of_class=service_class.COLUMNS,
        service=past_names.named("t.service_id", "service"),
        named=service_class.NAMED,
        predicate=predicate,
    )


@reads(
    "ticket_list",
    "directory",
    "ticket_types",
    "sla_clocks",
    "past_names",
    also=(ticket_files.of_ticket, approvals.of_ticket, ticket_links.links, merged_tickets.words, company.of_ticket),
)
def whole_card(
    cursor: Cursor[Any],
    viewer: Viewer,
    ticket_id: UUID,
    *,
    now: datetime,
    hidden: Callable[[], Collection[Module]] = frozenset,
) -> WholeCard | None:
    """The card of a ticket that the viewer may see or is asked to approve; ``None`` when there is none for them.

    One that does not exist and one that they may not see look the same. Without links into ``hidden`` modules, which
    are asked for where there is something that they could hide.
    """
    row_and_class = _found(cursor, viewer, ticket_id, now)
    if row_and_class is None:
        return None
    row, of_class = row_and_class
    files = ticket_files.of_ticket(cursor, ticket_id, inner=row.inner_read) if row.has_files else {}
    standing = (row.type, row.status, row.type_table, row.type_version)
    stands = remembered.statuses_shown(cursor, [standing])[row.type, row.status]
    priority = LEVELS[row.priority]
    # As they are called today, like everybody on a card; who is not registered, by the name that they gave.
    called = row.requester_name if row.asker is None else row.asker
    if row.by_merge:
        called = guests.called(cursor.connection, viewer, row.requester_id, called)
    by_matrix = stands.matrix.priority(row.impact, row.urgency) == priority
    has = Has(
        former=row.goes_on,
        later=row.is_followed or row.takes_in,
        problems=row.has_problems or row.takes_in,
        changes=row.has_changes or row.takes_in,
    )
    around = ticket_links.links(cursor, viewer, ticket_id, now=now, hidden=hidden, has=has)
    along = company.of_ticket(cursor, ticket_id) if row.has_company else {}
    merged = merged_tickets.words(cursor, viewer, ticket_id) if row.takes_in else []
    return WholeCard(
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
        team=None if row.team_ru is None else Text(ru=row.team_ru, en=row.team_en),
        responsible_id=row.responsible_id,
        responsible=None if row.responsible is None else Text.same(row.responsible),
        registered_at=row.registered_at,
        changed_at=row.changed_at,
        version=row.changed_version,
        comments=row.comments,
        last_word=row.last_word,
        noted_answer=row.noted_answer,
        attributes=row.attributes,
        attachments=tuple(file for brought in files.values() for file in brought),
        reason=row.reason,
        solution=row.solution,
        wake_up_at=row.wake_up_at,
        merged_into=row.merged_into,
        approvals=(approvals.of_ticket(cursor, viewer, ticket_id, inner=row.inner_read) if row.has_approvals else ()),
        responsible_away=_away(row) if row.inner_read else None,
        service=None if row.service_ru is None else Text(ru=row.service_ru, en=row.service_en),
        service_class=service_class.class_of(cursor, of_class),
        follows=around.follows,
        followed_by=around.followed_by,
        problems=around.problems,
        changes=around.changes,
        merged=tuple(words.ticket for words in merged),
        in_copy=along.get(company.COPY, ()),
        watchers=along.get(company.WATCH, ()) if row.inner_read else (),
        shared_with=company.shown_to(along) if row.inner_read else (),
        checklist=counted(row.checks, row.checks_ticked) if row.inner_read else None,
    )


def _away(row: _Row) -> Away | None:
    if row.away_until is None:
        return None
    stands_in = None if row.stands_in is None else Text.same(row.stands_in)
    return Away(until_at=row.away_until, substitute_id=row.stands_in_id, substitute=stands_in)


def _found(
    cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, now: datetime
) -> tuple[_Row, service_class.ClassRow] | None:
    predicate, params = visibility.tickets(viewer, "t")
    asked, more = approvals.awaits(viewer, "t", now)
    predicate = statement("({seen} OR {asked})", seen=predicate, asked=asked)
    shown = tuple(visibility.shown(viewer, "t", *pair)[0] for pair in _SHOWN)
    inner, inner_params = visibility.inner(viewer, "t")
    by_merge, merge_params = visibility.sees_by_merge(viewer, "t")
    cursor.execute(
        _asked(predicate, shown, inner, by_merge),
        {**params, **more, **inner_params, **merge_params, "id": ticket_id},
        binary=True,
    )
    return first_of_both(_Row, service_class.ClassRow, cursor)


@reads("approvals", also=(visibility.sight,))
def sight(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, asked_at: datetime) -> TicketSight | None:
    """As ``visibility.sight``, also for whom the ticket waits at that moment, to approve it."""
    return visibility.sight(cursor, viewer, ticket_id, approvals.awaits(viewer, "t", asked_at))
