"""Approvals and consents that nobody is left to give; read by the loop that ends them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.approval import ApprovalStage, can_still_pass, may_speak_for
from events.values.identity import PersonId
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement
from sla_engine.instants import micros


def _gone(alias: str) -> Fragment:
    """Voices ``v`` that nobody raises any more. Led by those whose answer is awaited, who are few."""
    return statement(
        "(v.person_id = ANY({of}.involved) OR EXISTS (SELECT FROM persons p LEFT JOIN org_units u USING (unit_id)"
        " WHERE p.person_id = v.person_id AND (NOT p.is_active OR coalesce(u.is_barred, false))))",
        of=name(alias),
    )


class _Open(NamedTuple):
    """What waits for answers: ``asking`` is the stage that is open, ``stage`` its number."""

    stream: UUID
    of: UUID | int
    asking: str
    stage: int
    answers: str
    involved: list[PersonId]


_TICKETS = statement(
    "SELECT DISTINCT {columns} FROM approval_voices v JOIN approvals a USING (approval_id)"
    " WHERE {gone} AND a.ticket_id <> ALL(%(without)s)"
    " AND NOT EXISTS (SELECT FROM sla_clocks k WHERE k.ticket_id = a.ticket_id"
    " AND k.held_us > 0 AND k.held_us > %(at)s)"
    " ORDER BY a.ticket_id",
    columns=selected(
        _Open,
        "a",
        stream=name("a.ticket_id"),
        of=name("a.approval_id"),
        asking=statement("(a.stages -> a.stage)::text"),
        answers=statement("a.answers::text"),
    ),
    gone=_gone("a"),
)
_CHANGES = statement(
    "SELECT DISTINCT {columns} FROM change_approvers v JOIN changes c USING (change_id)"
    " WHERE v.is_awaited AND {gone} AND c.change_id <> ALL(%(without)s) ORDER BY c.change_id",
    columns=selected(
        _Open,
        "c",
        stream=name("c.change_id"),
        of=name("c.version"),
        asking=statement("(c.stages -> c.stage)::text"),
        answers=statement("c.answers::text"),
    ),
    gone=_gone("c"),
)
# Those who have access among the asked, and the substitutes who do; also one whose time is still to come. Whoever was
# merged is stood in for by whoever is kept: ``events.person_merge.FOR_GOOD``.
_ANSWERING = """
SELECT asked.id, voice.id FROM unnest(%(asked)s::uuid[]) AS asked (id)
CROSS JOIN LATERAL (
    SELECT asked.id UNION ALL
    SELECT s.substitute_id FROM substitutes s WHERE s.person_id = asked.id AND s.until_at > greatest(%(now)s, s.from_at)
    UNION ALL
    SELECT k.substitute_id FROM substitutes s JOIN substitutes k ON k.person_id = s.substitute_id
    WHERE s.person_id = asked.id AND s.until_at > greatest(%(now)s, s.from_at)
        AND k.until_at = timestamptz '9000-01-01 00:00+00'
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


def _stuck(
    cursor: Cursor[Any], question: Fragment, limit: int, now: datetime, without: Collection[UUID]
) -> list[Stuck]:
    cursor.execute(question, {"without": list(without), "at": micros(now)})
    rows = rows_of(_Open, cursor)
    stages = {row.stream: msgspec.json.decode(row.asking, type=ApprovalStage) for row in rows}
    asked = {person for stage in stages.values() for person in stage.approvers}
    voices = _answering(cursor, asked, now) if asked else {}
    return [Stuck(row.stream, row.of) for row in rows if not _can_pass(stages[row.stream], row, voices)][:limit]


def _answering(cursor: Cursor[Any], asked: Collection[UUID], now: datetime) -> dict[UUID, list[PersonId]]:
    found: dict[UUID, list[PersonId]] = {}
    cursor.execute(_ANSWERING, {"asked": list(asked), "now": now})
    for person, voice in cursor:
        found.setdefault(person, []).append(PersonId(voice))
    return found


def _can_pass(stage: ApprovalStage, row: _Open, voices: dict[UUID, list[PersonId]]) -> bool:
    said = [one for one in msgspec.json.decode(row.answers, type=list[_Said]) if one.stage == row.stage]
    answered = {one.approver_id for one in said}
    spoke = {one.answered_by for one in said}
    involved = {*row.involved}

    def heard(approver: PersonId) -> bool:
        return any(
            may_speak_for(approver, by, asked=stage.approvers, spoke=spoke, involved=involved)
            for by in voices.get(approver, ())
        )

    return can_still_pass(stage, [person for person in stage.approvers if person not in answered], heard)
