"""C1-C4 by name: each rule on one ticket's life, with hours that fit in one's head."""

from __future__ import annotations

import pytest

from events.fact import Fact
from events.ticket import (
    DeadlineMissed,
)
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import EscalationPoint
from events.values.ticket import STATUSES
from sla_engine.instants import NEVER, instant
from tests.sla_engine.lives import (
    BEGUN,
    CLOSED,
    DECLINED,
    HELD,
    HOUR,
    MERGED,
    MINUTE,
    MONDAY,
    REOPENED,
    RESOLVED,
    RESUMED,
    Life,
    life,
    norm,
    promise,
    wall,
)


@pytest.mark.parametrize("fact", [BEGUN, RESOLVED, CLOSED], ids=["in progress", "resolved", "closed"])
def test_rows_27_128_rule_c1_the_reaction_ends_with_the_first_status_that_reacts(fact: Fact) -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 09:40"), fact).then(wall("03-02 12:00"), REOPENED)
    assert ticket.shown("reaction", wall("03-02 17:00")) == ("met", 40 * MINUTE, 20 * MINUTE)


@pytest.mark.parametrize(
    ("by_staff", "is_public", "anyone", "stops"),
    [
        (True, True, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, True, True, True),
        (False, False, True, False),
    ],
    ids=["staff", "staff in private", "requester", "anyone", "anyone in private"],
)
def test_rows_128_129_130_rule_c1_which_comment_is_a_reaction(
    *, by_staff: bool, is_public: bool, anyone: bool, stops: bool
) -> None:
    ticket = life(anyone=anyone).registered(MONDAY)
    ticket.commented(wall("03-02 09:20"), by_staff=by_staff, is_public=is_public)
    assert ticket.shown("reaction", wall("03-02 09:30"))[0] == ("met" if stops else "running")


def test_row_127_rule_c1_the_reaction_runs_from_registration_whatever_the_status() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 09:10"), HELD)
    assert ticket.shown("reaction", wall("03-02 09:50")) == ("running", 50 * MINUTE, 10 * MINUTE)


def test_rule_c1_the_reaction_never_starts_again() -> None:
    ticket = life().registered(MONDAY).commented(wall("03-02 09:20")).then(wall("03-02 10:00"), RESOLVED, REOPENED)
    ticket.then(wall("03-02 11:00"), HELD, RESUMED)
    assert ticket.shown("reaction", wall("03-03 17:00")) == ("met", 20 * MINUTE, 40 * MINUTE)


def test_rows_26_125_rule_c2_time_adds_up_in_new_in_progress_and_reopened_alone() -> None:
    """New 9-10, in progress 10-11, on hold 11-12, in progress 12-13, resolved 14-15, reopened 15-16, closed."""
    ticket = life().registered(MONDAY)
    for at, fact in (("10:00", BEGUN), ("11:00", HELD), ("12:00", RESUMED), ("14:00", RESOLVED), ("15:00", REOPENED)):
        ticket.then(wall(f"03-02 {at}"), fact)
    ticket.then(wall("03-02 16:00"), CLOSED)
    assert ticket.shown("resolution", wall("03-05 12:00")) == ("met", 4 * HOUR, 4 * HOUR)
    assert {code for code, status in STATUSES.items() if status.counts} == {"new", "in_progress", "reopened"}


def test_row_117_only_working_time_counts() -> None:
    ticket = life().registered(wall("03-06 17:00"))
    assert ticket.shown("resolution", wall("03-10 10:00"))[1] == 2 * HOUR


def test_rule_c2_reopening_goes_on_with_what_was_consumed() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 12:00"), RESOLVED).then(wall("03-04 09:00"), REOPENED)
    assert ticket.shown("resolution", wall("03-04 09:00")) == ("running", 3 * HOUR, 5 * HOUR)
    assert ticket.course.resolution.due == wall("03-04 15:00")


def test_rule_c3_a_paused_clock_has_work_left_and_no_due() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 11:50"), BEGUN, HELD)
    assert ticket.shown("resolution", wall("03-04 12:00")) == ("paused", 170 * MINUTE, 310 * MINUTE)
    assert ticket.course.resolution.due == NEVER


@pytest.mark.parametrize("fact", [DECLINED, MERGED], ids=["declined", "merged"])
def test_rule_c3_a_declined_or_merged_ticket_has_cancelled_clocks_that_reach_nothing(fact: Fact) -> None:
    point = EscalationPoint(id="half", share_percent=50)
    ticket = life(resolution=norm(8, "hours", point)).registered(MONDAY).then(wall("03-02 10:00"), fact)
    for kind in ("reaction", "resolution"):
        assert ticket.shown(kind, wall("03-05 12:00"))[:2] == ("cancelled", HOUR)
    assert ticket.course.next_look == NEVER


@pytest.mark.parametrize("fact", [DECLINED, MERGED], ids=["declined", "merged"])
def test_rules_c3_c6_a_miss_before_the_ticket_was_declined_or_merged_stays_and_is_recorded_once(fact: Fact) -> None:
    point = EscalationPoint(id="late", share_percent=150)
    ticket = life(norm(1, "hours", point)).registered(MONDAY).then(wall("03-02 12:00"), fact)
    now = wall("03-20 12:00")
    assert ticket.shown("reaction", now) == ("cancelled", 3 * HOUR, 0)
    assert ticket.course.reaction.missed_at(now) == wall("03-02 10:00")
    assert ticket.course.resolution.missed_at(now) == NEVER
    ticket.looked_at(now).looked_at(now)
    told = [recorded.fact for recorded in ticket.facts[2:]]
    assert [(type(one), one.missed_at) for one in told if isinstance(one, DeadlineMissed)] == [
        (DeadlineMissed, instant(wall("03-02 10:00")))
    ]
    assert len(told) == 1
    assert ticket.shown("reaction", now) == ("cancelled", 3 * HOUR, 0)


