"""Who may see, change and share what people keep at hand; asked by the commands on views, templates and macros."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from aggregates.kept_at_hand import ChangedByItsMaker, NotForThatTeam, OpenedToEveryoneByAdministrators
from aggregates.person import Person
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
    if kept.audience.team_id is not None and (administers(work.viewer) or _is_member(work, kept.audience.team_id)):
        return True
    return _is_maker(work, kept)


def refuse_foreign(
    work: UnitOfWork,
    kept: Kept,
    missing: type[Refusal],
    *,
    shared: bool = True,
    others: Callable[[Text], Refusal] = lambda name: ChangedByItsMaker(name=name),
) -> None:
    """Raise unless the issuer may change it: ``missing`` where it is not open to them at all, else ``others``.

    ``shared``: those to whom it is open may, too, where its maker says so.
    """
    if not is_open_to(work, kept):
        raise missing
    if administers(work.viewer) or (shared and kept.edited_by == "audience") or _is_maker(work, kept):
        return
    raise others(kept.name)


def refuse_audience(work: UnitOfWork, audience: OpenTo) -> None:
    """Who may open something to whom."""
    refuse_opening(work, audience, OpenedToEveryoneByAdministrators, NotForThatTeam)


def refuse_opening(work: UnitOfWork, audience: OpenTo, to_everyone: type[Refusal], to_that_team: type[Refusal]) -> None:
    """The same, in the words of one kind of thing."""
    if audience.kind == "everyone" and not administers(work.viewer):
        raise to_everyone
    if audience.team_id is not None:
        team = work.load(audience.team_id, Team.fold, NoSuchTeam(field="audience.team_id"))
        team.refuse_disbanded("audience.team_id")
        if not (administers(work.viewer) or _is_member(work, audience.team_id)):
            raise to_that_team


def _is_maker(work: UnitOfWork, kept: Kept) -> bool:
    """Whoever made it, also under another card of theirs."""
    me = work.viewer.actor.id
    if kept.maker_id == me:
        return True
    maker = Person.fold(work.history(kept.maker_id))
    return maker is not None and maker.merged_into == me


def _is_member(work: UnitOfWork, team_id: TeamId) -> bool:
    team = Team.fold(work.history(team_id))
    return team is not None and team.has(PersonId(work.viewer.actor.id))
