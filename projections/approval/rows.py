"""Approvals and who is asked now, with substitutes; written here alone, read by the card and by "my approvals"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.fact import Fact, Recorded
from events.folds.absence import ABSENCE
from events.folds.approval import APPROVAL
from events.folds.substitute import SUBSTITUTE, SubstitutionState
from events.values.approval import ApprovalStage, Outcome, Verdict
from events.values.people import Viewer
from events.values.text import Text
from projections.approval import kept
from projections.kit.columns import rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.heir import stood_in_for
from projections.kit.parking import ALONE
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, statement
from projections.person import directory
from projections.sla_clocks import rows
from sla_engine.instants import NEVER, instant

MOST = 10_000
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
    interests: ClassVar[tuple[type[Fact], ...]] = (*APPROVAL.facts, *SUBSTITUTE.facts, *ABSENCE.facts)

    def __init__(self) -> None:
        self._approvals = kept.Approvals()

    def forget(self) -> None:
        """Read approvals from their tables again."""
        self._approvals.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold and write approvals; substitutes are few, so each is written as it comes."""
        self._approvals.take_in(cursor, batch)
        for recorded in batch:
            _write_substitute(cursor, recorded)
            _write_absence(cursor, recorded)


_STANDS_IN = "INSERT INTO substitutes VALUES (%s, %s, %s, %s, %s, %s)"


def _write_substitute(cursor: Cursor[Any], recorded: Recorded) -> None:
    if type(recorded.fact) not in SUBSTITUTE.facts:
        return
    cursor.execute("DELETE FROM substitutes WHERE source_id = %s", (recorded.stream,))
    if (named := SUBSTITUTE.begun(SubstitutionState, recorded)) is not None:
        cursor.execute(
            _STANDS_IN, (named.person_id, named.person_id, named.substitute_id, named.from_at, named.until_at, None)
        )


def _write_absence(cursor: Cursor[Any], recorded: Recorded) -> None:
    """Who stands in while somebody is away; one that is ended early is cut short, which may leave nothing of it."""
    fact = recorded.fact
    if isinstance(fact, AbsenceEnded):
        cursor.execute(
            "UPDATE substitutes SET until_at = least(until_at, %s) WHERE source_id = %s",
            (fact.ended_at, fact.absence_id),
        )
    elif isinstance(fact, AbsencePlanned | AbsenceReplanned):
        cursor.execute("DELETE FROM substitutes WHERE source_id = %s", (fact.absence_id,))
        if fact.substitute_id is not None:
            period = (fact.from_at, fact.until_at)
            cursor.execute(_STANDS_IN, (fact.absence_id, fact.person_id, fact.substitute_id, *period, fact.absence_id))


# -- questions ---------------------------------------------------------------------------------------------

