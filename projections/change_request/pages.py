"""Questions about change requests: the list, which windows a service is held in, a card; the viewer comes first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.approval import ApprovalStage
from events.values.change import CHANGE_CYCLE, LED_BY, SUBMITTED
from events.values.change_freeze import Freeze
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible, Viewer
from events.values.text import Text
from projections.change_request.collisions import Collision, InFreeze
from projections.change_request.rows import Consent
from projections.kit import heir, visibility
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from projections.linked import pages as linked_pages
from projections.linked.pages import Around, LinkedFilter
from projections.linked.ways import Way, ways_from
from projections.ticket.linked import LinkedTicket, linked
from sla_engine.instants import NEVER, Micros, instant


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A change request in the list. Its window is the one that it holds, else the one that is wished for.

    Its team and responsible answer today; ``named_responsible`` was named, where that is not the same.
    ``reminded_at`` and ``expires_at`` are of the stage of its approval that is open, if one is.
    """

    change_id: UUID
    number: int
    subject: str
    risk: str
    status: str
    status_name: Text
    begins_at: datetime | None
    ends_at: datetime | None
    is_held: bool
    services: tuple[UUID, ...]
    service_names: tuple[Text | None, ...]
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    named_responsible: Responsible | None = None
    asks_me: bool
    reminded_at: datetime | None
    expires_at: datetime | None
    drafted_at: datetime
    changed_at: datetime
    version: int


class ChangePage(msgspec.Struct, frozen=True):
    """Change requests, the newest first; ``next_cursor`` leads on, and ``next_before``.

    ``freezes`` are those that meet the span that was asked for, the first 500 of them: ``GET /freezes`` tells all.
    ``collisions`` are changes ahead whose windows overlap on a service, ``frozen`` those that lie in a freeze; of a
    span, too, whatever else the list is narrowed to.
    """

    changes: tuple[ChangeLine, ...]
    next_before: int | None = None
    freezes: tuple[Freeze, ...] = ()
    collisions: tuple[Collision, ...] = ()
    frozen: tuple[InFreeze, ...] = ()
    next_cursor: str | None = None


class ChangeCard(ChangeLine, frozen=True, kw_only=True):
    """All that is known of a change request. Of its tickets those that the viewer may see."""

    description: str
    plan: str
    back_out: str
    note: str
    stages: tuple[ApprovalStage, ...]
    stage: int
    waits_for: tuple[UUID, ...]
    answers: tuple[Consent, ...]
    reason: str
    solution: str
    tickets: tuple[LinkedTicket, ...]
    ways: tuple[Way, ...]
    names: dict[str, Text]


class ChangeFilter(LinkedFilter, frozen=True, kw_only=True):
    """What the list is narrowed to; ``since`` and ``until`` meet its window."""

    since: datetime | None = None
    until: datetime | None = None
    is_held: bool | None = None
    asks_me: bool = False


class _Row(NamedTuple):
    change_id: UUID
    number: int
    subject: str
    risk: str
    status: str
    begins_at: datetime | None
    ends_at: datetime | None
    is_held: bool
    services: list[UUID]
    team_id: TeamId | None
    responsible_id: PersonId | None
    asks_me: bool
    drafted_at: datetime
    changed_at: datetime
    version: int
    description: str
    plan: str
    back_out: str
    note: str
    stages: str
    stage: int
    answers: str
    reason: str
    solution: str
    reminded_at: datetime | None
    expire_us: Micros | None


_ASKS_ME = statement(
    "EXISTS (SELECT FROM change_approvers a WHERE a.change_id = c.change_id AND a.is_awaited AND {voice}"
    " AND NOT c.involved && ARRAY[a.person_id, %(viewer_id)s::uuid]"
    " AND (a.person_id = %(viewer_id)s OR NOT c.stages -> c.stage -> 'approvers' ? %(viewer_id)s::text"
    " AND NOT c.answers @>"
    " jsonb_build_array(jsonb_build_object('stage', c.stage, 'answered_by', %(viewer_id)s::text))))",
    voice=visibility.CHANGE_VOICE,
)
"""Whether the viewer may answer now: once in a stage, for themselves if they are asked, not on what is their own."""
_ROW = statement(
    "SELECT {columns} FROM changes c LEFT JOIN change_waits w USING (change_id)",
    columns=selected(
        _Row,
        "c",
        asks_me=_ASKS_ME,
        stages=statement("c.stages::text"),
        answers=statement("c.answers::text"),
        expire_us=name("w.expire_us"),
    ),
)
_WANTED = statement(
    "{wanted} AND (%(is_held)s::boolean IS NULL OR c.is_held = %(is_held)s)"
    " AND (%(since)s::timestamptz IS NULL OR c.ends_at > %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR c.begins_at < %(until)s)"
    " AND (NOT %(asks_me)s OR c.change_id IN"
    " (SELECT a.change_id FROM change_approvers a WHERE a.is_awaited AND {voice}) AND {asks_me})",
    wanted=linked_pages.wanted("c"),
    voice=visibility.CHANGE_VOICE,
    asks_me=_ASKS_ME,
)


