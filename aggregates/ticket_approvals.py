"""What approvals do to a ticket: asked, answered, reminded, ended; driven by ``commands.ticket.approval``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from aggregates import approval_refusals as refusals
from aggregates import ticket_ways
from aggregates.approval import EXPIRED, NOBODY_LEFT, Approval, in_both_languages, refuse_unasked
from aggregates.ticket import Ticket
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded, ApprovalRequested
from events.fact import Fact
from events.folds.approval import AwaitedState
from events.ticket import TicketCommented
from events.values.approval import ApprovalStage, Outcome, Verdict
from events.values.duration import Duration
from events.values.identity import ApprovalId, CommentId, PersonId
from events.values.lifecycle import SAID_NAMES, Transition
from events.values.refusal import Listed
from events.values.text import Text
from events.values.ticket import DECLINED, IN_PROGRESS, ON_APPROVAL, STATUSES, Status

REJECTED_TO = {"back": "", "in_progress": IN_PROGRESS, "decline": DECLINED}
"""Where a rejection may lead, as the request says it -> the status; none: back to where the ticket stands."""


def request(
    ticket: Ticket,
    *,
    approval_id: ApprovalId,
    question: str,
    stages: tuple[ApprovalStage, ...],
    remind_for: Duration | None,
    expires_for: Duration | None,
    rejected_to: Status,
) -> list[Fact]:
    """The ticket waits in ``on_approval`` and comes back to where it stands; the life cycle has all these ways."""
    status = ticket.way_to(ON_APPROVAL)
    refuse_unasked(stages, remind_for=remind_for, expires_for=expires_for)
    return [
        ApprovalRequested(
            ticket_id=ticket.ticket_id,
            approval_id=approval_id,
            requester_id=ticket.requester_id,
            question=question,
            stages=stages,
            remind_for=remind_for,
            expires_for=expires_for,
            returns_to=ticket.way_between(status, ticket.status),
            rejected_to=rejected_to,
            status=None if STATUSES[ON_APPROVAL] == status else status,
        )
    ]


def rejected_to(ticket: Ticket, wanted: str) -> Status:
    """Where a rejection leads: back, which asks for nothing, or on a way that whoever asks may take.

    More than the reason is told by nobody then, so the way may ask for nothing else.
    """
    waits = ticket.way_to(ON_APPROVAL)
    back = ticket.way_between(waits, ticket.status)
    codes = {choice: code or back.code for choice, code in REJECTED_TO.items()}
    walls = {
        choice: None if code == back.code else _wall(ticket, waits, code, ticket.may_take)
        for choice, code in codes.items()
    }
    lifecycle = ticket.definition.lifecycle
    status, why = lifecycle.status(codes[wanted]), walls[wanted]
    if status is None or why is not None:
        reachable = {choice: lifecycle.name_of(codes[choice]) for choice, wall in walls.items() if wall is None}
        told = lifecycle.name_of(codes[wanted])
        raise refusals.RejectionCannotLead(wanted=told, why=why, reachable=Listed(reachable))
    return status


def _wall(ticket: Ticket, waits: Status, code: str, may_take: Callable[[Transition], bool]) -> Text | None:
    way = ticket.definition.lifecycle.transition(waits.code, code)
    if way is None:
        return Text(ru="туда нет перехода", en="no way leads there")
    if not may_take(way):
        return Text(ru="этот переход открыт не вам", en="that way is not open to you")
    unfilled = ticket_ways.unfilled(ticket.definition, code, ticket.attributes)
    unsaid = [*(SAID_NAMES[field] for field in sorted(way.requires - {"reason"})), *(known.name for known in unfilled)]
    ru, en = (", ".join(name.to(language) for name in unsaid) for language in ("ru", "en"))
    return Text(ru=f"нужно указать: {ru}", en=f"it asks for: {en}") if unsaid else None


def answer(
    ticket: Ticket,
    *,
    approval_id: ApprovalId,
    approver_id: PersonId,
    answered_by: PersonId,
    verdict: Verdict,
    comment: str,
    note_id: CommentId,
) -> list[Fact]:
    """An answer, and what it decides: nothing yet, the next stage, or the end of the approval."""
    approval = waiting(ticket, approval_id)
    decision = approval.decide(approver_id, by=answered_by, verdict=verdict, comment=comment)
    answered = ApprovalAnswered(
        ticket_id=ticket.ticket_id,
        approval_id=approval_id,
        requester_id=ticket.requester_id,
        stage=approval.stage,
        approver_id=approver_id,
        answered_by=answered_by,
        verdict=verdict,
        comment=comment,
        opens=decision.opens,
    )
    if decision.ends is None:
        return [answered]
    note = _note(ticket, decision.ends, note_id, comment)
    return [answered, *note, _ended(ticket, approval, decision.ends, comment)]


def withdraw(ticket: Ticket, *, approval_id: ApprovalId) -> list[Fact]:
    """Nobody is asked any more; the ticket is where it was."""
    return [_ended(ticket, waiting(ticket, approval_id), "withdrawn")]


def give_up(
    ticket: Ticket, *, approval_id: ApprovalId, note_id: CommentId, unanswered: tuple[PersonId, ...]
) -> list[Fact]:
    """Nobody is left who could decide it: the ticket is where it was, and those who go on working read why.

    Whoever reads no private words, such as who asks for their own ticket, reads in the end itself who was not left.
    """
    ended = msgspec.structs.replace(_ended(ticket, waiting(ticket, approval_id), "withdrawn"), unanswered=unanswered)
    return [_private(ticket, note_id, in_both_languages(NOBODY_LEFT)), ended]


def remind(
    ticket: Ticket, *, approval_id: ApprovalId, stage: int, due_at: datetime, noticed_at: datetime
) -> list[Fact]:
    """Those who have not answered are to be reminded; once a stage, and nothing when it is over (C8)."""
    approval = ticket.waits_for
    if approval is None or (approval.approval_id, approval.stage) != (approval_id, stage) or approval.is_reminded:
        return []
    return [
        ApprovalReminded(
            ticket_id=ticket.ticket_id,
            approval_id=approval_id,
            stage=stage,
            approvers=approval.awaited,
            due_at=due_at,
            noticed_at=noticed_at,
        )
    ]


def expire(ticket: Ticket, *, approval_id: ApprovalId, stage: int, note_id: CommentId) -> list[Fact]:
    """Nobody decided in time; nothing happens when that stage is over."""
    approval = ticket.waits_for
    if approval is None or (approval.approval_id, approval.stage) != (approval_id, stage):
        return []
    ended = _ended(ticket, approval, "expired", in_both_languages(EXPIRED))
    return [*_note(ticket, "expired", note_id), ended]


def waiting(ticket: Ticket, approval_id: ApprovalId) -> Approval:
    """The approval that the ticket waits for, if it is that one."""
    approval = ticket.approval
    if approval is None or approval.approval_id != approval_id:
        raise refusals.NothingWaitsForApproval(number=ticket.number)
    return approval


_NOTES: dict[Outcome, Text] = {
    "rejected": Text(ru="Согласование отклонено", en="The approval was rejected"),
    "expired": EXPIRED,
}
"""What those who go on working are told in private, in both languages: nobody knows yet who will read it."""


def _ended(ticket: Ticket, approval: AwaitedState, outcome: Outcome, why: str = "") -> ApprovalEnded:
    """The end; the status is as the life cycle has it now, or as it was meant when it has none of that code.

    A rejection leads back when its way asks for more by now, for the type or what is filled in may have changed.
    ``why`` becomes the reason where the way asks for one or the ticket is over: then its requester reads it.
    """
    is_back = outcome in {"approved", "withdrawn"} or _is_shut(ticket, approval)
    meant = approval.returns_to if is_back else approval.rejected_to
    lifecycle = ticket.definition.lifecycle
    status = lifecycle.status(meant.code) or meant
    way = lifecycle.transition(ticket.status, status.code)
    is_told = status.is_final or (way is not None and "reason" in way.requires)
    return ApprovalEnded(
        ticket_id=ticket.ticket_id,
        approval_id=approval.approval_id,
        outcome=outcome,
        status=status,
        requester_id=ticket.requester_id,
        reason=why if is_told and not is_back else "",
    )


def _is_shut(ticket: Ticket, approval: AwaitedState) -> bool:
    """Whether a rejection can no longer lead where it was meant to lead."""
    code = approval.rejected_to.code
    return code != approval.returns_to.code and _wall(ticket, ticket.stands, code, lambda _: True) is not None


def _note(ticket: Ticket, outcome: Outcome, note_id: CommentId, comment: str = "") -> list[Fact]:
    """A private comment for those who go on working, where the answer was no or none."""
    note = _NOTES.get(outcome)
    if note is None:
        return []
    told = in_both_languages(note)
    return [_private(ticket, note_id, f"{told}: {comment}" if comment else told)]


def _private(ticket: Ticket, note_id: CommentId, body: str) -> TicketCommented:
    return TicketCommented(
        ticket_id=ticket.ticket_id,
        comment_id=note_id,
        requester_id=ticket.requester_id,
        body=body,
        is_public=False,
        by_staff=True,
    )
