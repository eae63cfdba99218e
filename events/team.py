"""What happens to a team; decided by ``aggregates.team``, read by the list and by visibility."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, TeamId
from events.values.text import Text


class TeamFormed(Fact, frozen=True, kw_only=True):
    """A team exists, free of the org structure (row 74)."""

    stored_name: ClassVar[str] = "team.formed@1"

    team_id: TeamId
    name: Text
    members: tuple[PersonId, ...] = ()
    lead: PersonId | None = None


class TeamRenamed(Fact, frozen=True, kw_only=True):
    """The team bears another name."""

    stored_name: ClassVar[str] = "team.renamed@1"

    team_id: TeamId
    name: Text


class TeamMembersLinked(Fact, frozen=True, kw_only=True):
    """People joined the team, one or several at once (row 77)."""

    stored_name: ClassVar[str] = "team.members-linked@1"

    team_id: TeamId
    members: tuple[PersonId, ...]


class TeamMembersUnlinked(Fact, frozen=True, kw_only=True):
    """People left the team."""

    stored_name: ClassVar[str] = "team.members-unlinked@1"

    team_id: TeamId
    members: tuple[PersonId, ...]


class TeamLeadNamed(Fact, frozen=True, kw_only=True):
    """A member leads the team, or nobody does."""

    stored_name: ClassVar[str] = "team.lead-named@1"

    team_id: TeamId
    lead: PersonId | None
