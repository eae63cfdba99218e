"""The one reading of outages, and of who has them, too; shared by ``aggregates.outage`` and the list of problems."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, on
from events.outage import OutageAnnounced, OutageEnded, OutageJoined, OutageLeft
from events.values.outage import Affected
from events.values.text import Text


class OutageState(msgspec.Struct, frozen=True, kw_only=True):
    """What people are told of a problem; ``nth``: which of its outages it is. It is born over: nothing is told yet."""

    nth: int = 0
    title: Text = Text("", "")
    affects: Affected = "everyone"
    is_over: bool = True


class AffectedState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one person has it, too, and which of a problem's outages they spoke of last."""

    nth: int = 0
    is_in: bool = False


S = TypeVar("S", bound=OutageState)
A = TypeVar("A", bound=AffectedState)


def _announced(outage: S, fact: OutageAnnounced) -> S:
    return replace(outage, nth=fact.nth, title=fact.title, affects=fact.affects, is_over=False)


def _ended(outage: S, _: OutageEnded) -> S:
    return replace(outage, is_over=True)


def _joined(said: A, fact: OutageJoined) -> A:
    return replace(said, nth=fact.nth, is_in=True)


def _left(said: A, fact: OutageLeft) -> A:
    return replace(said, nth=fact.nth, is_in=False)


OUTAGE = Reading(OutageState, on(OutageAnnounced, _announced), on(OutageEnded, _ended))
AFFECTED = Reading(AffectedState, on(OutageJoined, _joined), on(OutageLeft, _left))
