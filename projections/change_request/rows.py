"""The table of change requests: its only writer; read by ``projections.change_request.pages``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.change_request import ChangeApprovalReminded
from events.fact import Fact, Recorded
from events.folds.approval import AskingState, Said
from events.folds.change_freeze import FREEZES
from events.folds.change_request import CHANGE_REQUEST, ChangeState
from events.values.approval import ApprovalStage, Verdict
from events.values.change import CHANGE_CYCLE, SUBMITTED, Outline, Risk, Window
from events.values.identity import ChangeId, PersonId, ServiceId, TeamId, TicketId
from projections.change_request import freezes
from projections.kit.columns import as_json, rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.parking import ALONE
from projections.kit.port import words_in
from projections.kit.statement import statement
from projections.linked.rows import Incidents, named_by


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What an approver, or their substitute, said; stages count from 0."""

    stage: int
    approver_id: UUID
    answered_by: UUID
    verdict: Verdict
    comment: str
    at: datetime


_INCIDENTS = Incidents("change_incidents", "change_id")


class Changes:
    """The only writer of change requests."""

    name = "changes"
    tables = ("changes", "change_incidents", "change_approvers", "change_freezes")
    ddl = ddl("projections.change_request", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (*CHANGE_REQUEST.facts, *FREEZES.facts)
    reads_personal = words_in(interests)

    def __init__(self) -> None:
        self._kept = KeptRows("changes", "change_id", load=load, columns=_columns)

    def forget(self) -> None:
        """Read change requests from their tables again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        freezes.take_in(cursor, batch)
        told = [recorded for recorded in batch if type(recorded.fact) in CHANGE_REQUEST.facts]
        before = self._kept.take(cursor, begun_before(told))
        now = dict(before)
        follow(CHANGE_REQUEST, Kept, now, told, _marked)
        self._kept.write(cursor, now)
        _INCIDENTS.write(cursor, before, now)
        _ask(cursor, _asked(before), _asked(now))


class Kept(ChangeState, frozen=True, kw_only=True):
    """A change request as it stands at the last version that anybody saw."""

    version: int = 0
    drafted_at: datetime | None = None
    changed_at: datetime | None = None


def _marked(known: Kept, recorded: Recorded) -> Kept:
    if isinstance(recorded.fact, ChangeApprovalReminded):
        # Nothing that anybody saw is another: neither its version nor when it changed (C8).
        return known
    at = recorded.metadata.occurred_at
    drafted_at, changed_at = known.drafted_at or at, max(known.changed_at or at, at)
    return replace(known, version=recorded.version, drafted_at=drafted_at, changed_at=changed_at)


class _Row(NamedTuple):
    change_id: ChangeId
    number: int
    subject: str
    description: str
    risk: Risk
    plan: str
    back_out: str
    services: list[ServiceId]
    begins_at: datetime | None
    ends_at: datetime | None
    is_held: bool
    note: str
    wished_from: datetime | None
    wished_until: datetime | None
    status: str
    team_id: TeamId | None
    responsible_id: PersonId | None
    stages: str
    involved: list[PersonId]
    stage: int
    answers: str
    reminded_at: datetime | None
    authors: list[PersonId]
    reason: str
    solution: str
    drafted_at: datetime
    changed_at: datetime
    version: int
    incidents: list[TicketId]
    asked: list[PersonId]


_LOAD = statement(
    "SELECT {columns} FROM changes c WHERE c.change_id = ANY(%s)",
    columns=selected(
        _Row,
        "c",
        stages=statement("c.stages::text"),
        answers=statement("c.answers::text"),
        incidents=_INCIDENTS.of("c"),
        asked=statement("ARRAY(SELECT a.person_id FROM change_approvers a WHERE a.change_id = c.change_id)"),
    ),
)


def load(cursor: Cursor[Any], changes: Collection[UUID]) -> dict[UUID, Kept]:
    """Change requests as their rows tell of them; their tickets and who was asked in no order."""
    cursor.execute(_LOAD, (list(changes),))
    return {row.change_id: _kept(row) for row in rows_of(_Row, cursor)}


def _kept(row: _Row) -> Kept:
    shown = _window(row.begins_at, row.ends_at)
    return Kept(
        change_id=row.change_id,
        number=row.number,
        outline=Outline(
            subject=row.subject,
            description=row.description,
            risk=row.risk,
            plan=row.plan,
            back_out=row.back_out,
            services=tuple(row.services),
            window=_window(row.wished_from, row.wished_until),
        ),
        shown=shown,
        window=shown if row.is_held else None,
        note=row.note,
        status=row.status,
        responsible=named_by(row),
        consent=_consent(row),
        authors=frozenset(row.authors),
        reason=row.reason,
        solution=row.solution,
        drafted_at=row.drafted_at,
        changed_at=row.changed_at,
        version=row.version,
        incidents=tuple(row.incidents),
        asked=frozenset(row.asked),
    )


def _consent(row: _Row) -> AskingState | None:
    """Who was asked when it was submitted last; nobody, where no stage is."""
    stages = msgspec.json.decode(row.stages, type=tuple[ApprovalStage, ...])
    if not stages:
        return None
    return AskingState(
        stages=stages,
        involved=frozenset(row.involved),
        stage=row.stage,
        answers=msgspec.json.decode(row.answers, type=tuple[Said, ...]),
        reminded_at=row.reminded_at,
    )


def _window(begins_at: datetime | None, ends_at: datetime | None) -> Window | None:
    return None if begins_at is None or ends_at is None else Window(begins_at=begins_at, ends_at=ends_at)


def _columns(known: Kept) -> dict[str, Any]:
    outline, shown, answers, asking = known.outline, known.shown, known.responsible, known.consent
    wish, status = outline.window, CHANGE_CYCLE.status(known.status)
    return {
        "change_id": known.change_id,
        "number": known.number,
        "subject": outline.subject,
        "description": outline.description,
        "risk": outline.risk,
        "plan": outline.plan,
        "back_out": outline.back_out,
        "services": list(outline.services),
        "begins_at": shown and shown.begins_at,
        "ends_at": shown and shown.ends_at,
        "is_held": known.window is not None,
        "note": known.note,
        "wished_from": wish and wish.begins_at,
        "wished_until": wish and wish.ends_at,
        "status": known.status,
        "is_open": not (status and status.is_final),
        "team_id": answers and answers.team_id,
        "responsible_id": answers and answers.person_id,
        "stages": as_json(() if asking is None else asking.stages),
        "stage": 0 if asking is None else asking.stage,
        "answers": as_json(() if asking is None else asking.answers),
        "authors": sorted(known.authors),
        "involved": [] if asking is None else sorted(asking.involved),
        "reminded_at": asking and asking.reminded_at,
        "reason": known.reason,
        "solution": known.solution,
        "drafted_at": known.drafted_at,
        "changed_at": known.changed_at,
        "version": known.version,
    }


def _asked(known: Mapping[UUID, Kept]) -> dict[tuple[UUID, UUID], bool]:
    """Everybody who was ever asked, and whether their answer is waited for now."""
    return {
        (change_id, person): one.status == SUBMITTED and one.consent is not None and person in one.consent.awaited
        for change_id, one in known.items()
        for person in one.asked
    }


def _ask(cursor: Cursor[Any], before: Mapping[tuple[UUID, UUID], bool], now: Mapping[tuple[UUID, UUID], bool]) -> None:
    fresh = [(*pair, waits) for pair, waits in now.items() if before.get(pair) is not waits]
    if fresh:
        cursor.execute(
            "INSERT INTO change_approvers SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[])"
            " ON CONFLICT (change_id, person_id) DO UPDATE SET is_awaited = excluded.is_awaited",
            [list(each) for each in zip(*fresh, strict=True)],
        )
