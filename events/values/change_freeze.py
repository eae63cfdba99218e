"""A time in which nothing is changed, said by the clock of a named zone; shared by decisions, facts and read models."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from events.values.calendar_years import TOO_FAR, is_tellable
from events.values.change import CHANGE_RULE, Risk, Window
from events.values.clock_reading import instant_read
from events.values.faults import InvalidValue
from events.values.identity import FreezeId, PersonId, ServiceId
from events.values.people import Group
from events.values.text import Text
from events.values.zones import known_zones, zone_of


class Freeze(msgspec.Struct, frozen=True, kw_only=True):
    """What is frozen: the named services with all below them, or everything; changes of the named risks, or all.

    ``window`` was said by the clock of ``zone``. ``groups`` and ``people`` may pass with a reason.
    """

    freeze_id: FreezeId
    title: Text
    window: Window
    zone: str
    services: tuple[ServiceId, ...] = ()
    risks: tuple[Risk, ...] = ()
    groups: tuple[Group, ...] = ()
    people: tuple[PersonId, ...] = ()

    def holds_for(self, path: tuple[ServiceId, ...], risk: Risk) -> bool:
        """Whether a change of that risk is meant, on a service with what is above it; an empty path: on none."""
        return (not self.services or not set(self.services).isdisjoint(path)) and (not self.risks or risk in self.risks)


def window_by_clock(begins: datetime, ends: datetime, zone: str) -> Window:
    """The instants between two readings of a zone's clock.

    A reading that a spring gap skips is the first instant behind it; of one that an autumn overlap has twice, the begin
    is the earlier and the end the later (sla.md W4).
    """
    if zone not in known_zones():
        ru = f"Часового пояса «{zone}» нет. Укажите пояс IANA, например Europe/Moscow."
        en = f"There is no time zone “{zone}”. Name an IANA zone such as Europe/Moscow."
        raise InvalidValue(Text(ru=ru, en=en), field="zone", rule=CHANGE_RULE)
    found = zone_of(zone)
    begins_at, ends_at = _told(begins, found, "begins"), _told(ends, found, "ends")
    # Both may lie in one spring gap, and be one instant.
    if ends <= begins or ends_at <= begins_at:
        ru = "Запрет должен закончиться позже, чем начался."
        raise InvalidValue(Text(ru, "The freeze must end after it begins."), field="ends", rule=CHANGE_RULE)
    return Window(begins_at=begins_at, ends_at=ends_at)


def _told(reading: datetime, zone: ZoneInfo, field: Literal["begins", "ends"]) -> datetime:
    """The instant of a reading; of one at the very ends of the calendar no zone need have any."""
    if is_tellable(reading) and is_tellable(at := instant_read(reading, zone, is_end=field == "ends")):
        return at
    raise InvalidValue(TOO_FAR, field=field, rule=CHANGE_RULE)