@reads("changes", "sla_clocks", "approvals", "services", "ticket_list", also=(heir.named_for, linked_pages.around))
def visible_to(
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: ChangeFilter,
    *,
    now: datetime,
    before: int | None = None,
    limit: int = 50,
) -> ChangePage:
    """A page of the change requests that the viewer may see."""
    seen, params = visibility.changes(viewer, "c", now)
    of_ticket, more = visibility.changes_of_ticket(viewer)
    cursor.execute(
        statement(
            "{row} WHERE {seen}{of_ticket} AND {wanted} ORDER BY c.number DESC LIMIT %(limit)s",
            row=_ROW,
            seen=seen,
            of_ticket=of_ticket,
            wanted=_WANTED,
        ),
        {
            **params,
            **more,
            **heir.named_for(cursor, "changes", wanted.team, wanted.responsible),
            **linked_pages.asked(wanted, before=before, limit=limit),
            "viewer_id": viewer.actor.id,
            "now": now,
        },
    )
    rows = rows_of(_Row, cursor)
    around = linked_pages.around(cursor, rows)
    lines = tuple(ChangeLine(**_line(row, around)) for row in rows[:limit])
    return ChangePage(lines, lines[-1].number if len(rows) > limit else None)


@reads("changes", "sla_clocks", "approvals", "ticket_list", also=(linked_pages.around, linked))
def card(cursor: Cursor[Any], viewer: Viewer, change_id: UUID, *, now: datetime) -> ChangeCard | None:
    """The change request's card; ``None`` when it does not exist or the viewer may not see it."""
    seen, params = visibility.changes(viewer, "c", now)
    cursor.execute(
        statement("{row} WHERE {seen} AND c.change_id = %(id)s", row=_ROW, seen=seen),
        {**params, "viewer_id": viewer.actor.id, "now": now, "id": change_id},
    )
    row = first_of(_Row, cursor)
    if row is None:
        return None
    stages = msgspec.json.decode(row.stages, type=tuple[ApprovalStage, ...])
    answers = msgspec.json.decode(row.answers, type=tuple[Consent, ...])
    people = {person for stage in stages for person in stage.approvers} | {told.answered_by for told in answers}
    around = linked_pages.around(cursor, [row], people)
    heard = {told.approver_id for told in answers if told.stage == row.stage}
    open_to = stages[row.stage].approvers if row.status == SUBMITTED and stages else ()
    return ChangeCard(
        **_line(row, around),
        description=row.description,
        plan=row.plan,
        back_out=row.back_out,
        note=row.note,
        stages=stages,
        stage=row.stage,
        waits_for=tuple(person for person in open_to if person not in heard),
        answers=answers,
        reason=row.reason,
        solution=row.solution,
        tickets=linked(cursor, viewer, "change_incidents", "change_id", change_id),
        ways=ways_from(CHANGE_CYCLE, row.status, by="move-change", led_by=LED_BY),
        names={str(person): around.named[person] for person in sorted(people) if person in around.named},
    )


def _line(row: _Row, around: Around) -> dict[str, Any]:
    return {
        **around.told(row, CHANGE_CYCLE),
        "change_id": row.change_id,
        "risk": row.risk,
        "begins_at": row.begins_at,
        "ends_at": row.ends_at,
        "is_held": row.is_held,
        "asks_me": row.asks_me,
        "reminded_at": row.reminded_at if row.status == SUBMITTED else None,
        "expires_at": None if row.expire_us is None or row.expire_us == NEVER else instant(row.expire_us),
        "drafted_at": row.drafted_at,
        "changed_at": row.changed_at,
    }
