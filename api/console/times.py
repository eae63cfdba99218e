"""Times and clocks as pages tell them: by the reader's own wall clock, with a sign and words beside every colour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple

import msgspec

from events.values.text import Text

Tone = Literal["calm", "warn", "bad", "still", "good", "late", "none"]
WEEKDAYS = (
    Text("пн", "Mon"), Text("вт", "Tue"), Text("ср", "Wed"), Text("чт", "Thu"), Text("пт", "Fri"), Text("сб", "Sat"),
    Text("вс", "Sun"),
)  # fmt: skip
MONTHS = (
    Text("января", "January"), Text("февраля", "February"), Text("марта", "March"), Text("апреля", "April"),
    Text("мая", "May"), Text("июня", "June"), Text("июля", "July"), Text("августа", "August"),
    Text("сентября", "September"), Text("октября", "October"), Text("ноября", "November"), Text("декабря", "December"),
)  # fmt: skip
MINUTE, HOUR, DAY = 60, 3600, 86_400
WEEK = 7
SIGNS: Mapping[Tone, str] = {"calm": "·", "warn": "◔", "bad": "▲", "still": "‖", "good": "✓", "late": "✓▲", "none": ""}
"""What stands before the words, so that nobody has to see colours."""
LAST_QUARTER = 0.25
SOON_S = HOUR
"""Of a line of the list the whole norm is not told: within an hour of working time it is near."""


LOOK_S = 300
"""What the page cannot know, such as a break that begins, it asks for so often."""


def _ms(at: datetime | None) -> int:
    return 0 if at is None else int(at.timestamp() * 1000)


class ShownClock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock as a page shows it. ``until_ms`` is when what is counted down is up, by the wall clock; 0: it stands.

    ``asks_ms`` is when the page asks the desk again, as what it counts by itself goes no further: it comes near, is
    due, begins again, or a break may have begun.
    """

    tone: Tone
    words: str
    title: str = ""
    left_s: int = 0
    until_ms: int = 0
    asks_ms: int = 0


class Standing(NamedTuple):
    """How a clock stands, as far as a page tells it; amounts are seconds of working time."""

    state: str
    is_running: bool
    left_s: float
    overrun_s: float
    due_at: datetime | None
    resumes_at: datetime | None
    target_s: float | None = None


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """How times are told to one reader at one moment."""

    now: datetime
    zone: tzinfo
    language: str

    def say(self, ru: str, en: str) -> str:
        """One of two texts."""
        return ru if self.language == "ru" else en

    def when(self, at: datetime | None) -> str:
        """Near days by their name, others by date: “14:05”, “вчера, 14:05”, “пт, 11:00”, “3 ноября, 11:00”."""
        if at is None:
            return ""
        there, here = at.astimezone(self.zone), self.now.astimezone(self.zone)
        apart = (there.date() - here.date()).days
        time = f"{there:%H:%M}"
        match apart:
            case 0:
                return time
            case -1:
                return self.say(f"вчера, {time}", f"yesterday, {time}")
            case 1:
                return self.say(f"завтра, {time}", f"tomorrow, {time}")
            case _:
                return self._on_a_day(there, here, apart)

    def _on_a_day(self, there: datetime, here: datetime, apart: int) -> str:
        time = f"{there:%H:%M}"
        if 0 < apart < WEEK:
            return f"{WEEKDAYS[there.weekday()].to(self.language)}, {time}"
        day = f"{there.day} {MONTHS[there.month - 1].to(self.language)}"
        return f"{day}, {time}" if there.year == here.year else f"{day} {there.year}, {time}"

    def exactly(self, at: datetime | None) -> str:
        """To the second, for who points at it."""
        return "" if at is None else f"{at.astimezone(self.zone):%d.%m.%Y %H:%M:%S}"

    def length(self, seconds: float) -> str:
        """A length in its two largest units: “1 ч 20 мин”, “2 дн 3 ч”; whole days are days of 24 hours."""
        whole = int(seconds)
        if whole < MINUTE:
            return self.say("меньше минуты", "less than a minute")
        days, hours, minutes = whole // DAY, whole % DAY // HOUR, whole % HOUR // MINUTE
        parts = [
            (days, self.say("дн", "d")),
            (0 if days >= WEEK else hours, self.say("ч", "h")),
            (0 if days else minutes, self.say("мин", "min")),
        ]
        return " ".join(f"{number} {unit}" for number, unit in parts if number)

    def clock(self, clock: Standing) -> ShownClock:
        """A clock in its words."""
        title = self.exactly(clock.due_at)
        match clock.state:
            case "met" | "missed" if not clock.is_running and (clock.state == "met" or clock.resumes_at is None):
                return self._over(clock)
            case "cancelled":
                return ShownClock(tone="none", words=self.say("без срока", "no deadline"))
            case "paused":
                until = f" {self.say('до', 'until')} {self.when(clock.resumes_at)}" if clock.resumes_at else ""
                return ShownClock(
                    tone="still",
                    words=self.say("стоит", "paused") + until,
                    left_s=int(clock.left_s),
                    asks_ms=_ms(clock.resumes_at),
                )
            case _:
                return self._goes_on(clock, title)

    def _goes_on(self, clock: Standing, title: str) -> ShownClock:
        if clock.overrun_s > 0:
            words = self.say("просрочена на ", "overdue by ") + self.length(clock.overrun_s)
            asks = self._later(LOOK_S)
            return ShownClock(tone="bad", words=words, title=title, left_s=-int(clock.overrun_s), asks_ms=asks)
        if clock.resumes_at is not None:
            words = self.say("не рабочее время до ", "closed until ") + self.when(clock.resumes_at)
            return ShownClock(
                tone="still", words=words, title=title, left_s=int(clock.left_s), asks_ms=_ms(clock.resumes_at)
            )
        return self._runs(clock, title)

    def _runs(self, clock: Standing, title: str) -> ShownClock:
        near = SOON_S if clock.target_s is None else clock.target_s * LAST_QUARTER
        until = _ms(clock.due_at)
        if clock.due_at is None:
            return ShownClock(tone="none", words=self.say("без срока", "no deadline"))
        if clock.left_s <= near:
            words = self.say("осталось ", "left: ") + self.length(clock.left_s)
            asks = until if self._is_straight(clock) else min(until, self._later(LOOK_S))
            return ShownClock(
                tone="warn", words=words, title=title, left_s=int(clock.left_s), until_ms=until, asks_ms=asks
            )
        words = f"{self.say('до', 'by')} {self.when(clock.due_at)}"
        near_ms = int(near * 1000)
        asks = until - near_ms if self._is_straight(clock) else min(until, self._later(clock.left_s - near, LOOK_S))
        return ShownClock(tone="calm", words=words, title=title, left_s=int(clock.left_s), until_ms=until, asks_ms=asks)

    def _is_straight(self, clock: Standing) -> bool:
        """Whether a clock runs down without a break in between: what is left of it is the time until it is due."""
        return clock.due_at is not None and (clock.due_at - self.now).total_seconds() - clock.left_s < 1

    def _later(self, *seconds: float) -> int:
        """The first of these moments behind now."""
        return int((self.now.timestamp() + min(seconds)) * 1000)

    def _over(self, clock: Standing) -> ShownClock:
        if clock.state == "missed":
            words = self.say("с опозданием ", "late by ") + self.length(clock.overrun_s)
            return ShownClock(tone="late", words=words)
        return ShownClock(tone="good", words=self.say("в срок", "in time"))
