"""Re-measures the open clocks of a schedule after an edit, in set-based batches (W8, Cost); called by the writer.

Most clocks need only their due, found for a whole chunk at once on arrays. Those whose past is touched, or
that are missed already, take the way of a single clock; both give the same microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from psycopg import Cursor

from events.values.identity import ScheduleId
from events.values.ticket import CLOCKS, Clock
from projections.sla_book import Book
from projections.sla_clocks import rows
from sla_engine import course as courses
from sla_engine.instants import NEVER
from sla_engine.worktime import Calendar, NeverOpens

CHUNK = 50_000
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CLOCK = ("target_us", "base_us", "since_us", "stopped_us", "due_us", "alarm_us", "missed_us")
_MORE = ("escalation_us", "escalation_at_us", "spans_until_us", "target_since_us")
_COLUMNS = [f"{kind}_{name}" for kind in CLOCKS for name in (*_CLOCK, *_MORE)]
_SELECT = (
    f"SELECT ticket_id, zone, wake_us, next_us, (approval IS NOT NULL)::int, {', '.join(_COLUMNS)} FROM sla_clocks"  # noqa: S608 - constants
    " WHERE is_open AND schedule_id = %s AND ticket_id > %s ORDER BY ticket_id LIMIT %s"
)
_CHANGED = ("due_us", "alarm_us", "escalation_at_us")
_UPDATED = [f"{kind}_{name}" for kind in CLOCKS for name in _CHANGED]
_UPDATE = (
    "UPDATE sla_clocks AS c SET due_us = n.due_us, alarm_us = n.alarm_us, next_us = n.next_us, "  # noqa: S608 - constants
    + ", ".join(f"{name} = n.{name}" for name in _UPDATED)
    + " FROM unnest(%s::uuid[], "
    + ", ".join("%s::bigint[]" for _ in range(3 + len(_UPDATED)))
    + f") AS n (ticket_id, due_us, alarm_us, next_us, {', '.join(_UPDATED)}) WHERE c.ticket_id = n.ticket_id"
)


def after_edit(
    cursor: Cursor[Any],
    book: Book,
    schedule_id: UUID,
    effective_from: int,
    *,
    told: Callable[[int, int], None],
) -> None:
    """Re-measure every open ticket on the schedule; ``told`` hears how many of how many are done."""
    cursor.execute("SELECT count(*) FROM sla_clocks WHERE is_open AND schedule_id = %s", (schedule_id,))
    counted = cursor.fetchone()
    total, done, last = (counted[0] if counted else 0), 0, UUID(int=0)
    while done < total:
        cursor.execute(_SELECT.encode(), (schedule_id, last, CHUNK), binary=True)
        found = cursor.fetchall()
        if not found:
            return
        _chunk(cursor, book, ScheduleId(schedule_id), effective_from, found)
        last = found[-1][0]
        done += len(found)
        told(done, total)


def _chunk(
    cursor: Cursor[Any], book: Book, schedule_id: ScheduleId, since: int, found: Sequence[tuple[Any, ...]]
) -> None:
    tickets = np.array([row[0] for row in found], dtype=object)
    zones = np.array([row[1] for row in found], dtype=object)
    numbers = np.array([row[2:] for row in found], dtype=np.int64)
    single = np.zeros(len(found), dtype=np.bool_)
    for zone in set(zones.tolist()):
        mine = zones == zone
        calendar = book.calendar(schedule_id, zone)
        try:
            single[mine] = _measure(numbers, mine, calendar, since)
        except NeverOpens:
            single[mine] = True
    _write(cursor, tickets, numbers, ~single)
    slow = rows.load(cursor, tickets[single].tolist())
    rows.save(cursor, [courses.recount(course, book) for course in slow.values()])


def _column(numbers: Ints, kind: Clock, name: str) -> Ints:
    column: Ints = numbers[:, 3 + _COLUMNS.index(f"{kind}_{name}")]
    return column


def _measure(numbers: Ints, mine: Flags, calendar: Calendar, since: int) -> Flags:
    """Write the dues of the chunk's clocks into ``numbers``; gives which of ``mine`` need the single way."""
    # A withdrawal that waits to be recorded keeps the timekeeper's look at 0.
    # A ticket that waits for approval is reminded of it, and the approval expires, by the same working time.
    single: Flags = (numbers[mine, 1] == 0) | (numbers[mine, 2] == 1)
    for kind in CLOCKS:
        at = {name: _column(numbers, kind, name)[mine] for name in (*_CLOCK, *_MORE)}
        is_open = at["stopped_us"] == NEVER
        runs = is_open & (at["since_us"] != NEVER)
        past = (at["spans_until_us"] > since) | (at["missed_us"] != NEVER) | (at["base_us"] >= at["target_us"])
        stopped_past = (at["spans_until_us"] > since) | (at["missed_us"] != NEVER)
        single |= (is_open & past) | (~is_open & stopped_past)
        plain = runs & ~past
        due, alarm, reached = at["due_us"], at["alarm_us"], at["escalation_at_us"]
        due[plain] = calendar.add_many(at["since_us"][plain], (at["target_us"] - at["base_us"])[plain])
        alarm[plain] = calendar.next_open_many(due[plain])
        ahead = plain & (at["escalation_us"] != NEVER) & (at["escalation_us"] > at["base_us"])
        crossed = calendar.add_many(at["since_us"][ahead], (at["escalation_us"] - at["base_us"])[ahead])
        # A point is not reached before its target was set, though that much was consumed earlier.
        reached[ahead] = np.maximum(crossed, at["target_since_us"][ahead])
        # A point that a new target put behind what is consumed was reached when the target was set.
        single |= is_open & (at["escalation_us"] != NEVER) & (at["escalation_us"] <= at["base_us"])
        for name, values in (("due_us", due), ("alarm_us", alarm), ("escalation_at_us", reached)):
            _column(numbers, kind, name)[mine] = values
    return single


def _write(cursor: Cursor[Any], tickets: Any, numbers: Ints, which: Flags) -> None:
    """Update the rows of ``which``: dues, the earliest of them, and when the timekeeper must look."""
    kept = numbers[which]
    if not len(kept):
        return
    dues, alarms, looks = [], [], [kept[:, 0]]
    for kind in CLOCKS:
        column = {name: _column(kept, kind, name) for name in (*_CLOCK, *_MORE)}
        is_open = column["stopped_us"] == NEVER
        dues.append(np.where(is_open, column["due_us"], NEVER))
        alarms.append(np.where(is_open, np.minimum(column["alarm_us"], column["missed_us"]), NEVER))
        alarm = column["alarm_us"]
        looks += [np.where(is_open & (alarm != NEVER), alarm + (alarm != NEVER), NEVER)]
        looks += [column["escalation_at_us"]]
    next_look = np.minimum.reduce(looks)
    columns = [_column(kept, kind, name) for kind in CLOCKS for name in _CHANGED]
    cursor.execute(
        _UPDATE.encode(),
        [
            tickets[which].tolist(),
            np.minimum.reduce(dues).tolist(),
            np.minimum.reduce(alarms).tolist(),
            next_look.tolist(),
            *[column.tolist() for column in columns],
        ],
    )
