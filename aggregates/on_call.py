"""What may happen to who of a team is on call; driven by ``commands.on_call``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from events.fact import Fact, Recorded
from events.folds.on_call import ON_CALL, OnCallState, RotaVersion, Shift, SwapOffer
from events.on_call import (
    OnCallCovered,
    OnCallReplacementWithdrawn,
    OnCallRotaEnded,
    OnCallRotaSet,
    OnCallSwapOffered,
    OnCallSwapped,
)
from events.values.identity import PersonId, ReplacementId, TeamId
from events.values.on_call import Rota, Stint
from events.values.refusal import Refusal
from events.values.told_time import ToldTime


class NobodyIsOnCallThen(Refusal):
    """The team has no on-call rota all through {period}. Set one first, or name a time that it holds."""

    kind = "at_odds"
    ru: ClassVar[str] = "График дежурств не действует всё время {period}. Задайте его или назовите другое время."
    field = "from_at"


class OnCallSpanIsEmpty(Refusal):
    """The span ends before it begins, or is past. Give an end that lies ahead of the begin and of now."""

    ru: ClassVar[str] = "Этот срок кончается до начала или уже прошёл. Укажите конец позже начала и текущего времени."
    field = "until_at"


class OnCallSpanIsPast(Refusal):
    """Who was on call before now stays as it was. Name a begin from now on."""

    ru: ClassVar[str] = "Кто дежурил до этого времени, не меняется. Укажите начало не раньше текущего времени."
    field = "from_at"


class OnCallSpanIsTooLong(Refusal):
    """A span lasts at most a year. Set another rota instead."""

    ru: ClassVar[str] = "Замена длится не больше года. Задайте вместо неё другой график дежурств."
    field = "until_at"


class SomebodyElseIsOnCall(Refusal):
    """{person} is not on call all through {period}. Look at the rota, and name their own time."""

    kind = "at_odds"
    ru: ClassVar[str] = "{person} дежурит не всё время {period}. Посмотрите график и назовите время, которое за ним."
    field = "from_at"


class NobodySwapsWithThemselves(Refusal):
    """A swap is between two people. Name somebody else for the other span."""

    ru: ClassVar[str] = "Меняются двое. Назовите для второго срока другого человека."
    field = "other"


class NoSuchReplacement(Refusal):
    """The team's rota has no such replacement. Look at who is on call again."""

    kind = "missing"
    ru: ClassVar[str] = "Такой замены в графике дежурств команды нет. Посмотрите график ещё раз."
    field = "replacement_id"


LONGEST_DAYS = 366


class OnCall(OnCallState, frozen=True, kw_only=True):
    """Who of a team is on call, and what may happen to that."""

    @classmethod
    def of(cls, history: Sequence[Recorded]) -> OnCall:
        """What the facts of the team's stream of rotas tell of."""
        return ON_CALL.followed(cls(), history)

    def set_rota(self, team_id: TeamId, rota: Rota, at: datetime) -> list[Fact]:
        """By this rota from its first turn on, or from now where that is past; nothing happens where it is so."""
        from_at = max(rota.begins_at, at)
        if self.versions and self.versions[-1].rota == rota:
            return []
        return [OnCallRotaSet(team_id=team_id, rota=rota, from_at=from_at)]

    def is_over(self, version: RotaVersion, at: datetime) -> bool:
        """Whether another one came in its place."""
        return any(version.from_at < one.from_at <= at for one in self.versions)

    def end(self, team_id: TeamId, from_at: datetime, at: datetime) -> list[Fact]:
        """By none from then on; nothing happens where there is none from then on."""
        if from_at < at:
            raise OnCallSpanIsPast
        if self.rota_at(from_at) is None and not any(one.from_at > from_at for one in self.versions):
            return []
        return [OnCallRotaEnded(team_id=team_id, from_at=from_at)]

    def cover(self, team_id: TeamId, replacement_id: ReplacementId, stint: Stint, at: datetime) -> list[Fact]:
        """Somebody takes a span, where there is a rota; nothing happens where it is theirs."""
        theirs = self._held(stint, at)
        if all(shift.person_id == stint.person_id for shift in theirs):
            return []
        return [OnCallCovered(team_id=team_id, replacement_id=replacement_id, stint=stint)]

    def refuse_unfit_swap(self, one: Stint, other: Stint, names: dict[PersonId, str], at: datetime) -> None:
        """Each gives what is theirs alone, from now on."""
        if one.person_id == other.person_id:
            raise NobodySwapsWithThemselves
        for name, stint in (("one", one), ("other", other)):
            if any(shift.person_id != stint.person_id for shift in self._held(stint, at, f"{name}.")):
                period = ToldTime(stint.from_at, stint.until_at)
                raise SomebodyElseIsOnCall(person=names[stint.person_id], period=period, field=f"{name}.from_at")

    def offered(self, one: Stint, other: Stint) -> SwapOffer | None:
        """The same swap, as somebody offered it."""
        wanted = (one, other), (other, one)
        return next((offer for offer in self.offers if (offer.one, offer.other) in wanted), None)

    def offer_of(self, replacement_id: ReplacementId) -> SwapOffer | None:
        """The offer that bears an id."""
        return next((one for one in self.offers if one.replacement_id == replacement_id), None)

    @staticmethod
    def offer(
        team_id: TeamId, replacement_id: ReplacementId, one: Stint, other: Stint, offered_by: PersonId
    ) -> list[Fact]:
        """One of the two would."""
        return [
            OnCallSwapOffered(
                team_id=team_id, replacement_id=replacement_id, one=one, other=other, offered_by=offered_by
            )
        ]

    @staticmethod
    def swap(team_id: TeamId, replacement_id: ReplacementId, one: Stint, other: Stint) -> list[Fact]:
        """Both would, or whoever leads the team says so."""
        return [OnCallSwapped(team_id=team_id, replacement_id=replacement_id, one=one, other=other)]

    def withdraw(self, team_id: TeamId, replacement_id: ReplacementId, at: datetime) -> list[Fact]:
        """It is the rota's again from now on; nothing happens where it is over."""
        replacement = next((one for one in self.replaced if one.replacement_id == replacement_id), None)
        if replacement is None and self.offer_of(replacement_id) is None:
            raise NoSuchReplacement
        if replacement is not None and all(one.until_at <= max(one.from_at, at) for one in replacement.stints):
            return []
        return [OnCallReplacementWithdrawn(team_id=team_id, replacement_id=replacement_id, ended_at=at)]

    def _held(self, stint: Stint, at: datetime, within: str = "") -> list[Shift]:
        """The shifts of a span that lies ahead, in which there is a rota throughout."""
        if stint.until_at <= max(stint.from_at, at):
            raise OnCallSpanIsEmpty(field=f"{within}until_at")
        if stint.from_at < at:
            raise OnCallSpanIsPast(field=f"{within}from_at")
        if (stint.until_at - stint.from_at).days > LONGEST_DAYS:
            raise OnCallSpanIsTooLong(field=f"{within}until_at")
        shifts = self.shifts(stint.from_at, stint.until_at)
        reached = stint.from_at
        for shift in shifts:
            if shift.from_at != reached:
                break
            reached = shift.until_at
        if reached < stint.until_at:
            period = ToldTime(stint.from_at, stint.until_at)
            raise NobodyIsOnCallThen(period=period, field=f"{within}from_at")
        return shifts
