from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from commands.service_schedule import DeclareHolidays
from commands.ticket.talk import ReclassifyTicket
from commands.ticket.work import MoveTicket, PutTicketOnHold, ResolveTicket
from commands.ticket_type.define import ArchiveTicketType, DefineTicketType, ReviseTicketType
from connectors.inbound.due.stranded import StrandedTickets
from events.ticket import TicketClosed, TicketMoved, TicketRegistered
from events.values.closing_term import ClosingTerm
from events.values.identity import ScheduleId, StreamId, TicketId, ticket_id
from events.values.schedule import DatedException
from events.values.text import Text
from events.values.ticket import STATUSES, TYPES
from events.values.ticket_type import SHIPPED_TYPES
from projections.facts.history import history_of_ticket
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import readers
from projections.ticket import card as ticket_card
from projections.ticket import timeline as ticket_timeline
from projections.ticket.lists import pages as tickets_query
from projections.ticket.lists.filters import TicketFilter
from projections.ticket_type import rows as ticket_types
from tests.commands.test_life_cycle_of_type import WITHOUT_CHECKING
from tests.dsl import Like
from tests.gallery_types import ACCESS, ACCESS_TYPE, ASKED, CHECKING, ENDED, GRANTED
from tests.projections.test_one_ticket import store
from tests.projections.world import AS_DESK, OFFICE, World

RENAMED = Text(ru="Выдача доступа", en="Granting of access")
LED = {"checking": "asked"}


@pytest.fixture
def schedule_id(world: World) -> ScheduleId:
    return world.schedule()


@pytest.fixture
def world(world: World, schedule_id: ScheduleId) -> World:
    world.agreement(schedule_id)
    world.do(DefineTicketType(code=ACCESS, definition=ACCESS_TYPE))
    return world


def access(world: World, *, status: str = "asked") -> TicketId:
    ticket = world.ticket(type=ACCESS, attributes={"system": "erp"})
    if status != "asked":
        world.do(MoveTicket(ticket_id=ticket, to=status, reason="Согласуем"))
    return ticket


def mover(world: World) -> StrandedTickets:
    return StrandedTickets(world.bus, world.database, world.log, world, world.hand.now)


def statuses(world: World) -> dict[TicketId, str]:
    world.fold()
    with world.cursor() as cursor:
        page = tickets_query.visible_to(cursor, AS_DESK, TicketFilter(types=(ACCESS,)), now=world.now)
    return {TicketId(line.ticket_id): line.status for line in page.tickets}


def test_rows_2_91_the_desk_s_types_stand_before_those_of_one_s_own(world: World) -> None:
    world.do(ArchiveTicketType(code="inquiry"))
    world.fold()
    with world.cursor() as cursor:
        found = ticket_types.types(cursor)
    assert [view.code for view in found] == ["incident", "service_request", "inquiry", ACCESS]
    assert [view.is_archived for view in found] == [False, False, True, False]
    assert found[-1].definition == ACCESS_TYPE
    assert found[0].definition == SHIPPED_TYPES["incident"]


def test_row_92_every_version_of_a_type_stays_readable(world: World) -> None:
    world.do(ReviseTicketType(code=ACCESS, definition=WITHOUT_CHECKING, led=LED))
    world.do(ReviseTicketType(code="incident", definition=msgspec.structs.replace(SHIPPED_TYPES["incident"])))
    world.fold()
    with world.cursor() as cursor:
        access_versions, incident = ticket_types.versions(cursor, ACCESS), ticket_types.versions(cursor, "incident")
        (view,) = ticket_types.types(cursor, [ACCESS])
    assert [(one.version, one.definition, one.led) for one in access_versions] == [
        (1, ACCESS_TYPE, {}),
        (2, WITHOUT_CHECKING, LED),
    ]
    assert [one.version for one in incident] == [0]
    assert (view.version, view.led, set(view.known)) == (2, LED, {"asked", "checking", "granted", "ended"})


def test_row_166_lists_and_cards_show_a_status_with_its_own_name_and_colour(world: World) -> None:
    ticket = access(world, status="checking")
    plain = world.ticket()
    world.fold()
    with world.cursor() as cursor:
        page = tickets_query.visible_to(cursor, AS_DESK, TicketFilter(), now=world.now, sort="number")
        card = ticket_card.whole_card(cursor, AS_DESK, ticket, now=world.now)
    shown = {line.ticket_id: (line.status_name, line.status_colour) for line in page.tickets}
    assert shown[ticket] == (CHECKING.name, "#b07d12")
    assert shown[plain] == (STATUSES["new"].name, STATUSES["new"].colour)
    assert card is not None
    assert (card.status_name, card.status_colour) == shown[ticket]


