"""The table of change requests: its only writer; read by ``changes_query``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.change_request import (
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
    ChangeAssigned,
    ChangeDrafted,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeOutlined,
    ChangeScheduled,
    ChangeSubmitted,
)
from events.fact import Fact, Recorded
from events.values.approval import ApprovalStage, Verdict
from events.values.change import CHANGE_CYCLE, IMPLEMENTED, REVIEWED, SCHEDULED, SUBMITTED, Outline
from events.values.people import Responsible
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What an approver, or their substitute, said; stages count from 0."""

    stage: int
    approver_id: UUID
    answered_by: UUID
    verdict: Verdict
    comment: str
    at: datetime


class Changes:
    """The only writer of change requests. These facts are few, so each is written as it comes."""

    name = "changes"
    tables = ("changes", "change_incidents", "change_approvers")
    ddl = ddl("projections.change_request", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (
        ChangeDrafted,
        ChangeOutlined,
        ChangeAssigned,
        ChangeIncidentsLinked,
        ChangeIncidentsUnlinked,
        ChangeSubmitted,
        ChangeApprovalAnswered,
        ChangeApprovalReminded,
        ChangeScheduled,
        ChangeMoved,
    )
    reads_personal = False

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write each fact's change."""
        for recorded in batch:
            if isinstance(recorded.fact, ChangeDrafted):
                _draft(cursor, recorded, recorded.fact)
            elif isinstance(recorded.fact, ChangeApprovalReminded):
                # Nothing that anybody saw is another: neither its version nor when it changed (C8).
                cursor.execute(
                    "UPDATE changes SET reminded_at = %s WHERE change_id = %s",
                    (recorded.metadata.occurred_at, recorded.stream),
                )
            else:
                _update(cursor, recorded, _columns(cursor, recorded))


def _draft(cursor: Cursor[Any], recorded: Recorded, fact: ChangeDrafted) -> None:
    at = recorded.metadata.occurred_at
    values = {
        "change_id": fact.change_id,
        "number": fact.number,
        **_outline(fact.outline),
        **_answering(fact.responsible),
        "authors": _humans(recorded),
        "status": CHANGE_CYCLE.initial,
        "is_open": True,
        "drafted_at": at,
        "changed_at": at,
        "version": recorded.version,
    }
    named = ", ".join(f"%({column})s" for column in values)
    cursor.execute(f"INSERT INTO changes ({', '.join(values)}) VALUES ({named})".encode(), values)  # noqa: S608 - constants
    _link(cursor, fact.change_id, fact.incidents)


def _humans(recorded: Recorded) -> list[UUID]:
    """Who did it, unless it was the desk itself."""
    actor = recorded.metadata.actor
    return [actor.id] if actor.kind == "person" else []


def _outline(outline: Outline) -> dict[str, Any]:
    begins_at = None if outline.window is None else outline.window.begins_at
    ends_at = None if outline.window is None else outline.window.ends_at
    return {
        "subject": outline.subject,
        "description": outline.description,
        "risk": outline.risk,
        "plan": outline.plan,
        "back_out": outline.back_out,
        "services": list(outline.services),
        "begins_at": begins_at,
        "ends_at": ends_at,
        "wished_from": begins_at,
        "wished_until": ends_at,
    }


def _answering(responsible: Responsible | None) -> dict[str, Any]:
    return {
        "team_id": None if responsible is None else responsible.team_id,
        "responsible_id": None if responsible is None else responsible.person_id,
    }


def _columns(cursor: Cursor[Any], recorded: Recorded) -> dict[str, Any]:
    match recorded.fact:
        case ChangeOutlined(outline=outline):
            cursor.execute(
                "UPDATE changes SET authors = authors || (SELECT coalesce(array_agg(fresh), '{}') FROM"
                " unnest(%s::uuid[]) AS fresh WHERE NOT fresh = ANY(authors)) WHERE change_id = %s",
                (_humans(recorded), recorded.stream),
            )
            # What was said was said of another outline.
            return {**_outline(outline), "stages": "[]", "stage": 0, "answers": "[]"}
        case ChangeAssigned(responsible=responsible):
            return _answering(responsible)
        case ChangeIncidentsLinked(incidents=incidents):
            _link(cursor, recorded.stream, incidents)
        case ChangeIncidentsUnlinked(incidents=incidents):
            cursor.execute(
                "DELETE FROM change_incidents WHERE change_id = %s AND ticket_id = ANY(%s)",
                (recorded.stream, list(incidents)),
            )
        case _:
            return _status_columns(cursor, recorded)
    return {}


def _status_columns(cursor: Cursor[Any], recorded: Recorded) -> dict[str, Any]:
    match recorded.fact:
        case ChangeSubmitted(stages=stages):
            _await(cursor, recorded.stream, stages[0].approvers if stages else ())
            cursor.execute(
                "UPDATE changes SET involved = authors || %s::uuid[] WHERE change_id = %s",
                (_humans(recorded), recorded.stream),
            )
            told = msgspec.json.encode(stages).decode()
            asked = {"stages": told, "stage": 0, "answers": "[]", "reminded_at": None}
            return {"status": SUBMITTED, "reason": "", **asked}
        case ChangeApprovalAnswered() as fact:
            return _answered(cursor, recorded, fact)
        case ChangeScheduled(window=window, note=note):
            held = {"begins_at": window.begins_at, "ends_at": window.ends_at, "is_held": True, "note": note}
            return {"status": SCHEDULED, "reason": "", **held}
        case ChangeMoved() as fact:
            return _moved(cursor, recorded.stream, fact)
        case _:
            return {}


def _answered(cursor: Cursor[Any], recorded: Recorded, fact: ChangeApprovalAnswered) -> dict[str, Any]:
    row = cursor.execute(
        "SELECT stages::text, answers::text FROM changes WHERE change_id = %s", (recorded.stream,)
    ).fetchone() or ("[]", "[]")
    stages = msgspec.json.decode(row[0], type=list[ApprovalStage])
    answers = msgspec.json.decode(row[1], type=list[Consent])
    answers.append(
        Consent(
            stage=fact.stage,
            approver_id=fact.approver_id,
            answered_by=fact.answered_by,
            verdict=fact.verdict,
            comment=fact.comment,
            at=recorded.metadata.occurred_at,
        )
    )
    columns: dict[str, Any] = {"answers": msgspec.json.encode(answers).decode(), "stage": fact.stage}
    if fact.opens is not None:
        _await(cursor, recorded.stream, stages[fact.opens].approvers)
        columns |= {"stage": fact.opens, "reminded_at": None}
    else:
        cursor.execute(
            "UPDATE change_approvers SET is_awaited = false WHERE change_id = %s AND person_id = %s",
            (recorded.stream, fact.approver_id),
        )
    return columns


def _moved(cursor: Cursor[Any], change_id: UUID, fact: ChangeMoved) -> dict[str, Any]:
    _await(cursor, change_id, ())
    status = CHANGE_CYCLE.status(fact.status)
    columns: dict[str, Any] = {
        "status": fact.status,
        "is_open": not (status and status.is_final),
        "reason": fact.reason,
        "is_held": False,
        "note": "",
    }
    if fact.status != IMPLEMENTED:
        # A window that was held and never used is free: what is shown is the wish again.
        cursor.execute(
            "UPDATE changes SET begins_at = wished_from, ends_at = wished_until WHERE change_id = %s AND is_held",
            (change_id,),
        )
    if fact.status == REVIEWED:
        columns["solution"] = fact.solution
    return columns


def _await(cursor: Cursor[Any], change_id: UUID, approvers: Collection[UUID]) -> None:
    cursor.execute("UPDATE change_approvers SET is_awaited = false WHERE change_id = %s AND is_awaited", (change_id,))
    cursor.execute(
        "INSERT INTO change_approvers SELECT %s, unnest(%s::uuid[]), true"
        " ON CONFLICT (change_id, person_id) DO UPDATE SET is_awaited = true",
        (change_id, list(dict.fromkeys(approvers))),
    )


def _link(cursor: Cursor[Any], change_id: UUID, incidents: Collection[UUID]) -> None:
    cursor.execute(
        "INSERT INTO change_incidents SELECT %s, unnest(%s::uuid[]) ON CONFLICT DO NOTHING",
        (change_id, list(incidents)),
    )


def _update(cursor: Cursor[Any], recorded: Recorded, columns: dict[str, Any]) -> None:
    columns = {**columns, "version": recorded.version}
    settings = ", ".join(f"{column} = %({column})s" for column in columns)
    cursor.execute(
        f"UPDATE changes SET {settings}, changed_at = greatest(changed_at, %(at)s) WHERE change_id = %(id)s".encode(),  # noqa: S608 - constants
        {**columns, "id": recorded.stream, "at": recorded.metadata.occurred_at},
    )
