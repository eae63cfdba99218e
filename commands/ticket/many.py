"""Which commands are given to many tickets at once, and the orders for each; asked by the question and the carrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from msgspec.structs import replace

from commands.command import Command, Order
from commands.ticket.checks import AddChecklist
from commands.ticket.links import LinkTickets
from commands.ticket.macros import ApplyMacro
from commands.ticket.tags import TagTicket
from commands.ticket.take import TakeTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.undo import UndoBulk
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MoveTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)
from events.values.identity import CommandId, TicketId
from events.values.people import Viewer

MOST_TICKETS = 2_000
IN_ONE_S_TEAM = frozenset({TakeTicket.name, ApplyMacro.name})
"""Commands that may find the team which is meant among those of whoever orders them."""
BulkCommand = Literal[
    "assign-ticket",
    "unassign-ticket",
    "take-ticket",
    "put-ticket-in-progress",
    "put-ticket-on-hold",
    "resume-ticket",
    "resolve-ticket",
    "close-ticket",
    "reopen-ticket",
    "decline-ticket",
    "move-ticket",
    "prioritise-ticket",
    "reclassify-ticket",
    "tag-ticket",
    "comment-on-ticket",
    "link-tickets",
    "add-checklist",
    "apply-macro",
    "undo-bulk",
]
FOR_MANY: Mapping[str, type[Command]] = {
    command.name: command
    for command in (
        AssignTicket,
        UnassignTicket,
        TakeTicket,
        PutTicketInProgress,
        PutTicketOnHold,
        ResumeTicket,
        ResolveTicket,
        CloseTicket,
        ReopenTicket,
        DeclineTicket,
        MoveTicket,
        PrioritiseTicket,
        ReclassifyTicket,
        TagTicket,
        CommentOnTicket,
        LinkTickets,
        AddChecklist,
        ApplyMacro,
        UndoBulk,
    )
}
"""The commands by their names: none takes a number, and none merges, which cannot be taken back."""


def orders_for(
    job_id: UUID, command: Command, tickets: Sequence[TicketId], *, viewer: Viewer, at: datetime
) -> list[Order]:
    """An order for each ticket; its id follows from the job and the ticket, so that each is carried out once."""
    return [
        Order(
            command=replace(command, ticket_id=ticket_id),
            viewer=viewer,
            at=at,
            command_id=CommandId(uuid5(job_id, str(ticket_id))),
            correlation_id=CommandId(job_id),
        )
        for ticket_id in tickets
    ]
