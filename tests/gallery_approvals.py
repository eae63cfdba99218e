"""Examples of the facts of approvals and substitutes; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalReminded, ApprovalRequested
from events.fact import Fact
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.values.approval import ApprovalStage
from events.values.duration import Duration
from events.values.identity import AbsenceId, ApprovalId, ticket_id
from events.values.text import Text
from events.values.ticket import STATUSES, Status
from tests.people import ANNA, OLGA, SEMYON

TICKET = ticket_id(17)
APPROVAL = ApprovalId(UUID("a99e0f0e-7d1c-5e0b-8f6e-2a1b9c4d5e01"))
QUESTION = "Купить ли новый принтер?"

APPROVAL_REQUESTED = ApprovalRequested(
    ticket_id=TICKET,
    approval_id=APPROVAL,
    requester_id=ANNA,
    question=QUESTION,
    stages=(
        ApprovalStage(mode="one", approvers=(OLGA, SEMYON)),
        ApprovalStage(mode="all", approvers=(SEMYON, ANNA)),
    ),
    remind_for=Duration(2, "hours"),
    expires_for=Duration(8, "hours"),
    returns_to=STATUSES["new"],
    rejected_to=STATUSES["in_progress"],
    status=Status(code="on_approval", name=Text("У руководителя", "With the manager"), colour="#0f7c8a"),
)

WAITING = msgspec.structs.replace(APPROVAL_REQUESTED, status=None)
"""A ticket that waits in the status that the desk came with."""

LEAVE = AbsenceId(UUID(int=93))
ON_LEAVE = AbsencePlanned(
    person_id=SEMYON,
    absence_id=LEAVE,
    from_at=datetime(2026, 3, 2, tzinfo=UTC),
    until_at=datetime(2026, 3, 16, tzinfo=UTC),
    substitute_id=OLGA,
    note="Отпуск",
)

EXAMPLES: tuple[Fact, ...] = (
    APPROVAL_REQUESTED,
    ApprovalAnswered(
        ticket_id=TICKET,
        approval_id=APPROVAL,
        requester_id=ANNA,
        stage=0,
        approver_id=SEMYON,
        answered_by=OLGA,
        verdict="approve",
        comment="Старый чинить дороже",
        opens=1,
    ),
    ApprovalReminded(
        ticket_id=TICKET,
        approval_id=APPROVAL,
        stage=1,
        approvers=(ANNA,),
        due_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        noticed_at=datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC),
    ),
    ApprovalEnded(
        ticket_id=TICKET,
        approval_id=APPROVAL,
        outcome="withdrawn",
        status=STATUSES["in_progress"],
        requester_id=ANNA,
        reason="Спрашивать больше некого",
        unanswered=(SEMYON,),
    ),
    SubstituteNamed(
        person_id=SEMYON,
        substitute_id=OLGA,
        from_at=datetime(2026, 3, 2, tzinfo=UTC),
        until_at=datetime(2026, 3, 16, tzinfo=UTC),
    ),
    SubstituteDismissed(person_id=SEMYON),
    ON_LEAVE,
    AbsenceReplanned(
        person_id=SEMYON,
        absence_id=LEAVE,
        from_at=datetime(2026, 3, 2, tzinfo=UTC),
        until_at=datetime(2026, 3, 9, tzinfo=UTC),
        substitute_id=OLGA,
        note="Вернусь раньше",
    ),
    AbsenceEnded(person_id=SEMYON, absence_id=LEAVE, ended_at=datetime(2026, 3, 5, tzinfo=UTC)),
)

UPCAST: dict[str, Fact] = {
    "ticket.approval-ended@1": ApprovalEnded(
        ticket_id=TICKET, approval_id=APPROVAL, outcome="rejected", status=STATUSES["in_progress"]
    ),
    "ticket.approval-ended@2": ApprovalEnded(
        ticket_id=TICKET,
        approval_id=APPROVAL,
        outcome="rejected",
        status=STATUSES["declined"],
        requester_id=ANNA,
        reason="Дорого",
    ),
}
