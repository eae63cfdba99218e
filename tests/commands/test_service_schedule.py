from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.service_schedule import NoSuchSchedule, Schedule, ScheduleExists, ScheduleNeverOpens
from commands.command import Command
from commands.fields import Named
from commands.service_schedule import (
    DeclareHolidays,
    DrawUpSchedule,
    RenameSchedule,
    ReviseSchedule,
    WithdrawHolidays,
)
from events.service_schedule import (
    HolidaysDeclared,
    HolidaysWithdrawn,
    ScheduleDrawnUp,
    ScheduleRenamed,
    ScheduleRevised,
)
from events.values.identity import ScheduleId, StreamId
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.text import Text
from tests.dsl import NOW, Like, given, stream_of
from tests.gallery import AGREEMENT, ALWAYS_OPEN, CONCLUDED, DRAWN_UP, SCHEDULE, TIMETABLE
from tests.people import ADMINISTRATOR

NEW = ScheduleId(UUID(int=9))
MAIN = Named(ru="Основной", en="Main")
NEVER_OPEN = Timetable(zone="Europe/Moscow", week=WorkWeek())
VICTORY_DAY = DatedException(date(2026, 5, 9), (), Text("День Победы", "Victory Day"))
PAST = datetime(2026, 1, 1, tzinfo=UTC)


def test_row_25_a_schedule_is_drawn_up_for_all_time() -> None:
    command = DrawUpSchedule(schedule_id=NEW, title=MAIN, timetable=TIMETABLE)
    story = given().when(command, by=ADMINISTRATOR)
    story.then(ScheduleDrawnUp(schedule_id=NEW, name=Text("Основной", "Main"), timetable=TIMETABLE))
    assert story.receipt.stream == stream_of(story.recorded[0].fact)


def test_a_schedule_is_drawn_up_once() -> None:
    for taken in (SCHEDULE, ScheduleId(AGREEMENT)):
        command = DrawUpSchedule(schedule_id=taken, title=MAIN, timetable=TIMETABLE)
        given(DRAWN_UP, CONCLUDED).when(command, by=ADMINISTRATOR).then_refused(ScheduleExists)


@pytest.mark.parametrize(
    "command",
    [
        DrawUpSchedule(title=MAIN, timetable=NEVER_OPEN),
        ReviseSchedule(schedule_id=SCHEDULE, timetable=NEVER_OPEN),
    ],
    ids=lambda command: command.name,
)
def test_rule_w6_a_schedule_that_never_opens_is_refused(command: Command) -> None:
    given(DRAWN_UP).when(command, by=ADMINISTRATOR).then_refused(ScheduleNeverOpens, field="timetable.week")


def test_rule_w6_taking_back_the_only_working_day_is_refused() -> None:
    only = DatedException(date(2026, 5, 9), (Hours("09:00", "18:00"),))
    drawn_up = msgspec.structs.replace(
        DRAWN_UP, timetable=Timetable(zone="Europe/Moscow", week=WorkWeek(), exceptions=(only,))
    )
    withdraw = WithdrawHolidays(schedule_id=SCHEDULE, dates=(only.on,))
    closed = DeclareHolidays(schedule_id=SCHEDULE, exceptions=(DatedException(only.on),))
    given(drawn_up).when(withdraw, by=ADMINISTRATOR).then_refused(ScheduleNeverOpens, field="dates")
    given(drawn_up).when(closed, by=ADMINISTRATOR).then_refused(ScheduleNeverOpens, field="exceptions")


