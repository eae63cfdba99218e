"""Lay a change request before its approvers, answer as one of them; and what comes when they do not (rows 163, 165)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.approval_refusals import ApprovalIsNotYours
from aggregates.change_refusals import ApprovalHasNoTime, NoSuchChange
from aggregates.change_request import ChangeRequest
from aggregates.ticket_refusals import ClocksAreBehind, NoSuchTicket
from commands.agreement import base_agreement
from commands.answering import stands_in, voices_of
from commands.approvers import Stage, resolved
from commands.change_request.draft import change, decided
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Instant
from commands.permissions import CHANGE_MAKERS, READERS, WHOLE_DESK
from commands.ticket.access import within_sight
from events.folds.approval import person_behind
from events.values.approval import Verdict
from events.values.duration import Duration
from events.values.identity import ChangeId, PersonId, TicketId
from events.values.people import valid

Stages = Annotated[
    tuple[Stage, ...], Meta(max_length=20, description="Asked one after another; none: low risk, no consent.")
]


class SubmitChange(Command, frozen=True, kw_only=True):
    """Ask for consent to the draft, stage after stage; without any stage a change of low risk is approved at once.

    Neither who wrote the draft nor who submits it can be asked. ``remind_for`` and ``expires_for`` are working time
    of the base agreement from the opening of each stage; what nobody decides in time is rejected.
    """

    name: ClassVar[str] = "submit-change"

    change_id: ChangeId
    stages: Stages = ()
    remind_for: Duration | None = None
    expires_for: Duration | None = None


@handles(SubmitChange)
def submit_change(command: SubmitChange, work: UnitOfWork) -> UUID:
    """Plan, window and way back must be told; those who are asked must have access, leads are found out now."""
    found = change(work, command.change_id)
    stages = resolved(work, command.stages, found.authors | person_behind(work.viewer.actor))
    agreement = base_agreement(work) if command.remind_for or command.expires_for else None
    if agreement is None and (command.remind_for or command.expires_for):
        raise ApprovalHasNoTime
    facts = found.submit(stages, remind_for=command.remind_for, expires_for=command.expires_for, agreement_id=agreement)
    return decided(found, facts, work)


class AnswerChangeApproval(Command, frozen=True, kw_only=True):
    """Approve or reject a change request as one of those who are asked now, or as the substitute of one."""

    name: ClassVar[str] = "answer-change-approval"

    change_id: ChangeId
    verdict: Verdict
    comment: Body = ""
    approver_id: PersonId | None = None


@handles(AnswerChangeApproval)
def answer_change_approval(command: AnswerChangeApproval, work: UnitOfWork) -> UUID:
    """A rejection says why; who is not asked at this stage has no voice, and to strangers the request looks absent."""
    found = change(work, command.change_id)
    by = PersonId(work.viewer.actor.id)
    _refuse_stranger(work, found, by)
    approver = command.approver_id or _voice(work, found, by)
    if approver != by:
        if not stands_in(work, by, approver):
            raise ApprovalIsNotYours
        # Whoever is dismissed as a substitute at the same instant no longer answers.
        work.watch(approver)
    facts = found.answer(approver, by, command.verdict, command.comment.strip())
    return decided(found, facts, work)


def _refuse_stranger(work: UnitOfWork, found: ChangeRequest, by: PersonId) -> None:
    """Whoever neither works with changes, nor reads this one, nor is asked at any stage, knows of no request."""
    groups = valid(work.viewer.groups)
    if not (CHANGE_MAKERS | WHOLE_DESK | READERS).isdisjoint(groups):
        return
    if voices_of(work, found.could_answer, by):
        return
    if "second_line" not in groups or not any(_is_seen(work, one) for one in found.incidents):
        raise NoSuchChange


def _is_seen(work: UnitOfWork, ticket_id: TicketId) -> bool:
    """Whoever works on a ticket reads the change that it is part of (row 82)."""
    try:
        within_sight(work, ticket_id)
    except NoSuchTicket:
        return False
    return True


def _voice(work: UnitOfWork, found: ChangeRequest, by: PersonId) -> PersonId:
    if found.asking is None:
        return by
    asked = found.asking.open_stage.approvers
    work.preload(asked)
    return found.asking.voice(by, [person for person in asked if stands_in(work, by, person)])


class RecordChangeReminder(Command, frozen=True, kw_only=True):
    """Record that those who have not answered about a change request are to be reminded (C8)."""

    name: ClassVar[str] = "record-change-reminder"

    change_id: ChangeId
    change_version: int
    stage: int
    due_at: Instant


@handles(RecordChangeReminder)
def record_change_reminder(command: RecordChangeReminder, work: UnitOfWork) -> UUID:
    """Once a stage, at the moment that was due, whenever it is noticed."""
    found = _as_measured(work, command.change_id, command.change_version)
    work.reference = found.called
    facts = found.remind(command.stage, due_at=command.due_at, noticed_at=work.at)
    work.record(found.change_id, facts, at=command.due_at)
    return found.change_id


class ExpireChangeApproval(Command, frozen=True, kw_only=True):
    """Reject a change request that nobody decided in the working time that it had."""

    name: ClassVar[str] = "expire-change-approval"

    change_id: ChangeId
    change_version: int
    stage: int
    due_at: Instant


@handles(ExpireChangeApproval)
def expire_change_approval(command: ExpireChangeApproval, work: UnitOfWork) -> UUID:
    """It ends at the moment that was due, whenever that is noticed."""
    found = _as_measured(work, command.change_id, command.change_version)
    work.reference = found.called
    last_at = work.history(command.change_id)[-1].metadata.occurred_at
    work.record(found.change_id, found.expire(command.stage), at=max(command.due_at, last_at))
    return found.change_id


def _as_measured(work: UnitOfWork, change_id: ChangeId, version: int) -> ChangeRequest:
    """The change request, if it still stands at the version that its wait was measured at (C9)."""
    found = change(work, change_id)
    if found.version != version:
        raise ClocksAreBehind
    return found
