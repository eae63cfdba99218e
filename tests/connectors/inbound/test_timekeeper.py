"""The timekeeper: each crossing once, at its instant, only on clocks that have caught up (C4-C10)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from commands.agreement import ReviseAgreementPromise
from commands.command import Order
from commands.fields import Named
from commands.ports import Receipt
from commands.service_schedule import DeclareHolidays
from commands.team import FormTeam
from commands.ticket.work import (
    CloseTicket,
    DeclineTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ResolveTicket,
    ResumeTicket,
)
from connectors.inbound.due import timekeeper as module
from connectors.inbound.due.timekeeper import Timekeeper
from connectors.storage.feeds import positions
from connectors.storage.feeds.waiting import Waiter
from connectors.storage.server.database import Database
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
    TicketPrioritised,
    TicketRegistered,
    TicketResumed,
)
from events.values.duration import Duration
from events.values.identity import ScheduleId, StreamId, TeamId, TicketId
from events.values.refusal import Refusal
from events.values.schedule import DatedException
from events.values.targets import EscalationAction, EscalationPoint, Norm, Promise, Targets
from projections.sla_clocks import readers
from projections.sla_clocks.projection import SlaClocks
from replay.rebuild import rebuild
from sla_engine.instants import micros
from tests.connectors.small_desk import MONDAY, SmallDesk, rows
from tests.support.begun import PIPE, Program

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
CROSSINGS = (DeadlineMissed, DeadlineMissWithdrawn, EscalationReached)


def promise(reaction: int = 1, resolution: int = 4, *points: EscalationPoint) -> Promise:
    return Promise(
        reaction=Targets(default=Norm(duration=Duration(reaction))),
        resolution=Targets(default=Norm(duration=Duration(resolution), escalations=points)),
    )


@pytest.fixture
def desk(database: Database) -> SmallDesk:
    return SmallDesk(database)


def test_rule_c8_a_crossing_is_recorded_once_with_the_instant_it_was_due(desk: SmallDesk) -> None:
    desk.found(promise())
    ticket = desk.ticket()
    desk.pass_time(minutes=90)
    assert desk.keep_time() == 1
    assert desk.keep_time() == 0
    (missed,) = desk.told(ticket, *CROSSINGS)
    assert (missed.clock, missed.target_no) == ("reaction", 1)
    assert (missed.missed_at, missed.noticed_at) == (MONDAY + HOUR, MONDAY + 1.5 * HOUR)
    assert desk.log.load(StreamId(ticket))[-1].metadata.occurred_at == MONDAY + HOUR
    desk.pass_time(days=30)
    assert desk.keep_time() == 1
    assert [fact.clock for fact in desk.told(ticket, DeadlineMissed)] == ["reaction", "resolution"]


def test_rule_c4_reached_exactly_at_due_is_no_miss_and_a_microsecond_later_is_one(desk: SmallDesk) -> None:
    desk.found(promise())
    desk.ticket()
    desk.hand.at = MONDAY + HOUR
    assert desk.keep_time() == 0
    assert desk.timekeeper.turn() == pytest.approx(1e-6)
    desk.hand.at += TICK
    assert desk.keep_time() == 1


def test_it_sleeps_until_the_earliest_due_and_never_for_long(desk: SmallDesk) -> None:
    desk.found(promise())
    assert desk.timekeeper.turn() == module.LONGEST_SLEEP_S
    desk.ticket()
    desk.keep_time()
    assert desk.timekeeper.turn() == module.LONGEST_SLEEP_S
    desk.hand.at = MONDAY + HOUR - timedelta(seconds=12)
    assert desk.timekeeper.turn() == pytest.approx(12.000001)


def test_rule_c9_a_queued_hold_is_not_overtaken_by_a_miss(desk: SmallDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hold stands in the log, the clocks have not heard of it: nothing is recorded until they have."""
    monkeypatch.setattr(module, "CATCH_UP_S", 0.01)
    desk.found(promise())
    ticket = desk.ticket()
    desk.do(PutTicketInProgress(ticket_id=ticket))
    desk.keep_time()
    desk.pass_time(hours=1)
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём деталь"))
    desk.pass_time(hours=9)
    waiter = Waiter(desk.database)
    hasty = Timekeeper(desk.bus, desk.database, desk.log, waiter, desk.hand.now)
    assert hasty.turn() == module.REST_S
    assert desk.told(ticket, *CROSSINGS) == []
    desk.wait(("sla_clocks",), 0, 1)
    assert hasty.turn() == module.LONGEST_SLEEP_S
    waiter.stop()
    assert desk.told(ticket, *CROSSINGS) == []


