"""Algebra on sorted, disjoint half-open intervals of integers; used to lay out a day's working time."""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[int, int]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted and disjoint: overlapping and touching intervals become one, empty ones vanish (W3)."""
    merged: list[Interval] = []
    for begin, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and begin <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
    return merged


def subtract(intervals: Iterable[Interval], holes: Iterable[Interval]) -> list[Interval]:
    """What is left of disjoint intervals when the holes are taken out."""
    left = union(intervals)
    for hole_begin, hole_end in union(holes):
        kept: list[Interval] = []
        for begin, end in left:
            if begin < min(end, hole_begin):
                kept.append((begin, min(end, hole_begin)))
            if max(begin, hole_end) < end:
                kept.append((max(begin, hole_end), end))
        left = kept
    return left


def clip(intervals: Iterable[Interval], begin: int, end: int) -> list[Interval]:
    """The parts of the intervals inside [begin, end)."""
    return [(max(a, begin), min(b, end)) for a, b in intervals if max(a, begin) < min(b, end)]
