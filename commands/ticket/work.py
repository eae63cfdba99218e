"""Work on a ticket: assign, unassign, put in progress, hold, resume, resolve, close, reopen, decline, merge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from aggregates import ticket_life, ticket_merge
from aggregates.team import Team
from aggregates.ticket import Ticket
from aggregates.ticket_files import attach
from aggregates.ticket_refusals import MoveIsNotYours, NoSuchTicket, StatusIsNotReachable, StatusIsUnknown
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Instant, Words
from commands.permissions import may_take, openers
from commands.responsible import (
    Confirmed,
    Instead,
    refuse_idle_team,
    responsible_at_hand,
    standing,
    who_gets_it,
)
from commands.ticket.access import not_before_its_last, onward, ticket, told, typed, within_reach
from commands.ticket.children import close_below
from commands.ticket.entitlement import responsible_as_it_stands
from commands.ticket.files import Files, taken
from commands.ticket.merging import bring
from commands.ticket.quoting import quoted
from commands.ticket.ready import answered_with
from events.fact import Fact
from events.ticket_status import entered
from events.values.identity import ArticleId, ReplyTemplateId, TicketId
from events.values.people import CARETAKER, Group, Responsible, Viewer
from events.values.refusal import groups_listed
from events.values.ticket import ON_HOLD


def _decided(found: Ticket, facts: list[Fact], work: UnitOfWork, *, field: str = "") -> UUID:
    for fact in facts:
        refuse_foreign_way(found, fact, work.viewer, field=field)
        status = entered(fact)
        if status is not None and work.viewer.actor.kind == "person" and not work.viewer.is_staff:
            ticket_life.refuse_late(found, status, at=work.at)
    return told(work, found, facts)


def refuse_foreign_way(found: Ticket, fact: Fact, viewer: Viewer, *, field: str = "") -> None:
    """A way of the life cycle may be open to some groups only, or to the requester, too (row 166).

    ``field`` is where the command names the status, if it does.
    """
    status = entered(fact)
    if status is None:
        return
    # Whoever may bring a ticket into a status says what it waits for there.
    ways = [
        way
        for way in found.definition.lifecycle.transitions
        if way.enters == status.code and found.status in {way.leaves, way.enters}
    ]
    if ways and not any(may_take(viewer, way, found.requester_id) for way in ways):
        groups = frozenset[Group]().union(*map(openers, ways))
        raise MoveIsNotYours(field=field, wanted=status.name, groups=groups_listed(groups))


class AssignTicket(Command, frozen=True, kw_only=True):
    """Make a team, or an employee within it, responsible (row 73)."""

    name: ClassVar[str] = "assign-ticket"

    ticket_id: TicketId
    responsible: Responsible
    confirm: Confirmed = False
    to_substitute: Instead = False


@handles(AssignTicket)
def assign_ticket(command: AssignTicket, work: UnitOfWork) -> UUID:
    """The team must exist and somebody in it can work on tickets; the employee is a member of it who can.

    The caretaker has nobody to choose anew: what comes to a team in which nobody can work goes to who answers by the
    service or the agreement, and stays with the team where that is nobody either.
    """
    found = ticket(work, command.ticket_id)
    wanted = command.responsible
    if work.viewer.actor == CARETAKER and wanted.person_id is None:
        left_to = standing(work, wanted, field="responsible")
        named = who_gets_it(work, left_to) or responsible_as_it_stands(work, found) or left_to
    else:
        named = responsible_at_hand(work, wanted, command)
    return _decided(found, found.assign(named), work)


class UnassignTicket(Command, frozen=True, kw_only=True):
    """Make nobody responsible any more; with ``keep_team`` the team stays responsible as a whole."""

    name: ClassVar[str] = "unassign-ticket"

    ticket_id: TicketId
    keep_team: bool = False


@handles(UnassignTicket)
def unassign_ticket(command: UnassignTicket, work: UnitOfWork) -> UUID:
    """Nothing happens when nobody is responsible, or the team as a whole already; somebody in it can work on it."""
    found = ticket(work, command.ticket_id)
    if command.keep_team and found.responsible is not None:
        whole = Responsible(found.responsible.team_id)
        facts = found.assign(whole)
        team = Team.fold(work.history(whole.team_id))
        # What is left with a team that is no more, the caretaker gives to its heir.
        if facts and team is not None and not team.is_disbanded:
            refuse_idle_team(work, team, "keep_team")
        return _decided(found, facts, work)
    return _decided(found, found.unassign(), work)


class PutTicketInProgress(Command, frozen=True, kw_only=True):
    """Begin the work; the reaction clock stops (C1)."""

    name: ClassVar[str] = "put-ticket-in-progress"

    ticket_id: TicketId


@handles(PutTicketInProgress)
def put_in_progress(command: PutTicketInProgress, work: UnitOfWork) -> UUID:
    """Nothing happens when the work already goes on."""
    found = ticket(work, command.ticket_id)
    return _decided(found, found.put_in_progress(), work)


class PutTicketOnHold(Command, frozen=True, kw_only=True):
    """Let the work wait, with the reason and perhaps a time to wake up; the resolution clock pauses (C2).

    A ticket on hold may wait for something else: its wake-up stays unless another one is named, or null for none.
    """

    name: ClassVar[str] = "put-ticket-on-hold"

    ticket_id: TicketId
    reason: Words
    wake_up_at: Instant | UnsetType | None = UNSET


@handles(PutTicketOnHold)
def put_on_hold(command: PutTicketOnHold, work: UnitOfWork) -> UUID:
    """A wake-up must lie ahead."""
    found = ticket(work, command.ticket_id)
    wake_up_at = _wake_up(found, command.wake_up_at, stays=found.status == ON_HOLD)
    facts = found.put_on_hold(reason=command.reason, wake_up_at=wake_up_at, at=work.at)
    return _decided(found, facts, work)


def _wake_up(found: Ticket, named: datetime | UnsetType | None, *, stays: bool) -> datetime | None:
    """The wake-up that is named; one that is not named stays while the ticket ``stays`` in its status."""
    if named is UNSET:
        return found.wake_up_at if stays else None
    return named


class ResumeTicket(Command, frozen=True, kw_only=True):
    """End the wait by hand; the ticket is in progress again."""

    name: ClassVar[str] = "resume-ticket"

    ticket_id: TicketId


@handles(ResumeTicket)
def resume_ticket(command: ResumeTicket, work: UnitOfWork) -> UUID:
    """Only a ticket on hold resumes."""
    found = ticket(work, command.ticket_id)
    return _decided(found, found.resume(), work)


class ResolveTicket(Command, frozen=True, kw_only=True):
    """Give a solution, with files that show it; the resolution clock stops (C2)."""

    name: ClassVar[str] = "resolve-ticket"

    ticket_id: TicketId
    solution: Words
    attachments: Files = ()
    template_id: ReplyTemplateId | UnsetType = UNSET
    article: ArticleId | UnsetType = UNSET


@handles(ResolveTicket)
def resolve_ticket(command: ResolveTicket, work: UnitOfWork) -> UUID:
    """A solution is required."""
    found = ticket(work, command.ticket_id)
    facts = found.resolve(solution=command.solution)
    files = taken(work, found.definition.files, command.attachments, found)
    if command.template_id is not UNSET:
        facts += answered_with(work, found, command.template_id)
    if command.article is not UNSET:
        facts += quoted(work, found, command.article)
    return _decided(found, [*facts, *attach(found, files, with_solution=True)], work)


class CloseTicket(Command, frozen=True, kw_only=True):
    """End a resolved ticket for good, with ``children`` also the tickets below it that are not over."""

    name: ClassVar[str] = "close-ticket"

    ticket_id: TicketId
    children: bool = False


@handles(CloseTicket)
def close_ticket(command: CloseTicket, work: UnitOfWork) -> UUID:
    """Staff close, or the requester confirms; children are closed by staff, all of them in one append or none."""
    found = ticket(work, command.ticket_id)
    if command.children:
        close_below(work, found, _decided)
    return _decided(found, found.close(), work)


class ReopenTicket(Command, frozen=True, kw_only=True):
    """Say that the solution did not hold; the resolution clock goes on (C2)."""

    name: ClassVar[str] = "reopen-ticket"

    ticket_id: TicketId
    reason: Body = ""


@handles(ReopenTicket)
def reopen_ticket(command: ReopenTicket, work: UnitOfWork) -> UUID:
    """Only a resolved ticket reopens, to its requester within its type's window; a closed one is over."""
    return reopened(work, ticket(work, command.ticket_id), reason=command.reason)


