"""Commands on teams (rows 10, 73-78)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.person import NoSuchPerson, Person
from aggregates.team import NoSuchTeam, Team, TeamExists
from commands.agreement import Named
from commands.command import Command, UnitOfWork, handles
from events.values.identity import PersonId, TeamId

Members = Annotated[tuple[PersonId, ...], Meta(max_length=10_000)]


def _registered(unit: UnitOfWork, members: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    for member in members:
        unit.load(member, Person.fold, NoSuchPerson)
    return members


class FormTeam(Command, frozen=True, kw_only=True):
    """Form a team, free of the org structure, with members from anywhere (rows 74-77)."""

    name: ClassVar[str] = "form-team"

    title: Named
    members: Members = ()
    lead: PersonId | None = None
    team_id: TeamId | None = None


@handles(FormTeam)
def form_team(command: FormTeam, unit: UnitOfWork) -> UUID:
    """Members must be registered; the lead is one of them."""
    team_id = command.team_id or TeamId(unit.new_id("team"))
    if unit.history(team_id):
        raise TeamExists
    members = _registered(unit, command.members)
    unit.record(team_id, Team.form(team_id, command.title.text, members, command.lead))
    return team_id


class RenameTeam(Command, frozen=True, kw_only=True):
    """Give a team another name."""

    name: ClassVar[str] = "rename-team"

    team_id: TeamId
    title: Named


@handles(RenameTeam)
def rename_team(command: RenameTeam, unit: UnitOfWork) -> UUID:
    """Nothing else changes."""
    team = unit.load(command.team_id, Team.fold, NoSuchTeam)
    unit.record(command.team_id, team.rename(command.title.text))
    return command.team_id


class LinkTeamMembers(Command, frozen=True, kw_only=True):
    """Link one or several people to a team (row 77)."""

    name: ClassVar[str] = "link-team-members"

    team_id: TeamId
    members: Members


@handles(LinkTeamMembers)
def link_team_members(command: LinkTeamMembers, unit: UnitOfWork) -> UUID:
    """Those who are in already are passed over."""
    team = unit.load(command.team_id, Team.fold, NoSuchTeam)
    unit.record(command.team_id, team.link(_registered(unit, command.members)))
    return command.team_id


class UnlinkTeamMembers(Command, frozen=True, kw_only=True):
    """Take people out of a team."""

    name: ClassVar[str] = "unlink-team-members"

    team_id: TeamId
    members: Members


@handles(UnlinkTeamMembers)
def unlink_team_members(command: UnlinkTeamMembers, unit: UnitOfWork) -> UUID:
    """Those who are not in are passed over."""
    team = unit.load(command.team_id, Team.fold, NoSuchTeam)
    unit.record(command.team_id, team.unlink(command.members))
    return command.team_id


class NameTeamLead(Command, frozen=True, kw_only=True):
    """Name a member as the team's lead, or nobody."""

    name: ClassVar[str] = "name-team-lead"

    team_id: TeamId
    lead: PersonId | None = None


@handles(NameTeamLead)
def name_team_lead(command: NameTeamLead, unit: UnitOfWork) -> UUID:
    """The lead is one of the members."""
    team = unit.load(command.team_id, Team.fold, NoSuchTeam)
    unit.record(command.team_id, team.name_lead(command.lead))
    return command.team_id
