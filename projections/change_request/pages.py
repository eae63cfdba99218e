"""Questions about change requests: the list, which windows a service is held in, a card; the viewer comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.approval import ApprovalStage
from events.values.change import CHANGE_CYCLE, LED_BY, SUBMITTED
from events.values.people import Responsible, Viewer
from events.values.text import Text
from projections.change_request.rows import Consent
from projections.facts import past_names
from projections.kit import heir, visibility
from projections.kit.reads import reads
from projections.kit.ways import Way, ways_from
from projections.person import directory
from projections.ticket.linked import LinkedTicket, linked
from sla_engine.instants import NEVER, instant


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
    """Change requests, the newest first; ``next_before`` leads on."""

    changes: tuple[ChangeLine, ...]
    next_before: int | None = None


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


class ChangeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; empty conditions match anything. ``since`` and ``until`` meet its window."""

    statuses: tuple[str, ...] = ()
    is_open: bool | None = None
    service: UUID | None = None
    service_exactly: bool = False
    ticket: UUID | None = None
    team: UUID | None = None
    responsible: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_held: bool | None = None
    asks_me: bool = False
    text: str = ""


_ASKS_ME = (
    "EXISTS (SELECT FROM change_approvers a WHERE a.change_id = c.change_id AND a.is_awaited AND "
    + visibility.CHANGE_VOICE
    + " AND NOT c.involved && ARRAY[a.person_id, %(viewer_id)s::uuid]"
    " AND (a.person_id = %(viewer_id)s OR NOT c.stages -> c.stage -> 'approvers' ? %(viewer_id)s::text"
    " AND NOT c.answers @>"
    " jsonb_build_array(jsonb_build_object('stage', c.stage, 'answered_by', %(viewer_id)s::text))))"
)
"""Whether the viewer may answer now: once in a stage, for themselves if they are asked, not on what is their own."""
_LINE = (
    "SELECT change_id, number, subject, risk, status, begins_at, ends_at, is_held, services, team_id,"  # noqa: S608 - constants
    " responsible_id, " + _ASKS_ME + " AS asks_me,"
    " drafted_at, changed_at, version, description, plan, back_out, note, stages::text, stage, answers::text,"
    " reason, solution, reminded_at, w.expire_us FROM changes c LEFT JOIN change_waits w USING (change_id) WHERE "
)
_WANTED = (
    " AND (%(statuses)s::text[] = '{}' OR status = ANY(%(statuses)s))"  # noqa: S608 - constants
    " AND (%(is_open)s::boolean IS NULL OR is_open = %(is_open)s)"
    " AND (%(is_held)s::boolean IS NULL OR is_held = %(is_held)s)"
    " AND (%(service)s::uuid IS NULL OR services @> ARRAY[%(service)s::uuid]"
    " OR (NOT %(service_exactly)s AND services && ARRAY(SELECT service_id FROM services s"
    " WHERE s.path @> ARRAY[%(service)s::uuid])))"
    + heir.ANSWERS.format("c")
    + " AND (%(since)s::timestamptz IS NULL OR ends_at > %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR begins_at < %(until)s)"
    " AND (NOT %(asks_me)s OR change_id IN"
    " (SELECT a.change_id FROM change_approvers a WHERE a.is_awaited AND " + visibility.CHANGE_VOICE + ")"
    " AND " + _ASKS_ME + ")"
    " AND strpos(lower(subject), lower(%(text)s)) > 0"
    " AND (%(before)s::bigint IS NULL OR number < %(before)s)"
    " ORDER BY number DESC LIMIT %(limit)s"
)


