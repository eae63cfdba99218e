"""In which windows a service is being changed, told on a stream of its own; so that two changes never meet unseen."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.change import Window
from events.values.identity import ChangeId, ServiceId


class WindowBooked(Fact, frozen=True, kw_only=True):
    """A change holds the service for this window; ``note`` says why it does so beside another one (row 165)."""

    stored_name: ClassVar[str] = "window.booked@2"
    personal: ClassVar[dict[str, str]] = {"note": "change_id"}

    service_id: ServiceId
    change_id: ChangeId
    number: int
    window: Window
    note: str = ""


class WindowBookedBelow(Fact, frozen=True, kw_only=True):
    """A change holds ``below``, which stands under this service in the catalogue (row 165)."""

    stored_name: ClassVar[str] = "window.booked-below@1"

    service_id: ServiceId
    below: ServiceId
    change_id: ChangeId
    number: int
    window: Window


class WindowFreedBelow(Fact, frozen=True, kw_only=True):
    """The change no longer holds ``below``, or that service no longer stands below this one."""

    stored_name: ClassVar[str] = "window.freed-below@1"

    service_id: ServiceId
    below: ServiceId
    change_id: ChangeId


class WindowFreed(Fact, frozen=True, kw_only=True):
    """The change holds the service no longer: it was carried out, put off or cancelled."""

    stored_name: ClassVar[str] = "window.freed@1"

    service_id: ServiceId
    change_id: ChangeId
