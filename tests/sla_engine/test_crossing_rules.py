"""C5, C7, C8 and W8 by name: targets and hours that change, escalations, what is recorded and what is withdrawn."""

from __future__ import annotations

from uuid import UUID

import pytest

from events.fact import Fact
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
)
from events.values.duration import Duration
from events.values.identity import TeamId
from events.values.people import Responsible
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import EscalationPoint
from sla_engine.instants import Micros, instant
from sla_engine.points import amount_of
from tests.sla_engine.lives import (
    AGREEMENT,
    BEGUN,
    CLOSED,
    DECLINED,
    HELD,
    HOUR,
    LUNCH,
    MERGED,
    MONDAY,
    NONSTOP,
    OFFICE_HOURS,
    REOPENED,
    RESOLVED,
    TICKET,
    Life,
    life,
    norm,
    promise,
    wall,
)


def revised(ticket: Life, at: str, hours: int) -> Life:
    return ticket.promised(wall(at), promise(norm(1), norm(hours)), apply_to_open=True)


def test_rule_c5_a_target_that_shrinks_below_what_is_consumed_is_missed_at_the_change() -> None:
    ticket = revised(life().registered(MONDAY), "03-02 12:00", 2)
    assert ticket.course.resolution.missed_at(wall("03-02 12:00")) == wall("03-02 12:00")
    ticket.looked_at(wall("03-05 12:00"))
    misses = [fact for fact in ticket.recorded(DeadlineMissed) if isinstance(fact, DeadlineMissed)]
    assert [(fact.clock, fact.target_no, fact.missed_at) for fact in misses] == [
        ("reaction", 1, instant(wall("03-02 10:00"))),
        ("resolution", 2, instant(wall("03-02 12:00"))),
    ]


def test_rule_c5_the_same_while_paused() -> None:
    ticket = revised(life().registered(MONDAY).then(wall("03-02 12:00"), BEGUN, HELD), "03-04 12:00", 2)
    assert ticket.course.resolution.missed == wall("03-04 12:00")


def test_rule_c5_a_target_that_shrinks_to_what_is_consumed_is_not_missed() -> None:
    ticket = revised(life().registered(MONDAY).then(wall("03-02 12:00"), BEGUN, HELD), "03-04 12:00", 3)
    assert ticket.shown("resolution", wall("03-05 12:00")) == ("paused", 3 * HOUR, 0)


def test_rule_c5_a_target_that_grows_withdraws_an_open_miss_by_a_fact_of_its_own() -> None:
    ticket = life(norm(8), norm(8)).registered(MONDAY).then(MONDAY, BEGUN).looked_at(wall("03-03 10:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 1
    revised(ticket, "03-03 11:00", 16)
    assert ticket.course.resolution.is_withdrawal_due
    ticket.looked_at(wall("03-03 11:00"))
    assert len(ticket.recorded(DeadlineMissWithdrawn)) == 1
    assert ticket.shown("resolution", wall("03-03 11:00")) == ("running", 10 * HOUR, 6 * HOUR)
    assert ticket.course.resolution.due == wall("03-03 18:00")
    # The first fact stays, and the greater target may be missed in its turn.
    ticket.looked_at(wall("03-05 12:00"))
    misses = [fact for fact in ticket.recorded(DeadlineMissed) if isinstance(fact, DeadlineMissed)]
    assert [fact.missed_at for fact in misses] == [instant(wall("03-02 18:00")), instant(wall("03-03 18:00"))]
    assert misses[0].target_no < misses[1].target_no


def test_rule_c5_a_target_that_grows_too_little_leaves_the_miss() -> None:
    """Missed on Monday 18:00; nine hours would have ended on Tuesday 10:00, before the change at 11:00."""
    ticket = life(norm(8), norm(8)).registered(MONDAY).then(MONDAY, BEGUN).looked_at(wall("03-03 10:30"))
    revised(ticket, "03-03 11:00", 9).looked_at(wall("03-03 11:00"))
    assert ticket.shown("resolution", wall("03-03 11:00"))[0] == "missed"


def test_rule_w8_an_edit_measures_open_clocks_again_and_leaves_those_of_closed_tickets() -> None:
    """Friday the sixth is given off on Thursday evening: what was due on Friday is due on Tuesday."""
    shut = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH))
    ticket = life().registered(wall("03-05 10:00")).then(wall("03-05 10:00"), BEGUN)
    assert ticket.course.resolution.due == wall("03-06 10:00")
    ticket.opened(shut, wall("03-05 19:00"))
    assert ticket.course.resolution.due == wall("03-09 10:00")
    over = life().registered(MONDAY).then(wall("03-02 12:00"), CLOSED)
    before = over.course.resolution
    assert over.opened(shut, wall("03-02 09:00")).course.resolution == before


