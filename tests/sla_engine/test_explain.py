"""X1: every line of an explanation can be checked with a calendar in hand, and the lines add up exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from events.fact import Fact
from events.ticket import TicketPrioritised, TicketReclassified
from events.values.identity import ScheduleId
from events.values.schedule import WEEKDAYS, DatedException, Hours, Timetable, WorkWeek
from events.values.targets import Conditions, Rule, Targets
from events.values.text import Text
from events.values.ticket import Clock
from sla_engine.explain import Explanation, explain
from sla_engine.instants import NEVER, micros
from tests.sla_engine.lives import (
    BEGUN,
    CLOSED,
    DECLINED,
    HELD,
    HOUR,
    LUNCH,
    MERGED,
    MINUTE,
    MONDAY,
    NONSTOP,
    OFFICE,
    OTHER_AGREEMENT,
    REOPENED,
    RESOLVED,
    RESUMED,
    TICKET,
    WOMENS_DAY,
    Life,
    life,
    lines,
    norm,
    promise,
    wall,
)


def adds_up(explanation: Explanation, begin: int, now: int) -> bool:
    """Whether the segments follow each other from ``begin`` to ``now`` and sum up to the total."""
    parts = explanation.segments
    follow = all(one.end == other.begin for one, other in pairwise(parts))
    totals = [sum(part.worked for part in parts[: place + 1]) for place in range(len(parts))]
    ends = (parts[0].begin, parts[-1].end) == (begin, now)
    return follow and ends and [part.total for part in parts] == totals and totals[-1] == explanation.consumed


def test_rule_x1_a_week_with_lunch_a_holiday_a_hold_a_resolve_and_a_reopen_by_hand() -> None:
    """Sixteen hours promised, registered on Thursday the fifth at noon; Monday the ninth is off.

    Thursday: 12-13 before lunch, 14-15 after it: 2 h. On hold until Friday 10:00.
    Friday: 10-13 and 14-18: 7 h, 9 h in all. The weekend and the holiday count nothing.
    Tuesday: 9-10: 1 h, 10 h in all; resolved until Wednesday 9:00.
    Wednesday: reopened 9-13 and 14-15: 5 h, 15 h in all; the sixteenth hour ends at 16:00.
    """
    ticket = life(norm(1), norm(16)).registered(wall("03-05 12:00"))
    for at, fact in (
        ("03-05 12:30", BEGUN),
        ("03-05 15:00", HELD),
        ("03-06 10:00", RESUMED),
        ("03-10 10:00", RESOLVED),
        ("03-11 09:00", REOPENED),
    ):
        ticket.then(wall(at), fact)
    found = ticket.explained("resolution", wall("03-11 15:00"))
    assert lines(found) == [
        ("03-05 12:00", "03-05 12:30", "new", "counted", 30, 30),
        ("03-05 12:30", "03-05 13:00", "in_progress", "counted", 30, 60),
        ("03-05 13:00", "03-05 14:00", "in_progress", "off_hours", 0, 60),
        ("03-05 14:00", "03-05 15:00", "in_progress", "counted", 60, 120),
        ("03-05 15:00", "03-06 10:00", "on_hold", "status", 0, 120),
        ("03-06 10:00", "03-06 13:00", "in_progress", "counted", 180, 300),
        ("03-06 13:00", "03-06 14:00", "in_progress", "off_hours", 0, 300),
        ("03-06 14:00", "03-06 18:00", "in_progress", "counted", 240, 540),
        ("03-06 18:00", "03-09 00:00", "in_progress", "off_hours", 0, 540),
        ("03-09 00:00", "03-10 00:00", "in_progress", "holiday", 0, 540),
        ("03-10 00:00", "03-10 09:00", "in_progress", "off_hours", 0, 540),
        ("03-10 09:00", "03-10 10:00", "in_progress", "counted", 60, 600),
        ("03-10 10:00", "03-11 09:00", "resolved", "stopped", 0, 600),
        ("03-11 09:00", "03-11 13:00", "reopened", "counted", 240, 840),
        ("03-11 13:00", "03-11 14:00", "reopened", "off_hours", 0, 840),
        ("03-11 14:00", "03-11 15:00", "reopened", "counted", 60, 900),
    ]
    assert adds_up(found, wall("03-05 12:00"), wall("03-11 15:00"))
    assert (found.state, found.consumed, found.due) == ("running", 15 * HOUR, wall("03-11 16:00"))
    assert [part.why for part in found.segments if part.reason == "holiday"] == [WOMENS_DAY]
    pauses = [part.why.en for part in found.segments if part.reason == "off_hours"]
    assert pauses == ["break", "break", "off hours", "off hours", "break"]

    reaction = ticket.explained("reaction", wall("03-11 15:00"))
    assert lines(reaction) == [
        ("03-05 12:00", "03-05 12:30", "new", "counted", 30, 30),
        ("03-05 12:30", "03-05 15:00", "in_progress", "stopped", 0, 30),
        ("03-05 15:00", "03-06 10:00", "on_hold", "stopped", 0, 30),
        ("03-06 10:00", "03-10 10:00", "in_progress", "stopped", 0, 30),
        ("03-10 10:00", "03-11 09:00", "resolved", "stopped", 0, 30),
        ("03-11 09:00", "03-11 15:00", "reopened", "stopped", 0, 30),
    ]


def test_rule_x1_the_rule_and_its_version_are_told() -> None:
    pressing = Rule(
        id="pressing", name=Text.same("pressing"), when=Conditions(priorities=frozenset({"high"})), norm=norm(4)
    )
    terms = promise(norm(1), Targets(rules=(pressing,), default=norm(8)))
    ticket = Life(terms).registered(MONDAY).promised(wall("03-02 09:30"), terms)
    ticket.then(wall("03-02 10:00"), TicketPrioritised(ticket_id=TICKET, priority="high"))
    found = ticket.explained("resolution", wall("03-02 11:00"))
    assert (found.rule_id, found.promise_version, found.target, found.target_no) == ("pressing", 2, 4 * HOUR, 2)
    assert found.due == wall("03-02 13:00")


def test_rule_x1_the_timetable_no_that_counted_is_told_and_cuts_the_segment() -> None:
    """Lunch is given up from Tuesday 11:00 on: the second version counts through it."""
    straight = (Hours("09:00", "18:00"),)
    ticket = life(resolution=norm(16)).registered(wall("03-03 10:00")).then(wall("03-03 10:00"), BEGUN)
    ticket.opened(Timetable(zone="Europe/Moscow", week=WorkWeek(tue=straight, wed=straight)), wall("03-03 11:00"))
    found = ticket.explained("resolution", wall("03-03 15:00"))
    told = [(part.timetable_no, part.worked // MINUTE) for part in found.segments]
    assert told == [(1, 60), (2, 240)]
    assert adds_up(found, wall("03-03 10:00"), wall("03-03 15:00"))


def test_rule_x1_a_correction_of_the_past_explains_an_open_ticket_anew_and_a_closed_one_as_it_was() -> None:
    friday_off = Timetable(
        zone="Europe/Moscow",
        week=WorkWeek(mon=LUNCH, tue=LUNCH, wed=LUNCH, thu=LUNCH, fri=LUNCH),
        exceptions=(DatedException(date(2026, 3, 6), (), Text("Авария", "Outage")),),
    )
    opened = life().registered(wall("03-06 10:00")).opened(friday_off, wall("03-01 00:00"))
    found = opened.explained("resolution", wall("03-06 12:00"))
    assert [(part.reason, part.why.en) for part in found.segments] == [("holiday", "Outage")]
    assert found.consumed == 0 == opened.shown("resolution", wall("03-06 12:00"))[1]

    closed = life().registered(wall("03-06 10:00")).then(wall("03-06 12:00"), CLOSED)
    before = closed.explained("resolution", wall("03-06 12:00"))
    after = closed.opened(friday_off, wall("03-01 00:00")).explained("resolution", wall("03-06 12:00"))
    assert (after, after.consumed) == (before, 2 * HOUR)


def test_rule_x1_another_schedule_is_told_from_the_moment_it_holds() -> None:
    ticket = life().registered(wall("03-06 17:00"))
    moved = TicketReclassified(ticket_id=TICKET, type="incident", agreement_id=OTHER_AGREEMENT)
    ticket.then(wall("03-06 20:00"), moved)
    found = ticket.explained("resolution", wall("03-06 21:00"))
    assert lines(found) == [
        ("03-06 17:00", "03-06 18:00", "new", "counted", 60, 60),
        ("03-06 18:00", "03-06 20:00", "new", "off_hours", 0, 60),
        ("03-06 20:00", "03-06 21:00", "new", "counted", 60, 120),
    ]
    assert found.segments[-1].schedule_id == NONSTOP


def test_rule_x1_weeks_in_which_the_clocks_change_add_up_in_real_seconds() -> None:
    """Round the clock in Berlin: the Sunday of 29 March has 23 hours, that of 25 October has 25."""
    always = Timetable(zone="Europe/Berlin", week=WorkWeek(**dict.fromkeys(WEEKDAYS, (Hours("00:00", "24:00"),))))
    for month, day, hours in ((3, 29, 23), (10, 25, 25)):
        offset = {3: 1, 10: 2}[month]
        begin = micros(datetime(2026, month, day, tzinfo=UTC)) - offset * HOUR
        now = begin + hours * HOUR
        ticket = Life(promise(norm(1), norm(200)), always).registered(begin)
        found = ticket.explained("resolution", now)
        assert (found.consumed, len(found.segments)) == (hours * HOUR, 1)
        assert ticket.calendar.days(begin, 1) == [(begin, now)]


def test_rule_x1_a_declined_ticket_says_when_its_clocks_ended() -> None:
    ticket = life().registered(MONDAY).then(wall("03-02 10:00"), DECLINED)
    found = ticket.explained("resolution", wall("03-02 12:00"))
    assert lines(found) == [
        ("03-02 09:00", "03-02 10:00", "new", "counted", 60, 60),
        ("03-02 10:00", "03-02 12:00", "declined", "stopped", 0, 60),
    ]
    assert (found.state, found.due, found.missed) == ("cancelled", NEVER, NEVER)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((BEGUN, RESOLVED), "reaction ended: In progress"),
        ((RESOLVED, REOPENED), "reaction ended: Resolved"),
        ((CLOSED,), "reaction ended: Closed"),
        ((DECLINED,), "reaction ended: Declined"),
        ((MERGED,), "reaction ended: Merged"),
    ],
    ids=["in progress", "resolved", "closed", "declined", "merged"],
)
def test_rule_x1_the_status_that_ended_the_reaction_is_told_and_stays_the_reason(
    facts: tuple[Fact, ...], words: str
) -> None:
    ticket = life().registered(MONDAY)
    for hour, fact in enumerate(facts, start=10):
        ticket.then(wall(f"03-02 {hour}:00"), fact)
    parts = ticket.explained("reaction", wall("03-02 15:00")).segments
    assert {part.why.en for part in parts if part.reason == "stopped"} == {words}


@pytest.mark.parametrize(
    ("by_staff", "words"),
    [(True, "reaction given: staff answered"), (False, "reaction given: the requester answered")],
)
def test_rule_x1_the_answer_that_ended_the_reaction_is_told(*, by_staff: bool, words: str) -> None:
    ticket = life(anyone=True).registered(MONDAY).commented(wall("03-02 09:30"), by_staff=by_staff)
    parts = ticket.then(wall("03-02 10:00"), RESOLVED).explained("reaction", wall("03-02 15:00")).segments
    assert {part.why.en for part in parts if part.reason == "stopped"} == {words}


def test_rule_x1_every_reason_has_words_in_both_languages() -> None:
    ticket = life().registered(wall("03-05 12:00")).then(wall("03-05 15:00"), HELD).then(wall("03-06 10:00"), RESUMED)
    found = [ticket.explained(kind, wall("03-12 12:00")) for kind in ("reaction", "resolution")]
    words = {part.why for explanation in found for part in explanation.segments}
    assert len(words) == 6
    assert all(text.ru and text.en and text.ru != text.en for text in words)


MORNINGS_OFF = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=LUNCH[1:]))
NO_LUNCH = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("09:00", "18:00"),)))


def test_rule_x1_a_recorded_miss_that_one_edit_disproves_is_told_at_its_instant_by_the_next() -> None:
    """Five hours end at 15:00, and that is recorded. With mornings off four are used up; without lunch 14:00 it was."""
    now = wall("03-02 17:00")
    ticket = life(norm(100), norm(5)).registered(MONDAY).looked_at(now)
    assert ticket.explained("resolution", now).missed == wall("03-02 15:00")
    ticket.opened(MORNINGS_OFF, wall("03-01 00:00")).opened(NO_LUNCH, wall("03-01 00:00"))
    found, clock = ticket.explained("resolution", now), ticket.course.resolution
    assert (found.missed, found.due) == (clock.missed_at(now), clock.due) == (wall("03-02 14:00"),) * 2
    assert clock.is_withdrawal_due


def test_rule_x1_a_miss_of_a_former_target_that_one_edit_disproves_is_one_of_the_present_target_by_the_next() -> None:
    """Five hours end at 15:00; at 16:00 they become three. With mornings off those end at 17:00, without lunch at noon.

    The miss of 15:00 was one of the former target, which nobody can measure again: the present one accuses from 16:00.
    """
    now = wall("03-02 17:00")
    ticket = life(norm(100), norm(5)).registered(MONDAY)
    ticket.promised(wall("03-02 16:00"), promise(norm(100), norm(3)), apply_to_open=True)
    assert ticket.explained("resolution", now).missed == wall("03-02 15:00")
    ticket.opened(MORNINGS_OFF, wall("03-01 00:00")).opened(NO_LUNCH, wall("03-01 00:00"))
    found, clock = ticket.explained("resolution", now), ticket.course.resolution
    assert (found.missed, found.due) == (clock.missed_at(now), clock.due) == (wall("03-02 16:00"), wall("03-02 12:00"))


def test_nothing_registered_is_nothing_explained() -> None:
    ticket = life()
    assert explain([], lambda _: ticket.book, MONDAY) == []


@pytest.mark.parametrize("kind", ["reaction", "resolution"])
@pytest.mark.parametrize("onto", [OFFICE, NONSTOP], ids=["the same schedule", "another schedule"])
def test_rule_x1_a_wake_up_recorded_behind_a_later_edit_adds_up_to_what_the_clock_shows(
    kind: Clock, onto: ScheduleId
) -> None:
    """The timekeeper was away: the wake-up of Monday stands in the log behind the edit of Tuesday."""
    ticket = life(norm(100), norm(100)).registered(MONDAY)
    ticket.then(wall("03-02 10:00"), HELD)
    ticket.promised(wall("03-03 09:00"), promise(norm(90), norm(90)), apply_to_open=True)
    ticket.rescheduled(wall("03-03 10:00"), onto)
    ticket.then(wall("03-02 15:00"), RESUMED)
    now = wall("03-03 12:00")
    found = ticket.explained(kind, now)
    assert found.consumed == ticket.shown(kind, now)[1]
    assert adds_up(found, MONDAY, now)


def test_rule_x1_a_wake_up_recorded_late_ends_the_wait_when_it_was_due() -> None:
    ticket = life(norm(100), norm(100)).registered(MONDAY)
    ticket.then(wall("03-02 10:00"), HELD)
    ticket.promised(wall("03-03 09:00"), promise(norm(90), norm(90)), apply_to_open=True)
    ticket.then(wall("03-02 15:00"), RESUMED)
    assert lines(ticket.explained("reaction", wall("03-02 16:00"))) == [
        ("03-02 09:00", "03-02 10:00", "new", "counted", 60, 60),
        ("03-02 10:00", "03-02 13:00", "on_hold", "counted", 180, 240),
        ("03-02 13:00", "03-02 14:00", "on_hold", "off_hours", 0, 240),
        ("03-02 14:00", "03-02 15:00", "on_hold", "counted", 60, 300),
        ("03-02 15:00", "03-02 16:00", "in_progress", "stopped", 0, 300),
    ]