def test_row_92_lists_and_cards_call_a_type_by_its_name_of_now(world: World) -> None:
    ticket, plain = access(world), world.ticket()
    world.do(ReviseTicketType(code=ACCESS, definition=msgspec.structs.replace(ACCESS_TYPE, name=RENAMED)))
    world.fold()
    with world.cursor() as cursor:
        page = tickets_query.visible_to(cursor, AS_DESK, TicketFilter(), now=world.now, sort="number")
        card = ticket_card.whole_card(cursor, AS_DESK, ticket, now=world.now)
    assert {line.ticket_id: line.type_name for line in page.tickets} == {ticket: RENAMED, plain: TYPES["incident"]}
    assert card is not None
    assert card.type_name == RENAMED


def test_row_176_timeline_and_history_call_a_type_by_its_name_of_then(world: World) -> None:
    ticket = access(world)
    world.do(ReviseTicketType(code=ACCESS, definition=msgspec.structs.replace(ACCESS_TYPE, name=RENAMED)))
    world.do(ReclassifyTicket(ticket_id=ticket, type="incident", attributes={}))
    world.do(ReclassifyTicket(ticket_id=ticket, type=ACCESS, attributes={"system": "erp"}))
    world.fold()
    with world.cursor() as cursor:
        told = [entry.what for entry in ticket_timeline.timeline(cursor, AS_DESK, ticket)]
        facts = world.log.load(StreamId(ticket))
        assert [entry.what for entry in history_of_ticket(cursor, AS_DESK, facts)] == told
    named = [what for what in told if "(" in what.en or "type — " in what.en]
    for what, name in zip(named, (ACCESS_TYPE.name, TYPES["incident"], RENAMED), strict=True):
        assert name.ru in what.ru
        assert name.en in what.en


def test_row_166_the_list_is_narrowed_to_a_type_s_own_status(world: World) -> None:
    checking, _asked = access(world, status="checking"), access(world)
    world.fold()
    with world.cursor() as cursor:
        page = tickets_query.visible_to(cursor, AS_DESK, TicketFilter(statuses=("checking",)), now=world.now)
        counted = ticket_types.standing_in(cursor, ACCESS, ["checking", "granted"])
    assert [line.ticket_id for line in page.tickets] == [checking]
    assert counted == {"checking": 1}


def test_row_166_after_a_revision_the_desk_leads_every_stranded_ticket_once(world: World) -> None:
    stranded = [access(world, status="checking") for _ in range(3)]
    stays = access(world)
    world.do(ReviseTicketType(code=ACCESS, definition=WITHOUT_CHECKING, led=LED))
    one, other = mover(world), mover(world)
    assert one.turn() == 0.0
    assert other.turn() > 1
    assert one.turn() > 1
    assert statuses(world) == dict.fromkeys([*stranded, stays], "asked")
    for ticket in stranded:
        facts = [recorded.fact for recorded in world.log.load(StreamId(ticket))]
        assert facts[-1] == Like(TicketMoved, ticket_id=ticket, status=ASKED, led=True)
        assert len(facts) == 3
    assert len(world.log.load(StreamId(stays))) == 1


def test_a_status_that_comes_back_strands_nobody(world: World) -> None:
    access(world, status="checking")
    world.do(ReviseTicketType(code=ACCESS, definition=WITHOUT_CHECKING, led=LED))
    world.do(ReviseTicketType(code=ACCESS, definition=ACCESS_TYPE))
    head = world.log.head()
    assert mover(world).turn() > 1
    assert world.log.head() == head


def test_row_166_a_solution_closes_by_itself_after_the_working_time_that_its_type_says(
    world: World,
) -> None:
    """Solved on Monday at 09:00: sixteen working hours, eight a day, are over on Tuesday at 18:00."""
    quick = msgspec.structs.replace(SHIPPED_TYPES["incident"], closes_after=ClosingTerm(16, "hours"))
    world.do(ReviseTicketType(code="incident", definition=quick))
    ticket, other = world.ticket(), world.ticket()
    world.do(ResolveTicket(ticket_id=ticket, solution="Готово"))
    world.do(PutTicketOnHold(ticket_id=other, reason="Ждём"))
    due = world.now + timedelta(days=1, hours=9)
    world.hand.at = due - timedelta(seconds=1)
    assert not closed(world, ticket)
    world.hand.at = due + timedelta(hours=5)
    assert closed(world, ticket) == [TicketClosed(ticket_id=ticket, by_itself=True)]
    assert world.log.load(StreamId(ticket))[-1].metadata.occurred_at == due
    assert not closed(world, other)