class Overtaken:
    """The real bus, but something happens between the look at the clocks and the append."""

    def __init__(self, desk: SmallDesk, ticket: TicketId) -> None:
        self._desk = desk
        self._ticket = ticket

    def carry_out_many(self, orders: Sequence[Order]) -> list[Receipt | Refusal]:
        at = MONDAY + 2 * HOUR
        self._desk.do(PutTicketOnHold(ticket_id=self._ticket, reason="Ждём деталь"), at=at)
        return self._desk.bus.carry_out_many(orders)


def test_rule_c9_a_hold_that_arrives_after_the_look_at_the_clocks_wins(desk: SmallDesk) -> None:
    desk.found(promise())
    ticket = desk.ticket()
    desk.do(PutTicketInProgress(ticket_id=ticket))
    desk.wait(("sla_clocks",), 0, 1)
    desk.pass_time(hours=9)
    overtaken: Any = Overtaken(desk, ticket)
    assert Timekeeper(overtaken, desk.database, desk.log, desk, desk.hand.now).turn() == module.REST_S
    assert desk.keep_time() == 0
    assert desk.told(ticket, *CROSSINGS) == []


def test_rule_c7_after_an_outage_everything_fires_once_and_late(desk: SmallDesk) -> None:
    points = (
        EscalationPoint(id="half", share_percent=50),
        EscalationPoint(id="soon", offset=Duration(30, "minutes"), side="before"),
        EscalationPoint(id="late", offset=Duration(2), side="after"),
    )
    desk.found(promise(1, 4, *points))
    tickets = [desk.ticket(f"Заявка {nth}") for nth in range(3)]
    sleeper = desk.ticket("Спит")
    desk.do(PutTicketOnHold(ticket_id=sleeper, reason="Ждём", wake_up_at=MONDAY + 3 * HOUR))
    desk.pass_time(days=2)
    assert desk.keep_time() == 4 * 5 + 1
    assert desk.keep_time() == 0
    due = {"half": 2, "soon": 3.5, "late": 6}
    for ticket in tickets:
        facts = desk.told(ticket, *CROSSINGS)
        assert {fact.noticed_at for fact in facts} == {MONDAY + timedelta(days=2)}
        reached = {fact.point_id: fact.due_at for fact in facts if isinstance(fact, EscalationReached)}
        assert reached == {point: MONDAY + hours * HOUR for point, hours in due.items()}
        missed = {fact.clock: fact.missed_at for fact in facts if isinstance(fact, DeadlineMissed)}
        assert missed == {"reaction": MONDAY + HOUR, "resolution": MONDAY + 4 * HOUR}
        assert len(facts) == 5
    woken = [known for known in desk.log.load(StreamId(sleeper)) if isinstance(known.fact, TicketResumed)]
    assert [known.metadata.occurred_at for known in woken] == [MONDAY + 3 * HOUR]
    (missed,) = [fact for fact in desk.told(sleeper, DeadlineMissed) if fact.clock == "resolution"]
    assert missed.missed_at == MONDAY + 7 * HOUR