def test_rule_c3_what_was_stopped_before_the_ticket_was_declined_stays_met() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 09:30"), BEGUN).then(wall("03-02 10:00"), DECLINED)
    assert [ticket.shown(kind, wall("03-05 12:00"))[0] for kind in ("reaction", "resolution")] == ["met", "cancelled"]


def test_rule_c4_exactly_at_due_is_met() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 18:00"), RESOLVED)
    assert ticket.shown("resolution", wall("03-05 12:00")) == ("met", 8 * HOUR, 0)


def test_row_126_rule_c4_a_microsecond_above_the_target_is_missed_at_due() -> None:
    ticket = life(norm(4), norm(2)).registered(MONDAY).then(wall("03-02 11:00") + 1, RESOLVED)
    assert ticket.shown("resolution", wall("03-05 12:00")) == ("missed", 2 * HOUR + 1, 0)
    assert ticket.course.resolution.missed == wall("03-02 11:00")


def test_rule_c4_a_target_reached_at_closing_is_not_missed_until_work_goes_on() -> None:
    """Eight hours end on Monday at 18:00; nothing is consumed above them before Tuesday 9:00."""
    ticket = life().registered(MONDAY)
    states = [ticket.shown("resolution", wall(at))[0] for at in ("03-02 18:00", "03-03 03:00", "03-03 09:00")]
    assert states == ["running"] * 3
    assert ticket.shown("resolution", wall("03-03 09:00") + 1)[0] == "missed"
    assert ticket.course.resolution.missed_at(wall("03-03 09:00") + 1) == wall("03-02 18:00")
    night = life().registered(MONDAY).then(wall("03-03 03:00"), RESOLVED)
    assert night.shown("resolution", wall("03-05 12:00")) == ("met", 8 * HOUR, 0)


def test_rule_c4_a_clock_reopened_with_nothing_left_is_missed_only_once_it_works_on() -> None:
    """The target was reached to the microsecond, and the pause behind it consumed nothing."""
    ticket = life().registered(MONDAY).then(wall("03-02 18:00"), RESOLVED).then(wall("03-03 12:00"), REOPENED)
    assert ticket.shown("resolution", wall("03-03 12:00")) == ("running", 8 * HOUR, 0)
    assert ticket.shown("resolution", wall("03-03 12:00") + 1)[0] == "missed"
    assert ticket.course.resolution.missed_at(wall("03-03 12:00") + 1) == wall("03-02 18:00")


@pytest.mark.parametrize("noticed", ["03-02 14:30", "03-20 12:00"])
def test_rule_c4_missed_at_is_the_due_instant_whenever_it_is_noticed(noticed: str) -> None:
    ticket = life().registered(MONDAY).looked_at(wall(noticed))
    [missed] = [
        fact
        for fact in ticket.recorded(DeadlineMissed)
        if isinstance(fact, DeadlineMissed) and fact.clock == "reaction"
    ]
    assert (missed.missed_at, missed.noticed_at) == (instant(wall("03-02 10:00")), instant(wall(noticed)))


def test_row_111_rule_c4_a_missed_clock_goes_on_measuring() -> None:
    ticket = life().registered(MONDAY).looked_at(wall("03-03 12:00"))
    assert ticket.shown("resolution", wall("03-03 12:00")) == ("missed", 11 * HOUR, 0)
    ticket.then(wall("03-03 15:00"), RESOLVED)
    assert ticket.shown("resolution", wall("03-09 12:00")) == ("missed", 13 * HOUR, 0)


def test_rule_c6_facts_of_one_instant_keep_the_order_of_the_log() -> None:
    held = life().registered(MONDAY).then(wall("03-02 10:00"), BEGUN, HELD)
    resumed = life().registered(MONDAY).then(wall("03-02 10:00"), HELD, BEGUN)
    states = [ticket.shown("resolution", wall("03-02 11:00"))[:2] for ticket in (held, resumed)]
    assert states == [("paused", HOUR), ("running", 2 * HOUR)]


def test_rule_c6_an_hour_that_the_clock_shows_twice_counts_twice() -> None:
    """Berlin, the night when 03:00 becomes 02:00: from 01:30 to 03:30 on the wall are three hours."""
    always = Timetable(zone="Europe/Berlin", week=WorkWeek(sun=(Hours("00:00", "24:00"),)))
    begin = wall("2026-10-25 02:30")  # 01:30 in Berlin, two hours ahead of UTC
    ticket = Life(promise(norm(8), norm(3)), always).registered(begin)
    assert ticket.course.resolution.due == begin + 3 * HOUR == wall("2026-10-25 05:30")


def test_rule_c6_an_hour_that_the_clock_never_shows_counts_nothing() -> None:
    """Berlin, 29 March 2026: 02:00 becomes 03:00, so 01:00-04:00 on the wall are two hours; three end at 05:00."""
    always = Timetable(zone="Europe/Berlin", week=WorkWeek(sun=(Hours("00:00", "24:00"),)))
    begin = wall("2026-03-29 03:00")  # 01:00 in Berlin, an hour ahead of UTC
    ticket = Life(promise(norm(8), norm(3)), always).registered(begin)
    assert ticket.course.resolution.due == wall("2026-03-29 06:00")
    assert ticket.shown("resolution", wall("2026-03-29 05:00"))[1] == 2 * HOUR
