"""Clocks as arrays: read by a binary COPY, measured all at once, written back by another; for edits and previews.

Most clocks need only their due. Those whose past is touched, or that are missed already, are told apart: they take
the way of a single clock, which gives the same microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from psycopg import Cursor, sql

from events.values.schedule import REQUESTER_ZONE
from events.values.ticket import CLOCKS, Clock
from projections.kit.reads import reads
from projections.kit.statement import joined, name, statement
from sla_engine.instants import NEVER, Micros
from sla_engine.worktime import Calendar, OutOfReach

CHUNK = 50_000
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Records = npt.NDArray[np.void]

_OF_A_CLOCK = (
    *("target_us", "base_us", "since_us", "stopped_us", "due_us", "alarm_us", "missed_us"),
    *("escalation_us", "escalation_at_us", "spans_until_us", "target_since_us"),
)
_READ = ("number", "next_us", "wake_us", "held_us", *(f"{kind}_{name}" for kind in CLOCKS for name in _OF_A_CLOCK))
_MEASURED = ("due_us", "alarm_us", "escalation_at_us")
WRITTEN = ("due_us", "alarm_us", "next_us", *(f"{kind}_{name}" for kind in CLOCKS for name in _MEASURED))
"""The columns that working time decides, and nothing else of a row."""
_MEASURED_TABLE = statement(
    "CREATE TEMPORARY TABLE IF NOT EXISTS sla_measured (place tid, ticket_id uuid, {columns}) ON COMMIT DROP",
    columns=joined(", ", (statement("{it} bigint", it=name(column)) for column in WRITTEN)),
)
_WRITE = statement(
    "UPDATE sla_clocks AS c SET {settings} FROM sla_measured n WHERE c.ctid = n.place AND c.ticket_id = n.ticket_id",
    settings=joined(", ", (statement("{it} = n.{it}", it=name(column)) for column in WRITTEN)),
)

_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


def _layout(columns: tuple[str, ...]) -> np.dtype[np.void]:
    """A row of a binary COPY: how many fields, and before each its length; nothing is null, so all are as long."""
    fields: list[tuple[str, str]] = [("fields", ">i2"), ("place_n", ">i4"), ("place", "V6")]
    fields += [("ticket_n", ">i4"), ("ticket", "V16")]
    for column in columns:
        fields += [(f"{column}_n", ">i4"), (column, ">i8")]
    return np.dtype(fields)


_ROW = _layout(_READ)
_RESULT = _layout(WRITTEN)


class Clocks:
    """A chunk of open tickets' clocks: as their rows hold them, and what a calendar makes of them."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.columns: dict[str, Ints] = {name: records[name].astype(np.int64) for name in _READ}
        self.before = {name: self.columns[name] for name in _READ}
        self.single: Flags = np.zeros(len(records), dtype=np.bool_)

    def __len__(self) -> int:
        return len(self.records)

    def tickets(self, which: Flags) -> list[UUID]:
        """The ids of some of the tickets."""
        return [UUID(bytes=bytes(ticket)) for ticket in self.records["ticket"][which]]

    def measure(self, calendar: Calendar, since: Micros) -> None:
        """Find every due anew by working time that reads otherwise from ``since`` on; mark the single ones."""
        # A withdrawal that waits to be recorded keeps the timekeeper's look at 0.
        self.single = (self.columns["next_us"] == 0) | (self.columns["held_us"] != 0)
        self.columns = dict(self.columns)
        for kind in CLOCKS:
            self._measure_one(kind, calendar, since)

    def _measure_one(self, kind: Clock, calendar: Calendar, since: Micros) -> None:
        at = {name: self.columns[f"{kind}_{name}"] for name in _OF_A_CLOCK}
        is_open = at["stopped_us"] == NEVER
        past = (at["spans_until_us"] > since) | (at["missed_us"] != NEVER)
        past |= is_open & (at["base_us"] >= at["target_us"])
        # A point that a new target put behind what is consumed was reached when the target was set; one that was
        # reached before the clock stopped is still to be told.
        past |= (at["escalation_us"] != NEVER) & (at["escalation_us"] <= at["base_us"])
        self.single |= past
        plain = is_open & (at["since_us"] != NEVER) & ~past
        due, alarm, reached = at["due_us"].copy(), at["alarm_us"].copy(), at["escalation_at_us"].copy()
        due[plain] = _added(calendar, at["since_us"][plain], (at["target_us"] - at["base_us"])[plain])
        # What no instant answers for is told one by one.
        self.single |= plain & (due == NEVER)
        plain &= due != NEVER
        alarm[plain] = _opened(calendar, due[plain])
        ahead = plain & (at["escalation_us"] != NEVER)
        crossed = _added(calendar, at["since_us"][ahead], (at["escalation_us"] - at["base_us"])[ahead])
        # A point is not reached before its target was set, though that much was consumed earlier.
        reached[ahead] = np.maximum(crossed, at["target_since_us"][ahead])
        for column, values in (("due_us", due), ("alarm_us", alarm), ("escalation_at_us", reached)):
            self.columns[f"{kind}_{column}"] = values

    def missed_at(self, kind: Clock, now: Micros, *, before: bool) -> Ints:
        """As ``ClockState.missed_at`` of each: when its target was missed as seen at an instant."""
        columns = self.before if before else self.columns
        at = {name: columns[f"{kind}_{name}"] for name in _OF_A_CLOCK}
        runs_late = (at["missed_us"] == NEVER) & (at["since_us"] != NEVER) & (now > at["alarm_us"])
        return np.where(runs_late, np.maximum(at["due_us"], at["target_since_us"]), at["missed_us"])

    def results(self) -> Records:
        """What is to be written of the tickets that are not single: dues, the earliest, the timekeeper's look."""
        kept = ~self.single
        found = np.zeros(int(kept.sum()), dtype=_RESULT)
        found["fields"], found["place_n"], found["ticket_n"] = 2 + len(WRITTEN), 6, 16
        found["place"], found["ticket"] = self.records["place"][kept], self.records["ticket"][kept]
        columns = {name: column[kept] for name, column in self.columns.items()}
        dues, alarms, looks = [], [], [columns["wake_us"]]
        for kind in CLOCKS:
            is_open = columns[f"{kind}_stopped_us"] == NEVER
            alarm = columns[f"{kind}_alarm_us"]
            dues.append(np.where(columns[f"{kind}_since_us"] != NEVER, columns[f"{kind}_due_us"], NEVER))
            alarms.append(np.where(is_open, np.minimum(alarm, columns[f"{kind}_missed_us"]), NEVER))
            looks += [np.where(is_open, alarm + (alarm != NEVER), NEVER), columns[f"{kind}_escalation_at_us"]]
        columns["due_us"], columns["alarm_us"] = np.minimum.reduce(dues), np.minimum.reduce(alarms)
        columns["next_us"] = np.minimum.reduce(looks)
        for column in WRITTEN:
            found[f"{column}_n"], found[column] = 8, columns[column]
        return found