def test_row_166_a_solution_closes_by_itself_at_the_close_of_a_working_day_also_of_an_edited_calendar(
    world: World, schedule_id: ScheduleId
) -> None:
    """Solved on Monday: the second working day is Wednesday, and Thursday when Tuesday turns out to be off."""
    quick = msgspec.structs.replace(SHIPPED_TYPES["incident"], closes_after=ClosingTerm(2, "working_days"))
    world.do(ReviseTicketType(code="incident", definition=quick))
    ticket = world.ticket()
    world.do(ResolveTicket(ticket_id=ticket, solution="Готово"))
    wednesday, thursday = (world.now + timedelta(days=days, hours=9) for days in (2, 3))
    assert closes_at(world, ticket) == wednesday

    holidays = (DatedException(on=(world.now + timedelta(days=1)).date(), hours=()),)
    tried = msgspec.structs.replace(OFFICE, exceptions=holidays)
    with world.cursor() as cursor:
        preview = sla_preview.schedule_edit(cursor, schedule_id, tried, world.now, now=world.now)
    assert preview is not None
    assert [(move.closes_before, move.closes_after) for move in preview.closings] == [(wednesday, thursday)]
    world.do(DeclareHolidays(schedule_id=schedule_id, exceptions=holidays))
    assert closes_at(world, ticket) == thursday
    live = world.rows()["sla_clocks"]
    world.rebuild("sla_clocks", 1)
    assert world.rows()["sla_clocks"] == live

    world.hand.at = thursday - timedelta(seconds=1)
    assert not closed(world, ticket)
    world.hand.at = thursday
    assert closed(world, ticket) == [TicketClosed(ticket_id=ticket, by_itself=True)]
    assert world.log.load(StreamId(ticket))[-1].metadata.occurred_at == thursday


def closes_at(world: World, ticket: TicketId) -> datetime | None:
    world.fold()
    with world.cursor() as cursor:
        view = readers.clocks_of(cursor, ticket, world.now)
    assert view is not None
    return view.closes_at


def closed(world: World, ticket: TicketId) -> list[TicketClosed]:
    world.keep_time()
    return [r.fact for r in world.log.load(StreamId(ticket)) if isinstance(r.fact, TicketClosed)]


def test_types_rebuilt_in_other_batches_are_as_they_were_lived(world: World) -> None:
    access(world, status="checking")
    world.do(ReviseTicketType(code=ACCESS, definition=WITHOUT_CHECKING, led=LED))
    renamed = msgspec.structs.replace(WITHOUT_CHECKING, name=Text("Доступ", "Access"))
    world.do(ReviseTicketType(code=ACCESS, definition=renamed))
    world.do(ArchiveTicketType(code="incident"))
    world.fold()
    live = world.rows()
    for batch in (1, 3):
        world.rebuild("ticket_types", batch)
        assert world.rows() == live


@pytest.mark.parametrize("term", [ClosingTerm(2, "working_days"), ClosingTerm(16, "hours"), None])
def test_row_166_a_ticket_that_began_resolved_on_an_older_desk_closes_when_one_of_today_s_would(
    world: World, term: ClosingTerm | None
) -> None:
    """An older desk recorded the registration alone; what the type said of closing at that place of the log holds."""
    cycle = msgspec.structs.replace(
        ACCESS_TYPE.lifecycle,
        statuses=(GRANTED, ENDED),
        initial="granted",
        transitions=ACCESS_TYPE.lifecycle.transitions[3:4],
    )
    done = msgspec.structs.replace(ACCESS_TYPE, lifecycle=cycle, attributes=(), closes_after=term)
    world.do(DefineTicketType(code="done_already", definition=done))
    today = world.ticket(type="done_already")
    sample = world.log.load(StreamId(today))[0].fact
    assert isinstance(sample, TicketRegistered)
    old = ticket_id(900)
    store(world, old, msgspec.structs.replace(sample, ticket_id=old, number=900))
    world.pass_time(hours=1)
    later = msgspec.structs.replace(done, closes_after=ClosingTerm(5, "minutes"))
    world.do(ReviseTicketType(code="done_already", definition=later))
    due = closes_at(world, today)
    assert (due is None) == (term is None)
    assert closes_at(world, old) == due
    live = world.rows()
    world.rebuild("sla_clocks", 1)
    assert world.rows() == live
    if due is None:
        world.pass_time(days=30)
        assert world.keep_time() == 0
        return
    world.hand.at = due
    world.keep_time()
    for ticket in (old, today):
        last = world.log.load(StreamId(ticket))[-1]
        assert last.fact == Like(TicketMoved, ticket_id=ticket, status=ENDED)
        assert last.metadata.occurred_at == due
    assert world.keep_time() == 0
