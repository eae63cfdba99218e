"""Ready-made working weeks from the guide, offered when a schedule is drawn up; used by the API and the demo.

A preset is a starting point to edit. Its hours are written out, never read from its label: "8*5" of the guide
is open nine hours a day (rows 119-120).
"""

from __future__ import annotations

import msgspec

from events.values.schedule import WEEKDAYS, Hours, Timetable, WorkWeek
from events.values.text import Text


class SchedulePreset(msgspec.Struct, frozen=True, kw_only=True):
    """A working week under the label that people know it by."""

    label: str
    name: Text
    week: WorkWeek

    def timetable(self, zone: str) -> Timetable:
        """The timetable of these hours in a zone, with no holidays yet."""
        return Timetable(zone=zone, week=self.week)


_NINE_TO_SEVEN = (Hours("09:00", "13:00"), Hours("14:00", "19:00"))

EIGHT_BY_FIVE = SchedulePreset(
    label="8*5",
    name=Text(
        ru="8*5: с понедельника по пятницу, 09:00–19:00, обед 13:00–14:00",
        en="8*5: Monday to Friday, 09:00–19:00, lunch 13:00–14:00",
    ),
    week=WorkWeek(mon=_NINE_TO_SEVEN, tue=_NINE_TO_SEVEN, wed=_NINE_TO_SEVEN, thu=_NINE_TO_SEVEN, fri=_NINE_TO_SEVEN),
)
ROUND_THE_CLOCK = SchedulePreset(
    label="24*7",
    name=Text(ru="24*7: круглосуточно, без выходных", en="24*7: round the clock, every day"),
    week=WorkWeek(**dict.fromkeys(WEEKDAYS, (Hours("00:00", "24:00"),))),
)

PRESETS: tuple[SchedulePreset, ...] = (EIGHT_BY_FIVE, ROUND_THE_CLOCK)
