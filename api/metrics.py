"""What Prometheus asks: lags of read models, lateness of clocks, waits for the log, commands; served by the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.bootstrap import Desk
from connectors.storage import positions
from projections.sla_clocks import readers
from sla_engine.instants import NEVER, micros


class DeskMetrics(Collector):
    """Read at each scrape from the tables themselves, so that every process tells the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.registry = CollectorRegistry()
        self.commands = Counter(
            "desk_commands", "Commands by name and outcome", ["command", "outcome"], registry=self.registry
        )
        self.command_seconds = Histogram(
            "desk_command_seconds",
            "From request to receipt; most of it waits for the append",
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        )
        self.registry.register(desk.metered_log.waits)
        self.registry.register(self)

    def text(self) -> bytes:
        """The metrics in the format of Prometheus."""
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        """Gauges of this moment."""
        head = self._desk.log.head()
        now = self._desk.clock.now()
        facts = GaugeMetricFamily("desk_projection_lag_facts", "Facts not yet taken in", labels=["projection"])
        seconds = GaugeMetricFamily(
            "desk_projection_lag_seconds", "Age of the oldest fact not yet taken in", labels=["projection"]
        )
        poisoned = GaugeMetricFamily("desk_projection_poisoned", "1: stopped at a poison fact", labels=["projection"])
        for standing in positions.read_all(self._desk.database):
            behind = max(0, head - standing.position)
            written = self._desk.log.written_at(standing.position + 1) if behind else None
            age = now - written if written is not None else timedelta()
            facts.add_metric([standing.name], behind)
            seconds.add_metric([standing.name], max(0.0, age.total_seconds()))
            poisoned.add_metric([standing.name], float(standing.poison_at is not None))
        yield from (facts, seconds, poisoned)
        latest = self._desk.remeasured.latest
        yield GaugeMetricFamily(
            "desk_remeasuring_tickets",
            "Open tickets that an edit has yet to measure anew",
            value=latest.total - latest.done,
        )
        yield GaugeMetricFamily("desk_log_head", "Position of the last fact", value=head)
        with self._desk.database.transaction() as cursor:
            look = readers.earliest_look(cursor)
        # 0 stands for "at once": the read model knows no instant since when a withdrawal is due.
        late = 0.0 if look in {0, NEVER} else max(0.0, (micros(now) - look) / 1_000_000)
        yield GaugeMetricFamily(
            "desk_clock_lateness_seconds", "How long ago the earliest unrecorded crossing was due", value=late
        )
