"""The operator's list: one row a ticket, folded in memory and written set by set; read by ``tickets_query``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.fact import Fact, Recorded
from events.inner import is_silent
from events.ticket import (
    CROSSINGS,
    TicketAssigned,
    TicketCommented,
    TicketDeclined,
    TicketJoined,
    TicketMerged,
    TicketMoved,
    TicketPrioritised,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketReopened,
    TicketRequesterRecognised,
    TicketResolved,
    TicketUnassigned,
)
from events.ticket_history import ConsequencesWithdrawn
from events.ticket_status import STATUS_FACTS, entered
from events.values.ticket import LEVELS, NEW, STATUSES
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.ticket import merged as merged_tickets


class TicketRow(msgspec.Struct, kw_only=True):
    """A row of the list, in the order of its columns."""

    ticket_id: UUID
    number: int
    type: str
    subject: str
    status: str = NEW
    is_open: bool = True
    is_unfinished: bool = True
    priority: int
    impact: str | None = None
    urgency: str | None = None
    priority_from: str | None = None
    channel: str
    requester_id: UUID
    requester_name: str
    requester_email: str
    company_id: UUID | None = None
    agreement_id: UUID
    service_id: UUID | None = None
    team_id: UUID | None = None
    responsible_id: UUID | None = None
    registered_at: datetime
    changed_at: datetime
    version: int
    changed_version: int
    shown_at: datetime
    shown_version: int
    comments: int = 0
    public_comments: int = 0
    last_word: str | None = None
    description: str = ""
    attributes: str = "{}"
    attachments: str = "[]"
    reason: str | None = None
    solution: str | None = None
    wake_up_at: datetime | None = None
    merged_into: UUID | None = None
    follows: UUID | None = None


COLUMNS = TicketRow.__struct_fields__
_TYPES: dict[str, str] = {
    "number": "bigint",
    "is_open": "boolean",
    "is_unfinished": "boolean",
    "priority": "smallint",
    "registered_at": "timestamptz",
    "changed_at": "timestamptz",
    "wake_up_at": "timestamptz",
    "version": "bigint",
    "changed_version": "bigint",
    "shown_at": "timestamptz",
    "shown_version": "bigint",
    "comments": "int",
    "public_comments": "int",
    "attributes": "jsonb",
    "attachments": "jsonb",
    "merged_into": "uuid",
    "follows": "uuid",
}
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM ticket_list WHERE ticket_id = ANY(%s)".replace(  # noqa: S608 - constants
    "attributes, attachments", "attributes::text, attachments::text"
)
_UPSERT = (
    f"INSERT INTO ticket_list ({', '.join(COLUMNS)}) SELECT * FROM unnest("  # noqa: S608 - constants
    + ", ".join(f"%b::{_TYPES.get(name, 'uuid' if name.endswith('_id') else 'text')}[]" for name in COLUMNS)
    + ") ON CONFLICT (ticket_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)


class TicketList:
    """The list's only writer."""

    name = "ticket_list"
    tables = ("ticket_list", "merged_tickets")
    ddl = ddl("projections.ticket", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (
        *STATUS_FACTS,
        TicketAssigned,
        TicketUnassigned,
        TicketJoined,
        TicketCommented,
        TicketPrioritised,
        TicketReclassified,
        TicketRequesterRecognised,
        ApprovalAnswered,
        *CROSSINGS,
    )

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold a batch into rows and write them in one statement."""
        fresh = {recorded.stream for recorded in batch if isinstance(recorded.fact, TicketRegistered)}
        rows = _load(cursor, {recorded.stream for recorded in batch} - fresh)
        for recorded in batch:
            if isinstance(recorded.fact, TicketRegistered):
                rows[recorded.stream] = registered(recorded)
            else:
                follow(rows[recorded.stream], recorded)
        values = [msgspec.structs.astuple(row) for row in rows.values()]
        cursor.execute(_UPSERT.encode(), [list(column) for column in zip(*values, strict=True)])
        for recorded in batch:
            if isinstance(recorded.fact, TicketMerged | TicketJoined | TicketRequesterRecognised):
                merged_tickets.follow(cursor, recorded, rows[recorded.stream].requester_id)


def _load(cursor: Cursor[Any], tickets: Iterable[UUID]) -> dict[UUID, TicketRow]:
    wanted = list(tickets)
    if not wanted:
        return {}
    cursor.execute(_SELECT.encode(), (wanted,), binary=True)
    return {row[0]: TicketRow(**dict(zip(COLUMNS, row, strict=True))) for row in cursor}


def registered(recorded: Recorded) -> TicketRow:
    """The row that a ticket begins with."""
    fact = cast("TicketRegistered", recorded.fact)
    at = recorded.metadata.occurred_at
    return TicketRow(
        ticket_id=fact.ticket_id,
        number=fact.number,
        type=fact.type,
        subject=fact.subject,
        status=(entered(fact) or STATUSES[NEW]).code,
        priority=LEVELS.index(fact.priority),
        impact=fact.impact,
        urgency=fact.urgency,
        channel=fact.channel,
        requester_id=fact.requester.person_id,
        requester_name=fact.requester.name,
        requester_email=fact.requester.email,
        company_id=fact.requester.units[-1] if fact.requester.units else None,
        agreement_id=fact.agreement_id,
        service_id=fact.service_path[0] if fact.service_path else None,
        team_id=None if fact.responsible is None else fact.responsible.team_id,
        responsible_id=None if fact.responsible is None else fact.responsible.person_id,
        registered_at=at,
        changed_at=at,
        version=recorded.version,
        changed_version=recorded.version,
        shown_at=at,
        shown_version=recorded.version,
        description=fact.description,
        attributes=msgspec.json.encode(fact.attributes).decode(),
        attachments=msgspec.json.encode(fact.attachments).decode(),
        follows=fact.follows,
    )


def follow(row: TicketRow, recorded: Recorded) -> None:
    """Change a row by one more fact of its ticket; crossings move nothing but the stream's version (C8)."""
    fact = recorded.fact
    row.version = recorded.version
    if isinstance(fact, CROSSINGS):
        return
    row.changed_version = recorded.version
    row.changed_at = max(row.changed_at, recorded.metadata.occurred_at)
    if not is_silent(fact):
        row.shown_version = recorded.version
        row.shown_at = max(row.shown_at, recorded.metadata.occurred_at)
    match fact:
        case TicketAssigned():
            row.team_id, row.responsible_id = fact.responsible.team_id, fact.responsible.person_id
        case TicketUnassigned():
            row.team_id, row.responsible_id = None, None
        case TicketRequesterRecognised():
            row.requester_id, row.requester_name = fact.requester_id, fact.name
        case TicketPrioritised():
            row.priority, row.impact, row.urgency = LEVELS.index(fact.priority), fact.impact, fact.urgency
            row.priority_from = fact.priority_from
        case TicketReclassified():
            row.type, row.agreement_id = fact.type, fact.agreement_id
            row.service_id = fact.service_path[0] if fact.service_path else None
            row.attributes = msgspec.json.encode(fact.attributes).decode()
        case TicketCommented():
            row.comments += 1
            if fact.is_public:
                row.public_comments += 1
                row.last_word = "staff" if fact.by_staff else "requester"
        case _:
            _move(row, fact)


def _move(row: TicketRow, fact: Fact) -> None:
    status = entered(fact)
    if status is None:
        return
    row.status, row.is_unfinished = status.code, not status.is_final
    row.is_open = not status.is_final and not status.resolves
    row.reason, row.wake_up_at = None, None
    match fact:
        case TicketPutOnHold():
            row.reason, row.wake_up_at = fact.reason, fact.wake_up_at
        case TicketMoved():
            row.reason, row.wake_up_at = fact.reason or None, fact.wake_up_at
            row.solution = fact.solution or row.solution
        case TicketResolved():
            row.solution = fact.solution
        case TicketReopened() | TicketDeclined() | ApprovalEnded():
            row.reason = fact.reason or None
        case ApprovalRequested():
            row.reason = fact.question
        case ConsequencesWithdrawn():
            row.reason, row.wake_up_at = fact.reason or None, fact.wake_up_at
            row.priority, row.impact, row.urgency = LEVELS.index(fact.priority), fact.impact, fact.urgency
            row.priority_from = fact.priority_from
            row.team_id = None if fact.responsible is None else fact.responsible.team_id
            row.responsible_id = None if fact.responsible is None else fact.responsible.person_id
        case TicketMerged():
            row.merged_into = fact.into
        case _:
            pass
