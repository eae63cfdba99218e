"""Whether a change may be scheduled while nothing is to be changed; driven by the commands on freezes and changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from events.change_freeze import FreezeDeclared, FreezeLifted
from events.fact import Fact, Recorded
from events.folds.change_freeze import FREEZES, FreezesState
from events.values.calendar_years import LAST_INSTANT
from events.values.change import Risk, Window
from events.values.change_freeze import Freeze
from events.values.identity import FreezeId, PersonId, ServiceId
from events.values.people import Group
from events.values.refusal import Refusal


class NoSuchFreeze(Refusal):
    """There is no such change freeze, or it was taken back. Look at the list of freezes."""

    kind = "missing"
    ru: ClassVar[str] = "Такого запрета изменений нет, или его уже сняли. Посмотрите список запретов."
    rule: ClassVar[str] = "row 165"
    field = "freeze_id"


class FreezeIsPast(Refusal):
    """The freeze would be over already. Name a later end."""

    ru: ClassVar[str] = "Этот запрет уже закончился бы. Укажите более поздний конец."
    rule: ClassVar[str] = "row 165"
    field = "ends"


class ChangesAreFrozen(Refusal):
    """“{freeze}” holds such changes up: {held}. Choose a window from {free} on; by “freeze_note” pass: {passing}."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Действует запрет «{freeze}»: {held}. Выберите окно не раньше {free}; с объяснением в «freeze_note» пройдут: "
        "{passing}."
    )
    rule: ClassVar[str] = "row 165"
    field = "window"


class Freezes(FreezesState, frozen=True, kw_only=True):
    """All change freezes that stand, and what they hold up."""

    @classmethod
    def of(cls, history: Sequence[Recorded]) -> Freezes:
        """Those that the facts of their stream tell of."""
        return FREEZES.followed(cls(), history)

    @staticmethod
    def declare(freeze: Freeze, at: datetime) -> list[Fact]:
        """One more; one that is over would hold up nothing."""
        if freeze.window.ends_at <= at:
            raise FreezeIsPast
        return [FreezeDeclared(freeze_id=freeze.freeze_id, freeze=freeze)]

    def lift(self, freeze_id: FreezeId) -> list[Fact]:
        """Take one back."""
        if freeze_id not in self.standing:
            raise NoSuchFreeze
        return [FreezeLifted(freeze_id=freeze_id)]

    def met(self, window: Window, paths: Collection[tuple[ServiceId, ...]], risk: Risk) -> list[Freeze]:
        """Those that hold a change up in a window, the first to begin in front; ``paths`` are of its services."""
        return sorted(
            (
                one
                for one in self.standing.values()
                if one.window.overlaps(window) and any(one.holds_for(path, risk) for path in paths or [()])
            ),
            key=lambda one: (one.window.begins_at, one.freeze_id),
        )

    def free_from(self, window: Window, paths: Collection[tuple[ServiceId, ...]], risk: Risk) -> datetime:
        """From when on a window of that length is held up by nothing any more."""
        free, length = window, window.ends_at - window.begins_at
        while met := self.met(free, paths, risk):
            begins_at = max(one.window.ends_at for one in met)
            if begins_at > LAST_INSTANT - length:  # it would end when the desk can tell no instant any more
                return begins_at
            free = Window(begins_at=begins_at, ends_at=begins_at + length)
        return free.begins_at


def passes(freeze: Freeze, person_id: PersonId, groups: Collection[Group]) -> bool:
    """Whether somebody may schedule into a freeze."""
    return person_id in freeze.people or not set(freeze.groups).isdisjoint(groups)
