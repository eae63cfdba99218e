"""The operator's list: one row a ticket, folded in memory and written set by set; read by ``pages`` and ``card``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.ticket import TICKET, TicketState, registered
from events.folds.ticket_checks import CheckState
from events.inner import is_news, is_silent
from events.ticket import CROSSINGS, TicketJoined, TicketMerged, TicketRegistered, TicketRequesterRecognised
from events.ticket_company import COMPANY_FACTS
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_shares import SHARE_FACTS
from events.ticket_unmerged import TicketUnmerged
from events.ticket_work import TICKET_WORK
from events.values.people import Responsible
from events.values.ticket import LEVELS, Attachment
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.statement import joined, name, names, statement
from projections.kit.wire.arrays import Columns
from projections.ticket import merged as merged_tickets
from projections.ticket.around import brought, company
from projections.ticket.around import rows as around
from projections.ticket.notices import rows as notices

COLUMNS: dict[str, str] = {
    "ticket_id": "uuid",
    "number": "bigint",
    "type": "text",
    "subject": "text",
    "status": "text",
    "is_open": "boolean",
    "is_unfinished": "boolean",
    "priority": "smallint",
    "impact": "text",
    "urgency": "text",
    "priority_from": "text",
    "channel": "text",
    "requester_id": "uuid",
    "requester_name": "text",
    "requester_email": "text",
    "company_id": "uuid",
    "unit_id": "uuid",
    "agreement_id": "uuid",
    "service_id": "uuid",
    "team_id": "uuid",
    "responsible_id": "uuid",
    "registered_at": "timestamptz",
    "changed_at": "timestamptz",
    "version": "bigint",
    "changed_version": "bigint",
    "shown_at": "timestamptz",
    "shown_version": "bigint",
    "news_place": "bigint",
    "news_by": "uuid",
    "news_before": "bigint",
    "shown_news_place": "bigint",
    "shown_news_by": "uuid",
    "shown_news_before": "bigint",
    "closed_at": "timestamptz",
    "comments": "int",
    "public_comments": "int",
    "last_word": "text",
    "noted_answer": "text",
    "description": "text",
    "attributes": "jsonb",
    "attachments": "jsonb",
    "reason": "text",
    "solution": "text",
    "wake_up_at": "timestamptz",
    "merged_into": "uuid",
    "follows": "uuid",
    "checks": "smallint",
    "checks_ticked": "smallint",
}
"""The columns of the list, in the order of ``rows.sql``."""
_CROSSINGS = frozenset(CROSSINGS)
_OF_MERGES = frozenset(
    {TicketMerged, TicketJoined, TicketUnmerged, TicketRequesterRecognised, TicketRequesterCorrected}
)
_COMPANY = frozenset((*COMPANY_FACTS, *SHARE_FACTS))
_WORK = frozenset(TICKET_WORK)
_SELECT = statement(
    "SELECT {columns} FROM ticket_list WHERE ticket_id = ANY(%s)",
    columns=joined(
        ", ",
        (
            statement("{it}::text", it=name(column)) if kind == "jsonb" else name(column)
            for column, kind in COLUMNS.items()
        ),
    ),
)
_UPSERT = statement(
    "INSERT INTO ticket_list ({columns}) SELECT * FROM unnest({arrays})"
    " ON CONFLICT (ticket_id) DO UPDATE SET {settings}",
    columns=names(COLUMNS),
    arrays=joined(", ", (statement("%b::{kind}[]", kind=name(kind)) for kind in COLUMNS.values())),
    settings=joined(
        ", ", (statement("{it} = excluded.{it}", it=name(column)) for column in COLUMNS if column != "ticket_id")
    ),
)
_AS_SENT = Columns(*COLUMNS.values())
_ATTRIBUTES = msgspec.json.Decoder(dict[str, str])
_ATTACHMENTS = msgspec.json.Decoder(tuple[Attachment, ...])


class Kept(TicketState, kw_only=True):
    """A ticket as it stands at a version of its stream.

    It was ``changed`` by the last fact that is no crossing, and what it ``shown`` is of those that requesters may read.
    Its last ``news`` was by somebody, ``before`` it by anybody else: by these whoever looks has others' news.
    It is over since it was ``closed``. Of the items of its checklist, ``checks``, so many are ticked off.
    """

    version: int
    changed_at: datetime
    changed_version: int
    shown_at: datetime
    shown_version: int
    news_place: int
    news_by: UUID
    news_before: int = 0
    shown_news_place: int
    shown_news_by: UUID
    shown_news_before: int = 0
    closed_at: datetime | None = None
    checks: int = 0
    checks_ticked: int = 0

    def count(self, checklist: Sequence[CheckState]) -> None:
        """How far its checklist is."""
        self.checks, self.checks_ticked = len(checklist), sum(one.is_ticked for one in checklist)

    @property
    def level_no(self) -> int:
        """The priority as a number to sort by."""
        return LEVELS.index(self.priority)

    @property
    def answering_team(self) -> UUID | None:
        """The team that answers."""
        return None if self.responsible is None else self.responsible.team_id

    @property
    def answering_person(self) -> UUID | None:
        """Who answers within it."""
        return None if self.responsible is None else self.responsible.person_id

    @property
    def attributes_json(self) -> str:
        """What its type asks for, as text."""
        return msgspec.json.encode(self.attributes).decode() if self.attributes else "{}"

    @property
    def attachments_json(self) -> str:
        """The files that it came with, as text."""
        return msgspec.json.encode(self.attachments).decode() if self.attachments else "[]"


class TicketList:
    """The list's only writer."""

    name = "ticket_list"
    tables = (
        "ticket_list",
        "merged_tickets",
        "ticket_people",
        "ticket_links",
        "ticket_tags",
        "ticket_brought",
        "ticket_tasks",
        "ticket_checks",
        "ticket_times",
        "notices",
        "ticket_ratings",
    )
    ddl = ddl("projections.ticket", "rows.sql")
    indexed_late: ClassVar[dict[str, tuple[str, ...]]] = {"ticket_list": (), "notices": ()}
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (*TICKET.facts, *TICKET.passed_over)

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold a batch into rows and write them in one statement."""
        fresh = {recorded.stream for recorded in batch if type(recorded.fact) is TicketRegistered}
        tickets = load(cursor, {recorded.stream for recorded in batch} - fresh)
        told: list[notices.Row] = []
        for recorded in batch:
            if type(recorded.fact) is TicketRegistered:
                tickets[recorded.stream] = _registered(recorded)
            else:
                _follow(tickets[recorded.stream], recorded)
            told += notices.rows_for(tickets[recorded.stream], recorded)
        if work := [recorded for recorded in batch if type(recorded.fact) in _WORK]:
            around.follow(cursor, work, lambda stands: tickets[stands.ticket_id].count(stands.checklist))
        cursor.execute(_UPSERT, _AS_SENT.of(map(_ROW, tickets.values())))
        if told:
            notices.write(cursor, told)
        for recorded in batch:
            if type(recorded.fact) in _OF_MERGES:
                merged_tickets.follow(cursor, recorded, tickets[recorded.stream].requester_id)
        if along := [recorded for recorded in batch if type(recorded.fact) in _COMPANY]:
            company.follow(cursor, along)
        if come := [recorded for recorded in batch if type(recorded.fact) in brought.HEARD]:
            brought.follow(cursor, come)


def load(cursor: Cursor[Any], tickets: Iterable[UUID]) -> dict[UUID, Kept]:
    """Tickets as their rows tell of them."""
    wanted = list(tickets)
    if not wanted:
        return {}
    cursor.execute(_SELECT, (wanted,), binary=True)
    return {row[0]: _kept(dict(zip(COLUMNS, row, strict=True))) for row in cursor}


def _kept(columns: dict[str, Any]) -> Kept:
    """The ticket of a row; takes the columns apart that hold it otherwise than the ticket does."""
    team_id, person_id = columns.pop("team_id"), columns.pop("responsible_id")
    if team_id is not None:
        columns["responsible"] = Responsible(team_id, person_id)
    columns["priority"] = LEVELS[columns["priority"]]
    if (attributes := columns.pop("attributes")) != "{}":
        columns["attributes"] = _ATTRIBUTES.decode(attributes)
    if (attachments := columns.pop("attachments")) != "[]":
        columns["attachments"] = _ATTACHMENTS.decode(attachments)
    return Kept(**columns)


_HELD_AS = {
    "priority": "level_no",
    "team_id": "answering_team",
    "responsible_id": "answering_person",
    "attributes": "attributes_json",
    "attachments": "attachments_json",
}
_ROW = attrgetter(*(_HELD_AS.get(column, column) for column in COLUMNS))
"""A ticket's row, in the order of the columns; one call for all of them."""


