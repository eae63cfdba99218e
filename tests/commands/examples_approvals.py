"""One valid example of every command on approvals and substitutes; part of ``examples``."""

from __future__ import annotations

from datetime import timedelta

from commands.change_request.approve import ExpireChangeApproval, RecordChangeReminder
from commands.change_request.stuck_consent import EndStuckConsent
from commands.command import Command
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.ticket.approval import (
    AnswerApproval,
    ExpireApproval,
    RecordApprovalReminder,
    RequestApproval,
    Stage,
    WithdrawApproval,
)
from commands.ticket.stuck_approval import EndStuckApproval
from tests.gallery import START, TICKET
from tests.gallery_approvals import APPROVAL, QUESTION
from tests.gallery_changes import CHANGE
from tests.people import ANNA, OLGA, SEMYON

APPROVAL_EXAMPLES: tuple[Command, ...] = (
    RequestApproval(ticket_id=TICKET, question=QUESTION, stages=(Stage(approvers=(SEMYON,)),)),
    AnswerApproval(ticket_id=TICKET, approval_id=APPROVAL, verdict="approve"),
    WithdrawApproval(ticket_id=TICKET, approval_id=APPROVAL),
    RecordApprovalReminder(ticket_id=TICKET, ticket_version=1, approval_id=APPROVAL, stage=0, due_at=START),
    ExpireApproval(ticket_id=TICKET, ticket_version=1, approval_id=APPROVAL, stage=0, due_at=START),
    EndStuckApproval(ticket_id=TICKET, approval_id=APPROVAL),
    EndStuckConsent(change_id=CHANGE),
    RecordChangeReminder(change_id=CHANGE, change_version=1, stage=0, due_at=START),
    ExpireChangeApproval(change_id=CHANGE, change_version=1, stage=0, due_at=START),
    NameSubstitute(person_id=ANNA, substitute_id=OLGA, until_at=START + timedelta(days=7)),
    DismissSubstitute(person_id=ANNA),
)