def test_rule_w8_a_correction_of_the_past_counts_past_spans_again_and_may_withdraw_a_miss() -> None:
    """It turns out that nobody worked on Monday before 14:00: four hours were consumed, not eight."""
    ticket = life(norm(8), norm(6)).registered(MONDAY).then(MONDAY, BEGUN).then(wall("03-02 18:00"), HELD)
    ticket.looked_at(wall("03-02 19:00"))
    assert ticket.shown("resolution", wall("03-02 19:00"))[:2] == ("missed", 8 * HOUR)
    late = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("14:00", "18:00"),), tue=LUNCH))
    ticket.opened(late, wall("03-01 00:00")).looked_at(wall("03-02 19:30"))
    assert ticket.shown("resolution", wall("03-02 20:00")) == ("paused", 4 * HOUR, 2 * HOUR)
    assert len(ticket.recorded(DeadlineMissWithdrawn)) == 1


def test_another_schedule_carries_over_what_the_first_one_counted() -> None:
    """Three office hours until 12:00, then round the clock: the other five end at 17:00 of the same day."""
    ticket = life().registered(MONDAY).rescheduled(wall("03-02 12:00"), NONSTOP)
    assert ticket.course.resolution.due == wall("03-02 17:00")
    # An edit of the office's hours no longer reaches what was carried over.
    ticket.opened(Timetable(zone="Europe/Moscow", week=WorkWeek()), wall("03-01 00:00"))
    assert ticket.shown("resolution", wall("03-02 13:00"))[1] == 4 * HOUR


def points(ticket: Life) -> list[tuple[str, int, str]]:
    found = [fact for fact in ticket.recorded(EscalationReached) if isinstance(fact, EscalationReached)]
    return [(fact.point_id, fact.target_no, f"{fact.due_at:%m-%d %H:%M}") for fact in found]


BEFORE = EscalationPoint(id="before", offset=Duration(1, "hours"), side="before")
SHARE = EscalationPoint(id="share", share_percent=75)
AFTER = EscalationPoint(id="after", offset=Duration(30, "minutes"), side="after")
LATE = EscalationPoint(id="late", share_percent=150)


