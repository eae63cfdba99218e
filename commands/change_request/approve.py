"""Lay a change request before its approvers, and answer as one of them (rows 163, 165)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.approval_refusals import ApprovalIsNotYours
from aggregates.change_refusals import NoSuchChange
from aggregates.change_request import ChangeRequest
from aggregates.substitute import Substitution
from commands.change_request.draft import change, decided
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body
from commands.permissions import CHANGE_MAKERS, WHOLE_DESK
from commands.ticket.approval import Stage, resolved
from events.values.approval import Verdict
from events.values.identity import ChangeId, PersonId
from events.values.people import valid

Stages = Annotated[
    tuple[Stage, ...], Meta(max_length=20, description="Asked one after another; none: low risk, no consent.")
]


class SubmitChange(Command, frozen=True, kw_only=True):
    """Ask for consent to the draft, stage after stage; without any stage a change of low risk is approved at once."""

    name: ClassVar[str] = "submit-change"

    change_id: ChangeId
    stages: Stages = ()


@handles(SubmitChange)
def submit_change(command: SubmitChange, unit: UnitOfWork) -> UUID:
    """Plan and way back must be told; those who are asked must have access, who leads a team is found out now."""
    found = change(unit, command.change_id)
    stages = tuple(resolved(unit, stage, f"stages[{place}]") for place, stage in enumerate(command.stages))
    return decided(found, found.submit(stages), unit)


class AnswerChangeApproval(Command, frozen=True, kw_only=True):
    """Approve or reject a change request as one of those who are asked now, or as the substitute of one."""

    name: ClassVar[str] = "answer-change-approval"

    change_id: ChangeId
    verdict: Verdict
    comment: Body = ""
    approver_id: PersonId | None = None


@handles(AnswerChangeApproval)
def answer_change_approval(command: AnswerChangeApproval, unit: UnitOfWork) -> UUID:
    """A rejection says why; who is not asked at this stage has no voice, and to strangers the request looks absent."""
    found = change(unit, command.change_id)
    by = PersonId(unit.viewer.actor.id)
    _refuse_stranger(unit, found, by)
    approver = command.approver_id or _voice(unit, found, by)
    if approver != by:
        if not _stands_in(unit, by, approver):
            raise ApprovalIsNotYours
        # Whoever is dismissed as a substitute at the same instant no longer answers.
        unit.watch(approver)
    facts = found.answer(approver, by, command.verdict, command.comment.strip())
    return decided(found, facts, unit)


def _refuse_stranger(unit: UnitOfWork, found: ChangeRequest, by: PersonId) -> None:
    """Whoever neither works with changes, nor sees everything, nor is asked at any stage, knows of no request."""
    if not (CHANGE_MAKERS | WHOLE_DESK).isdisjoint(valid(unit.viewer.groups)):
        return
    asked = {person for stage in found.stages for person in stage.approvers}
    unit.preload(asked)
    if by not in asked and not any(_stands_in(unit, by, person) for person in asked):
        raise NoSuchChange


def _voice(unit: UnitOfWork, found: ChangeRequest, by: PersonId) -> PersonId:
    """For whom somebody answers who does not say it: for themselves, else for the first whom they stand in for."""
    if by in found.asked:
        return by
    unit.preload(found.asked)
    return next((person for person in found.asked if person not in found.said and _stands_in(unit, by, person)), by)


def _stands_in(unit: UnitOfWork, by: PersonId, person: PersonId) -> bool:
    substitution = Substitution.fold(unit.history(person))
    return substitution is not None and substitution.holds(by, unit.at)
