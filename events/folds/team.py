"""The one reading of a team's facts; shared by ``aggregates.team``, the directory and the cards as they were."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on, passes_over, says
from events.team import (
    TeamDealingChosen,
    TeamDisbanded,
    TeamFormed,
    TeamLeadNamed,
    TeamMembersLinked,
    TeamMembersUnlinked,
    TeamRenamed,
)
from events.team_turn import TurnTaken
from events.values.dealing import Dealing
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible
from events.values.text import Text


class TeamState(msgspec.Struct, frozen=True, kw_only=True):
    """One team. ``left`` are those who left it, each with who has their tickets: the team where nobody was named."""

    team_id: TeamId
    name: Text
    members: frozenset[PersonId]
    lead: PersonId | None = None
    left: dict[PersonId, Responsible] = {}
    is_disbanded: bool = False
    hand_over_to: Responsible | None = None
    dealing: Dealing | None = None


def _formed(kind: type[TeamState], fact: TeamFormed) -> TeamState:
    return kind(team_id=fact.team_id, name=fact.name, members=frozenset(fact.members), lead=fact.lead)


def _linked(team: TeamState, fact: TeamMembersLinked) -> TeamState:
    left = {who: heir for who, heir in team.left.items() if who not in fact.members}
    return replace(team, members=team.members.union(fact.members), left=left)


def _unlinked(team: TeamState, fact: TeamMembersUnlinked) -> TeamState:
    heir = fact.hand_over_to or Responsible(team.team_id)
    return replace(
        team,
        members=team.members.difference(fact.members),
        lead=None if team.lead in fact.members else team.lead,
        left=team.left | dict.fromkeys(fact.members, heir),
    )


def _disbanded(team: TeamState, fact: TeamDisbanded) -> TeamState:
    return replace(team, is_disbanded=True, hand_over_to=fact.hand_over_to)


TEAM = Reading(
    TeamState,
    begins(TeamFormed, _formed),
    says(TeamRenamed, "name"),
    on(TeamMembersLinked, _linked),
    on(TeamMembersUnlinked, _unlinked),
    says(TeamLeadNamed, "lead"),
    on(TeamDisbanded, _disbanded),
    says(TeamDealingChosen, "dealing"),
    passes_over(TurnTaken),
)
