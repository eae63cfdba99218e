"""Approvals and consents that nobody is left to give; read by the loop that ends them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.approval import ApprovalStage, can_still_pass, may_speak_for
from events.values.identity import PersonId
from projections.kit.reads import reads
from sla_engine.instants import micros

# Led by those whose answer is awaited, who are few; of these by who has no access or no voice.
_GONE = (
    "(v.person_id = ANY({of}.involved) OR EXISTS (SELECT FROM persons p LEFT JOIN org_units u USING (unit_id)"
    " WHERE p.person_id = v.person_id AND (NOT p.is_active OR coalesce(u.is_barred, false))))"
)
_TICKETS = (
    "SELECT DISTINCT a.ticket_id, a.approval_id, (a.stages -> a.stage)::text, a.stage, a.answers::text, a.involved"  # noqa: S608 - constants
    " FROM approval_voices v JOIN approvals a USING (approval_id)"
    f" WHERE {_GONE.format(of='a')} AND a.ticket_id <> ALL(%(without)s)"
    " AND NOT EXISTS (SELECT FROM sla_clocks k WHERE k.ticket_id = a.ticket_id"
    " AND k.held_us > 0 AND k.held_us > %(at)s)"
    " ORDER BY a.ticket_id"
)
_CHANGES = (
    "SELECT DISTINCT c.change_id, c.version, (c.stages -> c.stage)::text, c.stage, c.answers::text, c.involved"  # noqa: S608 - constants
    " FROM change_approvers v JOIN changes c USING (change_id)"
    f" WHERE v.is_awaited AND {_GONE.format(of='c')} AND c.change_id <> ALL(%(without)s) ORDER BY c.change_id"
)
# Those who have access among the asked, and the substitutes who do; also one whose time is still to come.
_ANSWERING = """
SELECT asked.id, voice.id FROM unnest(%(asked)s::uuid[]) AS asked (id)
CROSS JOIN LATERAL (
    SELECT asked.id UNION ALL
    SELECT s.substitute_id FROM substitutes s WHERE s.person_id = asked.id AND s.until_at > %(now)s
) AS voice (id)
JOIN persons p ON p.person_id = voice.id LEFT JOIN org_units u USING (unit_id)
WHERE p.is_active AND NOT coalesce(u.is_barred, false)
"""


class Stuck(msgspec.Struct, frozen=True):
    """A ticket or change that waits for nobody; ``of`` is the approval, or the version of the change."""

    stream: UUID
    of: UUID | int


class _Said(msgspec.Struct, frozen=True):
    stage: int
    approver_id: PersonId
    answered_by: PersonId


@reads("approvals", "sla_clocks", "directory", "org_tree")
def of_tickets(cursor: Cursor[Any], limit: int, *, now: datetime, without: Collection[UUID] = ()) -> list[Stuck]:
    """Tickets whose approval nobody can pass any more; not those whose history is being told."""
    return _stuck(cursor, _TICKETS, limit, now, without)


@reads("changes", "approvals", "directory", "org_tree")
def of_changes(cursor: Cursor[Any], limit: int, *, now: datetime, without: Collection[UUID] = ()) -> list[Stuck]:
    """Changes whose consent nobody can give any more."""
    return _stuck(cursor, _CHANGES, limit, now, without)


def _stuck(cursor: Cursor[Any], question: str, limit: int, now: datetime, without: Collection[UUID]) -> list[Stuck]:
    cursor.execute(question.encode(), {"without": list(without), "at": micros(now)})
    rows = cursor.fetchall()
    stages = {row[0]: msgspec.json.decode(row[2], type=ApprovalStage) for row in rows}
    asked = {person for stage in stages.values() for person in stage.approvers}
    voices = _answering(cursor, asked, now) if asked else {}
    return [Stuck(row[0], row[1]) for row in rows if not _can_pass(stages[row[0]], row, voices)][:limit]


def _answering(cursor: Cursor[Any], asked: Collection[UUID], now: datetime) -> dict[UUID, list[PersonId]]:
    found: dict[UUID, list[PersonId]] = {}
    cursor.execute(_ANSWERING.encode(), {"asked": list(asked), "now": now})
    for person, voice in cursor:
        found.setdefault(person, []).append(PersonId(voice))
    return found


def _can_pass(stage: ApprovalStage, row: Sequence[Any], voices: dict[UUID, list[PersonId]]) -> bool:
    said = [one for one in msgspec.json.decode(row[4], type=list[_Said]) if one.stage == row[3]]
    answered = {one.approver_id for one in said}
    spoke = {one.answered_by for one in said}
    involved = {PersonId(person) for person in row[5]}

    def heard(approver: PersonId) -> bool:
        return any(
            may_speak_for(approver, by, asked=stage.approvers, spoke=spoke, involved=involved)
            for by in voices.get(approver, ())
        )

    return can_still_pass(stage, [person for person in stage.approvers if person not in answered], heard)
