"""History that arrives late is taken: what followed by itself falls and is told anew, and may be held back (C6, C7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from aggregates.ticket_refusals import TimeRunsBackwards
from commands.ticket.retelling import BeginTicketHistory, EndTicketHistory
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import (
    CloseTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from commands.ticket_type.define import ReviseTicketType
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.ticket import DeadlineMissed, EscalationReached, TicketClosed, TicketPrioritised, TicketResumed
from events.ticket_history import ConsequencesWithdrawn, EscalationWithdrawn
from events.values.closing_term import ClosingTerm
from events.values.duration import Duration
from events.values.identity import StreamId, TicketId
from events.values.targets import Conditions, EscalationAction, EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES
from projections.sla_clocks import readers
from replay.rebuild import rebuild
from tests.connectors.small_desk import MONDAY, SmallDesk, rows

HOUR = timedelta(hours=1)
RAISES = EscalationPoint(id="75", share_percent=75, action=EscalationAction(raise_priority_to="critical"))
TELLS = EscalationPoint(id="75", share_percent=75)


def promise(point: EscalationPoint) -> Promise:
    """Eight hours; two for what is critical."""
    critical = Rule(
        id="critical",
        name=Text.same("critical"),
        when=Conditions(priorities=frozenset({"critical"})),
        norm=Norm(duration=Duration(2)),
    )
    return Promise(
        reaction=Targets(default=Norm(duration=Duration(24))),
        resolution=Targets(rules=(critical,), default=Norm(duration=Duration(8), escalations=(point,))),
    )


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    return SmallDesk(database)


def resolution(desk: SmallDesk, ticket: TicketId) -> tuple[str, float, float]:
    desk.wait(("sla_clocks",), 0, 1)
    with desk.database.transaction() as cursor:
        found = readers.clocks_of(cursor, ticket, desk.hand.now())
        told = readers.explained(cursor, desk.log.load(StreamId(ticket)), desk.hand.now())
    assert found is not None
    clock = found.resolution
    assert (told[1].consumed, told[1].target, told[1].state, told[1].target_no) == (
        round(clock.consumed_s * 1e6),
        round(clock.target_s * 1e6),
        clock.state,
        clock.target_no,
    )
    assert sum(part.worked for part in told[1].segments) == told[1].consumed
    return clock.state, clock.consumed_s / 3600, clock.target_s / 3600


def shown(desk: SmallDesk, ticket: TicketId) -> tuple[str, int]:
    desk.wait(("ticket_list",), 0, 1)
    with desk.database.transaction() as cursor:
        cursor.execute("SELECT status, priority FROM ticket_list WHERE ticket_id = %s", (ticket,))
        row = cursor.fetchone()
    assert row is not None
    return row[0], row[1]


def rebuilt_equals_live(desk: SmallDesk) -> None:
    for name in ("sla_clocks", "ticket_list"):
        desk.wait((name,), 0, 1)
        kind: Any = type(desk.consumers[name].projection)
        with desk.database.transaction() as cursor:
            live = rows(cursor, kind())
        rebuild(kind(), desk.log, desk.database, fingerprint=positions.fingerprint(kind()), batch=3)
        with desk.database.transaction() as cursor:
            assert rows(cursor, kind()) == live


def test_rule_c6_what_an_escalation_did_does_not_bar_a_solution_that_is_told_late(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    ticket = desk.ticket()
    desk.pass_time(hours=10)
    desk.keep_time()
    assert shown(desk, ticket) == ("new", 0)
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + HOUR)
    assert resolution(desk, ticket) == ("met", 1.0, 8.0)
    assert shown(desk, ticket) == ("resolved", 2)
    desk.keep_time()
    assert resolution(desk, ticket) == ("met", 1.0, 8.0)
    assert len(desk.told(ticket, EscalationReached)) == len(desk.told(ticket, EscalationWithdrawn)) == 1
    assert len(desk.told(ticket, ConsequencesWithdrawn)) == 1
    rebuilt_equals_live(desk)


def test_rule_c6_what_still_follows_is_told_anew(desk: SmallDesk) -> None:
    """The point was reached before what is told: it is reached again, and does again what it says."""
    desk.found(promise(RAISES))
    ticket = desk.ticket()
    desk.pass_time(hours=10)
    desk.keep_time()
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём"), at=MONDAY + 7 * HOUR)
    assert shown(desk, ticket) == ("on_hold", 2)
    desk.keep_time()
    assert shown(desk, ticket) == ("on_hold", 0)
    reached = desk.told(ticket, EscalationReached)
    assert [fact.due_at for fact in reached] == [MONDAY + 6 * HOUR, MONDAY + 6 * HOUR]
    assert [fact.priority for fact in desk.told(ticket, TicketPrioritised)] == ["critical", "critical"]
    rebuilt_equals_live(desk)


def test_rules_c6_c7_a_point_that_was_told_and_not_reached_is_withdrawn_by_a_fact(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket()
    desk.pass_time(hours=7)
    desk.keep_time()
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём"), at=MONDAY + 2 * HOUR)
    desk.do(ResumeTicket(ticket_id=ticket), at=MONDAY + 5 * HOUR)
    desk.keep_time()
    assert len(desk.told(ticket, EscalationWithdrawn)) == 1
    desk.pass_time(hours=3)
    desk.keep_time()
    assert [fact.due_at for fact in desk.told(ticket, EscalationReached)] == [MONDAY + 6 * HOUR, MONDAY + 9 * HOUR]
    rebuilt_equals_live(desk)


def test_rule_c6_a_wake_up_does_not_bar_a_solution_that_is_told_late(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket()
    hold = PutTicketOnHold(ticket_id=ticket, reason="Ждём", wake_up_at=MONDAY + 3 * HOUR)
    desk.do(hold, at=MONDAY)
    desk.pass_time(hours=5)
    desk.keep_time()
    assert len(desk.told(ticket, TicketResumed)) == 1
    assert resolution(desk, ticket) == ("running", 2.0, 8.0)
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + 2 * HOUR)
    assert resolution(desk, ticket) == ("met", 0.0, 8.0)
    desk.keep_time()
    assert shown(desk, ticket)[0] == "resolved"
    rebuilt_equals_live(desk)


def test_rule_c6_a_wake_up_that_came_before_what_is_told_stands(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    ticket = desk.ticket()
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём", wake_up_at=MONDAY + 3 * HOUR), at=MONDAY)
    desk.pass_time(hours=12)
    desk.keep_time()
    assert shown(desk, ticket) == ("in_progress", 0)
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + 4 * HOUR)
    assert resolution(desk, ticket) == ("met", 1.0, 8.0)
    assert shown(desk, ticket) == ("resolved", 2)
    desk.keep_time()
    rebuilt_equals_live(desk)


def test_rule_c6_people_still_bar_what_is_earlier(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    ticket = desk.ticket()
    desk.do(PutTicketInProgress(ticket_id=ticket), at=MONDAY)
    desk.pass_time(hours=10)
    desk.keep_time()
    desk.do(CommentOnTicket(ticket_id=ticket, body="Смотрим"), at=MONDAY + 5 * HOUR)
    with pytest.raises(TimeRunsBackwards):
        desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + 4 * HOUR)
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + 5 * HOUR)
    assert resolution(desk, ticket) == ("met", 5.0, 8.0)


def test_rule_c6_told_piece_by_piece_under_a_hasty_timekeeper_is_told_at_once(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    hasty, calm = desk.ticket(), desk.ticket()
    desk.pass_time(hours=48)
    story: list[tuple[float, Any]] = [
        (1, PutTicketInProgress),
        (2, lambda **of: PutTicketOnHold(reason="Ждём", wake_up_at=MONDAY + 5 * HOUR, **of)),
        (4, ResumeTicket),
        (5, lambda **of: ResolveTicket(solution="Заменён", **of)),
        (6, ReopenTicket),
        (7, lambda **of: PrioritiseTicket(priority="low", **of)),
        (9, lambda **of: ResolveTicket(solution="Починен", **of)),
        (10, CloseTicket),
    ]
    for ticket, looks in ((hasty, True), (calm, False)):
        for hours, command in story:
            if looks:
                desk.keep_time()
            desk.do(command(ticket_id=ticket), at=MONDAY + hours * HOUR)
    desk.keep_time()
    assert resolution(desk, hasty) == resolution(desk, calm) == ("met", 6.0, 8.0)
    assert shown(desk, hasty) == shown(desk, calm) == ("closed", 3)
    rebuilt_equals_live(desk)


def test_rule_c9_a_history_that_is_being_told_is_left_alone_until_it_is_told(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    ticket = desk.ticket(history_minutes=30)
    desk.pass_time(minutes=29)
    desk.do(BeginTicketHistory(ticket_id=ticket, minutes=24 * 60))
    desk.pass_time(hours=10)
    assert desk.keep_time() == 0
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY + 7 * HOUR)
    assert desk.keep_time() == 0
    desk.do(EndTicketHistory(ticket_id=ticket))
    assert desk.do(EndTicketHistory(ticket_id=ticket)).position == 0
    desk.keep_time()
    assert len(desk.told(ticket, EscalationReached)) == 1
    assert desk.told(ticket, ConsequencesWithdrawn, DeadlineMissed) == []
    rebuilt_equals_live(desk)


def test_rule_c9_a_history_that_nobody_ends_is_left_alone_for_its_time_only(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket(history_minutes=24 * 60)
    desk.pass_time(hours=23)
    assert desk.keep_time() == 0
    assert desk.timekeeper.turn() == 30.0
    desk.pass_time(hours=1)
    desk.keep_time()
    assert len(desk.told(ticket, DeadlineMissed, EscalationReached)) == 2


def test_an_own_type_that_closes_by_itself_takes_a_reopening_that_is_told_late(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    quick = msgspec.structs.replace(SHIPPED_TYPES["incident"], closes_after=ClosingTerm(3, "hours"))
    desk.do(ReviseTicketType(code="incident", definition=quick))
    ticket = desk.ticket()
    desk.do(ResolveTicket(ticket_id=ticket, solution="Заменён"), at=MONDAY)
    desk.pass_time(hours=6)
    desk.keep_time()
    assert len(desk.told(ticket, TicketClosed)) == 1
    desk.do(ReopenTicket(ticket_id=ticket), at=MONDAY + HOUR)
    assert shown(desk, ticket)[0] == "reopened"
    assert resolution(desk, ticket) == ("running", 5.0, 8.0)
    desk.keep_time()
    assert shown(desk, ticket)[0] == "reopened"
    rebuilt_equals_live(desk)