@reads(
    "changes",
    "sla_clocks",
    "approvals",
    "services",
    "ticket_list",
    also=(heir.named_for, heir.rows_of_today, directory.names, past_names.latest),
)
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
    predicate, params = visibility.changes(viewer, "c", now)
    of_ticket, more = visibility.changes_of_ticket(viewer)
    asked = {
        **msgspec.structs.asdict(wanted),
        **params,
        **more,
        **heir.named_for(cursor, "changes", wanted.team, wanted.responsible),
        "statuses": list(wanted.statuses),
        "text": wanted.text.strip(),
        "viewer_id": viewer.actor.id,
        "now": now,
        "before": before,
        "limit": limit + 1,
    }
    rows = cursor.execute((_LINE + predicate + of_ticket + _WANTED).encode(), asked).fetchall()
    rows = heir.rows_of_today(cursor, rows, team=9)
    named = _names(cursor, rows)
    lines = tuple(ChangeLine(**_line(row, named)) for row in rows[:limit])
    return ChangePage(lines, lines[-1].number if len(rows) > limit else None)


@reads(
    "changes",
    "sla_clocks",
    "approvals",
    "ticket_list",
    also=(heir.rows_of_today, directory.names, past_names.latest, linked),
)
def card(cursor: Cursor[Any], viewer: Viewer, change_id: UUID, *, now: datetime) -> ChangeCard | None:
    """The change request's card; ``None`` when it does not exist or the viewer may not see it."""
    predicate, params = visibility.changes(viewer, "c", now)
    statement = f"{_LINE}{predicate} AND change_id = %(id)s"
    asked = {**params, "viewer_id": viewer.actor.id, "now": now, "id": change_id}
    row = cursor.execute(statement.encode(), asked).fetchone()
    if row is None:
        return None
    (row,) = heir.rows_of_today(cursor, [row], team=9)
    stages = msgspec.json.decode(row[19], type=tuple[ApprovalStage, ...])
    answers = msgspec.json.decode(row[21], type=tuple[Consent, ...])
    people = {person for stage in stages for person in stage.approvers} | {told.answered_by for told in answers}
    named = _names(cursor, [row], people)
    heard = {told.approver_id for told in answers if told.stage == row[20]}
    open_to = stages[row[20]].approvers if row[4] == SUBMITTED and stages else ()
    return ChangeCard(
        **_line(row, named),
        description=row[15],
        plan=row[16],
        back_out=row[17],
        note=row[18],
        stages=stages,
        stage=row[20],
        waits_for=tuple(person for person in open_to if person not in heard),
        answers=answers,
        reason=row[22],
        solution=row[23],
        tickets=linked(cursor, viewer, "change_incidents", "change_id", change_id),
        ways=ways_from(CHANGE_CYCLE, row[4], by="move-change", led_by=LED_BY),
        names={str(person): named[person] for person in sorted(people) if person in named},
    )


def _names(cursor: Cursor[Any], rows: Collection[Sequence[Any]], people: Collection[UUID] = ()) -> dict[UUID, Text]:
    """What the teams, people and services of rows are called, and other people."""
    answering = {found for row in rows for found in row[9:11] if found is not None}
    services = {service for row in rows for service in row[8]}
    return directory.names(cursor, answering.union(people)) | past_names.latest(cursor, services)


def _line(row: Sequence[Any], named: dict[UUID, Text]) -> dict[str, Any]:
    return {
        "change_id": row[0],
        "number": row[1],
        "subject": row[2],
        "risk": row[3],
        "status": row[4],
        "status_name": CHANGE_CYCLE.name_of(row[4]),
        "begins_at": row[5],
        "ends_at": row[6],
        "is_held": row[7],
        "services": tuple(row[8]),
        "service_names": tuple(named.get(service) for service in row[8]),
        "team_id": row[9],
        "team": named.get(row[9]),
        "responsible_id": row[10],
        "responsible": named.get(row[10]),
        "named_responsible": row[-1],
        "asks_me": row[11],
        "reminded_at": row[24] if row[4] == SUBMITTED else None,
        "expires_at": None if row[25] is None or row[25] == NEVER else instant(row[25]),
        "drafted_at": row[12],
        "changed_at": row[13],
        "version": row[14],
    }
