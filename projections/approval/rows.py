"""Approvals and who is asked now, with substitutes; written here alone, read by the card and by "my approvals"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.approval import APPROVAL
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.values.approval import ApprovalStage, Outcome, Verdict
from events.values.people import Viewer
from events.values.text import Text
from projections.approval import kept
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement
from projections.person import directory
from projections.sla_clocks import rows
from sla_engine.instants import NEVER, instant

MOST = 500
"""More than so many open questions are shown to nobody at once."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What one approver said, or ``answered_by`` for them. The comment is for staff, auditors and who is asked."""

    stage: int
    approver_id: UUID
    answered_by: UUID
    verdict: Verdict
    comment: str
    at: datetime


class ApprovalView(msgspec.Struct, frozen=True, kw_only=True):
    """An approval of a ticket: its stages, the open one (from 0) and when that expires, the answers, how it ended.

    ``names`` says what whoever is asked or answered is called, by id.
    """

    approval_id: UUID
    question: str
    requested_by: UUID
    requested_as: str
    requested_at: datetime
    stages: tuple[ApprovalStage, ...]
    stage: int
    answers: tuple[Answer, ...]
    reminded_at: datetime | None
    expires_at: datetime | None
    returns_to: str
    rejected_to: str
    outcome: Outcome | None
    ended_at: datetime | None
    names: dict[str, Text]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question that waits for the viewer's answer: their own, or as the substitute of ``approver_id``."""

    approval_id: UUID
    ticket_id: UUID
    number: int
    subject: str
    question: str
    requested_as: str
    stage: int
    approver_id: UUID
    approver: Text | None
    asked_at: datetime
    reminded_at: datetime | None
    expires_at: datetime | None


