"""One ticket's facts, whatever they are, are that ticket's trouble: every other clock goes on (C9, W6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from commands.agreement import ReviseAgreementPromise
from commands.ports import Change, Draft
from commands.service_schedule import ReviseSchedule
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import PutTicketInProgress
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer, TablesAreMissing
from events.agreement import AgreementPromiseRevised
from events.fact import Fact, Metadata
from events.service_schedule import ScheduleRevised
from events.ticket import TicketRegistered
from events.values.duration import Duration
from events.values.identity import AgreementId, CommandId, FactId, StreamId, TicketId, ticket_id
from events.values.people import SYSTEM
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import Conditions, EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text
from projections.kit import parking
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import readers, rows
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from sla_engine import following
from sla_engine.instants import micros
from sla_engine.trouble import BEHIND_THE_CALENDAR
from tests.projections.world import AS_DESK, OFFICE, World

TINY = Timetable(zone="Europe/Moscow", week=WorkWeek(sun=(Hours("09:00", "09:05"),)))


def slow(norm: Norm) -> Promise:
    """What tickets of low priority are promised, and no others."""
    low = Conditions(priorities=frozenset({"low"}))
    return Promise(resolution=Targets(rules=(Rule(id="slow", name=Text.same("slow"), when=low, norm=norm),)))


TEN_YEARS = slow(Norm(duration=Duration(3650, "days")))
LATE_POINT = slow(
    Norm(
        duration=Duration(1, "hours"),
        escalations=(EscalationPoint(id="late", offset=Duration(3650, "days"), side="after"),),
    )
)


def store(world: World, stream: UUID, fact: Fact) -> None:
    """A fact as an earlier desk wrote it, when nobody refused it."""
    command = CommandId(uuid4())
    metadata = Metadata(
        fact_id=FactId(uuid4()),
        actor=SYSTEM,
        command_id=command,
        correlation_id=command,
        causation_id=command,
        occurred_at=world.now,
        recorded_at=world.now,
    )
    key = StreamId(stream)
    change = Change(
        stream=key, expected_version=len(world.log.load(key)), drafts=(Draft(metadata=metadata, fact=fact),)
    )
    world.log.append([change], command_id=command, fingerprint=b"f")


def clocks(world: World, ticket: TicketId) -> readers.ClocksView:
    with world.cursor() as cursor:
        found = readers.clocks_of(cursor, ticket, world.now)
    assert found is not None
    return found


def is_the_rebuild(world: World) -> None:
    """Rebuilt equals live, also where something is wrong."""
    live = world.rows()
    for name in ("sla_clocks", "ticket_list"):
        world.rebuild(name, 3)
    assert world.rows() == live


def test_row_f1_a_stored_norm_that_ends_behind_the_calendar_stops_no_clock_but_its_own(world: World) -> None:
    odd = world.agreement(world.schedule(TINY))
    store(world, odd, AgreementPromiseRevised(agreement_id=odd, promise=TEN_YEARS, apply_to_open=False))
    poisoned = world.ticket("years", priority="low")
    other = world.ticket("hours")
    world.fold()

    theirs, ours = clocks(world, poisoned).resolution, clocks(world, other).resolution
    assert (theirs.state, theirs.due_at, theirs.trouble) == ("running", None, BEHIND_THE_CALENDAR)
    assert (ours.state, ours.trouble) == ("running", None)
    assert ours.due_at == datetime(2028, 1, 2, 6, 5, tzinfo=UTC)  # five minutes on each of 96 Sundays
    with world.cursor() as cursor:
        assert readers.without_due(cursor) == (1, [1001])
        told = readers.explained(cursor, world.log.load(StreamId(poisoned)), world.now)
        page = visible_to(cursor, AS_DESK, TicketFilter(), now=world.now)
    assert [clock.trouble for clock in told] == [None, BEHIND_THE_CALENDAR]
    assert {line.number: line.due_clock for line in page.tickets} == {1001: "reaction", 1002: "reaction"}
    is_the_rebuild(world)

    world.do(PutTicketInProgress(ticket_id=poisoned))
    world.pass_time(days=30)
    assert clocks(world, poisoned).resolution.consumed_s == 4 * 300
    world.pass_time(weeks=100)
    assert world.keep_time() == 2  # the other ticket missed both
    world.do(ReviseAgreementPromise(agreement_id=odd, promise=Promise(), apply_to_open=True))
    world.fold()
    assert clocks(world, poisoned).resolution.trouble is None
    with world.cursor() as cursor:
        assert readers.without_due(cursor) == (0, [])
    is_the_rebuild(world)


@pytest.mark.parametrize("promise", [TEN_YEARS, LATE_POINT])
def test_row_f1_an_old_cut_under_a_long_norm_and_the_way_back_are_measured_for_each_ticket_alone(
    world: World, promise: Promise
) -> None:
    office = world.schedule(OFFICE)
    world.agreement(office, promise)
    tickets = [world.ticket(str(nth), priority=("low", "normal")[nth % 2]) for nth in range(6)]
    world.fold()
    before = [clocks(world, ticket).resolution.due_at for ticket in tickets]
    assert None not in before

    world.pass_time(hours=1)
    store(world, office, ScheduleRevised(schedule_id=office, timetable=TINY, effective_from=world.now))
    world.fold()
    after = [clocks(world, ticket).resolution for ticket in tickets]
    assert [view.trouble is not None for view in after] == [True, False] * 3
    assert all(view.due_at is not None for view in after[1::2])
    is_the_rebuild(world)

    with world.cursor() as cursor:
        preview = sla_preview.schedule_edit(cursor, office, OFFICE, world.now, now=world.now)
    assert preview is not None
    assert preview.tickets == 6
    world.do(ReviseSchedule(schedule_id=office, timetable=OFFICE))
    world.fold()
    assert [clocks(world, ticket).resolution.due_at for ticket in tickets] == before
    is_the_rebuild(world)


def registered_under(world: World, agreement_id: AgreementId, number: int) -> Fact:
    sample = world.log.load(StreamId(ticket_id(1001)))[0].fact
    assert isinstance(sample, TicketRegistered)
    return msgspec.structs.replace(sample, ticket_id=ticket_id(number), number=number, agreement_id=agreement_id)


@pytest.mark.parametrize("batch", [1, 3, 2000])
def test_row_f1_a_ticket_that_raises_is_set_aside_and_says_so_while_all_others_go_on(world: World, batch: int) -> None:
    world.agreement(world.schedule(OFFICE))
    world.ticket("first")
    store(world, ticket_id(5000), registered_under(world, AgreementId(uuid4()), 5000))
    world.do(CommentOnTicket(ticket_id=ticket_id(5000), body="слышно?", is_public=True))
    last = world.ticket("last")
    for projection in world.live.values():
        Consumer(projection, world.log, world.database, batch=batch).catch_up()

    assert not [standing for standing in positions.read_all(world.database) if standing.poison_at]
    with world.cursor() as cursor:
        (parked,) = parking.all_parked(cursor)
        page = visible_to(cursor, AS_DESK, TicketFilter(), now=world.now, sort="number")
        assert parking.counts(cursor) == {"sla_clocks": 1}
        assert readers.explained(cursor, world.log.load(StreamId(ticket_id(5000))), world.now) == []
    assert (parked.projection, parked.stream, parked.fact) == ("sla_clocks", ticket_id(5000), "ticket.registered@2")
    assert parked.reason.startswith("KeyError: ")
    assert [(line.number, line.due_at is None) for line in page.tickets] == [(1001, False), (1002, False), (5000, True)]
    shown = clocks(world, ticket_id(5000))
    assert shown.trouble is not None
    assert str(parked.position) in shown.trouble.ru
    assert "desk rebuild sla_clocks" in shown.trouble.en
    assert clocks(world, last).trouble is None
    is_the_rebuild(world)


def test_row_f1_an_edit_that_one_ticket_cannot_follow_reaches_all_others(world: World) -> None:
    """Whatever is wrong with the row: the edit is of all, the trouble is of one."""
    office = world.schedule(OFFICE)
    agreement = world.agreement(office)
    tickets = [world.ticket(str(nth)) for nth in range(5)]
    world.fold()
    with world.cursor() as cursor:
        # A span that never ends: no facts of today's desk make one.
        course = rows.load(cursor, [tickets[2]])[tickets[2]]
        terms = msgspec.structs.replace(course.resolution.terms, spans=(micros(world.now) + 1,))
        odd = msgspec.structs.replace(course.resolution, terms=terms)
        rows.save(cursor, [msgspec.structs.replace(course, resolution=odd)])
    late = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("12:00", "20:00"),)))
    world.do(ReviseSchedule(schedule_id=office, timetable=late))
    world.do(ReviseAgreementPromise(agreement_id=agreement, promise=LATE_POINT, apply_to_open=True))
    world.fold("sla_clocks")
    with world.cursor() as cursor:
        assert parking.streams(cursor, "sla_clocks") == {tickets[2]}
    dues = [clocks(world, ticket).resolution.due_at for ticket in tickets if ticket != tickets[2]]
    assert dues == [world.now + timedelta(hours=11)] * 4


def test_a_table_that_is_away_is_nobodys_ticket(world: World) -> None:
    world.agreement(world.schedule(OFFICE))
    world.fold()
    world.ticket()
    with world.database.connection() as connection:
        connection.execute("ALTER TABLE views.ticket_list RENAME TO away")
    consumer = Consumer(world.live["ticket_list"], world.log, world.database)
    with pytest.raises(TablesAreMissing):
        consumer.catch_up()
    with world.database.connection() as connection:
        connection.execute("ALTER TABLE views.away RENAME TO ticket_list")
    consumer.catch_up()
    with world.cursor() as cursor:
        assert parking.counts(cursor) == {}
        standing = positions.read(cursor, "ticket_list")
    assert standing is not None
    assert (standing.poison, standing.position) == (None, world.log.head())


def test_so_many_tickets_are_not_wrong_the_read_model_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.agreement(world.schedule(OFFICE))
    for _ in range(5):
        world.ticket()
    monkeypatch.setattr(parking, "MOST_PARKED", 3)
    monkeypatch.setattr(following, "register", lambda *_: 1 / 0)
    Consumer(world.live["sla_clocks"], world.log, world.database).catch_up()
    with world.cursor() as cursor:
        assert parking.counts(cursor) == {"sla_clocks": 3}
        standing = positions.read(cursor, "sla_clocks")
    assert standing is not None
    assert standing.poison == "ticket.registered@2: ZeroDivisionError: division by zero"
    with pytest.raises(ZeroDivisionError):
        world.rebuild("sla_clocks")