def test_rule_c7_closed_declined_and_merged_tickets_never_fire(desk: SmallDesk) -> None:
    points = (EscalationPoint(id="half", share_percent=50), EscalationPoint(id="late", share_percent=150))
    desk.found(promise(1, 4, *points))
    closed, declined, merged = (desk.ticket(name) for name in ("closed", "declined", "merged"))
    desk.pass_time(minutes=10)
    desk.do(ResolveTicket(ticket_id=closed, solution="Готово"))
    desk.do(CloseTicket(ticket_id=closed))
    desk.do(DeclineTicket(ticket_id=declined, reason="Не к нам"))
    desk.do(MergeTicket(ticket_id=merged, into=desk.ticket("kept")))
    desk.pass_time(days=100)
    desk.keep_time()
    assert [desk.told(ticket, *CROSSINGS) for ticket in (closed, declined, merged)] == [[], [], []]


def test_rule_c5_a_recorded_miss_of_a_ticket_that_is_declined_later_stays(desk: SmallDesk) -> None:
    desk.found(promise())
    ticket = desk.ticket()
    desk.pass_time(hours=2)
    assert desk.keep_time() == 1
    desk.do(DeclineTicket(ticket_id=ticket, reason="Не к нам"))
    desk.pass_time(days=1)
    assert desk.keep_time() == 0
    assert [type(fact) for fact in desk.told(ticket, *CROSSINGS)] == [DeadlineMissed]


def test_rules_c3_c6_a_miss_before_the_ticket_was_declined_or_merged_is_recorded_once_and_shown(
    desk: SmallDesk,
) -> None:
    desk.found(promise(1, 4, EscalationPoint(id="late", share_percent=25)))
    declined, merged = desk.ticket("declined"), desk.ticket("merged")
    desk.pass_time(hours=3)
    desk.do(DeclineTicket(ticket_id=declined, reason="Не к нам"))
    desk.do(MergeTicket(ticket_id=merged, into=desk.ticket("kept")))
    desk.keep_time()
    desk.pass_time(minutes=30)
    assert desk.keep_time() == 0
    for ticket in (declined, merged):
        (missed,) = desk.told(ticket, *CROSSINGS)
        assert (missed.clock, missed.missed_at) == ("reaction", MONDAY + HOUR)
        with desk.database.transaction() as cursor:
            shown = readers.clocks_of(cursor, ticket, desk.hand.now())
        assert shown is not None
        assert (shown.reaction.state, shown.reaction.missed_at) == ("cancelled", MONDAY + HOUR)
        assert (shown.reaction.overrun_s, shown.reaction.overrun_wall_s) == (7200, 7200)
        assert (shown.resolution.state, shown.resolution.missed_at) == ("cancelled", None)


def test_rule_c5_a_grown_target_withdraws_the_miss_and_may_be_missed_again(desk: SmallDesk) -> None:
    agreement = desk.found(promise())
    ticket = desk.ticket()
    desk.pass_time(hours=2)
    assert desk.keep_time() == 1
    desk.do(ReviseAgreementPromise(agreement_id=agreement, promise=promise(3, 40), apply_to_open=True))
    assert desk.keep_time() == 1
    assert desk.keep_time() == 0
    desk.pass_time(hours=2)
    assert desk.keep_time() == 1
    first, withdrawn, again = desk.told(ticket, *CROSSINGS)
    assert (first.target_no, first.missed_at) == (1, MONDAY + HOUR)
    assert (withdrawn.target_no, withdrawn.reason) == (1, "target_changed")
    assert (again.target_no, again.missed_at) == (2, MONDAY + 3 * HOUR)


def test_rule_c5_a_holiday_declared_afterwards_withdraws_the_miss(desk: SmallDesk) -> None:
    desk.found(promise())
    ticket = desk.ticket()
    schedule = schedule_of(desk, ticket)
    desk.pass_time(hours=2)
    assert desk.keep_time() == 1
    holiday = DatedException(on=MONDAY.date())
    desk.do(DeclareHolidays(schedule_id=schedule, exceptions=(holiday,), effective_from=MONDAY - timedelta(days=1)))
    assert desk.keep_time() == 1
    assert desk.told(ticket, DeadlineMissWithdrawn)[0].reason == "working_time_changed"
    desk.hand.at = MONDAY.replace(day=3, hour=1) + TICK
    assert desk.keep_time() == 1
    assert [fact.missed_at for fact in desk.told(ticket, DeadlineMissed)] == [
        MONDAY + HOUR,
        MONDAY.replace(day=3, hour=1),
    ]


