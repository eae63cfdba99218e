"""Which windows of a service are booked by which change; driven by ``commands.change_request.schedule``."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from aggregates.change_refusals import WindowsCollide
from events.fact import Fact, Recorded
from events.service_window import WindowBooked, WindowFreed
from events.values.change import Window
from events.values.identity import ChangeId, ServiceId
from events.values.text import Text


class ServiceWindows(msgspec.Struct, kw_only=True):
    """The state of one service's calendar: the booking of every change that holds it."""

    service_id: ServiceId
    booked: dict[ChangeId, WindowBooked] = {}

    @classmethod
    def of(cls, service_id: ServiceId, history: Sequence[Recorded]) -> ServiceWindows:
        """The calendar that the facts of its stream tell of; an empty one when there are none."""
        found = cls(service_id=service_id)
        for recorded in history:
            match recorded.fact:
                case WindowBooked() as fact:
                    found.booked[fact.change_id] = fact
                case WindowFreed(change_id=change_id):
                    found.booked.pop(change_id, None)
                case _:
                    pass
        return found

    def book(self, change_id: ChangeId, number: int, window: Window, note: str, *, named: Text) -> list[Fact]:
        """Hold the service; beside another change only with a note that says why (row 165)."""
        for other in self.booked.values():
            if other.change_id != change_id and other.window.overlaps(window) and not note:
                raise WindowsCollide(number=f"C-{other.number}", held=other.window.told(), service=named)
        fact = WindowBooked(service_id=self.service_id, change_id=change_id, number=number, window=window, note=note)
        return [] if self.booked.get(change_id) == fact else [fact]

    def free(self, change_id: ChangeId) -> list[Fact]:
        """Hold it no longer; nothing happens when it is not held."""
        if change_id not in self.booked:
            return []
        return [WindowFreed(service_id=self.service_id, change_id=change_id)]
