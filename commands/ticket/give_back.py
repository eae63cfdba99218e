"""Give a ticket back that one took by mistake, and say that the work on one had not begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from aggregates import ticket_life
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NobodyBeganIt, NotTakenByOneself
from commands.command import Command, UnitOfWork, handles
from commands.ticket.access import ticket, told
from commands.ticket.work import AssignTicket, UnassignTicket
from events.fact import Recorded
from events.ticket import TicketAssigned, TicketPutInProgress, TicketUnassigned
from events.ticket_status import STATUS_FACTS
from events.values.identity import TicketId


class UnstartTicket(Command, frozen=True, kw_only=True):
    """Say that the work had not begun: the ticket stands where it did before it was put in progress.

    What is past stays told: a reaction that was met is met.
    """

    name: ClassVar[str] = "unstart-ticket"

    ticket_id: TicketId


@handles(UnstartTicket)
def unstart_ticket(command: UnstartTicket, work: UnitOfWork) -> UUID:
    """As long as it stands where that put it; where it goes on from is asked of the life cycle as ever."""
    found = ticket(work, command.ticket_id)
    found.refuse_if_final()
    history = work.history(command.ticket_id)
    nth = _last(history, *STATUS_FACTS)
    before = None if nth is None else Ticket.fold(history[:nth])
    if nth is None or before is None or not isinstance(history[nth].fact, TicketPutInProgress):
        raise NobodyBeganIt(number=found.number)
    return told(work, found, ticket_life.back_to(found, before, work.at))


class GiveTicketBack(Command, frozen=True, kw_only=True):
    """Give a ticket back that one took: to whoever had it before, or to nobody, with the beginning of the work."""

    name: ClassVar[str] = "give-ticket-back"

    ticket_id: TicketId


@handles(GiveTicketBack)
def give_ticket_back(command: GiveTicketBack, work: UnitOfWork) -> UUID:
    """By whoever took it, as long as it is theirs; what was said since stays, and so does a status of its own."""
    found = ticket(work, command.ticket_id)
    found.refuse_if_final()
    history, me = list(work.history(command.ticket_id)), work.viewer.actor.id
    nth = _last(history, TicketAssigned, TicketUnassigned)
    before = None if nth is None else Ticket.fold(history[:nth])
    taken = None if nth is None else history[nth]
    is_mine = found.responsible is not None and found.responsible.person_id == me
    if taken is None or before is None or taken.metadata.actor.id != me or not is_mine:
        raise NotTakenByOneself(number=found.number)
    status = history[_last(history, *STATUS_FACTS) or 0]
    parts: list[Command] = []
    if isinstance(status.fact, TicketPutInProgress) and status.metadata.command_id == taken.metadata.command_id:
        parts.append(UnstartTicket(ticket_id=found.ticket_id))
    if before.responsible is None:
        parts.append(UnassignTicket(ticket_id=found.ticket_id))
    else:
        parts.append(AssignTicket(ticket_id=found.ticket_id, responsible=before.responsible, confirm=True))
    for part, command_of_it in enumerate(parts):
        work.do(command_of_it, part)
    return told(work, found, [])


def _last(history: Sequence[Recorded], *kinds: type[Any]) -> int | None:
    """Which fact of these kinds came last."""
    return next((nth for nth in reversed(range(len(history))) if type(history[nth].fact) in kinds), None)