def schedule_of(desk: SmallDesk, ticket: TicketId) -> ScheduleId:
    desk.wait(("sla_clocks",), 0, 1)
    with desk.database.transaction() as cursor:
        clocks = readers.clocks_of(cursor, ticket, desk.hand.at)
    assert clocks is not None
    return ScheduleId(clocks.schedule_id)


def test_a_ticket_wakes_at_its_wake_up_and_not_when_somebody_woke_it_before(desk: SmallDesk) -> None:
    desk.found(promise(100, 100))
    asleep, woken_by_hand = desk.ticket("asleep"), desk.ticket("by hand")
    for ticket in (asleep, woken_by_hand):
        desk.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём", wake_up_at=MONDAY + HOUR))
    desk.pass_time(minutes=30)
    desk.do(ResumeTicket(ticket_id=woken_by_hand))
    desk.hand.at = MONDAY + HOUR
    assert desk.keep_time() == 1
    assert [fact.woken for fact in desk.told(asleep, TicketResumed)] == [True]
    assert [fact.woken for fact in desk.told(woken_by_hand, TicketResumed)] == [False]


def test_rule_c7_an_escalation_reassigns_and_raises_the_priority(desk: SmallDesk) -> None:
    team = TeamId(desk.do(FormTeam(title=Named(en="Second line"))).stream)
    action = EscalationAction(reassign_to_team=team, raise_priority_to="high")
    desk.found(promise(100, 4, EscalationPoint(id="half", share_percent=50, action=action)))
    ticket, urgent = desk.ticket(), desk.ticket(priority="critical")
    desk.hand.at = MONDAY + 2 * HOUR
    assert desk.keep_time() == 3 + 2
    assert [fact.responsible.team_id for fact in desk.told(ticket, TicketAssigned)] == [team]
    assert [fact.priority for fact in desk.told(ticket, TicketPrioritised)] == ["high"]
    assert desk.told(urgent, TicketPrioritised) == []


def test_rule_c10_a_rebuild_fires_nothing(desk: SmallDesk) -> None:
    desk.found(promise(1, 4, EscalationPoint(id="half", share_percent=50)))
    tickets = [desk.ticket() for _ in range(5)]
    desk.pass_time(hours=3)
    assert desk.keep_time() == 10
    projection = SlaClocks()
    with desk.database.transaction() as cursor:
        live = rows(cursor, projection)
    head = desk.log.head()
    rebuild(projection, desk.log, desk.database, fingerprint=positions.fingerprint(projection), batch=7)
    assert desk.keep_time() == 0
    assert desk.log.head() == head
    with desk.database.transaction() as cursor:
        assert rows(cursor, projection) == live
    assert all(len(desk.told(ticket, *CROSSINGS)) == 2 for ticket in tickets)


def test_two_timekeepers_at_once_record_nothing_twice(desk: SmallDesk) -> None:
    desk.found(promise(1, 4, EscalationPoint(id="half", share_percent=50)))
    tickets = [desk.ticket(f"Заявка {nth}") for nth in range(40)]
    desk.wait(("sla_clocks",), 0, 1)
    desk.pass_time(days=1)
    keepers = [desk.another_timekeeper() for _ in range(2)]
    others = [desk.consumers["sla_clocks"], SmallDesk(desk.database).consumers["sla_clocks"]]
    start = threading.Barrier(2)
    now = micros(desk.hand.at)

    def keep(nth: int) -> int:
        start.wait()
        recorded = 0
        for _ in range(12):
            recorded += keepers[nth].check(now)
            others[nth].catch_up()
        return recorded

    with ThreadPoolExecutor(2) as pool:
        recorded = sum(pool.map(keep, range(2)))
    assert desk.keep_time() == 0
    assert recorded == 40 * 3
    assert all(len(desk.told(ticket, *CROSSINGS)) == 3 for ticket in tickets)


