"""Runs a file of working-time and SLA cases through the engine; called by ``desk vectors`` and the tests.

The format: ``calendars`` by id (zone, week, holidays, yearly_holidays, date_overrides, breaks; precedence
holiday, break, override, week) and ``cases`` by kind. Instants are UTC, ISO 8601 with Z.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from events.values.duration import MINUTE, SECOND
from events.values.schedule import WEEKDAYS, DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import instant, micros
from sla_engine.worktime import Calendar

Case = dict[str, Any]


class Difference(msgspec.Struct, frozen=True):
    """A case that came out otherwise: what was expected and what the engine says, both as text."""

    case: str
    asked: str
    expected: str
    found: str


class Report(msgspec.Struct, frozen=True):
    """The outcome of a file: how many passed, and each that did not."""

    passed: int
    differences: tuple[Difference, ...]

    @property
    def failed(self) -> int:
        """How many cases differ, or could not be run."""
        return len({difference.case for difference in self.differences})


def run(document: Any) -> Report:
    """Run every case; a case that cannot be read counts as failed, with the reason."""
    if not isinstance(document, dict) or not isinstance(document.get("cases"), list):
        return Report(0, (Difference("-", "file", "an object with calendars and cases", type(document).__name__),))
    calendars: dict[str, Calendar] = {}
    passed, differences = 0, []
    for index, case in enumerate(document["cases"]):
        name = str(case.get("id", f"case {index + 1}")) if isinstance(case, dict) else f"case {index + 1}"
        try:
            key = str(case["calendar"])
            if key not in calendars:
                calendars[key] = calendar_of(document["calendars"][key])
            answers = _answers(case, calendars[key])
        except Exception as error:  # noqa: BLE001 - any case that cannot be run is a failed case with a reason
            differences.append(Difference(name, "case", "a case that can be run", f"{type(error).__name__}: {error}"))
            continue
        wrong = [Difference(name, what, str(want), str(got)) for what, want, got in answers if want != got]
        if not answers:
            wrong = [Difference(name, "case", "something to expect", "nothing")]
        differences += wrong
        passed += not wrong
    return Report(passed, tuple(differences))


def calendar_of(entry: dict[str, Any]) -> Calendar:
    """The calendar that an entry of ``calendars`` describes."""
    hours_of = entry.get("week") or {}
    week = WorkWeek(**{day: _hours(hours_of.get(day) or []) for day in WEEKDAYS})
    holidays = {date.fromisoformat(on) for on in entry.get("holidays") or []}
    overrides = {date.fromisoformat(on): _hours(hours) for on, hours in (entry.get("date_overrides") or {}).items()}
    breaks = {date.fromisoformat(on): _hours(hours) for on, hours in (entry.get("breaks") or {}).items()}
    yearly = [(int(day[-5:-3]), int(day[-2:])) for day in entry.get("yearly_holidays") or []]
    # A holiday wins over everything, also over an override of its date: none is kept beside it.
    is_holiday = {on for on in {*overrides, *breaks} if on in holidays or (on.month, on.day) in yearly}
    exceptions = [DatedException(on=on) for on in sorted(holidays)]
    exceptions += [
        DatedException(on=on, hours=overrides.get(on), closures=breaks.get(on, ()))
        for on in sorted({*overrides, *breaks} - is_holiday)
    ]
    timetable = Timetable(
        zone=entry["tz"],
        week=week,
        exceptions=tuple(exceptions),
        yearly=tuple(YearlyHoliday(month=month, day=day) for month, day in sorted(set(yearly))),
    )
    return Calendar.of(TimetableVersions.first(timetable))


def _hours(pairs: list[list[str]]) -> tuple[Hours, ...]:
    return tuple(Hours(begin, end) for begin, end in pairs)


def _at(text: str) -> int:
    return micros(datetime.fromisoformat(text))


def _told(us: int) -> str:
    return instant(us).isoformat().replace("+00:00", "Z")


Answers = list[tuple[str, Any, Any]]


def _answers(case: Case, calendar: Calendar) -> Answers:  # noqa: PLR0911 - one return a kind of case
    """(what was asked, expected, found) for each thing that a case expects."""
    kind = case["kind"]
    if kind == "add":
        return [("due", _norm(case["expect_due"]), _told(calendar.add(_at(case["start"]), _seconds(case))))]
    if kind == "sub":
        return [("at", _norm(case["expect_at"]), _told(calendar.sub(_at(case["start"]), _seconds(case))))]
    if kind == "elapsed":
        return _elapsed(case, calendar.between(_at(case["start"]), _at(case["end"])))
    if kind == "next_open":
        return [("at", _norm(case["expect_at"]), _told(calendar.next_open(_at(case["start"]))))]
    if kind == "prev_close":
        return [("at", _norm(case["expect_at"]), _told(calendar.prev_close(_at(case["start"]))))]
    if kind == "is_open":
        return [("is open", case["expect"], calendar.is_open(_at(case["at"])))]
    if kind == "open_intervals":
        found = calendar.open_intervals(_at(case["start"]), case["count"])
        wanted = [[_norm(begin), _norm(end)] for begin, end in case["expect"]]
        return [("intervals", wanted, [[_told(begin), _told(end)] for begin, end in found])]
    if kind == "clock":
        return _clock(case, calendar)
    raise ValueError(f"unknown kind {kind!r}")


def _norm(text: str) -> str:
    return _told(_at(text))


def _seconds(case: Case) -> int:
    return round(float(case["duration_s"]) * SECOND)


def _elapsed(case: Case, worked: int) -> Answers:
    answers: Answers = []
    if "expect_s" in case:
        answers.append(("seconds", float(case["expect_s"]), worked / SECOND))
    if "expect_min_floor" in case:
        answers.append(("minutes", case["expect_min_floor"], worked // MINUTE))
    return answers


def _clock(case: Case, calendar: Calendar) -> Answers:
    """A clock that runs over the spans of its running states until the last event, or ``stop_at``."""
    target = round(case["target_s"] * SECOND)
    consumed, due = 0, None
    spans = _running(case)
    for begin, end in spans:
        left = target - consumed
        spent = None if end is None else calendar.between(begin, end)
        if due is None and (spent is None or spent >= left):
            due = calendar.add(begin, max(left, 0))
        consumed += spent or 0
    stop = _at(case["stop_at"]) if case.get("stop_at") else None
    if due is None and spans and stop is not None and spans[-1][1] == stop:
        due = calendar.add(stop, target - consumed)
    full_minutes = consumed // MINUTE
    found: dict[str, Any] = {
        "due": _told(due) if due is not None else None,
        "elapsed_s": consumed / SECOND,
        "elapsed_min_floor": full_minutes,
        "remaining_min": (target - full_minutes * MINUTE) / MINUTE,
        "overrun_s": max(0, consumed - target) / SECOND,
        "breached": consumed > target,
    }
    return [
        (key, _norm(want) if key == "due" and want is not None else want, found[key])
        for key, want in case["expect"].items()
    ]


def _running(case: Case) -> list[tuple[int, int | None]]:
    """The spans of running states in order; the last has no end if nothing ends it."""
    events, stop = case["events"], _at(case["stop_at"]) if case.get("stop_at") else None
    ends = [_at(event["at"]) for event in events[1:]] + [stop]
    spans: list[tuple[int, int | None]] = []
    for event, end in zip(events, ends, strict=True):
        begin = _at(event["at"])
        if event["state"] in case["running_states"] and (stop is None or begin <= stop):
            spans.append((begin, end if stop is None or end is None else min(end, stop)))
    return spans
