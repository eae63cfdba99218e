"""What may happen to a team; driven by ``commands.team``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from aggregates.links import gained, lost
from events.fact import Fact, Recorded
from events.folds.team import TEAM, TeamState
from events.team import (
    TeamDealingChosen,
    TeamDisbanded,
    TeamFormed,
    TeamLeadNamed,
    TeamMembersLinked,
    TeamMembersUnlinked,
    TeamRenamed,
)
from events.values.dealing import Dealing
from events.values.identity import PersonId, TeamId
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.text import Text


class NoSuchTeam(Refusal):
    """There is no such team. Choose one from the list of teams."""

    kind = "missing"
    ru: ClassVar[str] = "Такой команды нет. Выберите из списка команд."
    field = "team_id"


class TeamExists(Refusal):
    """A team with this id exists already. Form another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Команда с таким идентификатором уже есть. Создайте другую."


class PersonIsNotInTeam(Refusal):
    """The employee is not a member of that team. Link them to the team first, or choose a member."""

    ru: ClassVar[str] = "Сотрудник не входит в эту команду. Сначала включите его в команду или выберите участника."
    rule: ClassVar[str] = "row 73"
    field = "person_id"


class TeamMembersAreEmployees(Refusal):
    """{person} is not an employee, and a team's members are. Choose employees, of any department."""

    ru: ClassVar[str] = "{person} — не сотрудник, а участники команды — сотрудники. Выберите их из любого отдела."
    rule: ClassVar[str] = "row 75"
    field = "members"


class NobodyInTeamTakesTickets(Refusal):
    """Nobody in the team {team} can work on tickets. Choose another, or give a member access and one of: {groups}."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "В команде «{team}» некому работать с заявками. Выберите другую или дайте участнику доступ и одну из групп:"
        " {groups}."
    )
    rule: ClassVar[str] = "row 73"
    field = "team_id"


class TeamIsDisbanded(Refusal):
    """The team {team} is disbanded and takes nothing more. Choose another team."""

    kind = "at_odds"
    ru: ClassVar[str] = "Команда «{team}» расформирована и больше ничего не принимает. Выберите другую."
    rule: ClassVar[str] = "row 73"
    field = "team_id"


class TeamIsLedByOthers(Refusal):
    """How the team {team} works is for its lead and for administrators to say. Ask one of them."""

    kind = "not_yours"
    ru: ClassVar[str] = "Как работает команда «{team}», решают её лидер и администраторы. Попросите их."
    field = "team_id"


class HandedOverToThoseWhoGo(Refusal):
    """Tickets cannot be handed over to the team or the members that go. Choose others who stay."""

    ru: ClassVar[str] = "Нельзя передать заявки уходящей команде или уходящим участникам. Выберите тех, кто остаётся."
    rule: ClassVar[str] = "row 73"
    field = "hand_over_to"


class Team(TeamState, frozen=True, kw_only=True):
    """The state of one team, and what may happen to it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Team | None:
        """The team that the facts of its stream tell of; ``None`` when they tell of something else."""
        team = TEAM.fold(cls, history)
        return None if team is None else replace(team, version=history[-1].version)

    def has(self, person_id: PersonId) -> bool:
        """Whether somebody is in it; nobody is in a disbanded one."""
        return person_id in self.members and not self.is_disbanded

    @staticmethod
    def form(team_id: TeamId, name: Text, members: tuple[PersonId, ...], lead: PersonId | None) -> list[Fact]:
        """A new team; its lead is one of its members (rows 74-77)."""
        if lead is not None and lead not in members:
            raise PersonIsNotInTeam(field="lead")
        return [TeamFormed(team_id=team_id, name=name, members=tuple(dict.fromkeys(members)), lead=lead)]

    def rename(self, name: Text) -> list[Fact]:
        """Another name."""
        return [] if name == self.name else [TeamRenamed(team_id=self.team_id, name=name)]

    def link(self, members: tuple[PersonId, ...]) -> list[Fact]:
        """People join, one or several at once; those who are in already are passed over (row 77)."""
        fresh = gained(self.members, members)
        return [TeamMembersLinked(team_id=self.team_id, members=fresh)] if fresh else []

    def unlink(self, members: tuple[PersonId, ...], hand_over_to: Responsible | None) -> list[Fact]:
        """People leave; those who are not in are passed over. Their tickets go to the team unless it says otherwise."""
        if hand_over_to is not None and hand_over_to.team_id == self.team_id and hand_over_to.person_id in members:
            raise HandedOverToThoseWhoGo
        gone = lost(self.members, members)
        if not gone:
            return []
        return [TeamMembersUnlinked(team_id=self.team_id, members=gone, hand_over_to=hand_over_to)]

    def name_lead(self, lead: PersonId | None) -> list[Fact]:
        """A member leads the team, or nobody does."""
        if lead is not None and lead not in self.members:
            raise PersonIsNotInTeam(field="lead")
        return [] if lead == self.lead else [TeamLeadNamed(team_id=self.team_id, lead=lead)]

    def deal(self, dealing: Dealing | None) -> list[Fact]:
        """Another way of dealing what comes to the team as a whole, or none; who takes part is a member."""
        for nth, person_id in enumerate(() if dealing is None else dealing.people):
            if person_id not in self.members:
                raise PersonIsNotInTeam(field=f"people[{nth}]")
        return [] if dealing == self.dealing else [TeamDealingChosen(team_id=self.team_id, dealing=dealing)]

    def disband(self, hand_over_to: Responsible) -> list[Fact]:
        """The team is no more, and its tickets are somebody else's; nothing happens when it is disbanded already."""
        if hand_over_to.team_id == self.team_id:
            raise HandedOverToThoseWhoGo
        return [] if self.is_disbanded else [TeamDisbanded(team_id=self.team_id, hand_over_to=hand_over_to)]

    def refuse_disbanded(self, field: str) -> None:
        """A team that is no more takes nothing."""
        if self.is_disbanded:
            raise TeamIsDisbanded(team=self.name, field=field)

    def refuse_stranger(self, responsible: Responsible, field: str = "person_id") -> None:
        """A responsible is the team as a whole or an employee within it (row 73)."""
        if responsible.person_id is not None and responsible.person_id not in self.members:
            raise PersonIsNotInTeam(field=field)
