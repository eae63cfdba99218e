"""Facts that are told late, on a real log: what was noticed too early is taken back, and the reason is told."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commands.ticket.talk import PrioritiseTicket
from commands.ticket.work import CloseTicket, MoveTicket, PutTicketInProgress, ReopenTicket, ResolveTicket
from commands.ticket_type.define import ReviseTicketType
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.ticket import DeadlineMissed, DeadlineMissWithdrawn, EscalationReached
from events.values.duration import Duration
from events.values.identity import StreamId
from events.values.lifecycle import Lifecycle, Transition
from events.values.targets import EscalationPoint, Norm, Promise, Targets
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import SHIPPED_TYPES
from projections.facts.describe import sentence
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import readers
from replay.rebuild import rebuild
from sla_engine.instants import NEVER
from tests.connectors.small_desk import MONDAY, SmallDesk, rows

HOUR = timedelta(hours=1)
SHARE = EscalationPoint(id="75", share_percent=75)
FOUR_HOURS_EACH = Promise(
    reaction=Targets(default=Norm(duration=Duration(4))),
    resolution=Targets(default=Norm(duration=Duration(4), escalations=(SHARE,))),
)


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    desk = SmallDesk(database)
    desk.found(FOUR_HOURS_EACH)
    return desk


def states(desk: SmallDesk, ticket: object) -> list[tuple[str, float, float]]:
    desk.wait(("sla_clocks",), 0, 1)
    with desk.database.transaction() as cursor:
        found = readers.clocks_of(cursor, ticket, desk.hand.now())  # type: ignore[arg-type] # the id of a ticket
    assert found is not None
    return [(clock.state, clock.consumed_s, clock.target_s) for clock in (found.reaction, found.resolution)]


def test_rules_c4_c6_a_stop_after_exactly_the_target_is_met_though_it_was_told_late(desk: SmallDesk) -> None:
    ticket = desk.ticket()
    desk.pass_time(hours=6)
    desk.keep_time()
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + 4 * HOUR)
    assert states(desk, ticket) == [("met", 14_400.0, 14_400.0), ("met", 14_400.0, 14_400.0)]
    desk.keep_time()
    withdrawn = desk.told(ticket, DeadlineMissWithdrawn)
    assert [(fact.clock, fact.reason) for fact in withdrawn] == [
        ("reaction", "history_corrected"),
        ("resolution", "history_corrected"),
    ]
    assert sentence(withdrawn[0]).ru == "Просрочка времени реакции снята: исправлена история"
    assert sentence(withdrawn[0]).en == "The miss of the reaction deadline was withdrawn: the history was corrected"
    projection = desk.consumers["sla_clocks"].projection
    desk.wait(("sla_clocks",), 0, 1)
    with desk.database.transaction() as cursor:
        live = rows(cursor, projection)
    rebuild(type(projection)(), desk.log, desk.database, fingerprint=positions.fingerprint(projection), batch=3)
    with desk.database.transaction() as cursor:
        assert rows(cursor, projection) == live


def test_rule_c7_a_point_that_was_reached_while_nobody_looked_is_recorded_of_a_resolved_ticket(
    desk: SmallDesk,
) -> None:
    ticket = desk.ticket()
    desk.do(PutTicketInProgress(ticket_id=ticket))
    desk.pass_time(hours=3.5)
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"))
    desk.pass_time(hours=1)
    desk.keep_time()
    (reached,) = desk.told(ticket, EscalationReached)
    assert (reached.due_at, reached.noticed_at) == (MONDAY + 3 * HOUR, MONDAY + 4.5 * HOUR)
    desk.do(ReopenTicket(ticket_id=ticket))
    desk.pass_time(hours=9)
    desk.keep_time()
    assert len(desk.told(ticket, EscalationReached)) == 1
    assert len(desk.told(ticket, DeadlineMissed)) == 1


def test_rule_t3_a_priority_given_while_resolved_holds_after_the_reopening_in_the_rows(desk: SmallDesk) -> None:
    ticket = desk.ticket()
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"))
    desk.do(PrioritiseTicket(ticket_id=ticket, priority="high"))
    desk.do(ReopenTicket(ticket_id=ticket))
    assert states(desk, ticket)[1] == ("running", 0.0, 14_400.0)


def test_rule_t4_the_preview_counts_apart_what_holds_from_a_reopening_and_leaves_out_what_is_over(
    desk: SmallDesk,
) -> None:
    running, resolved, closed = desk.ticket(), desk.ticket(), desk.ticket()
    for ticket in (resolved, closed):
        desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"))
    desk.do(CloseTicket(ticket_id=closed))
    desk.wait(("sla_clocks",), 0, 1)
    longer = Promise(reaction=FOUR_HOURS_EACH.reaction, resolution=Targets(default=Norm(duration=Duration(9))))
    with desk.database.transaction() as cursor:
        cursor.execute("SELECT agreement_id FROM sla_clocks WHERE ticket_id = %s", (running,))
        (agreement,) = cursor.fetchone() or (None,)
        preview = sla_preview.promise_edit(cursor, agreement, longer, now=desk.hand.now())
    assert preview is not None
    assert (preview.tickets, preview.moved, preview.await_reopening) == (2, 1, 1)


def test_rule_c2_a_type_of_ones_own_begins_where_nothing_counts_and_nothing_is_due(desk: SmallDesk) -> None:
    """The list, the clocks and the explanation ask the first status what it counts for."""
    waiting = Status(code="waiting", name=Text("Ждёт", "Waiting"), counts=False)
    shipped = SHIPPED_TYPES["incident"].lifecycle
    lifecycle = Lifecycle(
        statuses=(waiting, *shipped.statuses),
        initial="waiting",
        transitions=(Transition(leaves="waiting", enters="new"), *shipped.transitions),
    )
    desk.do(
        ReviseTicketType(
            code="incident", definition=msgspec.structs.replace(SHIPPED_TYPES["incident"], lifecycle=lifecycle)
        )
    )
    ticket = desk.ticket()
    desk.pass_time(hours=20)
    assert states(desk, ticket)[1] == ("paused", 0.0, 14_400.0)
    with desk.database.transaction() as cursor:
        found = readers.clocks_of(cursor, ticket, desk.hand.now())
        explained = readers.explained(cursor, desk.log.load(StreamId(ticket)), desk.hand.now())[1]
        cursor.execute("SELECT resolution_due_us, resolution_alarm_us FROM sla_clocks")
        assert cursor.fetchone() == (NEVER, NEVER)
    assert found is not None
    assert found.resolution.due_at is None
    assert (explained.state, explained.consumed, explained.due) == ("paused", 0, NEVER)
    desk.keep_time()
    assert [fact.clock for fact in desk.told(ticket, DeadlineMissed)] == ["reaction"]
    desk.do(MoveTicket(ticket_id=ticket, to="new"))
    desk.pass_time(hours=1)
    assert states(desk, ticket)[1] == ("running", 3_600.0, 14_400.0)