def reopened(work: UnitOfWork, found: Ticket, *, reason: str) -> UUID:
    """A ticket whose solution did not hold, by the rules of reopening."""
    return _decided(found, found.reopen(reason=reason), work)


class MoveTicket(Command, frozen=True, kw_only=True):
    """Bring the ticket into any status that its type's life cycle leads to from here (row 166)."""

    name: ClassVar[str] = "move-ticket"

    ticket_id: TicketId
    to: Annotated[str, Meta(min_length=1, max_length=100)]
    solution: Body = ""
    reason: Body = ""
    wake_up_at: Instant | UnsetType | None = UNSET


@handles(MoveTicket)
def move_ticket(command: MoveTicket, work: UnitOfWork) -> UUID:
    """What the way asks for must be said; the shipped statuses are told by facts of their own."""
    found = ticket(work, command.ticket_id)
    try:
        facts = ticket_life.move(
            found,
            command.to,
            solution=command.solution,
            reason=command.reason,
            wake_up_at=_wake_up(found, command.wake_up_at, stays=found.status == command.to),
            at=work.at,
        )
    except (StatusIsNotReachable, StatusIsUnknown) as refused:
        raise type(refused)(field="to", **refused.params) from None
    return _decided(found, facts, work, field="to")


class LeadTicket(Command, frozen=True, kw_only=True):
    """Bring a ticket out of a status that its life cycle no longer has, to where the revision leads (row 166)."""

    name: ClassVar[str] = "lead-ticket"

    ticket_id: TicketId