def test_crossings_that_are_refused_again_and_again_block_no_other(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that lie stand in front: the batch behind them is recorded, and nobody spins."""
    monkeypatch.setattr(module, "BATCH", 3)
    desk.found(promise())
    liars = [desk.ticket(f"liar {nth}") for nth in range(7)]
    honest = [desk.ticket(f"honest {nth}") for nth in range(4)]
    desk.wait(("sla_clocks",), 0, 1)
    desk.pass_time(hours=2)
    with desk.database.connection() as connection:
        connection.execute(
            "UPDATE sla_clocks SET wake_us = 1, next_us = 0 WHERE ticket_id = ANY(%s)", (list(liars[:3]),)
        )
        connection.execute(
            "UPDATE sla_clocks SET ticket_id = gen_random_uuid(), next_us = 0 WHERE ticket_id = ANY(%s)",
            (list(liars[3:]),),
        )
    assert desk.keep_time() == 4
    assert [len(desk.told(ticket, DeadlineMissed)) for ticket in honest] == [1, 1, 1, 1]
    # The next look is when the first of them has waited long enough, not at once.
    assert desk.timekeeper.turn() == module.LONGEST_SLEEP_S
    desk.pass_time(minutes=2)
    assert desk.timekeeper.turn() == 0


def test_due_rows_that_show_nothing_hide_no_crossing_behind_them(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    desk.found(promise())
    empty = [desk.ticket(f"empty {nth}") for nth in range(5)]
    desk.pass_time(hours=1)
    late = desk.ticket("late")
    desk.wait(("sla_clocks",), 0, 1)
    desk.hand.at = MONDAY + HOUR
    with desk.database.connection() as connection:
        connection.execute("UPDATE sla_clocks SET next_us = 0 WHERE ticket_id = ANY(%s)", (list(empty),))
        connection.execute("UPDATE sla_clocks SET wake_us = 0, next_us = 1 WHERE ticket_id = %s", (late,))
        with desk.database.transaction() as cursor:
            found = readers.due_crossings(cursor, micros(desk.hand.at), 2)
    assert [crossing.ticket_id for crossing in found] == [late]
    assert desk.told(late, TicketRegistered)
    assert desk.timekeeper.turn() == 0
    assert desk.timekeeper.turn() == module.REST_S


def test_rule_c10_killed_with_9_at_random_moments_it_records_each_crossing_once(desk: SmallDesk) -> None:
    """Two timekeepers work off an outage; each is killed fifteen times in the middle of it."""
    points = (EscalationPoint(id="half", share_percent=50), EscalationPoint(id="late", share_percent=150))
    desk.found(promise(1, 4, *points))
    tickets = [desk.ticket(f"Заявка {nth}") for nth in range(150)]
    desk.wait(("sla_clocks",), 0, 1)
    desk.pass_time(days=1)
    before = desk.log.head()
    words = ("-m", "tests.connectors.inbound.timekeeping", desk.database.url, desk.hand.at.isoformat())
    keepers = [Program(*words, str(seed), "15", stdout=PIPE) for seed in (1, 2)]
    for keeper in keepers:
        out, _ = keeper.communicate(timeout=100)
        assert (keeper.returncode, out.strip()) == (0, "15")
    assert desk.log.head() > before
    desk.keep_time()
    due = [MONDAY + hours * HOUR for hours in (1, 2, 4, 6)]
    for ticket in tickets:
        facts = desk.told(ticket, *CROSSINGS)
        told = [(fact.clock, getattr(fact, "point_id", "")) for fact in facts]
        assert told == [("reaction", ""), ("resolution", "half"), ("resolution", ""), ("resolution", "late")]
        assert [getattr(fact, "due_at", None) or fact.missed_at for fact in facts] == due
