"""A schedule with many versions and many special days costs what changed, not their product (P1, P2)."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from commands.service_schedule import DeclareHolidays, ReviseSchedule
from events.values.identity import ScheduleId, StreamId, TicketId
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from projections.sla_book import Book, schedule_now
from projections.sla_clocks import readers
from sla_engine.instants import micros
from tests.projections.world import OFFICE, World

DAYS = tuple(DatedException(date(2026, 7, 1) + timedelta(days=day)) for day in range(400))


def edited(world: World, times: int) -> tuple[ScheduleId, TicketId]:
    """A ticket that is older than so many edits of its schedule, each a few minutes after the one before."""
    schedule_id = world.schedule(msgspec.structs.replace(OFFICE, exceptions=DAYS))
    world.agreement(schedule_id)
    ticket = world.ticket()
    for nth in range(times):
        world.pass_time(minutes=7)
        if nth % 3:
            hours = (Hours("09:00", f"18:{nth % 60:02}"),)
            week = WorkWeek(mon=hours, tue=hours)
            world.do(ReviseSchedule(schedule_id=schedule_id, timetable=Timetable(zone="Europe/Moscow", week=week)))
        else:
            off = DatedException(date(2028, 1, 1) + timedelta(days=nth))
            world.do(DeclareHolidays(schedule_id=schedule_id, exceptions=(off,)))
    world.fold("sla_clocks")
    return schedule_id, ticket


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
