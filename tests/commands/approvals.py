"""A ticket that waits for approval and who answers; used by the stories on approvals and substitutes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from commands.ticket.approval import (
    AnswerApproval,
)
from events.ticket_type import TicketTypeDefined
from events.values.approval import ApprovalStage, Verdict
from events.values.identity import PersonId, ticket_type_id
from tests.dsl import Story, given
from tests.gallery import (
    DESK,
    REGISTERED,
    TICKET,
)
from tests.gallery_approvals import APPROVAL, WAITING
from tests.gallery_types import ACCESS_TYPE
from tests.people import (
    OLGA,
    SEMYON,
    viewer,
)

APPROVER = viewer(SEMYON, "Semyon Black", "requester")
"""Who is asked, without any rights but those that everybody has."""
BOSS = viewer(OLGA, "Ольга Смирнова", "requester")
ASKER = viewer(UUID(int=6), "Диспетчер", "specialist")
"""Who asks for approvals and is asked for none."""
THIRD = PersonId(UUID(int=7))
DAY = timedelta(days=1)


def answer(verdict: Verdict = "approve", *, comment: str = "", for_whom: PersonId | None = None) -> AnswerApproval:
    """What an approver says; a rejection says why."""
    if verdict == "reject" and not comment:
        comment = "Дорого"
    return AnswerApproval(
        ticket_id=TICKET, approval_id=APPROVAL, verdict=verdict, comment=comment, approver_id=for_whom
    )


def waiting(*stages: ApprovalStage, **more: object) -> Story:
    """A desk where a ticket in work waits for the approval of these."""
    fact = msgspec.structs.replace(WAITING, stages=stages or WAITING.stages, **more)
    return given(*DESK, REGISTERED, fact)


def only(*people: PersonId) -> ApprovalStage:
    """A stage that asks these, any of whom may approve."""
    return ApprovalStage(mode="one", approvers=people)


def access_type() -> TicketTypeDefined:
    """A type whose life cycle has no status for approvals."""
    code = "access_request"
    return TicketTypeDefined(type_id=ticket_type_id(code), code=code, definition=ACCESS_TYPE)
