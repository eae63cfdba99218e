"""What was to happen by itself and is possible no longer, since the type was revised, falls away once (row 166)."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commands.ticket.work import MoveTicket
from commands.ticket_type.define import DefineTicketType, ReviseTicketType
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.ticket import TicketMoved
from events.values.closing_term import ClosingTerm
from events.values.identity import TicketId
from events.values.lifecycle import Lifecycle, Transition
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import TypeDefinition
from projections.sla_clocks import readers
from projections.sla_clocks.projection import SlaClocks
from replay.rebuild import rebuild
from sla_engine.instants import micros
from tests.connectors.small_desk import MONDAY, SmallDesk, rows

HOUR = timedelta(hours=1)
ASKED = Status(code="asked", name=Text("Запрошен", "Asked"), counts=True)
ASIDE = Status(code="aside", name=Text("В стороне", "Aside"), wakes_to="asked")
DONE = Status(code="done", name=Text("Готово", "Done"), reacts=True, resolves=True)
ENDED = msgspec.structs.replace(DONE, code="ended", name=Text("Завершён", "Ended"), is_final=True)
WAYS = (("asked", "aside"), ("aside", "asked"), ("asked", "done"), ("done", "asked"), ("done", "ended"))
PLAIN = TypeDefinition(
    name=Text("Доступ", "Access"),
    lifecycle=Lifecycle(
        statuses=(ASKED, ASIDE, DONE, ENDED),
        initial="asked",
        transitions=tuple(Transition(leaves=leaves, enters=enters) for leaves, enters in WAYS),
    ),
)


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    desk = SmallDesk(database)
    desk.found()
    return desk


def begun(desk: SmallDesk, definition: TypeDefinition) -> TicketId:
    desk.do(DefineTicketType(code="mine", definition=definition))
    return desk.ticket(type="mine")


def fallen_away(desk: SmallDesk, ticket: TicketId, due: timedelta) -> list[str]:
    """The statuses that the ticket entered by then, when nothing is due any more and a rebuild shows the same."""
    desk.hand.at = MONDAY + due
    desk.keep_time()
    head = desk.log.head()
    assert desk.timekeeper.check(micros(desk.hand.at + timedelta(minutes=5))) == 0
    assert desk.log.head() == head
    projection = SlaClocks()
    with desk.database.transaction() as cursor:
        live = rows(cursor, projection)
        assert readers.due_crossings(cursor, micros(desk.hand.at), 1) == []
    rebuild(projection, desk.log, desk.database, fingerprint=positions.fingerprint(projection), batch=7)
    with desk.database.transaction() as cursor:
        assert rows(cursor, projection) == live
    return [fact.status.code for fact in desk.told(ticket, TicketMoved)]


def test_row_166_a_wake_up_in_a_status_that_wakes_no_longer_falls_away(desk: SmallDesk) -> None:
    ticket = begun(desk, PLAIN)
    desk.do(MoveTicket(ticket_id=ticket, to="aside", wake_up_at=MONDAY + HOUR))
    lasting = msgspec.structs.replace(ASIDE, wakes_to="")
    lifecycle = msgspec.structs.replace(PLAIN.lifecycle, statuses=(ASKED, lasting, DONE, ENDED))
    desk.do(ReviseTicketType(code="mine", definition=msgspec.structs.replace(PLAIN, lifecycle=lifecycle)))
    assert fallen_away(desk, ticket, 2 * HOUR) == ["aside", "aside"]


def test_row_166_a_solution_that_leads_to_no_end_any_more_stands_and_closes_never(desk: SmallDesk) -> None:
    ticket = begun(desk, msgspec.structs.replace(PLAIN, closes_after=ClosingTerm(1, "hours")))
    desk.do(MoveTicket(ticket_id=ticket, to="done"))
    ways = (*PLAIN.lifecycle.transitions[:4], Transition(leaves="asked", enters="ended"))
    lifecycle = msgspec.structs.replace(PLAIN.lifecycle, transitions=ways)
    desk.do(ReviseTicketType(code="mine", definition=msgspec.structs.replace(PLAIN, lifecycle=lifecycle)))
    assert fallen_away(desk, ticket, 2 * HOUR) == ["done", "done"]
