"""A ticket closes by itself after hours of its schedule, or at the close of a working day (C11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.ticket import TicketResolved
from events.values.closing_term import ClosingTerm
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import LAST, NEVER, instant, micros
from sla_engine.worktime import Calendar, NeverOpens, OutOfCalendar
from tests.sla_engine.counter import EPOCH, MICROS, bounds, closing, hours_of, opening, shown
from tests.sla_engine.lives import ALWAYS, LUNCH, MONDAY, NONSTOP, OFFICE_HOURS, REOPENED, TICKET, Life, life, wall
from tests.sla_engine.strategies import micros_near, proved, schedules


def solved(amount: int, unit: str = "working_days") -> TicketResolved:
    return TicketResolved(ticket_id=TICKET, solution="replaced", closes_after=ClosingTerm(amount, unit))  # type: ignore[arg-type] # a unit


def closes(told: Life) -> str:
    """When the ticket closes by itself, on a wall in Moscow."""
    return "never" if told.course.closes == NEVER else f"{instant(told.course.closes) + timedelta(hours=3):%m-%d %H:%M}"


# -- what a working day is -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "days", "closes_at"),
    [
        ("03-02 09:00", 1, "03-03 18:00"),
        ("03-02 17:59", 1, "03-03 18:00"),
        ("03-02 23:30", 1, "03-03 18:00"),
        ("03-06 17:00", 1, "03-10 18:00"),
        ("03-07 12:00", 1, "03-10 18:00"),
        ("03-02 09:00", 3, "03-05 18:00"),
        ("03-05 09:00", 3, "03-11 18:00"),
    ],
    ids=[
        "morning",
        "evening",
        "night",
        "over a weekend and a holiday",
        "on a Saturday",
        "three",
        "three and a holiday",
    ],
)
def test_rule_c11_working_days_are_counted_behind_the_day_of_the_solution(at: str, days: int, closes_at: str) -> None:
    """Monday the ninth of March is off in ``OFFICE_HOURS``."""
    assert closes(life().registered(MONDAY).then(wall(at), solved(days))) == closes_at


def test_rule_c11_a_day_of_24_working_hours_is_three_working_days_and_neither_is_the_other() -> None:
    ticket = life().registered(MONDAY)
    assert closes(ticket.then(wall("03-02 12:00"), solved(1, "days"))) == "03-05 12:00"
    assert closes(ticket.then(wall("03-02 13:00"), REOPENED, solved(1))) == "03-03 18:00"


def test_rule_c11_a_short_day_and_a_worked_saturday_are_working_days() -> None:
    short = DatedException(date(2026, 3, 3), (Hours("09:00", "12:00"),))
    saturday = DatedException(date(2026, 3, 7), (Hours("10:00", "14:00"),))
    week = Timetable(zone="Europe/Moscow", week=OFFICE_HOURS.week, exceptions=(short, saturday))
    ticket = Life(timetable=week).registered(MONDAY)
    assert closes(ticket.then(MONDAY, solved(1))) == "03-03 12:00"
    assert closes(ticket.then(wall("03-06 10:00"), REOPENED, solved(1))) == "03-07 14:00"


def test_rule_c11_round_the_clock_a_working_day_ends_at_midnight() -> None:
    assert closes(Life(timetable=ALWAYS).registered(MONDAY).then(MONDAY, solved(1))) == "03-04 00:00"


def test_rule_c11_a_night_shift_belongs_to_the_day_on_which_it_opens() -> None:
    nights = Timetable(
        zone="Europe/Moscow", week=WorkWeek(mon=(Hours("20:00", "08:00"),), tue=(Hours("20:00", "08:00"),))
    )
    assert closes(Life(timetable=nights).registered(MONDAY).then(MONDAY, solved(1))) == "03-04 08:00"


def test_rule_c11_the_day_of_the_solution_is_the_requester_s_where_the_schedule_follows_them() -> None:
    """Half past midnight in Moscow is still the evening before in Berlin."""
    follows = Timetable(zone="requester", week=OFFICE_HOURS.week)
    at = wall("03-03 00:30")
    moscow = Life(timetable=follows, zone="Europe/Moscow").registered(MONDAY).then(at, solved(1))
    berlin = Life(timetable=follows, zone="Europe/Berlin").registered(MONDAY).then(at, solved(1))
    assert (closes(moscow), closes(berlin)) == ("03-04 18:00", "03-03 20:00")


def test_rule_c11_on_a_schedule_that_opens_no_more_nothing_closes_by_itself() -> None:
    last = Timetable(zone="UTC", week=WorkWeek(), exceptions=(DatedException(date(2026, 3, 2), LUNCH),))
    for unit in ("working_days", "days"):
        assert closes(Life(timetable=last).registered(MONDAY).then(MONDAY, solved(1, unit))) == "never"


def test_rule_c11_a_working_day_lies_within_the_calendar() -> None:
    calendar = Calendar(TimetableVersions.first(OFFICE_HOURS), "UTC")
    with pytest.raises(OutOfCalendar):
        calendar.end_of_working_day(LAST, 1)
    with pytest.raises(NeverOpens):
        calendar.end_of_working_day(micros(datetime(9998, 12, 30, tzinfo=UTC)), 365)


# -- what moves it ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("term", [solved(1), solved(8, "hours")], ids=["a working day", "working hours"])
def test_rule_c11_an_edited_calendar_moves_the_closing(term: TicketResolved) -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 18:00"), term)
    assert closes(ticket) == "03-03 18:00"
    tuesday_off = Timetable(
        zone="Europe/Moscow", week=OFFICE_HOURS.week, exceptions=(DatedException(date(2026, 3, 3), ()),)
    )
    assert closes(ticket.opened(tuesday_off, wall("03-02 19:00"))) == "03-04 18:00"
    assert closes(ticket.opened(OFFICE_HOURS, wall("03-02 20:00"))) == "03-03 18:00"


def test_rule_c11_another_schedule_measures_the_closing_from_the_solution_on() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 18:00"), solved(1))
    assert closes(ticket.rescheduled(wall("03-02 19:00"), NONSTOP)) == "03-04 00:00"


def test_rule_c11_a_reopened_or_closed_ticket_waits_for_nothing() -> None:
    ticket = life().registered(MONDAY).then(MONDAY, solved(1))
    assert ticket.course.next_look == ticket.course.closes
    assert closes(ticket.then(wall("03-02 10:00"), REOPENED)) == "never"


# -- against a walk from day to day ----------------------------------------------------------------------------
class DayWalker:
    """Minutes of dates, one date after the other: slow, and none of the engine's code."""

    def __init__(self, versions: TimetableVersions, at: int) -> None:
        self.versions, self.at = versions.versions, at

    def minutes(self, on: date) -> set[int]:
        """Every minute of working time that belongs to a date and is not over yet."""
        found: set[int] = set()
        for index, (since, table) in enumerate(self.versions):
            own = _minutes(hours_of(table, on), on, table.zone)
            for near in (on - timedelta(days=1), on, on + timedelta(days=1)):
                for exception in table.exceptions:
                    if exception.on == near:
                        own -= _minutes(exception.closures, near, table.zone)
            later = self.versions[index + 1][0] if index + 1 < len(self.versions) else None
            found |= {
                m for m in own if (since is None or _minute(since) <= m) and (later is None or m < _minute(later))
            }
        return {minute for minute in found if (minute + 1) * 60 * MICROS > self.at}

    def end_of(self, nth: int) -> int | None:
        on = shown(self.at // MICROS, self.versions[0][1].zone).date()
        for _ in range(40):
            on += timedelta(days=1)
            if found := self.minutes(on):
                nth -= 1
                if not nth:
                    return (max(found) + 1) * 60 * MICROS
        return None


def _minute(at: datetime) -> int:
    return round((at - EPOCH).total_seconds()) // 60


def _minutes(hours: tuple[Hours, ...], on: date, zone: str) -> set[int]:
    found: set[int] = set()
    for each in hours:
        opens, ends = bounds(on, each)
        found |= set(range(opening(opens, zone) // 60, closing(ends, zone) // 60))
    return found


@given(data=st.data(), schedule=schedules(), nth=st.integers(1, 4))
@proved()
def test_rule_c11_a_working_day_ends_where_a_walk_from_day_to_day_ends_it(
    data: st.DataObject, schedule: tuple[TimetableVersions, date], nth: int
) -> None:
    versions, around = schedule
    at = data.draw(micros_near(around))
    wanted = DayWalker(versions, at).end_of(nth)
    if wanted is not None:
        assert Calendar(versions, "UTC").end_of_working_day(at, nth) == wanted