_MINE = statement(
    "v.approval_id = a.approval_id AND NOT a.involved && ARRAY[v.person_id, %(asked_id)s::uuid]"
    " AND (v.person_id = %(asked_id)s OR v.person_id IN ({stood_in_for})"
    " AND NOT a.stages -> a.stage -> 'approvers' ? %(asked_id)s::text AND NOT a.answers @>"
    " jsonb_build_array(jsonb_build_object('stage', a.stage, 'answered_by', %(asked_id)s::text)))",
    stood_in_for=stood_in_for("asked_id", "asked_at"),
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


class _Asked(NamedTuple):
    approval_id: UUID
    ticket_id: UUID
    number: int
    subject: str
    question: str
    requested_as: str
    stage: int
    approver_id: UUID
    asked_at: datetime
    reminded_at: datetime | None


_ASKED = statement(
    "SELECT {columns} FROM approval_voices v JOIN approvals a USING (approval_id)"
    " JOIN ticket_list t ON t.ticket_id = a.ticket_id WHERE {mine}"
    " ORDER BY v.since, a.approval_id, v.person_id LIMIT %(most)s",
    columns=selected(
        _Asked,
        "a",
        number=name("t.number"),
        subject=name("t.subject"),
        approver_id=name("v.person_id"),
        asked_at=name("v.since"),
    ),
    mine=_MINE,
)


@reads("approvals", "ticket_list", also=(rows.load, directory.names))
def asked_of(cursor: Cursor[Any], viewer: Viewer, now: datetime) -> list[Question]:
    """What waits for the viewer's answer, what was asked first in front."""
    cursor.execute(_ASKED, {"asked_id": viewer.actor.id, "asked_at": now, "most": MOST})
    found = rows_of(_Asked, cursor)
    expiries = _expiries(cursor, {row.ticket_id for row in found})
    named = directory.names(cursor, {row.approver_id for row in found}) if found else {}
    return [
        Question(
            approval_id=row.approval_id,
            ticket_id=row.ticket_id,
            number=row.number,
            subject=row.subject,
            question=row.question,
            requested_as=row.requested_as,
            stage=row.stage,
            approver_id=row.approver_id,
            approver=named.get(row.approver_id),
            asked_at=row.asked_at,
            reminded_at=row.reminded_at,
            expires_at=expiries.get(row.approval_id),
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
        "SELECT substitute_id, from_at, until_at FROM substitutes WHERE source_id = %s AND until_at > %s",
        (viewer.actor.id, now),
    )
    row = cursor.fetchone()
    if row is None:
        return None
    substitute_id, from_at, until_at = row
    named = directory.names(cursor, [substitute_id])
    return Substitute(
        substitute_id=substitute_id, substitute=named.get(substitute_id), from_at=from_at, until_at=until_at
    )


class _Row(NamedTuple):
    approval_id: UUID
    question: str
    requested_by: UUID
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


_OF_TICKET = statement(
    "SELECT {columns} FROM approvals WHERE ticket_id = %s ORDER BY requested_at, approval_id",
    columns=selected(_Row, stages=statement("stages::text"), answers=statement("answers::text")),
)


@reads("approvals", also=(rows.load, directory.names))
def of_ticket(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, inner: bool) -> tuple[ApprovalView, ...]:
    """A ticket's approvals, oldest first; whether the viewer may see the ticket is asked of its card first.

    Whom it waits for is told by name to whoever may see the ticket.
    What approvers wrote is read by whoever reads ``inner`` words, and by those who were asked themselves.
    """
    cursor.execute(_OF_TICKET, (ticket_id,))
    found = []
    kept = rows_of(_Row, cursor)
    expiries = _expiries(cursor, [ticket_id]) if any(row.outcome is None for row in kept) else {}
    for row in kept:
        stages = msgspec.json.decode(row.stages, type=tuple[ApprovalStage, ...])
        answers = msgspec.json.decode(row.answers, type=tuple[Answer, ...])
        is_asked = any(viewer.actor.id in stage.approvers for stage in stages)
        if not inner and not is_asked:
            answers = tuple(msgspec.structs.replace(answer, comment="") for answer in answers)
        found.append(
            ApprovalView(
                approval_id=row.approval_id,
                question=row.question,
                requested_by=row.requested_by,
                requested_as=row.requested_as,
                requested_at=row.requested_at,
                stages=stages,
                stage=row.stage,
                answers=answers,
                reminded_at=row.reminded_at,
                expires_at=expiries.get(row.approval_id),
                returns_to=row.returns_to,
                rejected_to=row.rejected_to,
                outcome=row.outcome,
                ended_at=row.ended_at,
                names=_names(cursor, stages, answers),
            )
        )
    return tuple(found)


def _names(cursor: Cursor[Any], stages: Collection[ApprovalStage], answers: Collection[Answer]) -> dict[str, Text]:
    people = {person for stage in stages for person in stage.approvers} | {told.answered_by for told in answers}
    return {str(person): name for person, name in sorted(directory.names(cursor, people).items())}
