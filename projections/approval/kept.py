"""Approvals as their rows hold them: loaded, folded on and written; called by ``projections.approval.rows``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded, ApprovalRequested
from events.fact import Recorded
from events.folds.approval import APPROVAL, ApprovalState, Said
from events.ticket import TicketRequesterRecognised
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_history import ConsequencesWithdrawn
from events.values.approval import ApprovalStage, Outcome
from events.values.identity import ApprovalId, PersonId, TicketId
from projections.kit.columns import SetOfRows, as_json, rows_of, selected
from projections.kit.kept import KeptRows
from projections.kit.statement import statement

_OF_REQUESTERS = (TicketRequesterRecognised, TicketRequesterCorrected)


class Approvals:
    """The approvals that were answered last, and whose answer each awaits, for their only writer."""

    def __init__(self) -> None:
        self._kept = KeptRows("approvals", "approval_id", load=load, columns=_columns)

    def forget(self) -> None:
        """Read them from the tables again."""
        self._kept.forget()

    def take_in(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the facts about approvals of a batch, and write what they changed."""
        told = [recorded for recorded in batch if type(recorded.fact) in APPROVAL.facts]
        if not told:
            return
        before = self._kept.take(cursor, _touched(cursor, told))
        now = dict(before)
        for recorded in told:
            if (begun := APPROVAL.begun(ApprovalState, recorded)) is not None:
                now[begun.approval_id] = begun
                continue
            for approval_id in _about(recorded, now.values()):
                now[approval_id] = APPROVAL.after(now[approval_id], recorded)
        self._kept.write(cursor, now)
        _VOICES.write(cursor, _voices(before), _voices(now))


class _Row(NamedTuple):
    approval_id: ApprovalId
    ticket_id: TicketId
    question: str
    requested_by: PersonId
    requested_as: str
    requested_at: datetime
    stages: str
    stage: int
    answers: str
    reminded_at: datetime | None
    returns_to: str
    rejected_to: str
    outcome: Outcome | None
    ended_at: datetime | None
    involved: list[PersonId]


_LOAD = statement(
    "SELECT {columns} FROM approvals WHERE approval_id = ANY(%s)",
    columns=selected(_Row, stages=statement("stages::text"), answers=statement("answers::text")),
)


def load(cursor: Cursor[Any], approvals: Collection[UUID]) -> dict[UUID, ApprovalState]:
    """Approvals as their rows tell of them."""
    cursor.execute(_LOAD, (list(approvals),))
    return {
        row.approval_id: ApprovalState(
            approval_id=row.approval_id,
            ticket_id=row.ticket_id,
            question=row.question,
            requested_by=row.requested_by,
            requested_as=row.requested_as,
            requested_at=row.requested_at,
            stages=msgspec.json.decode(row.stages, type=tuple[ApprovalStage, ...]),
            stage=row.stage,
            answers=msgspec.json.decode(row.answers, type=tuple[Said, ...]),
            reminded_at=row.reminded_at,
            returns_to=row.returns_to,
            rejected_to=row.rejected_to,
            outcome=row.outcome,
            ended_at=row.ended_at,
            involved=frozenset(row.involved),
        )
        for row in rows_of(_Row, cursor)
    }


def _touched(cursor: Cursor[Any], told: Iterable[Recorded]) -> set[UUID]:
    """The approvals that facts name, and those that tickets wait for whose requester is another by now."""
    named, fresh, recognised = set[UUID](), set[UUID](), set[UUID]()
    for recorded in told:
        fact = recorded.fact
        if isinstance(fact, _OF_REQUESTERS):
            recognised.add(fact.ticket_id)
        elif isinstance(fact, ApprovalRequested):
            fresh.add(fact.approval_id)
        elif (approval_id := _named(recorded)) is not None:
            named.add(approval_id)
    if recognised:
        cursor.execute(
            "SELECT approval_id FROM approvals WHERE ticket_id = ANY(%s) AND outcome IS NULL", (list(recognised),)
        )
        named.update(approval_id for (approval_id,) in cursor)
    return named - fresh


def _named(recorded: Recorded) -> UUID | None:
    fact = recorded.fact
    if isinstance(
        fact, ApprovalRequested | ApprovalAnswered | ApprovalReminded | ApprovalEnded | ConsequencesWithdrawn
    ):
        return fact.approval_id
    return None


def _about(recorded: Recorded, known: Iterable[ApprovalState]) -> list[UUID]:
    """The approvals that a fact is about: the one that it names, or whatever its ticket waits for."""
    if isinstance(recorded.fact, _OF_REQUESTERS):
        return [one.approval_id for one in known if one.ticket_id == recorded.fact.ticket_id and one.outcome is None]
    named = _named(recorded)
    return [] if named is None else [named]


def _columns(known: ApprovalState) -> dict[str, Any]:
    return msgspec.structs.asdict(known) | {
        "stages": as_json(known.stages),
        "answers": as_json(known.answers),
        "involved": sorted(known.involved),
    }


_VOICES = SetOfRows(
    "approval_voices", {"approval_id": "uuid", "person_id": "uuid"}, {"ticket_id": "uuid", "since": "timestamptz"}
)


def _voices(known: Mapping[UUID, ApprovalState]) -> set[tuple[UUID, UUID, UUID, datetime]]:
    """Whose answer is awaited: that of whoever has not answered in the open stage, since that was opened."""
    return {
        (approval_id, person, one.ticket_id, one.opened_at)
        for approval_id, one in known.items()
        if one.outcome is None
        for person in one.awaited
    }
