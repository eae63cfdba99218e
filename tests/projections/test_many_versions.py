"""A schedule with many versions and many special days costs what changed, not their product (P1, P2)."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from aggregates.service_schedule import Schedule
from commands.service_schedule import DeclareHolidays, ReviseSchedule
from events.service_schedule import ScheduleRevised
from events.values.identity import ScheduleId, StreamId, TicketId
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek, YearlyHoliday
from events.values.timetable_versions import TimetableVersions
from projections.agreement import schedules
from projections.agreement.past_versions import hours_versions
from projections.agreement.timetable_changes import timetables
from projections.sla_clocks import readers
from projections.sla_clocks.promise_book import Book, schedule_now
from sla_engine.instants import micros
from tests.projections.test_one_ticket import store
from tests.projections.world import OFFICE, World

DAY = timedelta(days=1)
DAYS = tuple(DatedException(date(2026, 7, 1) + timedelta(days=day)) for day in range(400))


def edited(world: World, times: int) -> tuple[ScheduleId, TicketId]:
    """A ticket that is older than so many edits of its schedule, each a few minutes after the one before."""
    schedule_id = world.schedule(msgspec.structs.replace(OFFICE, exceptions=DAYS))
    world.agreement(schedule_id)
    ticket = world.ticket()
    edited_again(world, schedule_id, times)
    return schedule_id, ticket


def edited_again(world: World, schedule_id: ScheduleId, times: int, first: int = 0) -> None:
    for nth in range(first, first + times):
        world.pass_time(minutes=7)
        if nth % 3:
            hours = (Hours("09:00", f"18:{nth % 60:02}"),)
            week = WorkWeek(mon=hours, tue=hours)
            world.do(ReviseSchedule(schedule_id=schedule_id, timetable=Timetable(zone="Europe/Moscow", week=week)))
        else:
            off = DatedException(date(2028, 1, 1) + timedelta(days=nth))
            world.do(DeclareHolidays(schedule_id=schedule_id, exceptions=(off,)))
    world.fold("sla_clocks")


def test_row_p2_facts_and_rows_are_as_long_as_what_changed_and_say_the_same(world: World) -> None:
    schedule_id, ticket = edited(world, 40)
    facts = world.log.load(StreamId(schedule_id))
    assert len(facts) == 41
    assert all(len(msgspec.json.encode(recorded.fact)) < 1_000 for recorded in facts[1:])
    with world.cursor() as cursor:
        cursor.execute("SELECT length(change) FROM sla_timetables WHERE version > 1")
        assert max(size for (size,) in cursor) < 1_000
        now = schedule_now(cursor, schedule_id)
        book = Book.load(cursor)
        shown = readers.clocks_of(cursor, ticket, world.now)
        told = readers.explained(cursor, world.log.load(StreamId(ticket)), world.now)
    assert now is not None
    assert now == book.timetables(schedule_id)
    assert [len(table.exceptions) for _, table in now.versions[-2:]] == [400 + 13, 400 + 14]
    # What no edit touched is one object in all versions.
    assert len({id(table.exceptions) for _, table in now.versions}) == 15
    assert len({id(table.exceptions[0]) for _, table in now.versions}) == 1
    assert shown is not None
    for view, clock in zip((shown.reaction, shown.resolution), told, strict=True):
        assert view.consumed_s * 1_000_000 == clock.consumed == micros(world.now) - clock.segments[0].begin
        assert view.due_at is not None
        assert micros(view.due_at) == clock.due
        assert len(clock.segments) >= 40
    live = world.rows()
    world.rebuild("sla_clocks")
    assert world.rows() == live


def told(world: World, schedule_id: ScheduleId) -> tuple[int, int, int]:
    """How long the row of the last edit is, the answer that lists schedules, and the version that was said last."""
    world.fold("agreements")
    with world.cursor() as cursor:
        cursor.execute("SELECT length(change) FROM schedule_edits ORDER BY hours_version DESC LIMIT 1")
        (row,) = cursor.fetchone() or (0,)
        cards = schedules.cards(cursor, world.now)
    version = hours_versions(world.log.load(StreamId(schedule_id)))[-1]
    return row, len(msgspec.json.encode(cards)), len(msgspec.json.encode(version))


def test_row_p2_what_is_written_and_answered_is_no_longer_after_forty_edits_than_after_twenty(world: World) -> None:
    schedule_id, _ = edited(world, 20)
    before = told(world, schedule_id)
    edited_again(world, schedule_id, 20, first=20)
    # Seven days off more make some difference; the hours of all edits would double it.
    assert all(later < 1.1 * earlier for earlier, later in zip(before, told(world, schedule_id), strict=True))
    assert before[0] < 1_000
    with world.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(length(change)) FILTER (WHERE hours_version > 1) FROM schedule_edits")
        rows, written = cursor.fetchone() or (0, 0)
    assert rows == 41
    assert written < 40 * 1_000


def test_row_p2_a_card_has_the_hours_in_force_the_next_ones_and_the_last_edits_and_each_leads_on(world: World) -> None:
    schedule_id, _ = edited(world, 30)
    for ahead in range(1, 6):
        world.do(ReviseSchedule(schedule_id=schedule_id, timetable=OFFICE, effective_from=world.now + ahead * DAY))
    world.fold("agreements")
    with world.cursor() as cursor:
        (card,) = schedules.cards(cursor, world.now)
        whole = schedules.schedule(cursor, schedule_id)
    history = hours_versions(world.log.load(StreamId(schedule_id)))
    assert whole is not None
    place = whole.timetables.index_at(world.now)
    assert card.timetables.versions == whole.timetables.versions[place : place + 4]
    assert (card.planned, card.hours_version, len(card.edits)) == (5, 36, 20)
    assert [edit.version for edit in card.edits] == list(range(36, 16, -1))
    for edit in card.edits:
        version = history[edit.version - 1]
        assert edit.href == f"/api/v1/schedules/{schedule_id}/versions/{version.version}"
        assert (edit.since_at, edit.effective_from) == (version.since_at, version.effective_from)


def test_row_p2_a_version_shows_its_own_hours_and_what_holds_until_they_begin(world: World) -> None:
    schedule_id, _ = edited(world, 3)
    planned = world.now + DAY
    world.do(ReviseSchedule(schedule_id=schedule_id, timetable=OFFICE, effective_from=planned))
    whole = Schedule.fold(world.log.load(StreamId(schedule_id)))
    assert whole is not None
    first, *_, third, fourth, last = hours_versions(world.log.load(StreamId(schedule_id)))
    assert first.timetables == TimetableVersions.first(msgspec.structs.replace(OFFICE, exceptions=DAYS))
    assert [since for since, _ in third.timetables.versions] == [third.effective_from] == [third.since_at]
    assert fourth.timetables.versions == whole.timetables.versions[-2:-1]
    assert last.timetables.versions == whole.timetables.versions[-2:]
    assert (last.effective_from, fourth.until_at) == (planned, last.since_at)


def test_row_p2_whole_timetables_of_an_earlier_desk_are_kept_as_what_they_changed_and_rebuilt_alike(
    world: World,
) -> None:
    schedule_id, _ = edited(world, 3)
    for day in (10, 20):
        table = Timetable(zone="UTC", week=OFFICE.week, exceptions=DAYS[day:])
        fact = ScheduleRevised(schedule_id=schedule_id, timetable=table, effective_from=world.pass_time(minutes=7))
        store(world, schedule_id, fact)
    world.fold("agreements")
    with world.cursor() as cursor:
        cursor.execute("SELECT length(change) FROM schedule_edits WHERE hours_version > 1")
        assert max(size for (size,) in cursor) < 1_000
        found = schedules.schedule(cursor, schedule_id)
    whole = Schedule.fold(world.log.load(StreamId(schedule_id)))
    assert whole is not None
    assert found is not None
    assert found.timetables == whole.timetables
    live = world.rows()
    world.rebuild("agreements")
    assert world.rows() == live


def test_row_p1_readers_fold_only_the_edits_that_nobody_asked_for_before(world: World) -> None:
    schedule_id, _ = edited(world, 9)
    with world.cursor() as cursor:
        before = schedule_now(cursor, schedule_id)
        edited_again(world, schedule_id, 1, first=9)
        world.fold("agreements")
        after = schedule_now(cursor, schedule_id)
        shown = schedules.schedule(cursor, schedule_id)
    assert before is not None
    assert after is not None
    assert shown is not None
    # The clocks and the lists keep the same bytes, so they share what was read: one object, not an equal one.
    assert shown.timetables is after
    assert all(one is other for (_, one), (_, other) in zip(before.versions, after.versions, strict=False))


def test_a_read_model_that_lags_sees_the_schedule_as_it_has_read_it(world: World) -> None:
    schedule_id, _ = edited(world, 4)
    with world.cursor() as cursor:
        cursor.execute("SELECT change FROM sla_timetables WHERE schedule_id = %s ORDER BY version", (schedule_id,))
        changes = tuple(change for (change,) in cursor)
    states = timetables(changes)
    assert timetables(changes[:3]) == states[:3]
    assert timetables((*changes[:2], *changes[3:4])) == (*states[:2], timetables((*changes[:2], changes[3]))[-1])
    assert timetables(changes) == states


def test_row_w8_new_hours_keep_the_yearly_holidays_of_a_schedule_that_has_no_other_special_days(world: World) -> None:
    new_year = YearlyHoliday(1, 1)
    schedule_id = world.schedule(msgspec.structs.replace(OFFICE, yearly=(new_year,)))
    world.agreement(schedule_id)
    edited_again(world, schedule_id, 2, first=1)
    world.fold("agreements")
    with world.cursor() as cursor:
        known = schedule_now(cursor, schedule_id)
        shown = schedules.schedule(cursor, schedule_id)
    written = Schedule.fold(world.log.load(StreamId(schedule_id)))
    assert known is not None
    assert shown is not None
    assert written is not None
    assert [one.latest.yearly for one in (written.timetables, known, shown.timetables)] == [(new_year,)] * 3
    assert known == written.timetables