@handles(LeadTicket)
def lead_ticket(command: LeadTicket, work: UnitOfWork) -> UUID:
    """The desk itself issues it after a revision; nothing happens to a ticket that stands well."""
    found = typed(work, work.load(command.ticket_id, Ticket.fold, NoSuchTicket))
    return told(work, found, ticket_life.move_on(found, onward(work, found)), at=not_before_its_last(work, found))


class DeclineTicket(Command, frozen=True, kw_only=True):
    """Refuse the ticket with a reason; its clocks are cancelled (C3)."""

    name: ClassVar[str] = "decline-ticket"

    ticket_id: TicketId
    reason: Words


@handles(DeclineTicket)
def decline_ticket(command: DeclineTicket, work: UnitOfWork) -> UUID:
    """A reason is required."""
    found = ticket(work, command.ticket_id)
    return _decided(found, found.decline(reason=command.reason), work)


class MergeTicket(Command, frozen=True, kw_only=True):
    """Let the ticket go on as another open one; its clocks are cancelled (C3).

    The other one shows its words from then on, and who asked for it reads and writes there. Its tags, links, checklist
    and watchers, and who is in copy of it, come along.
    """

    name: ClassVar[str] = "merge-ticket"

    ticket_id: TicketId
    into: TicketId


@handles(MergeTicket)
def merge_ticket(command: MergeTicket, work: UnitOfWork) -> UUID:
    """Both must be visible to whoever merges them; two that are merged into each other at once cannot both win."""
    found = ticket(work, command.ticket_id)
    into = within_reach(work, command.into, field="into")
    decided = _decided(found, ticket_merge.merge(found, into), work)
    work.record(into.ticket_id, ticket_merge.join(into, found), at=not_before_its_last(work, into))
    bring(work, found, into)
    return decided
