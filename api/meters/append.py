"""Measures how long commands wait for the log; stands between the bus and the log in ``api.bootstrap``."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import get_ident

from prometheus_client import Histogram

from commands.ports import Append, Change, FactLog, Receipt
from events.fact import Recorded
from events.values.identity import CommandId, StreamId, TicketId
from events.values.keyed import Keyed


class MeteredLog:
    """``FactLog`` that notes the time of every append: waiting for the group before it, and its own commit."""

    def __init__(self, log: FactLog) -> None:
        self._log = log
        self.waits = Histogram(
            "desk_append_wait_seconds",
            "From asking the log to append to its receipt",
            registry=None,
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        )
        self._waiting: dict[int, float] = {}
        """Thread -> since when it waits: each writes its own, so no lock is needed."""

    @property
    def keyed(self) -> Keyed:
        """As ``FactLog.keyed``."""
        return self._log.keyed

    def waiting_since(self) -> float | None:
        """Since when the command waits that has waited longest, by ``time.perf_counter``; ``None``: none waits."""
        return min(tuple(self._waiting.values()), default=None)

    def longest_wait_s(self) -> float:
        """How long the command has been waiting that has waited longest; 0 when none waits."""
        since = self.waiting_since()
        return 0.0 if since is None else time.perf_counter() - since

    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        """As ``FactLog.append``, timed also when it is refused."""
        begun = self._waiting[get_ident()] = time.perf_counter()
        try:
            return self._log.append(changes, command_id=command_id, fingerprint=fingerprint, reference=reference)
        finally:
            self._waiting.pop(get_ident(), None)
            self.waits.observe(time.perf_counter() - begun)

    def append_many(self, appends: Sequence[Append]) -> Sequence[Receipt | Exception]:
        """As ``FactLog.append_many``, timed as one: each of them waited for all."""
        begun = self._waiting[get_ident()] = time.perf_counter()
        try:
            return self._log.append_many(appends)
        finally:
            self._waiting.pop(get_ident(), None)
            self.waits.observe(time.perf_counter() - begun)

    def load(self, stream: StreamId) -> Sequence[Recorded]:
        """As ``FactLog.load``."""
        return self._log.load(stream)

    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        """As ``FactLog.load_many``."""
        return self._log.load_many(streams)

    def load_onward(self, stream: StreamId, version: int) -> Sequence[Recorded]:
        """As ``FactLog.load_onward``."""
        return self._log.load_onward(stream, version)

    def load_beside_terms(
        self, streams: Iterable[StreamId], after: int
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Sequence[Recorded]]:
        """As ``FactLog.load_beside_terms``."""
        return self._log.load_beside_terms(streams, after)

    def merged_into(self, ticket_id: TicketId) -> Sequence[TicketId]:
        """As ``FactLog.merged_into``."""
        return self._log.merged_into(ticket_id)

    def receipt(self, command_id: CommandId, fingerprint: bytes) -> Receipt | None:
        """As ``FactLog.receipt``."""
        return self._log.receipt(command_id, fingerprint)

    def versions_of(self, streams: Collection[StreamId]) -> Mapping[StreamId, int]:
        """As ``FactLog.versions_of``."""
        return self._log.versions_of(streams)
