"""Times as the terminal tells them, by one person's clock and in words, or to the second; used by its commands."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec
import pendulum

from events.values.text import Text

_COUNTS: dict[str, tuple[str, ...]] = {
    "ru": ("", "", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
    "en": ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_COUNTED = re.compile(r"\b([0-9]{1,2}) (\w+)")
MINUTE_S, HOURS_S, WEEK = 60, 12 * 3600, 7
"""Less than a minute is now; less than half a day is told in hours also over midnight; a day within a week by its
distance, any other by its date.
"""


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """Whose clock times are told by, at which moment, in which language; ``exact``: to the second, in no words."""

    now: datetime
    zone: tzinfo
    language: str
    exact: bool = False

    def told(self, at: datetime | None) -> str:
        """An instant: “in two hours”, “вчера в 14:05”, “12.03.2026 09:00”."""
        if at is None:
            return "—"
        there = at.astimezone(self.zone)
        if self.exact:
            return f"{there:%d.%m.%Y %H:%M:%S}"
        return self._in_words(at, there)

    def dated(self, at: datetime) -> str:
        """An instant by its date, whenever it is: where many stand below each other, distances tell them not apart."""
        return self.told(at) if self.exact else f"{at.astimezone(self.zone):%d.%m.%Y %H:%M}"

    def _in_words(self, at: datetime, there: datetime) -> str:
        apart = abs((at - self.now).total_seconds())
        days = (there.date() - self.now.astimezone(self.zone).date()).days
        if apart < MINUTE_S:
            return Text("сейчас", "now").to(self.language)
        if days == 0 or apart < HOURS_S:
            return self._far(at)
        if abs(days) == 1:
            day = Text("завтра в", "tomorrow at") if days > 0 else Text("вчера в", "yesterday at")
            return f"{day.to(self.language)} {there:%H:%M}"
        # By days of the calendar, as people count them: from Friday evening to Monday morning are three.
        return self._far(self.now + timedelta(days=days)) if abs(days) < WEEK else f"{there:%d.%m.%Y %H:%M}"

    def zone_told(self) -> str:
        """The line below what is told that says by whose clock."""
        return Text(f"Время: {self.zone}", f"Time: {self.zone}").to(self.language)

    def _far(self, at: datetime) -> str:
        """By minutes, then by hours, each rounded: what is due in 119 minutes is due in two hours, not in one."""
        apart = abs(at - self.now)
        whole = timedelta(minutes=1) if apart < timedelta(minutes=59, seconds=30) else timedelta(hours=1)
        if apart < timedelta(hours=23, minutes=30):
            apart = whole * round(apart / whole)
        now = pendulum.instance(self.now.astimezone(UTC))
        there = now + apart if at > self.now else now - apart
        return _COUNTED.sub(self._counted, pendulum.format_diff(there.diff(now), is_now=True, locale=self.language))

    def _counted(self, found: re.Match[str]) -> str:
        """A small number in a word of the gender of what is counted."""
        count, of = int(found[1]), found[2]
        if count == 1 and self.language == "ru":
            return of
        if count == 1:
            return f"{'an' if of == 'hour' else 'a'} {of}"
        if count >= len(_COUNTS[self.language]):
            return found[0]
        word = _COUNTS[self.language][count]
        if word == "два" and of.startswith(("минут", "недел", "секунд")):
            word = "две"
        return f"{word} {of}"
