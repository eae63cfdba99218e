"""Say how content one is with the solution of one's ticket, and think better of it; low scores are told to the lead."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import ticket_rating as ratings
from aggregates.team import Team
from aggregates.ticket import Ticket
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body
from commands.ticket.access import ticket, told
from commands.ticket.around import around_it
from commands.ticket.work import reopened
from commands.ticket_type.offered import ticket_type
from events.fact import Fact
from events.ticket_rating import LowRatingTold
from events.values.identity import TicketId
from events.values.satisfaction import SatisfactionPolicy, Score


class RateTicket(Command, frozen=True, kw_only=True):
    """Say from 1 to 5 how content one is with the solution, and perhaps why; ``reopen`` sends it back to work, too."""

    name: ClassVar[str] = "rate-ticket"

    ticket_id: TicketId
    score: Score
    words: Body = ""
    reopen: bool = False


@handles(RateTicket)
def rate_ticket(command: RateTicket, work: UnitOfWork) -> UUID:
    """Only whoever asked, once, within the days of the type; reopening goes by the rules of reopening."""
    found = _asked_for(work, command.ticket_id)
    policy = ticket_type(work, found.type).satisfaction
    rating = around_it(work, found.ticket_id).rating
    rated = ratings.rate(found, rating, policy, command.score, command.words, at=work.at)
    decided = told(work, found, [rated, *_to_the_lead(work, found, command.score, policy)])
    return reopened(work, found, reason=command.words) if command.reopen else decided


class ChangeRating(Command, frozen=True, kw_only=True):
    """Think better or worse of a solution that one has rated."""

    name: ClassVar[str] = "change-rating"

    ticket_id: TicketId
    score: Score
    words: Body = ""


@handles(ChangeRating)
def change_rating(command: ChangeRating, work: UnitOfWork) -> UUID:
    """Only whoever asked, within the days of the type."""
    found = _asked_for(work, command.ticket_id)
    policy = ticket_type(work, found.type).satisfaction
    rating = around_it(work, found.ticket_id).rating
    facts = ratings.change(found, rating, policy, command.score, command.words, at=work.at)
    return told(work, found, [*facts, *(_to_the_lead(work, found, command.score, policy) if facts else ())])


def _asked_for(work: UnitOfWork, ticket_id: TicketId) -> Ticket:
    found = ticket(work, ticket_id)
    if work.viewer.actor.id != found.requester_id:
        raise ratings.OnlyWhoAskedRates(number=found.number)
    return found


def _to_the_lead(work: UnitOfWork, found: Ticket, score: int, policy: SatisfactionPolicy) -> list[Fact]:
    """A low score reaches whoever leads the team that answers; where nobody does, the figures tell it."""
    if score > policy.low_at or found.responsible is None:
        return []
    team = Team.fold(work.history(found.responsible.team_id))
    if team is None or team.lead is None:
        return []
    return [LowRatingTold(ticket_id=found.ticket_id, score=score, team_id=team.team_id, lead_id=team.lead)]
