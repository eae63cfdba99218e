"""The one shape in which every benchmark tells its figures: a JSON object a line; used by ``make bench``."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, ours beside the peer's, and under which conditions.

    ``ratio`` says how many times better than the peer we are: more than 1 is better, in either direction.
    """

    name: str
    ours: float
    peer: float
    ratio: float
    unit: str
    conditions: str

    @classmethod
    def rate(cls, name: str, *, ours: float, peer: float, unit: str, conditions: str) -> Figure:
        """A figure where more is better."""
        return cls._rounded(name, ours, peer, ours / peer if peer else 0.0, unit, conditions)

    @classmethod
    def duration(cls, name: str, *, ours: float, peer: float, unit: str, conditions: str) -> Figure:
        """A figure where less is better."""
        return cls._rounded(name, ours, peer, peer / ours if ours else 0.0, unit, conditions)

    @classmethod
    def _rounded(cls, name: str, ours: float, peer: float, ratio: float, unit: str, conditions: str) -> Figure:
        ours, peer, ratio = (float(f"{value:.4g}") for value in (ours, peer, ratio))
        return cls(name=name, ours=ours, peer=peer, ratio=ratio, unit=unit, conditions=conditions)


def show(figures: Iterable[Figure]) -> None:
    """Print each figure as soon as it is measured."""
    for figure in figures:
        print(msgspec.json.encode(figure).decode(), flush=True)


def medians(runs: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each measure over ``runs`` rounds; they take turns, so that all see the same weather."""
    rounds = [[measure() for measure in measures] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]