def _added(calendar: Calendar, starts: Ints, amounts: Ints) -> Ints:
    """``add_many`` with ``NEVER`` where no instant answers."""
    try:
        return calendar.add_many(starts, amounts)
    except OutOfReach:
        pairs = zip(starts.tolist(), amounts.tolist(), strict=True)
        return np.array([_or_never(calendar.add, *pair) for pair in pairs], dtype=np.int64)


def _opened(calendar: Calendar, at: Ints) -> Ints:
    try:
        return calendar.next_open_many(at)
    except OutOfReach:
        return np.array([_or_never(calendar.next_open, each) for each in at.tolist()], dtype=np.int64)


def _or_never(ask: Callable[..., Micros], *what: Micros) -> Micros:
    try:
        return ask(*what)
    except OutOfReach:
        return NEVER


@reads("sla_clocks")
def read(cursor: Cursor[Any], schedule_id: UUID, zone: str | None, *, without_terms: bool = False) -> Iterator[Clocks]:
    """The open tickets on a schedule, in one zone or in all, chunk by chunk; no other query may run meanwhile.

    ``without_terms`` leaves out those that wait for approval or to close by themselves: that is working time, too.
    """
    query = sql.SQL(
        "COPY (SELECT ctid, ticket_id, {} FROM sla_clocks"
        " WHERE is_open AND NOT is_parked AND schedule_id = {} AND {} AND {}) TO STDOUT (FORMAT BINARY)"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, _READ)),
        sql.Literal(schedule_id),
        sql.SQL("true") if zone is None else sql.SQL("zone = {}").format(sql.Literal(zone)),
        sql.SQL("approval IS NULL AND closing IS NULL AND before IS NULL") if without_terms else sql.SQL("true"),
    )
    with cursor.copy(query) as copy:
        lines: list[bytes] = []
        for block in copy:
            lines.append(bytes(block))
            if len(lines) == CHUNK:
                yield from _clocks(b"".join(lines))
                lines = []
        yield from _clocks(b"".join(lines))


def _clocks(content: bytes) -> Iterator[Clocks]:
    content = content.removeprefix(_BEGIN).removesuffix(_END) if content.startswith(_BEGIN) else content
    whole = len(content) - len(content) % _ROW.itemsize
    if whole:
        yield Clocks(np.frombuffer(content[:whole], dtype=_ROW))


@reads("sla_clocks")
def zones(cursor: Cursor[Any], schedule_id: UUID, calendar: Calendar) -> list[str | None]:
    """The zones that a schedule must be measured in: one for all, unless a version follows the requester's (W7)."""
    if all(table.zone != REQUESTER_ZONE for _, table in calendar.versions.versions):
        return [None]
    cursor.execute("SELECT DISTINCT zone FROM sla_clocks WHERE is_open AND schedule_id = %s", (schedule_id,))
    return [row[0] for row in cursor]


def write(cursor: Cursor[Any], found: list[Records]) -> Iterator[int]:
    """Put results into their rows, a chunk at a time; gives how many each took.

    Rows are met at their place in the table, in its order. None of them moves meanwhile: the caller holds the
    read model's position, and nobody else writes these tables.
    """
    cursor.execute(_MEASURED_TABLE)
    for records in found:
        cursor.execute("TRUNCATE sla_measured")
        with cursor.copy("COPY sla_measured FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_BEGIN + records.tobytes() + _END)
        cursor.execute(_WRITE)
        if cursor.rowcount != len(records):
            raise RuntimeError("clocks moved while they were measured: another writer is at these tables")
        yield len(records)
