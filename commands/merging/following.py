"""Let what was a merged person's follow to whoever is kept; issued by the desk's own loop alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from aggregates import ticket_company, ticket_life, ticket_tasks
from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, Team
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket
from commands.able import is_able
from commands.command import Command, UnitOfWork, handles
from commands.on_call import on_call_follows
from commands.responsible import heir
from commands.ticket.around import around_it
from events.fact import Fact
from events.team import TeamDealingChosen, TeamLeadNamed
from events.ticket_company import TicketUnwatched, TicketWatched
from events.ticket_shares import TicketShared, TicketShareEnded
from events.values.dealing import Dealing
from events.values.identity import PersonId, TeamId, TicketId
from events.values.people import Responsible


class LetTicketFollow(Command, frozen=True, kw_only=True):
    """Let a ticket, with its copies, watchers and tasks, follow from a merged person to whoever is kept."""

    name: ClassVar[str] = "let-ticket-follow"

    ticket_id: TicketId
    person_id: PersonId


@handles(LetTicketFollow)
def let_ticket_follow(command: LetTicketFollow, work: UnitOfWork) -> UUID:
    """Also of a ticket that is over: it is theirs to read. What was promised stays; nothing happens twice."""
    found = work.load(command.ticket_id, Ticket.fold, NoSuchTicket)
    work.reference = str(found.number)
    merged = work.load(command.person_id, Person.fold, NoSuchPerson)
    if merged.merged_into is None:
        return found.ticket_id
    kept = work.load(merged.merged_into, Person.fold, NoSuchPerson)
    facts: list[Fact] = []
    if found.requester_id == merged.person_id:
        facts += ticket_life.recognised(found, kept.person_id, kept.name.full)
    facts += _company(found, merged, kept, asks=bool(facts) or found.requester_id == kept.person_id)
    facts += _tasks(work, found, merged)
    work.record(found.ticket_id, facts)
    return found.ticket_id


def _company(found: Ticket, merged: Person, kept: Person, *, asks: bool) -> list[Fact]:
    """Whoever was in copy or watched; whoever asks for the ticket needs no copy."""
    ticket_id, facts = found.ticket_id, list[Fact]()
    facts += ticket_company.known(found, kept, {merged.person_id}, asks=asks)
    if merged.person_id in found.watchers:
        facts.append(TicketUnwatched(ticket_id=ticket_id, person_id=merged.person_id))
        if kept.person_id not in found.watchers:
            facts.append(TicketWatched(ticket_id=ticket_id, person_id=kept.person_id))
    if merged.person_id in found.shared:
        facts.append(TicketShareEnded(ticket_id=ticket_id, person_id=merged.person_id))
        if not asks and kept.person_id not in found.shared:
            facts.append(TicketShared(ticket_id=ticket_id, person_id=kept.person_id))
    return facts


def _tasks(work: UnitOfWork, found: Ticket, merged: Person) -> list[Fact]:
    """The open tasks that were the merged one's go to who answers instead of them."""
    around = around_it(work, found.ticket_id)
    facts: list[Fact] = []
    for task in around.tasks.values():
        named = task.responsible
        if task.stands == "open" and named is not None and named.person_id == merged.person_id:
            asker, goes_to = found.requester_id, heir(work, named)
            facts += ticket_tasks.replan(
                around, task, asker=asker, title=task.title, responsible=goes_to, due_at=task.due_at
            )
    return facts


class LetTeamFollow(Command, frozen=True, kw_only=True):
    """Let the membership in a team follow from a merged person to whoever is kept, with what they have in hand."""

    name: ClassVar[str] = "let-team-follow"

    team_id: TeamId
    person_id: PersonId


@handles(LetTeamFollow)
def let_team_follow(command: LetTeamFollow, work: UnitOfWork) -> UUID:
    """Whoever is kept is a member then, and leads it where the merged one did; tickets are handed over as ever."""
    team = work.load(command.team_id, Team.fold, NoSuchTeam)
    merged = work.load(command.person_id, Person.fold, NoSuchPerson)
    if merged.merged_into is None or not team.has(merged.person_id):
        return team.team_id
    kept = work.load(merged.merged_into, Person.fold, NoSuchPerson)
    joins = kept.kind == "employee" and (team.has(kept.person_id) or is_able(work, kept))
    facts = team.link((kept.person_id,)) if joins else []
    heirs = Responsible(team.team_id, kept.person_id) if joins else None
    facts += team.unlink((merged.person_id,), heirs)
    if joins and team.lead == merged.person_id:
        facts.append(TeamLeadNamed(team_id=team.team_id, lead=kept.person_id))
    if joins and team.dealing is not None and merged.person_id in team.dealing.people:
        facts.append(TeamDealingChosen(team_id=team.team_id, dealing=_taking_turns(team.dealing, merged, kept)))
    work.record(team.team_id, facts)
    if joins:
        on_call_follows(work, team.team_id, merged.person_id, kept.person_id)
    return team.team_id


def _taking_turns(dealing: Dealing, merged: Person, kept: Person) -> Dealing:
    """Whoever is kept takes part in the merged one's place, and in one place only."""
    people = (kept.person_id if one == merged.person_id else one for one in dealing.people)
    return replace(dealing, people=tuple(dict.fromkeys(people)))
