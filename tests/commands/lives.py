"""How a ticket gets into each status, and one command of each kind on it; used by tests of ticket commands."""

from __future__ import annotations

import msgspec

from commands.command import Command
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)
from events.fact import Fact
from events.ticket import (
    TicketClosed,
    TicketDeclined,
    TicketMerged,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReopened,
    TicketResolved,
    TicketResumed,
)
from events.values.people import Responsible
from tests.gallery import (
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    ON_HOLD,
    OTHER_TICKET,
    REGISTERED,
    RESOLVED,
    TICKET,
)
from tests.gallery_approvals import WAITING
from tests.gallery_talk import TAKEN_BACK
from tests.people import ANNA, SECOND_LINE

_REOPENED = TicketReopened(ticket_id=TICKET, requester_id=ANNA, reason="Снова не печатает")

LIVES: dict[str, tuple[Fact, ...]] = {
    "new": (REGISTERED,),
    "in_progress": (REGISTERED, IN_PROGRESS),
    "on_hold": (REGISTERED, ON_HOLD),
    "on_approval": (REGISTERED, WAITING),
    "resolved": (REGISTERED, RESOLVED),
    "reopened": (REGISTERED, RESOLVED, _REOPENED),
    "closed": (REGISTERED, RESOLVED, CLOSED),
    "declined": (REGISTERED, DECLINED),
    "taken_back": (REGISTERED, TAKEN_BACK),
    "merged": (REGISTERED, TicketMerged(ticket_id=TICKET, into=OTHER_TICKET)),
}
"""Status -> what happened to a ticket that stands in it."""

OVER = ("closed", "declined", "taken_back", "merged")

MOVES: dict[Command, Fact] = {
    PutTicketInProgress(ticket_id=TICKET): TicketPutInProgress(ticket_id=TICKET),
    PutTicketOnHold(ticket_id=TICKET, reason="Ждём"): TicketPutOnHold(
        ticket_id=TICKET, requester_id=ANNA, reason="Ждём"
    ),
    ResumeTicket(ticket_id=TICKET): TicketResumed(ticket_id=TICKET),
    ResolveTicket(ticket_id=TICKET, solution="Готово"): TicketResolved(
        ticket_id=TICKET, requester_id=ANNA, solution="Готово"
    ),
    ReopenTicket(ticket_id=TICKET): TicketReopened(ticket_id=TICKET, requester_id=ANNA),
    CloseTicket(ticket_id=TICKET): TicketClosed(ticket_id=TICKET),
    DeclineTicket(ticket_id=TICKET, reason="Нет"): TicketDeclined(ticket_id=TICKET, requester_id=ANNA, reason="Нет"),
    MergeTicket(ticket_id=TICKET, into=OTHER_TICKET): TicketMerged(ticket_id=TICKET, into=OTHER_TICKET),
}
"""Each command that moves a ticket to another status -> what happens when it is accepted."""

CHANGES: tuple[Command, ...] = (
    AssignTicket(ticket_id=TICKET, responsible=Responsible(SECOND_LINE)),
    UnassignTicket(ticket_id=TICKET),
    PrioritiseTicket(ticket_id=TICKET, priority="low"),
    ReclassifyTicket(ticket_id=TICKET, type="inquiry"),
    CommentOnTicket(ticket_id=TICKET, body="Смотрим"),
)
"""Each command that changes a ticket but not its status."""

ANOTHER = msgspec.structs.replace(REGISTERED, ticket_id=OTHER_TICKET, number=18)
"""Another open ticket of the same requester."""
