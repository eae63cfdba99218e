"""New rules of zones reach the open clocks: what rows show and what is explained never differ (C8, X1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commands.ticket.work import PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.values import zones
from events.values.identity import StreamId, TicketId
from events.values.schedule import Hours, Timetable, WorkWeek
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import readers, zone_rules
from sla_engine import day_hours, worktime
from tests.projections.world import World

DAY = (Hours("09:00", "17:00"),)
WINNIPEG = Timetable(zone="America/Winnipeg", week=WorkWeek(mon=DAY, tue=DAY, wed=DAY, thu=DAY, fri=DAY))
OF_2025 = ZoneInfo("America/Chicago")
"""Clocks set back on 1 November, as Winnipeg's were by the rules of 2025."""


@pytest.fixture
def old_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A process that reads the rules of 2025."""
    monkeypatch.setattr(zones, "rules", lambda: "2025b")
    monkeypatch.setattr(day_hours, "zone_of", lambda name: OF_2025 if "Winnipeg" in name else zones.zone_of(name))
    forget_calendars()
    yield monkeypatch
    forget_calendars()


def forget_calendars() -> None:
    worktime._shared.cache_clear()
    worktime._held.clear()


def dues(world: World, tickets: list[TicketId]) -> list[datetime | None]:
    """The due of each, checked against its explanation."""
    found = []
    with world.cursor() as cursor:
        for ticket in tickets:
            shown = readers.clocks_of(cursor, ticket, world.now)
            assert shown is not None
            told = readers.explained(cursor, world.log.load(StreamId(ticket)), world.now)
            for view, clock in zip((shown.reaction, shown.resolution), told, strict=True):
                assert (view.target_s * 1e6, view.consumed_s * 1e6) == (clock.target, clock.consumed)
                if view.due_at is not None:
                    assert view.due_at == datetime.fromtimestamp(clock.due / 1e6, UTC)
            found.append(shown.resolution.due_at)
    return found


def test_row_f5_open_clocks_are_measured_anew_by_new_rules_as_previewed(
    world: World, old_rules: pytest.MonkeyPatch
) -> None:
    """A week in which the clocks of the old rules were set back and those of the new ones were not."""
    world.hand.at = datetime(2026, 10, 30, 14, 30, tzinfo=UTC)
    world.agreement(world.schedule(WINNIPEG))
    running, paused, resolved = (world.ticket(str(nth)) for nth in range(3))
    world.do(PutTicketInProgress(ticket_id=running))
    world.pass_time(days=3, hours=1)
    world.do(PutTicketOnHold(ticket_id=paused, reason="ждём"))
    world.do(ResolveTicket(ticket_id=resolved, solution="готово"))
    world.fold()
    before = dues(world, [running, paused])
    assert before == [datetime(2026, 11, 2, 15, 30, tzinfo=UTC), None]
    with world.cursor() as cursor:
        assert zone_rules.measured_by(cursor) == "2025b"
        assert not zone_rules.are_old(cursor)

    old_rules.undo()
    forget_calendars()
    with world.cursor() as cursor:
        assert zone_rules.are_old(cursor)
        preview = sla_preview.new_zone_rules(cursor, now=world.now)
        moved = {move.number: move.due_after for move in preview.moves if move.clock == "resolution"}
        zone_rules.remeasure(cursor, world.log.head(), lambda _done, _all: None)
        assert not zone_rules.are_old(cursor)
    # What was spent by half past nine is more than eight hours by now: the one on hold turns missed with it.
    assert dues(world, [running, paused]) == [datetime(2026, 11, 2, 14, 30, tzinfo=UTC), None]
    assert preview.turn_missed >= 2
    assert moved[1001] == datetime(2026, 11, 2, 14, 30, tzinfo=UTC)
    live = world.rows()
    world.rebuild("sla_clocks")
    assert world.rows() == live