def _registered(told: Recorded) -> Kept:
    at, version, by = told.metadata.occurred_at, told.version, told.metadata.actor.id
    return registered(
        Kept,
        told,
        version=version,
        changed_at=at,
        changed_version=version,
        shown_at=at,
        shown_version=version,
        news_place=told.position,
        news_by=by,
        shown_news_place=told.position,
        shown_news_by=by,
    )


def _follow(ticket: Kept, told: Recorded) -> None:
    """One more fact of a ticket; crossings move nothing but the stream's version (C8)."""
    TICKET.after(ticket, told)
    ticket.version = told.version
    if type(told.fact) in _CROSSINGS:
        return
    at = told.metadata.occurred_at
    ticket.changed_version, ticket.changed_at = told.version, max(ticket.changed_at, at)
    if ticket.is_unfinished:
        ticket.closed_at = None
    elif ticket.closed_at is None:
        ticket.closed_at = at
    by, place = told.metadata.actor.id, told.position
    if is_news(told.fact):
        if ticket.news_by != by:
            ticket.news_by, ticket.news_before = by, ticket.news_place
        ticket.news_place = place
    if not is_silent(told.fact):
        ticket.shown_version, ticket.shown_at = told.version, max(ticket.shown_at, at)
        if ticket.shown_news_by != by:
            ticket.shown_news_by, ticket.shown_news_before = by, ticket.shown_news_place
        ticket.shown_news_place = place
