"""What readiness, the meters and ``desk zones`` ask of the read models; each within the snapshot of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from psycopg import Cursor

from connectors.storage.feeds import zone_marks
from events.values import zones
from projections.kit import parking
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import readers, zone_rules
from projections.sla_clocks.counts import open_and_overdue
from projections.sla_clocks.preview import Preview
from sla_engine.instants import Micros


class ClocksNow(NamedTuple):
    """Numbers about all clocks; ``look`` is when there is next something to do, ``parked`` how many each left out."""

    look: Micros
    still_open: int
    overdue: int
    without_due: int
    parked: Mapping[str, int]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """By which rules of zones time is counted: here, by all running desks, and when the open clocks were measured."""

    here: str
    running: list[str]
    clocks_measured_by: str
    differ: bool


def clocks_now(cursor: Cursor[Any], now: Micros) -> ClocksNow:
    """The clocks at an instant."""
    still_open, overdue = open_and_overdue(cursor, now)
    without_due, _ = readers.without_due(cursor)
    return ClocksNow(readers.earliest_look(cursor), still_open, overdue, without_due, parking.counts(cursor))


def set_aside(cursor: Cursor[Any]) -> dict[str, Any]:
    """What is wrong with single tickets, and with nothing else: how many read models left out, how many have no due."""
    undue, _ = readers.without_due(cursor)
    return {"parked": parking.counts(cursor), "clocks_without_due": undue}


def each_set_aside(cursor: Cursor[Any]) -> dict[str, Any]:
    """The same, ticket by ticket, and why: not for everybody who may ask whether the desk is ready."""
    return {
        "parked": msgspec.to_builtins(parking.all_parked(cursor)),
        "clocks_without_due": readers.without_due(cursor)[1],
    }


def zone_rules_now(cursor: Cursor[Any]) -> Rules:
    """Which rules of time zones are read where; hosts of one desk that differ are told of."""
    measured = zone_rules.measured_by(cursor)
    running = zone_marks.running(cursor)
    known = {zones.rules(), *running, *([measured] if measured else [])}
    return Rules(here=zones.rules(), running=running, clocks_measured_by=measured, differ=len(known) > 1)


def new_zone_rules(cursor: Cursor[Any], now: datetime) -> Preview:
    """Which due dates move, and which turn missed, when the open clocks are measured by the rules of this host."""
    return sla_preview.new_zone_rules(cursor, now=now)
