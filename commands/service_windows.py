"""The windows of services in the tree of the catalogue: booked, freed, and moved with their service (row 165).

A booking is told to the service and to all above it, each on its own stream: so a change on a service meets those on
the service, above it and below it. Used by the schedule of changes and by the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence

from aggregates.change_refusals import WindowsCollide
from aggregates.change_request import ChangeRequest
from aggregates.service import NoSuchService, Service
from aggregates.service_windows import Booking, ServiceWindows
from commands.command import UnitOfWork
from events.values.change import Window
from events.values.identity import ServiceId, windows_of


def book(work: UnitOfWork, path: Sequence[Service], found: ChangeRequest, window: Window, note: str) -> None:
    """Hold the service that the path begins with; beside another change only with a note that says why.

    Where the path leads is relied on: a service that is moved at this instant is booked where it comes to stand.
    """
    own, *above = (_calendar(work, service.service_id) for service in path)
    if not note:
        met = [*own.own, *own.under, *(booking for calendar in above for booking in calendar.own)]
        for other in met:
            if other.meets(found.change_id, window):
                named = work.load(other.service_id, Service.fold, NoSuchService).name
                raise WindowsCollide(number=f"C-{other.number}", held=other.window.told(), service=named)
    booking = Booking(service_id=own.service_id, change_id=found.change_id, number=found.number, window=window)
    work.record(windows_of(own.service_id), own.book(found.change_id, found.number, window, note))
    for calendar in above:
        work.record(windows_of(calendar.service_id), calendar.book_below(booking))
    for service in path:
        work.watch(service.service_id)


def free(work: UnitOfWork, path: Sequence[Service], found: ChangeRequest) -> None:
    """Hold the service that the path begins with no longer."""
    own, *above = (_calendar(work, service.service_id) for service in path)
    work.record(windows_of(own.service_id), own.free(found.change_id))
    for calendar in above:
        work.record(windows_of(calendar.service_id), calendar.free_below(found.change_id, own.service_id))
    for service in path:
        work.watch(service.service_id)


def follow(work: UnitOfWork, moved: Service, *, old: Sequence[Service], new: Sequence[Service]) -> None:
    """What is booked on a service, or below it, is told to those that it comes to stand under, and no more to others.

    Nothing is refused for it: windows that meet by the move stand beside each other until one is scheduled anew.
    """
    calendar = _calendar(work, moved.service_id)
    bookings = [*calendar.own, *calendar.under]
    before, behind = ({service.service_id for service in path} for path in (old, new))
    for service_id in sorted(before - behind):
        left = _calendar(work, service_id)
        for booking in bookings:
            work.record(windows_of(service_id), left.free_below(booking.change_id, booking.service_id))
    for service_id in sorted(behind - before):
        come = _calendar(work, service_id)
        for booking in bookings:
            work.record(windows_of(service_id), come.book_below(booking))
    work.watch(windows_of(moved.service_id))


def _calendar(work: UnitOfWork, service_id: ServiceId) -> ServiceWindows:
    return ServiceWindows.of(service_id, work.history(windows_of(service_id)))
