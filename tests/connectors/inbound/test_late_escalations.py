"""A point that nobody told in time is told all the same of a replaced target, and overrides no later word (C7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from commands.agreement import ReviseAgreementPromise
from commands.command import Command
from commands.fields import Named
from commands.team import FormTeam
from commands.ticket.retelling import EndTicketHistory
from commands.ticket.talk import PrioritiseTicket
from commands.ticket.work import AssignTicket, CloseTicket, PutTicketInProgress, ResolveTicket
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.ticket import EscalationReached, TicketAssigned, TicketPrioritised
from events.values.duration import Duration
from events.values.identity import StreamId, TeamId, TicketId
from events.values.people import Responsible
from events.values.targets import Conditions, EscalationAction, EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text
from projections.sla_clocks.projection import SlaClocks
from replay.rebuild import rebuild
from tests.connectors.small_desk import MONDAY, SmallDesk, rows

HOUR = timedelta(hours=1)
START = MONDAY - 3 * HOUR
TELLS = EscalationPoint(id="75", share_percent=75)
RAISES = EscalationPoint(id="75", share_percent=75, action=EscalationAction(raise_priority_to="critical"))


def promise(*points: EscalationPoint, hours: int = 2) -> Promise:
    """Two hours; ten for what is low."""
    low = Rule(
        id="low",
        name=Text.same("low"),
        when=Conditions(priorities=frozenset({"low"})),
        norm=Norm(duration=Duration(10), escalations=points),
    )
    return Promise(
        reaction=Targets(default=Norm(duration=Duration(48))),
        resolution=Targets(rules=(low,), default=Norm(duration=Duration(hours), escalations=points)),
    )


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    return SmallDesk(database, at=START)


def fired(desk: SmallDesk, ticket: TicketId) -> list[tuple[int, datetime, datetime]]:
    desk.keep_time()
    projection = SlaClocks()
    with desk.database.transaction() as cursor:
        live = rows(cursor, projection)
    rebuild(projection, desk.log, desk.database, fingerprint=positions.fingerprint(projection), batch=3)
    with desk.database.transaction() as cursor:
        assert rows(cursor, projection) == live
    return [(fact.target_no, fact.due_at, fact.noticed_at) for fact in desk.told(ticket, EscalationReached)]


def told(desk: SmallDesk, ticket: TicketId, *steps: tuple[float, Command]) -> None:
    """Each step at so many hours from the registration, while the timekeeper sleeps."""
    desk.hand.at = MONDAY
    for hours, command in steps:
        desk.do(command, at=START + hours * HOUR)
    desk.do(EndTicketHistory(ticket_id=ticket))


def low(ticket: TicketId) -> PrioritiseTicket:
    return PrioritiseTicket(ticket_id=ticket, priority="low")


def test_rule_c7_a_point_that_was_reached_before_another_target_was_set_is_told_late(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket(history_minutes=300)
    solved = ResolveTicket(ticket_id=ticket, solution="Заменён")
    told(desk, ticket, (0.1, PutTicketInProgress(ticket_id=ticket)), (1.6, low(ticket)), (1.8, solved))
    assert fired(desk, ticket) == [(1, START + 1.5 * HOUR, MONDAY)]


def test_rule_c7_a_point_that_the_former_target_had_not_reached_is_not_told(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket(history_minutes=300)
    told(desk, ticket, (1.4, low(ticket)), (1.8, ResolveTicket(ticket_id=ticket, solution="Заменён")))
    assert fired(desk, ticket) == []


def test_rule_c7_each_target_tells_its_own_point_in_the_order_of_their_dues(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket(history_minutes=300)
    desk.hand.at = MONDAY + 10 * HOUR
    desk.do(low(ticket), at=START + 1.6 * HOUR)
    desk.do(EndTicketHistory(ticket_id=ticket))
    assert fired(desk, ticket) == [(1, START + 1.5 * HOUR, desk.hand.at), (2, START + 7.5 * HOUR, desk.hand.at)]


def test_rule_c7_what_is_over_tells_no_point_of_its_former_target(desk: SmallDesk) -> None:
    desk.found(promise(TELLS))
    ticket = desk.ticket(history_minutes=300)
    solved = ResolveTicket(ticket_id=ticket, solution="Заменён")
    told(desk, ticket, (1.6, low(ticket)), (1.8, solved), (1.9, CloseTicket(ticket_id=ticket)))
    assert fired(desk, ticket) == []


def test_rule_t4_a_promise_that_reaches_open_tickets_leaves_what_was_reached_to_be_told(desk: SmallDesk) -> None:
    agreement = desk.found(promise(TELLS))
    ticket = desk.ticket()
    desk.pass_time(hours=1.6)
    desk.do(ReviseAgreementPromise(agreement_id=agreement, promise=promise(TELLS, hours=20), apply_to_open=True))
    desk.pass_time(hours=1)
    assert fired(desk, ticket) == [(1, START + 1.5 * HOUR, desk.hand.at)]


def acts(desk: SmallDesk, ticket: TicketId) -> tuple[list[str], list[UUID], EscalationAction]:
    """Who was named and what was said of the priority, and what the escalation tells that it did."""
    facts = [one.fact for one in desk.log.load(StreamId(ticket))]
    levels = [fact.priority for fact in facts if isinstance(fact, TicketPrioritised)]
    teams = [fact.responsible.team_id for fact in facts if isinstance(fact, TicketAssigned)]
    (reached,) = [fact for fact in facts if isinstance(fact, EscalationReached)]
    return [str(level) for level in levels], [UUID(str(team)) for team in teams], reached.action


def test_rule_c7_a_priority_that_somebody_gave_after_the_point_was_due_stands(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    ticket = desk.ticket()
    desk.pass_time(hours=1.6)
    desk.do(PrioritiseTicket(ticket_id=ticket, priority="high"))
    desk.pass_time(hours=0.1)
    assert fired(desk, ticket) == [(1, START + 1.5 * HOUR, desk.hand.at)]
    assert acts(desk, ticket) == (["high"], [], EscalationAction())


def test_rule_c7_a_priority_that_somebody_gave_before_the_point_was_due_is_raised(desk: SmallDesk) -> None:
    desk.found(promise(RAISES))
    ticket = desk.ticket()
    desk.pass_time(hours=1.4)
    desk.do(PrioritiseTicket(ticket_id=ticket, priority="high"))
    desk.pass_time(hours=0.2)
    fired(desk, ticket)
    assert acts(desk, ticket) == (["high", "critical"], [], RAISES.action)


def test_rule_c7_who_was_named_after_the_point_was_due_stands_and_the_priority_is_raised(desk: SmallDesk) -> None:
    first, second = (TeamId(desk.do(FormTeam(title=Named(en=name))).stream) for name in ("First", "Second"))
    action = EscalationAction(reassign_to_team=second, raise_priority_to="critical")
    desk.found(promise(EscalationPoint(id="75", share_percent=75, action=action)))
    ticket = desk.ticket()
    desk.pass_time(hours=1.6)
    desk.do(AssignTicket(ticket_id=ticket, responsible=Responsible(first)))
    fired(desk, ticket)
    assert acts(desk, ticket) == (["critical"], [first], EscalationAction(raise_priority_to="critical"))
