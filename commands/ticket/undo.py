"""Undo what a bulk order did to a ticket: each fact by its opposite, all or none, where nobody changed it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID, uuid5

from msgspec import UNSET

from aggregates.ticket import Ticket
from aggregates.undoing_refusals import CannotBeUndone, ChangedSinceThen, NothingToUndo
from commands.command import Command, UnitOfWork, handles
from commands.ticket.access import ticket, told
from commands.ticket.checks import WithdrawChecks
from commands.ticket.comments import WithdrawComment
from commands.ticket.give_back import UnstartTicket
from commands.ticket.links import LinkTickets, UnlinkTickets
from commands.ticket.tags import TagTicket
from commands.ticket.talk import PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    AssignTicket,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)
from events.fact import Recorded
from events.ticket import (
    CROSSINGS,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketMoved,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReclassified,
    TicketReopened,
    TicketResolved,
    TicketResumed,
    TicketUnassigned,
)
from events.ticket_checks import ChecksAdded
from events.ticket_links import TicketLinked, TicketUnlinked
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.ticket_tags import TicketTagged, TicketUntagged
from events.ticket_words import TicketCommentWithdrawn, TicketPeopleMentioned
from events.values.identity import TicketId
from events.values.text import Text

_FOLLOWS = (MacroApplied, ReplyTemplateUsed, TicketPeopleMentioned)
"""What is told beside something else, and goes with it."""
_SOMETHING = Text("изменение", "a change")
_STANDS: dict[type[Any], Text] = {
    TicketMoved: Text("переведена в другой статус", "moved into another status"),
    TicketClosed: Text("закрыта", "closed"),
    TicketDeclined: Text("отклонена", "declined"),
    TicketCommentWithdrawn: Text("комментарий убран", "a comment was withdrawn"),
}
"""What stands, as people call it."""


class UndoBulk(Command, frozen=True, kw_only=True):
    """Undo what a bulk order did to the ticket, by the opposites of what it did; where nobody changed it since."""

    name: ClassVar[str] = "undo-bulk"

    ticket_id: TicketId
    job_id: UUID


@handles(UndoBulk)
def undo_bulk(command: UndoBulk, work: UnitOfWork) -> UUID:
    """The last thing first, with the rights of whoever undoes; what was missed meanwhile changed nothing."""
    found = ticket(work, command.ticket_id)
    history = list(work.history(command.ticket_id))
    order = uuid5(command.job_id, str(command.ticket_id))
    did = [nth for nth, told_of in enumerate(history) if told_of.metadata.command_id == order]
    if not did:
        raise NothingToUndo(number=found.number)
    since = [one for one in history[did[-1] + 1 :] if not isinstance(one.fact, CROSSINGS)]
    if since:
        raise ChangedSinceThen(number=found.number, person=since[-1].metadata.actor.name)
    opposites = [_opposite(found, history, nth) for nth in reversed(did)]
    for nth, opposite in enumerate(one for one in opposites if one is not None):
        work.do(opposite, nth)
    return told(work, found, [])


def _opposite(found: Ticket, history: Sequence[Recorded], nth: int) -> Command | None:
    """What undoes one fact; nothing for what goes with another one."""
    fact = history[nth].fact
    if isinstance(fact, (*_FOLLOWS, *CROSSINGS)):
        return None
    undoes = _OPPOSITES.get(type(fact))
    before = Ticket.fold(history[:nth])
    if undoes is None or before is None:
        raise CannotBeUndone(number=found.number, done=_STANDS.get(type(fact), _SOMETHING))
    return undoes(before, fact)


def _responsible(before: Ticket, _: Any) -> Command:
    if before.responsible is None:
        return UnassignTicket(ticket_id=before.ticket_id)
    return AssignTicket(ticket_id=before.ticket_id, responsible=before.responsible)


def _priority(before: Ticket, _: Any) -> Command:
    named = None if before.priority_from in {"matrix", None} and before.impact and before.urgency else before.priority
    return PrioritiseTicket(ticket_id=before.ticket_id, priority=named, impact=before.impact, urgency=before.urgency)


def _traits(before: Ticket, fact: TicketReclassified) -> Command:
    gone = dict.fromkeys(fact.attributes.keys() - before.attributes.keys(), None)
    return ReclassifyTicket(
        ticket_id=before.ticket_id,
        type=before.type if fact.type != before.type else UNSET,
        agreement_id=before.agreement_id,
        service_id=before.service_id,
        attributes={**before.attributes, **gone} or UNSET,
    )


_OPPOSITES: dict[type[Any], Callable[[Ticket, Any], Command]] = {
    TicketAssigned: _responsible,
    TicketUnassigned: _responsible,
    TicketPrioritised: _priority,
    TicketReclassified: _traits,
    TicketTagged: lambda before, fact: TagTicket(ticket_id=before.ticket_id, remove=fact.tags),
    TicketUntagged: lambda before, fact: TagTicket(ticket_id=before.ticket_id, add=fact.tags),
    ChecksAdded: lambda before, fact: WithdrawChecks(
        ticket_id=before.ticket_id, checks=tuple(one.check_id for one in fact.checks)
    ),
    TicketLinked: lambda before, fact: UnlinkTickets(ticket_id=before.ticket_id, kind=fact.kind, to=fact.to),
    TicketUnlinked: lambda before, fact: LinkTickets(ticket_id=before.ticket_id, kind=fact.kind, to=fact.to),
    TicketCommented: lambda before, fact: WithdrawComment(ticket_id=before.ticket_id, comment_id=fact.comment_id),
    TicketPutInProgress: lambda before, _: UnstartTicket(ticket_id=before.ticket_id),
    TicketPutOnHold: lambda before, _: ResumeTicket(ticket_id=before.ticket_id),
    TicketResumed: lambda before, _: PutTicketOnHold(
        ticket_id=before.ticket_id, reason=before.reason or "—", wake_up_at=before.wake_up_at
    ),
    TicketResolved: lambda before, _: ReopenTicket(ticket_id=before.ticket_id),
    TicketReopened: lambda before, _: ResolveTicket(ticket_id=before.ticket_id, solution=before.solution or "—"),
}
"""Fact -> what undoes it, as ``commands.opposites`` says of the commands; what is not here stands."""
