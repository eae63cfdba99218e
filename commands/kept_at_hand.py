"""Who may see, change and share what people keep at hand; asked by the commands on templates, macros, checklists."""

from __future__ import annotations

from typing import Protocol

from aggregates.kept_at_hand import ChangedByItsMaker, NotForThatTeam, OpenedToEveryoneByAdministrators
from aggregates.team import NoSuchTeam, Team
from commands.command import UnitOfWork
from commands.permissions import administers
from events.values.identity import PersonId, TeamId
from events.values.refusal import Refusal
from events.values.shared_with import EditedBy, OpenTo
from events.values.text import Text


class Kept(Protocol):
    """What is kept at hand: whose it is, and to whom it is open."""

    @property
    def name(self) -> Text:
        """What it is called."""
        ...

    @property
    def maker_id(self) -> PersonId:
        """Who made it."""
        ...

    @property
    def audience(self) -> OpenTo:
        """To whom it is open."""
        ...

    @property
    def edited_by(self) -> EditedBy:
        """Who of these may change it."""
        ...


def is_open_to(work: UnitOfWork, kept: Kept) -> bool:
    """Whether the issuer may use it; one that somebody keeps to themselves is theirs alone."""
    if kept.maker_id == work.viewer.actor.id or kept.audience.kind == "everyone":
        return True
    if kept.audience.team_id is None:
        return False
    return administers(work.viewer) or _is_member(work, kept.audience.team_id)


def refuse_foreign(work: UnitOfWork, kept: Kept, missing: type[Refusal], *, shared: bool = True) -> None:
    """Raise unless the issuer may change it: ``missing`` where it is not open to them at all.

    ``shared``: those to whom it is open may, too, where its maker says so.
    """
    if not is_open_to(work, kept):
        raise missing
    if kept.maker_id == work.viewer.actor.id or administers(work.viewer) or (shared and kept.edited_by == "audience"):
        return
    raise ChangedByItsMaker(name=kept.name)


def refuse_audience(work: UnitOfWork, audience: OpenTo) -> None:
    """Who may open something to whom."""
    if audience.kind == "everyone" and not administers(work.viewer):
        raise OpenedToEveryoneByAdministrators
    if audience.team_id is not None:
        team = work.load(audience.team_id, Team.fold, NoSuchTeam(field="audience.team_id"))
        team.refuse_disbanded("audience.team_id")
        if not (administers(work.viewer) or _is_member(work, audience.team_id)):
            raise NotForThatTeam


def _is_member(work: UnitOfWork, team_id: TeamId) -> bool:
    team = Team.fold(work.history(team_id))
    return team is not None and team.has(PersonId(work.viewer.actor.id))
