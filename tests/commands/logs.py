"""Logs on which others are in the way at the right moment, or that count; used by tests of the bus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from typing_extensions import override

from commands.ports import Change, Receipt
from events.fact import Recorded
from events.values.identity import CommandId, StreamId
from tests.support.memory_log import InMemoryLog


class Interleaved(InMemoryLog):
    """A log on which somebody else does something just before each append, as long as there is something to do."""

    def __init__(self, *others: Callable[[], object]) -> None:
        super().__init__()
        self.others = list(others)

    @override
    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        if self.others and fingerprint != b"given":
            self.others.pop(0)()
        return super().append(changes, command_id=command_id, fingerprint=fingerprint, reference=reference)


class Counting(InMemoryLog):
    """Counts the round trips of loading."""

    trips = 0

    @override
    def load(self, stream: StreamId) -> Sequence[Recorded]:
        self.trips += 1
        return super().load(stream)

    @override
    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        before = self.trips
        found = super().load_many(streams)
        self.trips = before + 1
        return found
