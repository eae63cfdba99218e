"""Commands on teams (rows 10, 73-78)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, Team, TeamExists, TeamMembersAreEmployees
from commands.able import refuse_who_cannot_work
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named, kept, refuse_nothing
from commands.responsible import responsible
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible

Members = Annotated[tuple[PersonId, ...], Meta(max_length=10_000)]


def _employees(work: UnitOfWork, members: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """Employees of any department (row 75) who can work; watched, so that nobody joins in the instant they go."""
    for index, member in enumerate(members):
        person = work.load(member, Person.fold, NoSuchPerson(field=f"members[{index}]"))
        if person.kind != "employee":
            raise TeamMembersAreEmployees(person=person.name.full, field=f"members[{index}]")
        refuse_who_cannot_work(work, person, f"members[{index}]")
    return members


def _team(work: UnitOfWork, team_id: TeamId) -> Team:
    """A team that is not disbanded."""
    found = work.load(team_id, Team.fold, NoSuchTeam)
    found.refuse_disbanded("team_id")
    return found


class FormTeam(Command, frozen=True, kw_only=True):
    """Form a team, free of the org structure, with members from anywhere (rows 74-77)."""

    name: ClassVar[str] = "form-team"

    title: Named
    members: Members = ()
    lead: PersonId | None = None
    team_id: TeamId | None = None


@handles(FormTeam)
def form_team(command: FormTeam, work: UnitOfWork) -> UUID:
    """Members are employees; the lead is one of them."""
    team_id = command.team_id or TeamId(work.new_id("team"))
    if work.history(team_id):
        raise TeamExists
    members = _employees(work, command.members)
    work.record(team_id, Team.form(team_id, command.title.text, members, command.lead))
    return team_id


class RenameTeam(Command, frozen=True, kw_only=True):
    """Give a team another name."""

    name: ClassVar[str] = "rename-team"

    team_id: TeamId
    title: Named


@handles(RenameTeam)
def rename_team(command: RenameTeam, work: UnitOfWork) -> UUID:
    """Nothing else changes."""
    team = _team(work, command.team_id)
    work.record(command.team_id, team.rename(command.title.text))
    return command.team_id


class LinkTeamMembers(Command, frozen=True, kw_only=True):
    """Link one or several people to a team (row 77)."""

    name: ClassVar[str] = "link-team-members"

    team_id: TeamId
    members: Members


@handles(LinkTeamMembers)
def link_team_members(command: LinkTeamMembers, work: UnitOfWork) -> UUID:
    """Those who are in already are passed over."""
    team = _team(work, command.team_id)
    work.record(command.team_id, team.link(_employees(work, command.members)))
    return command.team_id


class UnlinkTeamMembers(Command, frozen=True, kw_only=True):
    """Take people out of a team; their open tickets go to ``hand_over_to``, else to the team as a whole."""

    name: ClassVar[str] = "unlink-team-members"

    team_id: TeamId
    members: Members
    hand_over_to: Responsible | None = None


@handles(UnlinkTeamMembers)
def unlink_team_members(command: UnlinkTeamMembers, work: UnitOfWork) -> UUID:
    """Those who are not in are passed over; whoever takes over must stand."""
    team = _team(work, command.team_id)
    facts = team.unlink(command.members, command.hand_over_to)
    if command.hand_over_to is not None:
        responsible(work, command.hand_over_to, field="hand_over_to")
    work.record(command.team_id, facts)
    return command.team_id


class DisbandTeam(Command, frozen=True, kw_only=True):
    """Disband a team; its open tickets, and those that would come to it, go to ``hand_over_to``."""

    name: ClassVar[str] = "disband-team"

    team_id: TeamId
    hand_over_to: Responsible


@handles(DisbandTeam)
def disband_team(command: DisbandTeam, work: UnitOfWork) -> UUID:
    """Nothing happens when it is disbanded already."""
    team = work.load(command.team_id, Team.fold, NoSuchTeam)
    facts = team.disband(command.hand_over_to)
    if facts:
        responsible(work, command.hand_over_to, field="hand_over_to")
        work.record(command.team_id, facts)
    return command.team_id


class NameTeamLead(Command, frozen=True, kw_only=True):
    """Name a member as the team's lead; null: nobody."""

    name: ClassVar[str] = "name-team-lead"

    team_id: TeamId
    lead: PersonId | UnsetType | None = UNSET


@handles(NameTeamLead)
def name_team_lead(command: NameTeamLead, work: UnitOfWork) -> UUID:
    """The lead is one of the members."""
    team = _team(work, command.team_id)
    refuse_nothing(command)
    work.record(command.team_id, team.name_lead(kept(command.lead, team.lead)))
    return command.team_id