class Substitute(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for somebody in [from_at, until_at)."""

    substitute_id: UUID
    substitute: Text | None
    from_at: datetime
    until_at: datetime


class Approvals:
    """The only writer of approvals and of who stands in for whom."""

    name = "approvals"
    tables = ("approvals", "approval_voices", "substitutes")
    ddl = ddl("projections.approval", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (*APPROVAL.facts, SubstituteNamed, SubstituteDismissed)

    def __init__(self) -> None:
        self._approvals = kept.Approvals()

    def forget(self) -> None:
        """Read approvals from their tables again."""
        self._approvals.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold and write approvals; substitutes are few, so each is written as it comes."""
        self._approvals.take_in(cursor, batch)
        for recorded in batch:
            _write_substitute(cursor, recorded.fact)


def _write_substitute(cursor: Cursor[Any], fact: Fact) -> None:
    if not isinstance(fact, SubstituteNamed | SubstituteDismissed):
        return
    cursor.execute("DELETE FROM substitutes WHERE person_id = %s", (fact.person_id,))
    if isinstance(fact, SubstituteNamed):
        cursor.execute(
            "INSERT INTO substitutes VALUES (%s, %s, %s, %s)",
            (fact.person_id, fact.substitute_id, fact.from_at, fact.until_at),
        )


# -- questions ---------------------------------------------------------------------------------------------

_MINE = statement(
    "v.approval_id = a.approval_id AND NOT a.involved && ARRAY[v.person_id, %(asked_id)s::uuid]"
    " AND (v.person_id = %(asked_id)s OR EXISTS (SELECT FROM substitutes s WHERE s.person_id = v.person_id"
    " AND s.substitute_id = %(asked_id)s AND s.from_at <= %(asked_at)s AND %(asked_at)s < s.until_at)"
    " AND NOT a.stages -> a.stage -> 'approvers' ? %(asked_id)s::text AND NOT a.answers @>"
    " jsonb_build_array(jsonb_build_object('stage', a.stage, 'answered_by', %(asked_id)s::text)))"
)
"""Voices ``v`` of approvals ``a`` that the viewer may raise: once in a stage, and not on what is their own."""


def awaits(viewer: Viewer, alias: str, now: datetime) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a table with ``ticket_id``: the ticket waits for the viewer's answer at this moment."""
    found = statement(
        "EXISTS (SELECT FROM approval_voices v, approvals a WHERE v.ticket_id = {alias}.ticket_id AND {mine})",
        alias=name(alias),
        mine=_MINE,
    )
    return found, {"asked_id": viewer.actor.id, "asked_at": now}


@reads("approvals", "ticket_list", also=(rows.load, directory.names))
def asked_of(cursor: Cursor[Any], viewer: Viewer, now: datetime) -> list[Question]:
    """What waits for the viewer's answer, what was asked first in front."""
    cursor.execute(
        statement(
            "SELECT a.approval_id, a.ticket_id, t.number, t.subject, a.question, a.requested_as, a.stage, v.person_id,"
            " v.since, a.reminded_at FROM approval_voices v JOIN approvals a USING (approval_id)"
            " JOIN ticket_list t ON t.ticket_id = a.ticket_id WHERE {mine}"
            " ORDER BY v.since, a.approval_id, v.person_id LIMIT %(most)s",
            mine=_MINE,
        ),
        {"asked_id": viewer.actor.id, "asked_at": now, "most": MOST},
    )
    found = cursor.fetchall()
    expiries = _expiries(cursor, {row[1] for row in found})
    named = directory.names(cursor, {row[7] for row in found}) if found else {}
    return [
        Question(
            approval_id=row[0],
            ticket_id=row[1],
            number=row[2],
            subject=row[3],
            question=row[4],
            requested_as=row[5],
            stage=row[6],
            approver_id=row[7],
            approver=named.get(row[7]),
            asked_at=row[8],
            reminded_at=row[9],
            expires_at=expiries.get(row[0]),
        )
        for row in found
    ]


def _expiries(cursor: Cursor[Any], tickets: Collection[UUID]) -> dict[UUID, datetime]:
    """Approval -> when its open stage expires, of those that these tickets wait for."""
    waits = (course.wait for course in rows.load(cursor, tickets).values())
    return {
        wait.approval_id: instant(wait.expire)
        for wait in waits
        if wait is not None and wait.approval_id is not None and wait.expire != NEVER
    }


@reads("approvals", also=(directory.names,))
def substitute_of(cursor: Cursor[Any], viewer: Viewer, now: datetime) -> Substitute | None:
    """Who answers for the viewer, now or later; nobody when that time is over."""
    cursor.execute(
        "SELECT substitute_id, from_at, until_at FROM substitutes WHERE person_id = %s AND until_at > %s",
        (viewer.actor.id, now),
    )
    row = cursor.fetchone()
    if row is None:
        return None
    named = directory.names(cursor, [row[0]])
    return Substitute(substitute_id=row[0], substitute=named.get(row[0]), from_at=row[1], until_at=row[2])


@reads("approvals", also=(rows.load, directory.names))
def of_ticket(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, inner: bool) -> tuple[ApprovalView, ...]:
    """A ticket's approvals, oldest first; whether the viewer may see the ticket is asked of its card first.

    Whom it waits for is told by name to whoever may see the ticket.
    What approvers wrote is read by whoever reads ``inner`` words, and by those who were asked themselves.
    """
    cursor.execute(
        "SELECT approval_id, question, requested_by, requested_as, requested_at, stages::text, stage, answers::text,"
        " reminded_at, returns_to, rejected_to, outcome, ended_at FROM approvals"
        " WHERE ticket_id = %s ORDER BY requested_at, approval_id",
        (ticket_id,),
    )
    found = []
    kept = cursor.fetchall()
    expiries = _expiries(cursor, [ticket_id]) if any(row[11] is None for row in kept) else {}
    for row in kept:
        stages = msgspec.json.decode(row[5], type=tuple[ApprovalStage, ...])
        answers = msgspec.json.decode(row[7], type=tuple[Answer, ...])
        is_asked = any(viewer.actor.id in stage.approvers for stage in stages)
        if not inner and not is_asked:
            answers = tuple(msgspec.structs.replace(answer, comment="") for answer in answers)
        found.append(
            ApprovalView(
                approval_id=row[0],
                question=row[1],
                requested_by=row[2],
                requested_as=row[3],
                requested_at=row[4],
                stages=stages,
                stage=row[6],
                answers=answers,
                reminded_at=row[8],
                expires_at=expiries.get(row[0]),
                returns_to=row[9],
                rejected_to=row[10],
                outcome=row[11],
                ended_at=row[12],
                names=_names(cursor, stages, answers),
            )
        )
    return tuple(found)


def _names(cursor: Cursor[Any], stages: Collection[ApprovalStage], answers: Collection[Answer]) -> dict[str, Text]:
    people = {person for stage in stages for person in stage.approvers} | {told.answered_by for told in answers}
    return {str(person): name for person, name in sorted(directory.names(cursor, people).items())}
