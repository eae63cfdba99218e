"""Working intervals with running sums, searched by bisection (Cost): what a calendar grows and its clocks ask."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

import msgspec
import numpy as np
import numpy.typing as npt

from events.values.timetable_versions import YEARS_AHEAD
from sla_engine.instants import NO_TIME, Micros
from sla_engine.intervals import Interval

Ints = npt.NDArray[np.int64]

LONGEST_GAP = YEARS_AHEAD * 366 * 86_400_000_000
"""No working time for longer than this counts as never (W6), in microseconds."""


class OutOfReach(ValueError):  # noqa: N818 - it names what is wrong
    """No instant of the calendar answers: whoever measures one ticket says so of that ticket and goes on."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NeverOpens(OutOfReach):
    """No working time in the ten years ahead (W6): give the schedule hours, then measure."""


class OutOfCalendar(OutOfReach):
    """The instant lies outside the years 2 to 9998."""


class Table(msgspec.Struct, frozen=True, eq=False):
    """Working intervals inside [begin, end), never changed once made.

    ``opens[i]`` to ``closes[i]`` is open; ``before[i]`` is the working time of all earlier intervals of the
    table, and one more entry holds the total. ``closed[i]`` is the running total at ``closes[i]``. A table
    ``has_gaps`` when it is somewhere closed for longer than ``LONGEST_GAP``.
    """

    begin: Micros
    end: Micros
    opens: list[Micros]
    closes: list[Micros]
    before: list[Micros]
    closed: list[Micros]
    total: Micros
    has_gaps: bool
    np_opens: Ints
    np_closes: Ints
    np_before: Ints
    np_closed: Ints


def built(begin: Micros, end: Micros, intervals: list[Interval]) -> Table:
    """The table of sorted, disjoint intervals inside [begin, end)."""
    opens, closes = [a for a, _ in intervals], [b for _, b in intervals]
    closed = list(accumulate(b - a for a, b in intervals))
    before = [NO_TIME, *closed]
    return Table(
        begin=begin,
        end=end,
        opens=opens,
        closes=closes,
        before=before,
        closed=closed,
        total=before[-1],
        has_gaps=any(b - a > LONGEST_GAP for a, b in zip([begin, *closes], [*opens, end], strict=True)),
        np_opens=np.array(opens, dtype=np.int64),
        np_closes=np.array(closes, dtype=np.int64),
        np_before=np.array(before, dtype=np.int64),
        np_closed=np.array(closed, dtype=np.int64),
    )


def worked(table: Table, at: Micros) -> Micros:
    """The working time of the table until ``at``."""
    place = bisect_right(table.opens, at) - 1
    if place < 0:
        return NO_TIME
    close = table.closes[place]
    return table.before[place] + (at if at < close else close) - table.opens[place]  # noqa: FURB136 - min() halves the speed


def worked_many(table: Table, at: Ints) -> Ints:
    """``worked`` of many instants at once."""
    if not table.opens:
        return np.zeros(len(at), dtype=np.int64)
    places = table.np_opens.searchsorted(at, side="right") - 1
    if int(at.min()) < table.opens[0]:
        np.maximum(places, 0, out=places)
        at = np.maximum(at, table.opens[0])
    sums = np.minimum(at, table.np_closes.take(places))
    sums -= table.np_opens.take(places)
    sums += table.np_before.take(places)
    return sums


def refuse_gaps(table: Table, begin: Micros, end: Micros) -> None:
    """Raise ``NeverOpens`` if working time between two instants stands still for longer than W6 allows.

    So an answer never depends on how far a table happens to have grown.
    """
    first, last = bisect_right(table.closes, begin), bisect_right(table.opens, end - 1)
    edges = [begin, *table.closes[first:last]]
    openings = [*table.opens[first:last], end]
    if any(opening - closing > LONGEST_GAP for closing, opening in zip(edges, openings, strict=True)):
        raise NeverOpens
