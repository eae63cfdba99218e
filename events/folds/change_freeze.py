"""The one reading of change freezes: those that stand; shared by ``aggregates.change_freeze`` and the calendar."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from events.change_freeze import FreezeDeclared, FreezeLifted
from events.folds.reading import Reading, on
from events.values.change_freeze import Freeze
from events.values.identity import FreezeId


class FreezesState(msgspec.Struct, frozen=True, kw_only=True):
    """The freezes that nobody took back, those of the past, too; it is born empty."""

    standing: dict[FreezeId, Freeze] = {}


F = TypeVar("F", bound=FreezesState)


def _declared(state: F, fact: FreezeDeclared) -> F:
    return replace(state, standing={**state.standing, fact.freeze_id: fact.freeze})


def _lifted(state: F, fact: FreezeLifted) -> F:
    return replace(state, standing={one: freeze for one, freeze in state.standing.items() if one != fact.freeze_id})


FREEZES = Reading(FreezesState, on(FreezeDeclared, _declared), on(FreezeLifted, _lifted))
