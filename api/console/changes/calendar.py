"""The calendar of changes: a month as a table of weeks, a week as a table of days with a line of its hours drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import msgspec
from fastapi import Response

from api.console.asked import Asked, id_of
from api.console.changes.lists import COLOURS
from api.console.offered import lists
from api.console.rendering import page
from api.console.times import WEEKDAYS
from api.questions.change_request.cards import ChangeLine, ChangesWanted, list_changes
from events.values.change import CANCELLED, REJECTED
from events.values.change_freeze import Freeze
from events.values.text import Text

MONTHS = (
    Text("Январь", "January"), Text("Февраль", "February"), Text("Март", "March"), Text("Апрель", "April"),
    Text("Май", "May"), Text("Июнь", "June"), Text("Июль", "July"), Text("Август", "August"),
    Text("Сентябрь", "September"), Text("Октябрь", "October"), Text("Ноябрь", "November"), Text("Декабрь", "December"),
)  # fmt: skip
WEEK, A_PAGE = 7, 200
FIRST_YEAR, LAST_YEAR = 1971, 9998
DAY_S = 86_400
OVER = frozenset({CANCELLED, REJECTED})
WIDTH = 960
"""Of the drawn line of a day, in its own units: 40 an hour."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A window or a freeze on one day: its times there, where it stands on the line, with what it collides."""

    ref: str
    name: str
    when: str
    tone: str
    x: int
    width: int
    is_held: bool = False
    status: str = ""
    colour: str = ""
    collides: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()


class DayShown(msgspec.Struct, frozen=True, kw_only=True):
    """A day with what is on it."""

    day: date
    name: str
    number: int
    is_today: bool
    is_inside: bool
    windows: tuple[Shown, ...]
    freezes: tuple[Shown, ...]


def calendar(asked: Asked) -> Response:
    """By the reader's own clock; a window that goes on over midnight stands on each of its days."""
    is_week = asked.wish("by") == "week"
    today = asked.now.astimezone(asked.zone).date()
    day = _day(asked.wish("on"), today)
    first = day - timedelta(days=day.weekday()) if is_week else day.replace(day=1)
    begins = first - timedelta(days=first.weekday())
    last = first + timedelta(days=WEEK) if is_week else _next_month(first)
    ends = last + timedelta(days=(WEEK - last.weekday()) % WEEK)
    seen = _Seen(asked, begins, ends)
    days = [seen.day(begins + timedelta(days=nth), today, first, last) for nth in range((ends - begins).days)]
    before = first - timedelta(days=WEEK) if is_week else (first - timedelta(days=1)).replace(day=1)
    by = "week" if is_week else None
    return page(
        asked,
        "changes/calendar.html",
        is_week=is_week,
        title=_title(asked, first, last, is_week=is_week),
        weekdays=[asked.told(name) for name in WEEKDAYS],
        weeks=[days[nth : nth + WEEK] for nth in range(0, len(days), WEEK)],
        earlier=asked.address(on=before.isoformat(), by=by),
        later=asked.address(on=last.isoformat(), by=by),
        now=asked.address(on=None, by=by),
        as_month=asked.address(on=day.isoformat(), by=None),
        as_week=asked.address(on=day.isoformat(), by="week"),
        width=WIDTH,
        hours=range(0, 25, 3),
        services=lists.services(asked),
        service=asked.wish("service"),
        may_freeze=asked.may("list-freezes"),
    )


