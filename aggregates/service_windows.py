"""Which windows of a service, and below it, are booked by which change; driven by ``commands.service_windows``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from events.fact import Fact, Recorded
from events.folds.service_windows import WINDOWS, WindowsState
from events.service_window import WindowBooked, WindowBookedBelow, WindowFreed, WindowFreedBelow
from events.values.change import Window
from events.values.identity import ChangeId, ServiceId


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A change holds a service for a window."""

    service_id: ServiceId
    change_id: ChangeId
    number: int
    window: Window

    def meets(self, change_id: ChangeId, window: Window) -> bool:
        """Whether another change wants an hour of it."""
        return self.change_id != change_id and self.window.overlaps(window)


class ServiceWindows(WindowsState, frozen=True, kw_only=True):
    """The state of one service's calendar: what is booked on it, and on services that stand below it."""

    @classmethod
    def of(cls, service_id: ServiceId, history: Sequence[Recorded]) -> ServiceWindows:
        """The calendar that the facts of its stream tell of; an empty one when there are none."""
        return WINDOWS.followed(cls(service_id=service_id), history)

    @property
    def own(self) -> Iterator[Booking]:
        """What is booked on the service itself."""
        for fact in self.booked.values():
            yield Booking(service_id=self.service_id, change_id=fact.change_id, number=fact.number, window=fact.window)

    @property
    def under(self) -> Iterator[Booking]:
        """What is booked on the services below it."""
        for fact in self.below.values():
            yield Booking(service_id=fact.below, change_id=fact.change_id, number=fact.number, window=fact.window)

    def book(self, change_id: ChangeId, number: int, window: Window, note: str) -> list[Fact]:
        """Hold the service; ``note`` says why beside another change, if there is one (row 165)."""
        fact = WindowBooked(service_id=self.service_id, change_id=change_id, number=number, window=window, note=note)
        return [] if self.booked.get(change_id) == fact else [fact]

    def book_below(self, booking: Booking) -> list[Fact]:
        """Know of a booking on a service below."""
        fact = WindowBookedBelow(
            service_id=self.service_id,
            below=booking.service_id,
            change_id=booking.change_id,
            number=booking.number,
            window=booking.window,
        )
        return [] if self.below.get((booking.change_id, booking.service_id)) == fact else [fact]

    def free(self, change_id: ChangeId) -> list[Fact]:
        """Hold it no longer; nothing happens when it is not held."""
        if change_id not in self.booked:
            return []
        return [WindowFreed(service_id=self.service_id, change_id=change_id)]

    def free_below(self, change_id: ChangeId, below: ServiceId) -> list[Fact]:
        """Know no longer of a booking on a service below."""
        if (change_id, below) not in self.below:
            return []
        return [WindowFreedBelow(service_id=self.service_id, below=below, change_id=change_id)]