def test_rule_c7_points_lie_before_and_after_due_in_working_time() -> None:
    amounts = [amount_of(point, Micros(8 * HOUR)) for point in (SHARE, BEFORE, AFTER, LATE)]
    assert amounts == [6 * HOUR, 7 * HOUR, 8 * HOUR + HOUR // 2, 12 * HOUR]
    assert amount_of(BEFORE, Micros(HOUR // 2)) == 0


def test_rule_c7_each_point_fires_once_at_its_own_instant() -> None:
    """Eight hours from Monday 9:00; 75 % at 16:00, an hour before at 17:00, half an hour after on Tuesday 9:30."""
    ticket = life(norm(8), norm(8, "hours", LATE, AFTER, SHARE, BEFORE)).registered(MONDAY)
    for day in ("02", "03", "04"):
        for hour in range(9, 19):
            ticket.looked_at(wall(f"03-{day} {hour:02}:00"))
    wanted = [
        ("share", 1, "03-02 13:00"),
        ("before", 1, "03-02 14:00"),
        ("after", 1, "03-03 06:30"),
        ("late", 1, "03-03 10:00"),
    ]
    assert points(ticket) == wanted


def test_rules_c7_c10_after_an_outage_everything_that_was_due_fires_once_late_with_both_instants() -> None:
    ticket = life(norm(8), norm(8, "hours", SHARE, AFTER)).registered(MONDAY).looked_at(wall("03-20 12:00"))
    facts = [fact for fact in ticket.recorded(EscalationReached) if isinstance(fact, EscalationReached)]
    assert [fact.due_at for fact in facts] == [instant(wall("03-02 16:00")), instant(wall("03-03 09:30"))]
    assert {fact.noticed_at for fact in facts} == {instant(wall("03-20 12:00"))}
    assert len(ticket.looked_at(wall("03-25 12:00")).recorded(EscalationReached)) == 2


def test_rule_c7_a_new_target_may_fire_its_points_again() -> None:
    ticket = life(norm(8), norm(8, "hours", SHARE)).registered(MONDAY).looked_at(wall("03-02 17:00"))
    ticket.promised(wall("03-02 17:00"), promise(norm(8), norm(16, "hours", SHARE)), apply_to_open=True)
    ticket.looked_at(wall("03-05 12:00"))
    assert points(ticket) == [("share", 1, "03-02 13:00"), ("share", 2, "03-03 10:00")]


@pytest.mark.parametrize("fact", [CLOSED, MERGED, DECLINED], ids=["closed", "merged", "declined"])
def test_rule_c7_a_ticket_that_is_over_never_fires(fact: Fact) -> None:
    ticket = life(norm(8), norm(8, "hours", SHARE, AFTER)).registered(MONDAY).then(wall("03-02 10:00"), fact)
    assert ticket.looked_at(wall("03-20 12:00")).recorded(EscalationReached) == []


def test_rule_c8_what_is_recorded_never_touches_last_changed() -> None:
    ticket = life(resolution=norm(8, "hours", SHARE)).registered(MONDAY)
    ticket.then(
        wall("03-02 09:30"), TicketAssigned(ticket_id=TICKET, responsible=Responsible(team_id=TeamId(UUID(int=7))))
    )
    changed = (ticket.course.changed, ticket.course.changed_version)
    ticket.looked_at(wall("03-20 12:00"))
    assert ticket.course.version > changed[1]
    assert (ticket.course.changed, ticket.course.changed_version) == changed
    assert ticket.opened(OFFICE_HOURS, wall("03-21 00:00")).course.changed == changed[0]


def test_rule_c8_each_target_is_missed_at_most_once_however_often_it_is_looked_at() -> None:
    ticket = life().registered(MONDAY)
    for day in range(3, 20):
        ticket.looked_at(wall(f"03-{day:02} 12:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 2


def test_rule_c8_a_recorded_miss_stays_when_the_ticket_is_resolved_and_reopened() -> None:
    ticket = life().registered(MONDAY).looked_at(wall("03-03 12:00")).then(wall("03-03 13:00"), RESOLVED)
    ticket.then(wall("03-04 09:00"), REOPENED).looked_at(wall("03-06 12:00"))
    assert len(ticket.recorded(DeadlineMissed)) == 2
    assert ticket.recorded(DeadlineMissWithdrawn) == []


def test_the_agreement_of_the_life_is_the_one_that_the_ticket_names() -> None:
    assert life().registered(MONDAY).course.agreement_id == AGREEMENT


def test_rule_c5_a_miss_that_nobody_recorded_yet_stays_where_it_was_when_the_target_shrinks() -> None:
    """Two hours ended at 11:00; at 12:00 the target becomes one hour: it was missed at 11:00, not at 12:00."""
    ticket = revised(life(norm(8), norm(2)).registered(MONDAY), "03-02 12:00", 1)
    assert ticket.course.resolution.missed_at(wall("03-02 12:00")) == wall("03-02 11:00")


def test_rule_w8_a_miss_that_nobody_recorded_yet_is_found_anew_under_corrected_hours() -> None:
    """Six hours of Monday were missed at 16:00, without lunch at 15:00; with the morning off they were not."""
    ticket = life(norm(8), norm(6)).registered(MONDAY).then(MONDAY, BEGUN).then(wall("03-02 18:00"), HELD)
    assert ticket.course.resolution.missed == wall("03-02 16:00")
    straight = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("09:00", "18:00"),)))
    ticket.opened(straight, wall("03-01 00:00"))
    assert ticket.course.resolution.missed == wall("03-02 15:00")
    late = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("14:00", "18:00"),)))
    ticket.opened(late, wall("03-01 00:00")).looked_at(wall("03-02 20:00"))
    assert ticket.shown("resolution", wall("03-02 20:00")) == ("paused", 4 * HOUR, 2 * HOUR)
    assert ticket.recorded(DeadlineMissed) == []


def test_rule_w8_what_was_carried_over_stays_when_the_new_schedule_is_edited() -> None:
    """Three office hours, then round the clock; its Monday is cut to 12:00-14:00: five hours in all."""
    ticket = life().registered(MONDAY).rescheduled(wall("03-02 12:00"), NONSTOP)
    short = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("12:00", "14:00"),)))
    ticket.opened(short, wall("03-01 00:00"), NONSTOP)
    assert ticket.shown("resolution", wall("03-02 18:00")) == ("running", 5 * HOUR, 3 * HOUR)