class _Seen:
    """What lies in a span, read once, told day by day."""

    def __init__(self, asked: Asked, begins: date, ends: date) -> None:
        self._asked = asked
        since, until = self._midnight(begins), self._midnight(ends)
        changes: list[ChangeLine] = []
        self._collides: dict[int, set[int]] = {}
        self._frozen: dict[int, set[str]] = {}
        freezes: Sequence[Freeze] = ()
        cursor, is_first = None, True
        while is_first or cursor is not None:
            wanted = ChangesWanted(
                since=since, until=until, service=id_of(asked.wish("service")), cursor=cursor, limit=A_PAGE
            )
            found = list_changes(asked.desk, asked.viewer, wanted, asked.min_position).value
            changes += found.changes
            freezes, cursor, is_first = found.freezes, found.next_cursor, False
            for one in found.collisions:
                self._collides.setdefault(one.number, set()).add(one.other)
                self._collides.setdefault(one.other, set()).add(one.number)
            for held in found.frozen:
                self._frozen.setdefault(held.number, set()).add(str(held.freeze_id))
        self._changes = sorted(
            (one for one in changes if one.status not in OVER), key=lambda one: (one.begins_at or since, one.number)
        )
        self._freezes = freezes

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._asked.zone)

    def day(self, day: date, today: date, first: date, last: date) -> DayShown:
        begins, ends = self._midnight(day), self._midnight(day + timedelta(days=1))
        return DayShown(
            day=day,
            name=self._asked.told(WEEKDAYS[day.weekday()]),
            number=day.day,
            is_today=day == today,
            is_inside=first <= day < last,
            windows=tuple(self._windows(begins, ends)),
            freezes=tuple(self._frozen_on(begins, ends)),
        )

    def _windows(self, begins: datetime, ends: datetime) -> Iterator[Shown]:
        names = {str(one.freeze_id): self._asked.told(one.title) for one in self._freezes}
        for one in self._changes:
            if one.begins_at is None or one.ends_at is None or not (one.begins_at < ends and one.ends_at > begins):
                continue
            collides = tuple(f"C-{number}" for number in sorted(self._collides.get(one.number, ())))
            frozen = tuple(names[each] for each in sorted(self._frozen.get(one.number, ())) if each in names)
            x, width = _place(one.begins_at, one.ends_at, begins, ends)
            yield Shown(
                ref=f"C-{one.number}",
                name=one.subject,
                when=self._told(one.begins_at, one.ends_at, begins, ends),
                tone="bad" if collides or frozen else "held" if one.is_held else "wished",
                x=x,
                width=width,
                is_held=one.is_held,
                status=self._asked.told(one.status_name),
                colour=COLOURS.get(one.status, ""),
                collides=collides,
                frozen=frozen,
            )

    def _frozen_on(self, begins: datetime, ends: datetime) -> Iterator[Shown]:
        for one in self._freezes:
            window = one.window
            if window.begins_at < ends and window.ends_at > begins:
                x, width = _place(window.begins_at, window.ends_at, begins, ends)
                yield Shown(
                    ref=str(one.freeze_id),
                    name=self._asked.told(one.title),
                    when=self._told(window.begins_at, window.ends_at, begins, ends),
                    tone="freeze",
                    x=x,
                    width=width,
                )

    def _told(self, begins_at: datetime, ends_at: datetime, begins: datetime, ends: datetime) -> str:
        asked = self._asked
        since = "" if begins_at <= begins else f"{begins_at.astimezone(asked.zone):%H:%M}"
        until = "" if ends_at >= ends else f"{ends_at.astimezone(asked.zone):%H:%M}"
        if since and until:
            return f"{since}–{until}"
        if since:
            return asked.say(f"с {since}", f"from {since}")
        return asked.say(f"до {until}", f"until {until}") if until else asked.say("весь день", "all day")


def _place(begins_at: datetime, ends_at: datetime, begins: datetime, ends: datetime) -> tuple[int, int]:
    whole = (ends - begins).total_seconds() or DAY_S
    left = max((begins_at - begins).total_seconds(), 0) / whole
    right = min((ends_at - begins).total_seconds() / whole, 1)
    x = round(left * WIDTH)
    return x, max(round(right * WIDTH) - x, 4)


def _day(told: str, today: date) -> date:
    try:
        found = date.fromisoformat(told)
    except ValueError:
        return today
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _title(asked: Asked, first: date, last: date, *, is_week: bool) -> str:
    if not is_week:
        return f"{asked.told(MONTHS[first.month - 1])} {first.year}"
    end = last - timedelta(days=1)
    return f"{first:%d.%m.%Y} – {end:%d.%m.%Y}"
