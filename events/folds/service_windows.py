"""The one reading of a service's calendar: which change holds it, or a service below it; see ``aggregates``."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, on
from events.service_window import WindowBooked, WindowBookedBelow, WindowFreed, WindowFreedBelow
from events.values.identity import ChangeId, ServiceId


class WindowsState(msgspec.Struct, frozen=True, kw_only=True):
    """The windows that are booked on one service, and on services that stand below it; it is born empty."""

    service_id: ServiceId
    booked: dict[ChangeId, WindowBooked] = {}
    below: dict[tuple[ChangeId, ServiceId], WindowBookedBelow] = {}


W = TypeVar("W", bound=WindowsState)


def _booked(state: W, fact: WindowBooked) -> W:
    return replace(state, booked={**state.booked, fact.change_id: fact})


def _booked_below(state: W, fact: WindowBookedBelow) -> W:
    return replace(state, below={**state.below, (fact.change_id, fact.below): fact})


def _freed(state: W, fact: WindowFreed) -> W:
    return replace(state, booked={held: one for held, one in state.booked.items() if held != fact.change_id})


def _freed_below(state: W, fact: WindowFreedBelow) -> W:
    freed = (fact.change_id, fact.below)
    return replace(state, below={held: one for held, one in state.below.items() if held != freed})


WINDOWS = Reading(
    WindowsState,
    on(WindowBooked, _booked),
    on(WindowBookedBelow, _booked_below),
    on(WindowFreed, _freed),
    on(WindowFreedBelow, _freed_below),
)
