"""Runs a file of working-time and SLA cases through the engine; called by ``desk vectors`` and the tests.

The format is told in docs/vectors.md.
"""

from __future__ import annotations

from typing import Any

import msgspec

from events.values.duration import MINUTE, SECOND
from sla_engine import transitions as clocks
from sla_engine.clock import ClockState, Terms, crossing
from sla_engine.instants import NEVER, Micros, instant
from sla_engine.vector_values import Fault, amount_of, calendar_of, count_of, instant_of, pairs_of, wanted
from sla_engine.worktime import Calendar

Case = dict[str, Any]


class Difference(msgspec.Struct, frozen=True):
    """A case that came out otherwise: what was expected and what the engine says, both as text."""

    case: str
    asked: str
    expected: str
    found: str


class Report(msgspec.Struct, frozen=True):
    """The outcome of a file: how many cases passed, how many differ or could not be run, and in what."""

    passed: int
    failed: int
    differences: tuple[Difference, ...]


def run(document: Any) -> Report:
    """Run every case; a case that cannot be read counts as failed, with the reason."""
    if not isinstance(document, dict) or not isinstance(document.get("cases"), list):
        unread = Difference("-", "file", "an object with calendars and cases", type(document).__name__)
        return Report(0, 1, (unread,))
    calendars: dict[str, Calendar] = {}
    differences: list[Difference] = []
    passed, failed = 0, 0
    for index, case in enumerate(document["cases"]):
        name = str(case.get("id", f"case {index + 1}")) if isinstance(case, dict) else f"case {index + 1}"
        wrong = _run(name, case, document.get("calendars"), calendars)
        differences += wrong
        passed, failed = passed + (not wrong), failed + bool(wrong)
    return Report(passed, failed, tuple(differences))


def _run(name: str, case: Any, entries: Any, calendars: dict[str, Calendar]) -> list[Difference]:
    try:
        key = str(wanted(case, "calendar"))
        if key not in calendars:
            calendars[key] = calendar_of(wanted(entries, key, "calendars"))
        answers = _answers(case, calendars[key])
    except Exception as error:  # noqa: BLE001 - any case that cannot be run is a failed case with a reason
        # Faults, refusals of values and of the calendar say it in words; whatever else may come names itself.
        reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        return [Difference(name, "case", "a case that can be run", reason)]
    if not answers:
        return [Difference(name, "case", "something to expect", "nothing")]
    return [Difference(name, what, str(want), str(got)) for what, want, got in answers if want != got]


def _told(us: Micros) -> str:
    return instant(us).isoformat().replace("+00:00", "Z")


Answers = list[tuple[str, Any, Any]]


def _answers(case: Case, calendar: Calendar) -> Answers:  # noqa: PLR0911 - one return a kind of case
    """(what was asked, expected, found) for each thing that a case expects."""
    kind = wanted(case, "kind")
    if kind == "add":
        due = _norm(wanted(case, "expect_due"))
        return [("due", due, _told(calendar.add(_start(case), amount_of(wanted(case, "duration_s"), "duration_s"))))]
    if kind == "sub":
        at = _norm(wanted(case, "expect_at"))
        return [("at", at, _told(calendar.sub(_start(case), amount_of(wanted(case, "duration_s"), "duration_s"))))]
    if kind == "elapsed":
        return _elapsed(case, calendar.between(_start(case), instant_of(wanted(case, "end"))))
    if kind == "next_open":
        return [("at", _norm(wanted(case, "expect_at")), _told(calendar.next_open(_start(case))))]
    if kind == "prev_close":
        return [("at", _norm(wanted(case, "expect_at")), _told(calendar.prev_close(_start(case))))]
    if kind == "is_open":
        return [("is open", wanted(case, "expect"), calendar.is_open(instant_of(wanted(case, "at"))))]
    if kind == "open_intervals":
        found = calendar.open_intervals(_start(case), count_of(wanted(case, "count")))
        expected = [[_norm(begin), _norm(end)] for begin, end in pairs_of(wanted(case, "expect"), "expect")]
        return [("intervals", expected, [[_told(begin), _told(end)] for begin, end in found])]
    if kind == "clock":
        return _clock(case, calendar)
    raise Fault(f"unknown kind {kind!r}")


def _norm(text: str) -> str:
    return _told(instant_of(text))


def _start(case: Case) -> Micros:
    return instant_of(wanted(case, "start"))


def _elapsed(case: Case, worked: Micros) -> Answers:
    answers: Answers = []
    if "expect_s" in case:
        answers.append(("seconds", case["expect_s"], worked / SECOND))
    if "expect_min_floor" in case:
        answers.append(("minutes", case["expect_min_floor"], worked // MINUTE))
    return answers


def _clock(case: Case, calendar: Calendar) -> Answers:
    """The engine's own clock, paused and resumed by the events, until the last of them or ``stop_at``."""
    stop = None if case.get("stop_at") is None else instant_of(case["stop_at"])
    events = _events(case)
    running = wanted(case, "running_states")
    if not isinstance(running, list):
        raise Fault("running_states is not a list")
    terms = Terms(target_since=events[0][0], carried_until=events[0][0])
    clock = ClockState(target=amount_of(wanted(case, "target_s"), "target_s"), terms=terms)
    for at, state in events:
        if stop is None or at <= stop:
            clock = (clocks.resumed if state in running else clocks.paused)(clock, at, calendar)
    due = crossing(clock, clock.target, calendar)
    ended = clock if stop is None else clocks.stopped(clock, stop, calendar)
    full_minutes = ended.base // MINUTE
    found: dict[str, Any] = {
        "due": None if due == NEVER else _told(due),
        "elapsed_s": ended.base / SECOND,
        "elapsed_min_floor": full_minutes,
        "remaining_min": (clock.target - full_minutes * MINUTE) / MINUTE,
        "overrun_s": max(0, ended.base - clock.target) / SECOND,
        "breached": ended.missed != NEVER,
    }
    expect = wanted(case, "expect")
    if not isinstance(expect, dict):
        raise Fault("expect is not an object")
    for key in expect:
        if key not in found:
            raise Fault(f"expect asks for {key!r}; a clock answers {', '.join(found)}")
    return [
        (key, _norm(want) if key == "due" and want is not None else want, found[key]) for key, want in expect.items()
    ]


def _events(case: Case) -> list[tuple[Micros, Any]]:
    """When which state begins: at least one, in the order of time."""
    told = wanted(case, "events")
    if not isinstance(told, list) or not told:
        raise Fault("events is not a list with at least one event")
    events = [(instant_of(wanted(event, "at", "an event")), wanted(event, "state", "an event")) for event in told]
    if events != sorted(events, key=lambda event: event[0]):
        raise Fault("events are not in the order of time")
    return events
