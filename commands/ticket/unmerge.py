"""Undo a merge: the ticket goes on by itself, and its clocks as though it had never been merged (C6)."""

from __future__ import annotations

from typing import ClassVar, cast
from uuid import UUID

from aggregates import ticket_life, ticket_unmerge
from aggregates.ticket import Ticket
from aggregates.ticket_merge import merged_into
from commands.command import Command, UnitOfWork, handles
from commands.ticket.access import in_time, not_before_its_last, onward, told, typed, within_reach
from commands.ticket.merging import Parting
from events.values.identity import TicketId


class UnmergeTicket(Command, frozen=True, kw_only=True):
    """Undo the merge of the ticket: it stands as before, and its clocks as though it had never been merged (C6).

    What was said on the other one meanwhile stays there; who asked for this one is heard there no longer. Tags, links
    and people that came along go back, unless somebody changed them since.
    """

    name: ClassVar[str] = "unmerge-ticket"

    ticket_id: TicketId


@handles(UnmergeTicket)
def unmerge_ticket(command: UnmergeTicket, work: UnitOfWork) -> UUID:
    """Whoever undoes it works on both tickets; what the other one went on as itself hears of it, too.

    A status that its life cycle has lost meanwhile is left as the revision led.
    """
    found = in_time(work, within_reach(work, command.ticket_id))
    history = work.history(found.ticket_id)
    without = ticket_unmerge.alone(found, history)
    into = within_reach(work, cast("TicketId", found.merged_into))
    stood = typed(work, cast("Ticket", Ticket.fold(without)))
    facts = ticket_unmerge.unmerge(found, stood, history)
    facts += ticket_life.move_on(stood, onward(work, stood))
    parting = [found, *merged_into(found, work)]
    go = [work.history(one.ticket_id) for one in parting]
    gone = {one.ticket_id for one in parting}
    told(work, found, facts)
    parting_with, came = Parting(work), found.ticket_id
    while True:
        stay = [one for one in merged_into(into, work) if one.ticket_id not in gone]
        left = ticket_unmerge.unjoin(into, found, go, [work.history(one.ticket_id) for one in (into, *stay)])
        work.record(into.ticket_id, left, at=not_before_its_last(work, into))
        parting_with.take_back(came, into, stay)
        if into.merged_into is None:
            parting_with.link_again(found.ticket_id)
            return found.ticket_id
        came = into.ticket_id
        into = cast("Ticket", Ticket.fold(work.history(into.merged_into)))
