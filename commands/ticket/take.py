"""Take a ticket oneself, and pass one on with a note for whoever gets it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.person import Person
from aggregates.team import Team
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import OwnTicketHasNoPrivateComments, TicketIsTaken, WhichTeamTakesIt
from commands.command import Command, UnitOfWork, handles
from commands.fields import Words
from commands.permissions import may_take
from commands.responsible import Confirmed, Instead, responsible, responsible_at_hand
from commands.ticket.access import ticket, told
from commands.ticket.entitlement import responsible_as_it_stands
from events.fact import Fact
from events.values.identity import CommentId, PersonId, TeamId, TicketId
from events.values.people import Responsible
from events.values.refusal import Listed
from events.values.text import Text
from events.values.ticket import IN_PROGRESS


class TakeTicket(Command, frozen=True, kw_only=True):
    """Take a ticket oneself, in the team that answers for it, and begin the work where the life cycle allows it.

    Without a team it is the one that answers, if one is in it; else the one that would answer by service or agreement;
    else one's only team. What another has in hand is taken over only with ``take_over``.
    """

    name: ClassVar[str] = "take-ticket"

    ticket_id: TicketId
    team_id: TeamId | None = None
    start: bool = True
    take_over: bool = False


@handles(TakeTicket)
def take_ticket(command: TakeTicket, work: UnitOfWork) -> UUID:
    """Whoever takes it is in the team and can work on tickets; nothing happens when they have it, and work goes on."""
    found = ticket(work, command.ticket_id)
    found.refuse_if_final()
    me = PersonId(work.viewer.actor.id)
    holder = None if found.responsible is None else found.responsible.person_id
    if holder is not None and holder != me and not command.take_over:
        person = Person.fold(work.history(holder))
        raise TicketIsTaken(number=found.number, person="?" if person is None else person.name.full)
    team = command.team_id or _team_of(work, found, me)
    facts = found.assign(responsible(work, Responsible(team, me), field="team_id" if command.team_id else ""))
    if command.start:
        facts += _begun(work, found)
    return told(work, found, facts)


def _team_of(work: UnitOfWork, found: Ticket, me: PersonId) -> TeamId:
    """In which team somebody takes a ticket: the first of those that it may be meant for in which they are."""
    standing = responsible_as_it_stands(work, found)
    meant = [named.team_id for named in (found.responsible, standing) if named is not None]
    for team_id in meant:
        if _is_in(work, team_id, me):
            return team_id
    own = sorted(team_id for team_id in work.viewer.teams if _is_in(work, team_id, me))
    if len(own) == 1:
        return own[0]
    named = {str(team_id): _called(work, team_id) for team_id in own}
    nowhere = Text("команду, в которой вы состоите", "a team that you are in")
    raise WhichTeamTakesIt(number=found.number, teams=Listed(named, nowhere))


def _is_in(work: UnitOfWork, team_id: TeamId, me: PersonId) -> bool:
    team = Team.fold(work.history(team_id))
    return team is not None and not team.is_disbanded and team.has(me)


def _called(work: UnitOfWork, team_id: TeamId) -> Text:
    team = Team.fold(work.history(team_id))
    return Text.same(str(team_id)) if team is None else team.name


def _begun(work: UnitOfWork, found: Ticket) -> list[Fact]:
    """The work begins where a way leads there that asks for nothing and is open to whoever takes the ticket."""
    lifecycle = found.definition.lifecycle
    way = lifecycle.transition(found.status, IN_PROGRESS)
    if way is None or way.requires or found.waits_for is not None or found.stands.wakes_to:
        return []
    if not may_take(work.viewer, way, found.requester_id) or found.misses(IN_PROGRESS):
        return []
    return found.put_in_progress()


class PassTicketOn(Command, frozen=True, kw_only=True):
    """Give a ticket to a team or somebody in it, with a private note for whoever gets it: both, or none."""

    name: ClassVar[str] = "pass-ticket-on"

    ticket_id: TicketId
    responsible: Responsible
    note: Words
    confirm: Confirmed = False
    to_substitute: Instead = False


@handles(PassTicketOn)
def pass_ticket_on(command: PassTicketOn, work: UnitOfWork) -> UUID:
    """By the rules of both: whoever gets it can work, and nobody notes in private on what they asked for themselves."""
    found = ticket(work, command.ticket_id)
    found.refuse_if_final()
    if work.viewer.actor.id == found.requester_id:
        raise OwnTicketHasNoPrivateComments(field="note")
    named = responsible_at_hand(work, command.responsible, command)
    noted = found.comment(
        comment_id=CommentId(work.new_id("comment")),
        body=command.note,
        is_public=False,
        by_staff=True,
        attachments=(),
        message_id="",
    )
    return told(work, found, [*noted, *found.assign(named)])
