"""T3, C1, C2, C5, C6, C7 where what counts is told late, while the ticket was resolved, or from the very beginning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fact import Fact
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketMoved,
    TicketPrioritised,
    TicketReclassified,
)
from events.values.targets import Conditions, EscalationPoint, Rule, Targets
from events.values.text import Text
from events.values.ticket import CLOCKS, Status
from sla_engine.instants import NEVER, instant, micros
from tests.sla_engine.lives import (
    BEGUN,
    CLOSED,
    DECLINED,
    HELD,
    HOUR,
    MINUTE,
    MONDAY,
    NONSTOP,
    OFFICE,
    OTHER_AGREEMENT,
    REOPENED,
    RESOLVED,
    RESUMED,
    TICKET,
    Life,
    life,
    norm,
    promise,
    wall,
)
from tests.sla_engine.strategies import proved

WAITING = Status(code="waiting", name=Text.same("waiting"), counts=False)
TAKEN = Status(code="taken", name=Text.same("taken"), counts=True, reacts=True)
DONE = Status(code="done", name=Text.same("done"), counts=False, reacts=True, resolves=True)
SHARE = EscalationPoint(id="share", share_percent=75)
HIGH = TicketPrioritised(ticket_id=TICKET, priority="high")
LOW = TicketPrioritised(ticket_id=TICKET, priority="low")
BY_PRIORITY = Targets(
    rules=(
        Rule(
            id="high",
            name=Text.same("high"),
            when=Conditions(priorities=frozenset({"high"})),
            norm=norm(2),
        ),
        Rule(id="low", name=Text.same("low"), when=Conditions(priorities=frozenset({"low"})), norm=norm(24)),
    ),
    default=norm(8),
)


def resolved(at: str = "03-02 10:00") -> Life:
    """Registered and begun on Monday at nine, eight hours; resolved at ten."""
    return Life(promise(norm(1), BY_PRIORITY)).registered(MONDAY).then(MONDAY, BEGUN).then(wall(at), RESOLVED)


# -- where a ticket begins ---------------------------------------------------------------------------------


def test_rule_c2_a_ticket_that_begins_in_a_status_that_does_not_count_stands_from_its_registration() -> None:
    ticket = life().registered(MONDAY, status=WAITING)
    assert ticket.shown("resolution", wall("03-04 12:00")) == ("paused", 0, 8 * HOUR)
    assert ticket.course.resolution.due == NEVER
    assert ticket.course.reaction.due == wall("03-02 10:00")
    assert ticket.explained("resolution", wall("03-04 12:00")).consumed == 0
    ticket.then(wall("03-03 09:00"), BEGUN)
    assert ticket.course.resolution.due == wall("03-03 18:00")


def test_rule_c1_a_first_status_that_reacts_meets_the_reaction_at_registration() -> None:
    ticket = life().registered(MONDAY, status=TAKEN)
    assert ticket.shown("reaction", wall("03-04 12:00")) == ("met", 0, HOUR)
    assert ticket.course.reaction.stopped == MONDAY
    assert ticket.course.resolution.is_running


def test_rules_c1_c2_a_first_status_that_resolves_ends_both_clocks() -> None:
    ticket = life().registered(MONDAY, status=DONE).looked_at(wall("03-20 12:00"))
    assert [ticket.shown(kind, wall("03-20 12:00"))[:2] for kind in CLOCKS] == [("met", 0), ("met", 0)]
    assert ticket.recorded(DeadlineMissed) == []


def test_rule_c2_what_is_neither_solved_nor_worked_on_any_more_waits() -> None:
    """A life cycle may lead from a solution to a status that neither counts nor resolves."""
    ticket = resolved().then(wall("03-02 11:00"), TicketMoved(ticket_id=TICKET, status=WAITING))
    assert ticket.shown("resolution", wall("03-04 12:00")) == ("paused", HOUR, 7 * HOUR)


# -- what changes while a ticket is resolved ---------------------------------------------------------------


def test_rule_t3_another_priority_while_resolved_holds_from_the_reopening() -> None:
    ticket = resolved().then(wall("03-02 11:00"), HIGH)
    assert (ticket.course.resolution.target, ticket.course.resolution.terms.rule_id) == (8 * HOUR, "")
    ticket.then(wall("03-02 14:00"), REOPENED)
    assert (ticket.course.resolution.target, ticket.course.resolution.terms.rule_id) == (2 * HOUR, "high")
    assert ticket.course.resolution.due == wall("03-02 15:00")


def test_rule_c5_a_target_that_shrank_while_resolved_is_missed_at_the_reopening_and_not_before() -> None:
    ticket = resolved("03-02 12:00").then(wall("03-02 15:00"), HIGH).looked_at(wall("03-02 15:30"))
    assert ticket.shown("resolution", wall("03-02 15:30"))[:2] == ("met", 3 * HOUR)
    ticket.then(wall("03-02 16:00"), REOPENED)
    assert ticket.course.resolution.missed_at(wall("03-02 16:00")) == wall("03-02 16:00")


def test_rule_c5_a_target_that_grew_while_resolved_withdraws_the_miss_at_the_reopening() -> None:
    ticket = resolved("03-03 10:00").looked_at(wall("03-03 10:00")).then(wall("03-03 11:00"), LOW)
    ticket.looked_at(wall("03-03 11:30"))
    assert ticket.shown("resolution", wall("03-03 11:30"))[0] == "missed"
    ticket.then(wall("03-03 12:00"), REOPENED).looked_at(wall("03-03 12:00"))
    assert [fact.reason for fact in withdrawals(ticket)] == ["target_changed"]
    assert ticket.shown("resolution", wall("03-03 12:00")) == ("running", 9 * HOUR, 15 * HOUR)


def test_rule_t3_another_agreement_while_resolved_brings_its_schedule_and_its_target() -> None:
    other = TicketReclassified(ticket_id=TICKET, type="incident", agreement_id=OTHER_AGREEMENT)
    ticket = resolved().then(wall("03-02 11:00"), other)
    assert ticket.shown("resolution", wall("03-02 18:00")) == ("met", HOUR, 7 * HOUR)
    ticket.then(wall("03-02 19:00"), REOPENED)
    assert ticket.course.schedule_id == NONSTOP
    assert ticket.shown("resolution", wall("03-02 20:00")) == ("running", 2 * HOUR, 2 * HOUR)
    assert ticket.course.resolution.due == wall("03-02 22:00")


def test_rule_t4_rules_applied_to_open_tickets_reach_a_resolved_one_when_it_is_reopened() -> None:
    ticket = resolved().promised(wall("03-02 11:00"), promise(norm(1), norm(3)), apply_to_open=True)
    assert ticket.course.resolution.awaits_another_target
    ticket.then(wall("03-02 14:00"), REOPENED)
    assert (ticket.course.resolution.target, ticket.course.resolution.terms.promise_version) == (3 * HOUR, 2)


def test_rule_t4_rules_for_later_tickets_do_not_reach_what_was_set_while_resolved() -> None:
    ticket = resolved().then(wall("03-02 11:00"), HIGH)
    ticket.promised(wall("03-02 12:00"), promise(norm(1), norm(5))).then(wall("03-02 14:00"), REOPENED)
    assert (ticket.course.resolution.target, ticket.course.resolution.terms.promise_version) == (2 * HOUR, 1)


def test_rule_t3_the_last_of_several_changes_while_resolved_holds() -> None:
    ticket = resolved().then(wall("03-02 11:00"), HIGH).then(wall("03-02 12:00"), LOW)
    ticket.then(wall("03-02 14:00"), REOPENED)
    assert (ticket.course.resolution.target, ticket.course.resolution.target_no) == (24 * HOUR, 2)


def test_rule_t4_another_schedule_for_open_tickets_leaves_a_resolved_one_met() -> None:
    ticket = resolved().rescheduled(wall("03-02 11:00"), NONSTOP)
    assert ticket.shown("resolution", wall("03-02 18:00")) == ("met", HOUR, 7 * HOUR)
    assert ticket.then(wall("03-02 19:00"), REOPENED).course.resolution.due == wall("03-03 02:00")


# -- points that were reached while nobody looked ----------------------------------------------------------


def points(ticket: Life) -> list[tuple[str, int, int]]:
    """Each point with when it was due and when it was noticed, in minutes from Monday at nine."""
    found = [fact for fact in ticket.recorded(EscalationReached) if isinstance(fact, EscalationReached)]
    return [(fact.point_id, _minutes(fact.due_at), _minutes(fact.noticed_at)) for fact in found]


def _minutes(at: datetime) -> int:
    return (micros(at) - MONDAY) // MINUTE


def escalating() -> Life:
    return life(norm(2, "hours", SHARE), norm(2, "hours", SHARE)).registered(MONDAY)


def test_rule_c7_a_point_that_was_reached_before_the_solution_is_told_late_and_once() -> None:
    ticket = escalating().then(MONDAY + 108 * MINUTE, RESOLVED).looked_at(MONDAY + 150 * MINUTE)
    assert points(ticket) == [("share", 90, 150), ("share", 90, 150)]
    ticket.then(MONDAY + 180 * MINUTE, REOPENED).looked_at(MONDAY + 190 * MINUTE)
    assert len(points(ticket)) == 2


def test_rule_c7_a_point_that_was_not_reached_waits_for_the_reopening() -> None:
    ticket = escalating().then(MONDAY + 60 * MINUTE, RESOLVED).looked_at(MONDAY + 150 * MINUTE)
    assert points(ticket) == []
    ticket.then(MONDAY + 180 * MINUTE, REOPENED).looked_at(MONDAY + 215 * MINUTE)
    assert points(ticket) == [("share", 210, 215)]


@pytest.mark.parametrize("over", [CLOSED, DECLINED], ids=["closed", "declined"])
def test_rule_c7_a_ticket_that_is_over_before_anybody_looks_never_fires(over: Fact) -> None:
    ticket = escalating().then(MONDAY + 108 * MINUTE, RESOLVED).then(MONDAY + 109 * MINUTE, over)
    assert ticket.course.next_look == NEVER
    assert points(ticket.looked_at(MONDAY + 150 * MINUTE)) == []


# -- history that is told after its consequences -----------------------------------------------------------


def withdrawals(ticket: Life) -> list[DeadlineMissWithdrawn]:
    return [fact for fact in ticket.recorded(DeadlineMissWithdrawn) if isinstance(fact, DeadlineMissWithdrawn)]


def test_rules_c4_c6_a_reaction_of_exactly_the_target_is_met_though_its_miss_was_noticed_first() -> None:
    ticket = life(norm(4), norm(8)).registered(MONDAY).looked_at(wall("03-02 16:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 1
    ticket.then(wall("03-02 13:12"), BEGUN)
    assert ticket.shown("reaction", wall("03-02 16:00")) == ("met", 4 * HOUR, 0)
    assert [fact.reason for fact in withdrawals(ticket.looked_at(wall("03-02 16:00")))] == ["history_corrected"]


def test_rules_c4_c6_a_solution_after_exactly_the_target_is_met_though_its_miss_was_noticed_first() -> None:
    ticket = life(norm(8), norm(4)).registered(MONDAY).looked_at(wall("03-02 16:00"))
    ticket.then(wall("03-02 13:00"), RESOLVED).looked_at(wall("03-02 16:00"))
    assert ticket.shown("resolution", wall("03-02 16:00")) == ("met", 4 * HOUR, 0)
    assert len(withdrawals(ticket)) == 1


def test_rule_c6_a_miss_that_is_later_than_it_was_noticed_is_withdrawn_and_told_anew() -> None:
    ticket = life(norm(8), norm(4)).registered(MONDAY).looked_at(wall("03-02 17:00"))
    ticket.then(wall("03-02 10:00"), HELD).then(wall("03-02 11:00"), RESUMED).then(wall("03-02 18:00"), RESOLVED)
    ticket.looked_at(wall("03-02 19:00"))
    misses = [fact.missed_at for fact in ticket.recorded(DeadlineMissed) if isinstance(fact, DeadlineMissed)]
    assert misses == [instant(wall("03-02 13:00")), instant(wall("03-02 15:00"))]
    assert [fact.reason for fact in withdrawals(ticket)] == ["history_corrected"]


def test_rule_c6_a_pause_that_takes_no_working_time_leaves_the_miss_as_it_was_noticed() -> None:
    ticket = life(norm(8), norm(4)).registered(MONDAY).looked_at(wall("03-02 17:00"))
    ticket.then(wall("03-02 13:10"), HELD).then(wall("03-02 13:50"), RESUMED).looked_at(wall("03-02 17:00"))
    assert withdrawals(ticket) == []
    assert ticket.shown("resolution", wall("03-02 17:00"))[0] == "missed"


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda it: it.then(wall("03-02 10:00"), RESOLVED), "history_corrected"),
        (lambda it: it.then(wall("03-02 10:00"), LOW), "history_corrected"),
        (lambda it: it.then(wall("03-03 11:00"), LOW), "target_changed"),
        (
            lambda it: it.promised(wall("03-03 11:00"), promise(norm(30), norm(30)), apply_to_open=True),
            "target_changed",
        ),
    ],
    ids=["solved before", "prioritised before", "prioritised after", "promised after"],
)
def test_rule_c5_a_withdrawal_says_what_took_the_miss_back(happens: Any, reason: str) -> None:
    ticket = Life(promise(norm(24), BY_PRIORITY)).registered(MONDAY).looked_at(wall("03-03 10:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 1
    happens(ticket)
    assert [fact.reason for fact in withdrawals(ticket.looked_at(wall("03-03 11:00")))] == [reason]


def test_rule_c5_a_withdrawal_says_that_working_time_changed() -> None:
    ticket = life(norm(24), norm(8)).registered(MONDAY).looked_at(wall("03-03 10:00"))
    shut = Life().timetables[OFFICE][0][1].latest
    ticket.opened(type(shut)(zone="Europe/Moscow", week=type(shut.week)(tue=shut.week.on(1))), wall("03-01 00:00"))
    assert [fact.reason for fact in withdrawals(ticket.looked_at(wall("03-03 10:00")))] == ["working_time_changed"]


TELLABLE: dict[str, tuple[Fact, ...]] = {
    "new": (BEGUN, HELD, RESOLVED, HIGH, LOW),
    "in_progress": (HELD, RESOLVED, HIGH, LOW),
    "on_hold": (RESUMED, RESOLVED, HIGH),
    "resolved": (REOPENED, HIGH, LOW),
    "reopened": (BEGUN, HELD, RESOLVED, HIGH),
}
STEPS = st.sampled_from([0, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 5 * HOUR, 8 * HOUR, 24 * HOUR])


@given(data=st.data(), steps=st.lists(st.tuples(STEPS, st.booleans()), min_size=1, max_size=6))
@proved()
def test_rule_c6_told_late_is_told_at_once(data: st.DataObject, steps: list[tuple[int, bool]]) -> None:
    """The timekeeper may look between any two facts that are told late: the clocks end as if it had not."""
    now = MONDAY + 30 * 24 * HOUR
    terms = promise(norm(4), BY_PRIORITY)
    late, once = (Life(terms).registered(MONDAY) for _ in range(2))
    at = MONDAY
    for step, is_looked_at in steps:
        if is_looked_at:
            late.looked_at(now)
        at += step
        fact = data.draw(st.sampled_from(TELLABLE[once.course.status]))
        late.then(at, fact)
        once.then(at, fact)
    late.looked_at(now)
    once.looked_at(now)
    for kind in CLOCKS:
        told, meant = late.course.clock(kind), once.course.clock(kind)
        assert late.shown(kind, now) == once.shown(kind, now)
        assert (told.target, told.missed_at(now), told.due) == (meant.target, meant.missed_at(now), meant.due)
        assert standing(late, kind) == standing(once, kind)


def standing(ticket: Life, kind: str) -> list[Any]:
    """The recorded misses of a clock that were not withdrawn."""
    found: dict[int, Any] = {}
    for fact in ticket.recorded(Fact):
        if isinstance(fact, DeadlineMissed) and fact.clock == kind:
            found[fact.target_no] = fact.missed_at
        elif isinstance(fact, DeadlineMissWithdrawn) and fact.clock == kind:
            del found[fact.target_no]
    return list(found.values())


def test_rule_c3_what_was_cancelled_from_the_first_status_on_never_runs() -> None:
    """No new type may begin so; facts of long ago may."""
    cancelled = Status(code="x", name=Text.same("X"), cancels=True)
    ticket = (
        life()
        .registered(MONDAY, status=cancelled)
        .then(wall("03-02 10:00"), TicketMoved(ticket_id=TICKET, status=TAKEN))
    )
    later = wall("03-02 17:00")
    for kind in CLOCKS:
        clock = ticket.course.clock(kind)
        assert (ticket.shown(kind, later)[:2], clock.is_running) == (("cancelled", 0), False)
        explained = ticket.explained(kind, later)
        assert (explained.state, explained.consumed, explained.due) == ("cancelled", 0, NEVER)
    assert ticket.course.due == NEVER
    assert ticket.looked_at(wall("03-20 12:00")).recorded(DeadlineMissed) == []


def test_rule_c7_a_point_is_told_at_its_instant_though_the_agreement_and_its_schedule_are_others_since() -> None:
    terms = promise(norm(1), norm(8, "hours", SHARE))
    other = TicketReclassified(ticket_id=TICKET, type="incident", agreement_id=OTHER_AGREEMENT)
    ticket = Life(terms).registered(MONDAY).then(wall("03-02 17:00"), other).looked_at(wall("03-02 17:30"))
    told = [fact for fact in ticket.recorded(EscalationReached) if isinstance(fact, EscalationReached)]
    assert [(fact.target_no, fact.due_at) for fact in told] == [(1, instant(wall("03-02 16:00")))]
    assert ticket.course.next_look > wall("03-02 17:30")
