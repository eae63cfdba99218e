"""Algebra on sorted, disjoint half-open intervals of integers; used to lay out a day's working time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sla_engine.instants import Micros

Interval = tuple[Micros, Micros]
N = TypeVar("N", bound=int)
"""Microseconds, or the seconds of a week."""


def union(intervals: Iterable[tuple[N, N]]) -> list[tuple[N, N]]:
    """Sorted and disjoint: overlapping and touching intervals become one, empty ones vanish (W3)."""
    merged: list[tuple[N, N]] = []
    for begin, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and begin <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
    return merged


def subtract(intervals: Iterable[tuple[N, N]], holes: Iterable[tuple[N, N]]) -> list[tuple[N, N]]:
    """What is left of disjoint intervals when the holes are taken out."""
    left = union(intervals)
    for hole_begin, hole_end in union(holes):
        kept: list[tuple[N, N]] = []
        for begin, end in left:
            if begin < min(end, hole_begin):
                kept.append((begin, min(end, hole_begin)))
            if max(begin, hole_end) < end:
                kept.append((max(begin, hole_end), end))
        left = kept
    return left


def clip(intervals: Iterable[tuple[N, N]], begin: N, end: N) -> list[tuple[N, N]]:
    """The parts of the intervals inside [begin, end)."""
    return [(max(a, begin), min(b, end)) for a, b in intervals if max(a, begin) < min(b, end)]
