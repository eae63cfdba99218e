"""What a preview says is what then happens, and nothing is written by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from commands.agreement import ReviseAgreementPromise
from commands.service_schedule import ReviseSchedule
from commands.ticket.work import PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.values.schedule import Timetable
from events.values.ticket import CLOCKS
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import rows
from sla_engine.instants import NEVER, micros
from tests.projections.world import OFFICE, ROUND_THE_CLOCK, World
from tests.replay.history import NIGHT, promise


@pytest.fixture
def desk(world: World) -> World:
    """Thirty tickets at every stage on a schedule: new, in progress, on hold, resolved, overdue and recorded."""
    world.schedule_id = world.schedule()  # type: ignore[attr-defined] # of this fixture's own
    world.agreement_id = world.agreement(world.schedule_id, promise(60, 480))  # type: ignore[attr-defined] # as above
    berlin = world.person("Ann", time_zone="Europe/Berlin")
    tickets = []
    for nth in range(30):
        who = berlin if nth % 2 else None
        tickets.append(
            world.ticket(
                priority=("critical", "normal")[nth % 2], attributes={"vip": "yes"} if nth % 5 == 0 else {}, person=who
            )
        )
        world.pass_time(minutes=47)
        if nth % 3 == 1:
            world.attempt(PutTicketInProgress(ticket_id=tickets[nth // 2]))
        if nth % 7 == 3:
            world.attempt(PutTicketOnHold(ticket_id=tickets[nth], reason="ждём"))
        if nth % 7 == 5:
            world.attempt(ResolveTicket(ticket_id=tickets[nth], solution="готово"))
        if nth == 15:
            world.keep_time()
    return world


def shown(world: World) -> dict[tuple[int, str], tuple[int, int]]:
    """The due and the miss of every clock of the open tickets."""
    world.fold("sla_clocks")
    now = micros(world.now)
    with world.cursor() as cursor:
        cursor.execute("SELECT ticket_id FROM sla_clocks WHERE is_open")
        courses = rows.load(cursor, [row[0] for row in cursor])
    return {
        (course.number, kind): (course.clock(kind).due, course.clock(kind).missed_at(now))
        for course in courses.values()
        for kind in CLOCKS
    }


def as_told(preview: sla_preview.Preview) -> dict[tuple[int, str], tuple[int, int]]:
    return {
        (move.number, move.clock): tuple(  # type: ignore[misc] # two of them
            NEVER if at is None else micros(at) for at in (move.due_after, move.missed_after)
        )
        for move in preview.moves
    }


def check(before: Any, after: Any, preview: sla_preview.Preview | None) -> None:
    assert preview is not None
    changed = {clock: after[clock] for clock in before if after[clock] != before[clock]}
    assert as_told(preview) == changed
    assert (preview.tickets * 2, preview.moved) == (len(before), len(changed))
    turned = [clock for clock in changed if before[clock][1] == NEVER and after[clock][1] != NEVER]
    healed = [clock for clock in changed if before[clock][1] != NEVER and after[clock][1] == NEVER]
    assert (preview.turn_missed, preview.no_longer_missed) == (len(turned), len(healed))


@pytest.mark.parametrize("days", [-30, -1, 3])
@pytest.mark.parametrize("timetable", [ROUND_THE_CLOCK, NIGHT])
def test_a_schedule_edit_does_what_its_preview_says(desk: World, timetable: Timetable, days: int) -> None:
    schedule_id = desk.schedule_id  # type: ignore[attr-defined] # of the fixture
    before, written = shown(desk), desk.rows()
    since = desk.now + timedelta(days=days)
    with desk.cursor() as cursor:
        preview = sla_preview.schedule_edit(cursor, schedule_id, timetable, since, now=desk.now)
    assert desk.rows() == written
    desk.do(ReviseSchedule(schedule_id=schedule_id, timetable=timetable, effective_from=since))
    check(before, shown(desk), preview)


def test_a_preview_of_more_than_it_tells_line_by_line_counts_all(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule_id = desk.schedule_id  # type: ignore[attr-defined] # of the fixture
    desk.fold("sla_clocks")
    found = []
    for most in (1_000, 3):
        monkeypatch.setattr(sla_preview, "MOST_LINES", most)
        with desk.cursor() as cursor:
            preview = sla_preview.schedule_edit(cursor, schedule_id, ROUND_THE_CLOCK, desk.now, now=desk.now)
        assert preview is not None
        assert len(preview.moves) <= most
        found.append((preview.tickets, preview.moved, preview.turn_missed, preview.no_longer_missed))
    assert found[0] == found[1]
    assert found[0][1] > 3


@pytest.mark.parametrize(("reaction", "resolution"), [(15, 45), (240, 2400), (60, 480), (60, 1440)])
def test_a_promise_edit_for_open_tickets_does_what_its_preview_says(
    desk: World, reaction: int, resolution: int
) -> None:
    agreement_id = desk.agreement_id  # type: ignore[attr-defined] # of the fixture
    before, written = shown(desk), desk.rows()
    revised = promise(reaction, resolution)
    with desk.cursor() as cursor:
        preview = sla_preview.promise_edit(cursor, agreement_id, revised, now=desk.now)
    assert desk.rows() == written
    desk.do(ReviseAgreementPromise(agreement_id=agreement_id, promise=revised, apply_to_open=True))
    check(before, shown(desk), preview)


def test_a_preview_of_what_does_not_exist_is_none(world: World) -> None:
    with world.cursor() as cursor:
        assert sla_preview.schedule_edit(cursor, uuid4(), OFFICE, world.now, now=world.now) is None
        assert sla_preview.promise_edit(cursor, uuid4(), promise(1, 1), now=world.now) is None
