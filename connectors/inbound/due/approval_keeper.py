"""Ends approvals and consents that nobody is left to give; a loop of the desk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid5

from psycopg import Cursor

from commands.change_request.stuck_consent import EndStuckConsent
from commands.ticket.stuck_approval import EndStuckApproval
from connectors.inbound.due.caretaker import AS_CARETAKER
from connectors.inbound.due.errands import Errand, ErrandLoop, Job
from events.values.identity import ApprovalId, ChangeId, CommandId, TicketId
from projections.approval import stuck as stuck_approvals
from projections.approval.stuck import Stuck
from projections.kit.reads import views_of


def _of_tickets(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    return [_of_ticket(one, now) for one in stuck_approvals.of_tickets(cursor, limit, now=now, without=without)]


def _of_ticket(one: Stuck, now: datetime) -> Job:
    approval = cast("ApprovalId", one.of)
    command = EndStuckApproval(ticket_id=TicketId(one.stream), approval_id=approval)
    return Job(stream=one.stream, command=command, command_id=_id(one, now))


def _of_changes(cursor: Cursor[Any], now: datetime, limit: int, without: Collection[UUID]) -> list[Job]:
    return [_of_change(one, now) for one in stuck_approvals.of_changes(cursor, limit, now=now, without=without)]


def _of_change(one: Stuck, now: datetime) -> Job:
    return Job(stream=one.stream, command=EndStuckConsent(change_id=ChangeId(one.stream)), command_id=_id(one, now))


def _id(one: Stuck, now: datetime) -> CommandId:
    """Of this moment: an approval that has a substitute again now may be stuck anew later, and ends once anyway."""
    return CommandId(uuid5(one.stream, f"stuck|{one.of}|{now.isoformat()}"))


class ApprovalKeeper(ErrandLoop):
    """Whoever asked reads why in the ticket, or in the change, which goes back to its draft; its clocks run again."""

    name = "approval_keeper"
    viewer = AS_CARETAKER
    errands = (
        Errand(refused="stuck_approval_not_ended", views=views_of(stuck_approvals.of_tickets), due=_of_tickets),
        Errand(refused="stuck_consent_not_ended", views=views_of(stuck_approvals.of_changes), due=_of_changes),
    )
