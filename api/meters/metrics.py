"""What Prometheus asks: answers, commands, read models, loops, clocks, storage, the build; served by the API."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from typing import Any, get_args

import psycopg
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from psycopg import Cursor
from typing_extensions import override

from api.bootstrap import PROJECTIONS, Desk
from api.meters import storage as storage_meters
from api.meters.answers import AnswerMeters
from api.meters.processes import of_processes
from api.meters.shared import gathered
from api.questions import health
from connectors.storage.feeds import positions
from connectors.storage.feeds.loops import State
from connectors.storage.server.database import DatabaseUnreachable
from sla_engine.instants import NEVER, micros

REFUSED_SIGN_INS = ("401", "429")
"""Outcomes of a sign-in that is none: a wrong password, and too many of them."""


class DeskMetrics(Collector):
    """Read at each scrape from the tables themselves, so that every process tells the same.

    While the storage is away the scrape still answers, with what the process itself knows.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.registry = CollectorRegistry()
        self.answered = AnswerMeters(self.registry)
        self.commands = Counter(
            "desk_commands", "Commands by name and outcome", ["command", "outcome"], registry=self.registry
        )
        for outcome in REFUSED_SIGN_INS:
            # A series that is born with its first event shows no increase: Prometheus must have seen the 0 before.
            self.commands.labels("sign-in", outcome)
        self.command_seconds = Histogram(
            "desk_command_seconds",
            "From request to receipt; most of it waits for the append",
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        )
        self.registry.register(desk.metered_log.waits)
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    def text(self) -> bytes:
        """The metrics in the format of Prometheus."""
        if (registry := gathered()) is None:
            return generate_latest(self.registry)
        registry.register(self)
        registry.register(_Processes(self._desk))
        return generate_latest(registry)

    def describe(self) -> list[Metric]:
        """Nothing beforehand: whoever registers must not be kept waiting for the storage."""
        return []

    @override
    def collect(self) -> Iterator[Metric]:
        """Gauges of this moment."""
        yield from self._of_loops()
        yield from storage_meters.of_pool(self._desk.standing.pool())
        if self._desk.settings.database_url is None:
            yield from storage_meters.of_disk(self._desk.settings.data_folder)
        told: list[Metric] = []
        server = ""
        try:
            # First, for it asks with short patience whether the server is there at all.
            told, server = storage_meters.of_server(self._desk.database.url)
            with self._desk.database.snapshot() as db:
                told += self._of_log(db)
                told += self._of_clocks(db)
                told += _of_zones(db)
        except (psycopg.Error, DatabaseUnreachable):
            yield _gauge("desk_storage_up", "1: the storage answers", 0)
        else:
            yield _gauge("desk_storage_up", "1: the storage answers", 1)
        yield from told
        build = GaugeMetricFamily("desk_build_info", "What runs here", labels=["version", "python", "postgresql"])
        build.add_metric([version("deskledger"), platform.python_version(), server], 1)
        yield build

    def _of_loops(self) -> Iterator[Metric]:
        states = GaugeMetricFamily("desk_loop_state", "1: the loop is in this state", labels=["loop", "state"])
        for loop in self._desk.standing.loops():
            for state in get_args(State):
                states.add_metric([loop.name, state], float(loop.state == state))
        yield states

    def _of_log(self, db: Cursor[Any]) -> list[Metric]:
        log = self._desk.log.at(db)
        head = log.head()
        now = self._desk.clock.now()
        facts = GaugeMetricFamily("desk_projection_lag_facts", "Facts not yet taken in", labels=["projection"])
        seconds = GaugeMetricFamily(
            "desk_projection_lag_seconds", "Age of the oldest fact not yet taken in", labels=["projection"]
        )
        poisoned = GaugeMetricFamily("desk_projection_poisoned", "1: stopped at a poison fact", labels=["projection"])
        for place in positions.places(db):
            behind = max(0, head - place.position)
            written = log.written_at(place.position + 1) if behind else None
            age = now - written if written is not None else timedelta()
            facts.add_metric([place.name], behind)
            seconds.add_metric([place.name], max(0.0, age.total_seconds()))
            poisoned.add_metric([place.name], float(place.poison_at is not None))
        return [facts, seconds, poisoned, _gauge("desk_log_head", "Position of the last fact", head)]

    def _of_clocks(self, db: Cursor[Any]) -> list[Metric]:
        now = micros(self._desk.clock.now())
        latest = self._desk.standing.remeasured()
        clocks = health.clocks_now(db, now)
        parked = GaugeMetricFamily(
            "desk_parked_streams", "Tickets, problems and changes that a read model left out", labels=["projection"]
        )
        for name in PROJECTIONS:
            parked.add_metric([name], clocks.parked.get(name, 0))
        # 0 stands for "at once": the read model knows no instant since when a withdrawal is due.
        late = 0.0 if clocks.look in {0, NEVER} else max(0.0, (now - clocks.look) / 1_000_000)
        return [
            _gauge(
                "desk_remeasuring_tickets",
                "Open tickets that an edit has yet to measure anew",
                latest.total - latest.done,
            ),
            _gauge("desk_clock_lateness_seconds", "How long ago the earliest unrecorded crossing was due", late),
            parked,
            _gauge(
                "desk_clocks_without_due", "Open tickets with a norm that ends behind the calendar", clocks.without_due
            ),
            _gauge("desk_tickets_open", "Tickets that are open", clocks.still_open),
            _gauge("desk_tickets_overdue", "Open tickets that are overdue", clocks.overdue),
        ]


class _Processes(Collector):
    """What the processes of a desk cost, for a desk that is several."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @override
    def collect(self) -> Iterator[Metric]:
        """Gauges of this moment."""
        yield from of_processes(self._desk.standing.processes())


def _of_zones(db: Cursor[Any]) -> list[Metric]:
    found = health.zone_rules_now(db)
    info = GaugeMetricFamily(
        "desk_zone_rules_info", "By which rules of time zones time is counted", labels=["here", "clocks"]
    )
    info.add_metric([found.here, found.clocks_measured_by], 1)
    differ = "1: hosts, or the open clocks, go by other rules of time zones"
    return [info, _gauge("desk_zone_rules_differ", differ, float(found.differ))]


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
