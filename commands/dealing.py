"""How a team deals tickets among its people, and the dealing itself, which the desk's own loop asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from msgspec import Meta
from msgspec.structs import replace

from aggregates.dealing import Candidate, deal
from aggregates.person import Person
from aggregates.team import NoSuchTeam, Team, TeamIsLedByOthers
from aggregates.ticket import Ticket
from commands.able import takes_tickets
from commands.command import Command, UnitOfWork, handles
from commands.permissions import administers
from commands.ticket.access import ticket, told
from events.fact import Recorded
from events.folds.absence import away
from events.team_turn import TurnTaken
from events.ticket import TicketAssigned, TicketRegistered
from events.values.dealing import Dealing, DealingWay
from events.values.identity import PersonId, TeamId, TicketId, on_call_of, turns_of
from events.values.people import Responsible

People = Annotated[
    tuple[PersonId, ...],
    Meta(max_length=200, description="Who takes part, in the order of turns; none: all members, by name."),
]


def led_team(work: UnitOfWork, team_id: TeamId) -> Team:
    """A team that stands, for whoever leads it or administers the desk."""
    found = work.load(team_id, Team.fold, NoSuchTeam)
    found.refuse_disbanded("team_id")
    if not administers(work.viewer) and work.viewer.actor.id != found.lead:
        raise TeamIsLedByOthers(team=found.name)
    return found


class ChooseDealing(Command, frozen=True, kw_only=True):
    """Say how tickets that come to a team as a whole are dealt among its people; “nobody”: they lie until taken.

    By turn, to whoever has the fewest open tickets in hand, to whoever has the least by priorities, or to whoever is
    on call. Whoever is away, has no access or works on no tickets is passed by.
    """

    name: ClassVar[str] = "choose-dealing"

    team_id: TeamId
    way: DealingWay | Literal["nobody"]
    people: People = ()


@handles(ChooseDealing)
def choose_dealing(command: ChooseDealing, work: UnitOfWork) -> UUID:
    """By the team's lead or an administrator; what lies with the team as a whole by now is dealt, too."""
    team = led_team(work, command.team_id)
    people = tuple(dict.fromkeys(command.people))
    wanted = None if command.way == "nobody" else Dealing(way=command.way, people=people)
    work.record(team.team_id, team.deal(wanted))
    return team.team_id


class DealTicket(Command, frozen=True, kw_only=True):
    """Deal a ticket that lies with a team as a whole to one of its people.

    ``candidates`` are those who take part as they were seen when ``seen_turns`` turns had been taken; where the team
    deals to whoever is on call, when its rota had said ``seen_rota`` things.
    """

    name: ClassVar[str] = "deal-ticket"

    ticket_id: TicketId
    team_id: TeamId
    candidates: tuple[Candidate, ...]
    seen_turns: int
    seen_rota: int | None = None
    weight: int = 1


@handles(DealTicket)
def deal_ticket(command: DealTicket, work: UnitOfWork) -> UUID:
    """By the log: nothing happens when somebody took it, the team deals no longer, or nobody is at hand."""
    found = ticket(work, command.ticket_id)
    whole = Responsible(command.team_id)
    team = work.load(command.team_id, Team.fold, NoSuchTeam)
    if found.responsible != whole or found.is_final or team.dealing is None or team.is_disbanded:
        return told(work, found, [])
    rota = len(work.history(on_call_of(command.team_id))) if team.dealing.way == "on_call" else None
    if rota != command.seen_rota:
        return told(work, found, [])
    turns = work.history(turns_of(command.team_id))
    last = None if not turns else _turn(turns[-1]).person_id
    candidates = list(_as_they_stand(work, team, command.candidates, turns[command.seen_turns :]))
    chosen = deal(team.dealing.way, candidates, last=last, gave_back=_had_it(work, found, team))
    if chosen is None:
        return told(work, found, [])
    person_id, why = chosen
    turn = TurnTaken(team_id=command.team_id, ticket_id=found.ticket_id, person_id=person_id, weight=command.weight)
    given = told(work, found, found.assign(Responsible(command.team_id, person_id), why))
    work.record(turns_of(command.team_id), [turn])
    return given


def _as_they_stand(
    work: UnitOfWork, team: Team, seen: Sequence[Candidate], since: Sequence[Recorded]
) -> Iterator[Candidate]:
    """Those who take part, with what they got since they were seen, and whether they are at hand at this moment."""
    got = [_turn(recorded) for recorded in since]
    work.preload(one.person_id for one in seen if one.is_at_hand)
    for one in seen:
        load = one.load + sum(turn.weight for turn in got if turn.person_id == one.person_id)
        yield replace(one, load=load, is_at_hand=one.is_at_hand and _is_at_hand(work, team, one.person_id))


def _is_at_hand(work: UnitOfWork, team: Team, person_id: PersonId) -> bool:
    history = work.history(person_id)
    person = Person.fold(history)
    if person is None or not team.has(person_id) or away(history, work.at) is not None:
        return False
    return takes_tickets(work, person)


def _had_it(work: UnitOfWork, found: Ticket, team: Team) -> PersonId | None:
    """Who of the team had the ticket last, and gave it back."""
    for recorded in reversed(work.history(found.ticket_id)):
        fact = recorded.fact
        named = fact.responsible if isinstance(fact, TicketAssigned | TicketRegistered) else None
        if named is not None and named.person_id is not None:
            return named.person_id if named.team_id == team.team_id else None
    return None


def _turn(recorded: Recorded) -> TurnTaken:
    assert isinstance(recorded.fact, TurnTaken)  # noqa: S101 - the stream holds nothing else
    return recorded.fact
