"""Only what runs is due, and the clocks, the explanation and the list agree on it (C3); a solution closes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from commands.ticket.work import MoveTicket, PutTicketOnHold, ResolveTicket, ResumeTicket
from commands.ticket_type.define import DefineTicketType
from connectors.storage.server.database import Database
from events.ticket import TicketMoved
from events.values.closing_term import ClosingTerm
from events.values.duration import Duration
from events.values.identity import StreamId, TicketId
from events.values.lifecycle import Lifecycle, Transition
from events.values.people import SYSTEM, Viewer
from events.values.targets import Norm, Promise, Targets
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import TypeDefinition
from projections.sla_clocks import counts, explanations, readers
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.pages import visible_to
from sla_engine.instants import micros
from tests.connectors.small_desk import MONDAY, SmallDesk

HOUR = timedelta(hours=1)
SEES_ALL = Viewer(actor=SYSTEM, groups=frozenset({"administrator"}))
PROMISE = Promise(
    reaction=Targets(default=Norm(duration=Duration(48))), resolution=Targets(default=Norm(duration=Duration(2)))
)
NOTED = Status(code="noted", name=Text("Отмечена", "Noted"), reacts=True, resolves=True)
WORK = Status(code="work", name=Text("Работа", "Work"), counts=True)
OVER = Status(code="over", name=Text("Конец", "Over"), resolves=True, is_final=True)
WAYS = (("noted", "work"), ("work", "noted"), ("noted", "over"), ("work", "over"))
BEGINS_SOLVED = TypeDefinition(
    name=Text("Заметка", "Note"),
    closes_after=ClosingTerm(5, "minutes"),
    lifecycle=Lifecycle(
        statuses=(NOTED, WORK, OVER),
        initial="noted",
        transitions=tuple(Transition(leaves=leaves, enters=enters) for leaves, enters in WAYS),
    ),
)


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    desk = SmallDesk(database)
    desk.found(PROMISE)
    return desk


def line(desk: SmallDesk, ticket: TicketId, wanted: TicketFilter) -> list[TicketLine]:
    desk.wait(("sla_clocks", "ticket_list"), 0, 1)
    with desk.database.transaction() as cursor:
        page = visible_to(cursor, SEES_ALL, wanted, now=desk.hand.now())
    return [one for one in page.tickets if one.ticket_id == ticket]


def due(desk: SmallDesk, ticket: TicketId) -> tuple[str, datetime | None, datetime | None]:
    """State, due and miss of the resolution, of which clocks and explanation agree, as does the list's due."""
    (listed,) = line(desk, ticket, TicketFilter())
    now = desk.hand.now()
    with desk.database.transaction() as cursor:
        found = readers.clocks_of(cursor, ticket, now)
        told = [
            explanations.explanation_view(one)
            for one in readers.explained(cursor, desk.log.load(StreamId(ticket)), now)
        ]
    assert found is not None
    clocks = (found.reaction, found.resolution)
    assert [(one.state, one.due_at, one.missed_at) for one in clocks] == [
        (one.state, one.due_at, one.missed_at) for one in told
    ]
    dues = [one.due_at for one in clocks if one.due_at is not None]
    assert listed.due_at == min(dues, default=None)
    assert all((one.due_at is not None) == one.is_running for one in clocks)
    return found.resolution.state, found.resolution.due_at, found.resolution.missed_at


def test_rule_c3_what_was_missed_and_is_solved_has_no_due(desk: SmallDesk) -> None:
    ticket = desk.ticket()
    desk.pass_time(hours=3)
    assert due(desk, ticket) == ("missed", MONDAY + 2 * HOUR, MONDAY + 2 * HOUR)
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"))
    assert due(desk, ticket) == ("missed", None, MONDAY + 2 * HOUR)
    desk.keep_time()
    assert due(desk, ticket) == ("missed", None, MONDAY + 2 * HOUR)


def test_rule_c3_what_was_missed_and_waits_has_no_due_and_is_overdue_in_every_list(desk: SmallDesk) -> None:
    ticket = desk.ticket()
    desk.pass_time(hours=3)
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём"))
    for _ in range(2):
        assert due(desk, ticket) == ("missed", None, MONDAY + 2 * HOUR)
        (listed,) = line(desk, ticket, TicketFilter(overdue=True))
        assert (listed.is_overdue, listed.due_clock) == (True, "reaction")
        assert line(desk, ticket, TicketFilter(overdue=False)) == []
        with desk.database.transaction() as cursor:
            assert counts.seen_by(cursor, SEES_ALL, now=desk.hand.now()).overdue == 1
        desk.keep_time()
    desk.do(ResumeTicket(ticket_id=ticket))
    assert due(desk, ticket) == ("missed", MONDAY + 2 * HOUR, MONDAY + 2 * HOUR)


def test_rule_c11_a_ticket_that_begins_with_its_solution_closes_by_itself(desk: SmallDesk) -> None:
    desk.do(DefineTicketType(code="note", definition=BEGINS_SOLVED))
    ticket = desk.ticket(type="note")
    desk.hand.at = MONDAY + timedelta(minutes=4, seconds=59)
    assert desk.keep_time() == 0
    desk.hand.at = MONDAY + HOUR
    assert desk.keep_time() == 1
    assert [fact.status.code for fact in desk.told(ticket, TicketMoved)] == ["noted", "over"]
    closed = desk.log.load(StreamId(ticket))[-1]
    assert micros(closed.metadata.occurred_at) == micros(MONDAY + timedelta(minutes=5))


def test_rule_c11_the_ticket_that_went_to_work_before_closes_after_it_comes_back(desk: SmallDesk) -> None:
    desk.do(DefineTicketType(code="note", definition=BEGINS_SOLVED))
    ticket = desk.ticket(type="note")
    desk.do(MoveTicket(ticket_id=ticket, to="work"))
    desk.hand.at = MONDAY + HOUR
    assert desk.keep_time() == 0
    desk.do(MoveTicket(ticket_id=ticket, to="noted", solution="Готово"))
    desk.hand.at = MONDAY + 2 * HOUR
    desk.keep_time()
    assert [fact.status.code for fact in desk.told(ticket, TicketMoved)] == ["noted", "work", "noted", "over"]


def test_rule_c11_a_beginning_without_a_term_tells_nothing_of_closing(desk: SmallDesk) -> None:
    by_hand = msgspec.structs.replace(BEGINS_SOLVED, closes_after=None)
    desk.do(DefineTicketType(code="note", definition=by_hand))
    assert desk.told(desk.ticket(type="note"), TicketMoved) == []
