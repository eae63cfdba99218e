"""What happens to a team; decided by ``aggregates.team``, read by the list and by visibility."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.dealing import Dealing
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible
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
    """People left the team. Their open tickets go to ``hand_over_to``; ``None``: to the team as a whole."""

    stored_name: ClassVar[str] = "team.members-unlinked@1"

    team_id: TeamId
    members: tuple[PersonId, ...]
    hand_over_to: Responsible | None = None


class TeamLeadNamed(Fact, frozen=True, kw_only=True):
    """A member leads the team, or nobody does."""

    stored_name: ClassVar[str] = "team.lead-named@1"

    team_id: TeamId
    lead: PersonId | None


class TeamDealingChosen(Fact, frozen=True, kw_only=True):
    """How what comes to the team as a whole is dealt among its people; ``None``: it lies until somebody takes it."""

    stored_name: ClassVar[str] = "team.dealing-chosen@1"

    team_id: TeamId
    dealing: Dealing | None


class TeamDisbanded(Fact, frozen=True, kw_only=True):
    """The team is no more. Its open tickets, and those that would come to it, go to ``hand_over_to``."""

    stored_name: ClassVar[str] = "team.disbanded@1"

    team_id: TeamId
    hand_over_to: Responsible | None = None