def test_a_schedule_is_renamed() -> None:
    story = given(DRAWN_UP).when(RenameSchedule(schedule_id=SCHEDULE, title=MAIN), by=ADMINISTRATOR)
    story.then(ScheduleRenamed(schedule_id=SCHEDULE, name=Text("Основной", "Main")))
    story.when(RenameSchedule(schedule_id=SCHEDULE, title=MAIN), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("since", [None, PAST, NOW + timedelta(days=90)], ids=["now", "the past", "later"])
def test_rule_w8_a_schedule_is_revised_from_an_instant_on(since: datetime | None) -> None:
    command = ReviseSchedule(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN, effective_from=since, keep_exceptions=False)
    story = given(DRAWN_UP).when(command, by=ADMINISTRATOR)
    story.then(ScheduleRevised(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN, effective_from=since or NOW))
    schedule = Schedule.fold(story.log.load(stream_of(DRAWN_UP)))
    assert schedule is not None
    assert schedule.timetables.at((since or NOW) - timedelta(seconds=1)) == TIMETABLE
    assert schedule.timetables.at(since or NOW) == ALWAYS_OPEN


NEW_YEAR = YearlyHoliday(1, 1)


@pytest.mark.parametrize("keep", [None, True, False])
def test_rules_w2_w8_a_revision_that_names_no_special_days_keeps_those_of_before_unless_told(
    keep: bool | None,  # noqa: FBT001 - a parameter of a test
) -> None:
    before = msgspec.structs.replace(TIMETABLE, exceptions=(VICTORY_DAY,), yearly=(NEW_YEAR,))
    drawn_up = msgspec.structs.replace(DRAWN_UP, timetable=before)
    command = ReviseSchedule(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN)
    if keep is not None:
        command = msgspec.structs.replace(command, keep_exceptions=keep)
    kept = msgspec.structs.replace(ALWAYS_OPEN, exceptions=(VICTORY_DAY,), yearly=(NEW_YEAR,))
    story = given(drawn_up).when(command, by=ADMINISTRATOR)
    # The fact says that they are kept, and does not hold them again.
    keeps = keep is not False
    story.then(Like(ScheduleRevised, timetable=ALWAYS_OPEN, keeps_exceptions=keeps, keeps_yearly=keeps))
    schedule = Schedule.fold(story.log.load(StreamId(SCHEDULE)))
    assert schedule is not None
    assert schedule.timetables.latest == (kept if keeps else ALWAYS_OPEN)


def test_row_p2_a_revision_is_as_long_as_what_it_changes() -> None:
    days = tuple(DatedException(date(2026, 1, 1) + timedelta(days=day)) for day in range(400))
    before = msgspec.structs.replace(TIMETABLE, exceptions=days, yearly=(NEW_YEAR,))
    worked = DatedException(days[7].on, (Hours("10:00", "12:00"),))
    later = DatedException(date(2028, 2, 29))
    named = (*days[:3], *days[4:7], worked, *days[8:], later)
    story = given(msgspec.structs.replace(DRAWN_UP, timetable=before))
    wanted = msgspec.structs.replace(before, exceptions=named)
    story.when(ReviseSchedule(schedule_id=SCHEDULE, timetable=wanted), by=ADMINISTRATOR)
    short = msgspec.structs.replace(wanted, exceptions=(worked, later), yearly=())
    story.then(
        Like(ScheduleRevised, timetable=short, withdrawn=(days[3].on,), keeps_exceptions=True, keeps_yearly=True)
    )
    schedule = Schedule.fold(story.log.load(StreamId(SCHEDULE)))
    assert schedule is not None
    assert schedule.timetables.latest == wanted
    assert schedule.timetables.latest.exceptions[3] is not wanted.exceptions[3]
    assert len(msgspec.json.encode(story.recorded[0].fact)) < 2_000


def test_rule_w2_a_revision_that_names_special_days_of_its_own_keeps_the_other_kind_alone() -> None:
    before = msgspec.structs.replace(TIMETABLE, exceptions=(VICTORY_DAY,), yearly=(NEW_YEAR,))
    other = DatedException(date(2026, 6, 12))
    named = msgspec.structs.replace(ALWAYS_OPEN, exceptions=(other,))
    story = given(msgspec.structs.replace(DRAWN_UP, timetable=before))
    story.when(ReviseSchedule(schedule_id=SCHEDULE, timetable=named), by=ADMINISTRATOR)
    story.then(Like(ScheduleRevised, timetable=named, keeps_exceptions=False, keeps_yearly=True))


def test_rule_w2_holidays_are_declared_and_withdrawn() -> None:
    story = given(DRAWN_UP)
    story.when(DeclareHolidays(schedule_id=SCHEDULE, exceptions=(VICTORY_DAY,)), by=ADMINISTRATOR).then(
        HolidaysDeclared(schedule_id=SCHEDULE, exceptions=(VICTORY_DAY,), effective_from=NOW)
    )
    back = WithdrawHolidays(schedule_id=SCHEDULE, dates=(VICTORY_DAY.on,), effective_from=PAST)
    story.when(back, by=ADMINISTRATOR).then(
        HolidaysWithdrawn(schedule_id=SCHEDULE, dates=(VICTORY_DAY.on,), effective_from=PAST)
    )
    story.when(back, by=ADMINISTRATOR).then_nothing()


def test_rule_w2_what_is_no_holiday_cannot_be_withdrawn_and_nothing_happens() -> None:
    weekday = WithdrawHolidays(schedule_id=SCHEDULE, dates=(date(2026, 3, 3),))
    given(DRAWN_UP).when(weekday, by=ADMINISTRATOR).then_nothing()


def test_rule_w2_one_of_several_dates_that_is_a_holiday_is_withdrawn() -> None:
    some = WithdrawHolidays(schedule_id=SCHEDULE, dates=(date(2026, 3, 3), date(2026, 3, 9)))
    given(DRAWN_UP).when(some, by=ADMINISTRATOR).then(Like(HolidaysWithdrawn, dates=some.dates))


@pytest.mark.parametrize(
    "command",
    [
        RenameSchedule(schedule_id=NEW, title=MAIN),
        ReviseSchedule(schedule_id=NEW, timetable=TIMETABLE),
        DeclareHolidays(schedule_id=NEW, exceptions=(VICTORY_DAY,)),
        WithdrawHolidays(schedule_id=NEW, dates=(VICTORY_DAY.on,)),
        RenameSchedule(schedule_id=ScheduleId(AGREEMENT), title=MAIN),
    ],
    ids=lambda command: command.name,
)
def test_a_schedule_that_does_not_exist_is_not_found(command: Command) -> None:
    given(DRAWN_UP, CONCLUDED).when(command, by=ADMINISTRATOR).then_refused(NoSuchSchedule, field="schedule_id")


@pytest.mark.parametrize(
    "said",
    [
        {"exceptions": []},
        {"exceptions": [{"on": "2026-05-09"}, {"on": "2026-05-09", "hours": None}]},
        {"exceptions": [{"on": "2026-02-31"}]},
        {"exceptions": [{"on": "2026-05-09", "hours": [["18:00", "18:00"]]}]},
        {"exceptions": [{"on": "2026-05-09"}], "effective_from": "2026-05-09T00:00:00"},
    ],
    ids=["none", "one date twice", "no such date", "empty hours", "a time without its zone"],
)
def test_rules_w2_w3_outside_input_that_is_no_holiday_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"schedule_id": str(SCHEDULE), **said}, DeclareHolidays)
