"""Random lives of a ticket: whatever happens in whatever order, the clocks and their explanation stay true."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.fact import Fact, Recorded
from events.ticket import (
    CROSSINGS,
    DeadlineMissed,
    EscalationReached,
    TicketPrioritised,
    TicketReclassified,
)
from events.values.schedule import Hours, Timetable, WorkWeek
from events.values.targets import Conditions, EscalationPoint, Rule, Targets
from events.values.text import Text
from events.values.ticket import CLOCKS, IN_PROGRESS, NEW, ON_HOLD, REOPENED, RESOLVED, Clock
from sla_engine import course as courses
from sla_engine import following
from sla_engine.course import Course, Edit
from sla_engine.instants import NEVER, Micros, micros
from tests.sla_engine import lives
from tests.sla_engine.lives import (
    AGREEMENT,
    ALWAYS,
    BEGUN,
    CLOSED,
    DECLINED,
    HELD,
    HOUR,
    LUNCH,
    MERGED,
    MINUTE,
    NONSTOP,
    OFFICE,
    OFFICE_HOURS,
    OTHER_AGREEMENT,
    RESUMED,
    TICKET,
    Life,
    Pages,
    norm,
    promise,
)
from tests.sla_engine.lives import (
    REOPENED as REOPENS,
)
from tests.sla_engine.strategies import LONG

NIGHTS = Timetable(
    zone="Europe/Berlin", week=WorkWeek(fri=(Hours("20:00", "08:00"),), sat=LUNCH, mon=(Hours("07:30", "19:15"),))
)
TIMETABLES = (OFFICE_HOURS, ALWAYS, NIGHTS)
STEPS = st.one_of(
    st.sampled_from([0, 1, HOUR, 8 * HOUR, 24 * HOUR, 72 * HOUR]),
    st.integers(0, 48 * HOUR),
    st.integers(0, 48 * 4).map(lambda quarters: quarters * 15 * MINUTE),
)
POINTS = (
    EscalationPoint(id="near", share_percent=75),
    EscalationPoint(id="over", share_percent=150),
)


def terms(reaction: int, resolution: int, *, anyone: bool) -> Any:
    """A promise whose critical tickets have a third of the time."""
    critical = Rule(
        id="critical",
        name=Text.same("critical"),
        when=Conditions(priorities=frozenset({"critical"})),
        norm=norm(max(1, resolution // 3), "minutes", *POINTS),
    )
    return promise(
        norm(reaction, "minutes"),
        Targets(rules=(critical,), default=norm(resolution, "minutes", *POINTS)),
        anyone=anyone,
    )


PROMISES = st.builds(terms, st.sampled_from([15, 60, 480]), st.sampled_from([60, 480, 960, 2400]), anyone=st.booleans())

MOVES: dict[str, tuple[Fact, ...]] = {
    NEW: (BEGUN, HELD, lives.RESOLVED, DECLINED, MERGED),
    IN_PROGRESS: (HELD, HELD, lives.RESOLVED, lives.RESOLVED, DECLINED, MERGED),
    ON_HOLD: (RESUMED, RESUMED, lives.RESOLVED),
    RESOLVED: (REOPENS, REOPENS, REOPENS, CLOSED),
    REOPENED: (BEGUN, HELD, lives.RESOLVED),
}
RUNS = {NEW, IN_PROGRESS, REOPENED}


class Histories(RuleBasedStateMachine):
    """Lives one ticket and keeps, beside the engine, a plain list of when each clock should have run."""

    @initialize(first=PROMISES, start=st.integers(0, 14 * 24 * 60), timetable=st.sampled_from(TIMETABLES))
    def registers(self, first: Any, start: int, timetable: Timetable) -> None:
        self.now = lives.wall("2026-03-19 00:00") + start * MINUTE
        self.life = Life(first, timetable).registered(self.now)
        self.begun = self.now
        self.counted = dict.fromkeys(CLOCKS, 0)
        self.spans: dict[Clock, list[tuple[Micros, Micros]]] = {kind: [] for kind in CLOCKS}
        self.since: dict[Clock, Micros | None] = dict.fromkeys(CLOCKS, self.now)
        self.closed_on: Any = None

    # What happens to the ticket.

    @rule(step=STEPS)
    def time_passes(self, step: int) -> None:
        self.now += step

    @precondition(lambda self: self.life.course.is_open)
    @rule(step=STEPS, data=st.data())
    def the_status_changes(self, step: int, data: st.DataObject) -> None:
        self.now += step
        fact = data.draw(st.sampled_from(MOVES[self.life.course.status]))
        self.life.then(self.now, fact)
        status = self.life.course.status
        over = not self.life.course.is_open
        if over or status in {IN_PROGRESS, RESOLVED}:
            self._stands("reaction")
        if status in RUNS and self.since["resolution"] is None:
            self.since["resolution"] = self.now
        if status not in RUNS:
            self._stands("resolution")
        if over:
            self.closed_on = self.life.calendar

    @precondition(lambda self: self.life.course.is_open)
    @rule(step=STEPS, by_staff=st.booleans(), is_public=st.booleans())
    def somebody_comments(self, step: int, by_staff: bool, is_public: bool) -> None:  # noqa: FBT001 - hypothesis passes by name
        self.now += step
        answers = is_public and (by_staff or self.life.course.stopped_by_anyone)
        self.life.commented(self.now, by_staff=by_staff, is_public=is_public)
        if answers:
            self._stands("reaction")

    @precondition(lambda self: self.life.course.is_open)
    @rule(step=STEPS, priority=st.sampled_from(["critical", "normal"]))
    def the_priority_changes(self, step: int, priority: Any) -> None:
        self.now += step
        self.life.then(self.now, TicketPrioritised(ticket_id=TICKET, priority=priority))

    @precondition(lambda self: self.life.course.is_open)
    @rule(step=STEPS, agreement=st.sampled_from([AGREEMENT, OTHER_AGREEMENT]))
    def the_agreement_changes(self, step: int, agreement: Any) -> None:
        self.now += step
        self._moves(
            lambda: self.life.then(
                self.now, TicketReclassified(ticket_id=TICKET, type="incident", agreement_id=agreement)
            )
        )

    # What happens to agreements and schedules.

    @rule(step=STEPS, promised=PROMISES, apply_to_open=st.booleans())
    def the_promise_is_revised(self, step: int, promised: Any, apply_to_open: bool) -> None:  # noqa: FBT001 - as above
        self.now += step
        self.life.promised(self.now, promised, apply_to_open=apply_to_open)

    @rule(step=STEPS, schedule=st.sampled_from([OFFICE, NONSTOP]))
    def the_agreement_is_rescheduled(self, step: int, schedule: Any) -> None:
        self.now += step
        self._moves(lambda: self.life.rescheduled(self.now, schedule))

    @rule(
        timetable=st.sampled_from(TIMETABLES),
        away=st.integers(-10 * 24, 10 * 24),
        schedule=st.sampled_from([OFFICE, OFFICE, NONSTOP]),
    )
    def the_hours_are_edited(self, timetable: Timetable, away: int, schedule: Any) -> None:
        self.life.opened(timetable, self.now + away * HOUR, schedule)

    @rule(first=st.sampled_from(TIMETABLES), second=st.sampled_from(TIMETABLES), away=st.integers(-10 * 24, 0))
    def the_hours_of_the_past_are_edited_twice_at_once(self, first: Timetable, second: Timetable, away: int) -> None:
        for timetable in (first, second):
            self.life.opened(timetable, self.now + away * HOUR, self.life.course.schedule_id)

    @rule(step=STEPS)
    def the_timekeeper_looks(self, step: int) -> None:
        self.now += step
        self.life.looked_at(self.now)
        assert self.life.course.next_look > self.now

    # What must be true.

    @invariant()
    def consumed_is_what_the_spans_hold_and_with_what_is_left_makes_the_target(self) -> None:
        for kind in CLOCKS:
            state, consumed, left = self.life.shown(kind, self.now)
            assert consumed == self._consumed(kind)
            if state not in {"missed", "cancelled"}:
                assert consumed + left == self.life.course.clock(kind).target

    @invariant()
    def a_due_is_where_consumed_reaches_the_target(self) -> None:
        for kind in CLOCKS:
            clock = self.life.course.clock(kind)
            if clock.is_running and clock.due != NEVER and clock.due >= clock.since and clock.target > clock.base:
                assert clock.consumed_at(clock.due, self.life.calendar) == clock.target

    @invariant()
    def each_target_is_missed_once_and_each_point_fires_once(self) -> None:
        facts: list[Any] = [recorded.fact for recorded in self.life.facts]
        missed = Counter((fact.clock, fact.target_no) for fact in facts if isinstance(fact, DeadlineMissed))
        fired = Counter(
            (fact.clock, fact.target_no, fact.point_id) for fact in facts if isinstance(fact, EscalationReached)
        )
        assert all(count == 1 for count in missed.values()), missed
        assert all(count == 1 for count in fired.values()), fired

    @invariant()
    def the_explanation_adds_up_and_shows_what_the_clocks_show(self) -> None:
        for kind in CLOCKS:
            found, clock = self.life.explained(kind, self.now), self.life.course.clock(kind)
            state, consumed, _ = self.life.shown(kind, self.now)
            assert found.consumed == consumed == sum(part.worked for part in found.segments)
            assert (found.state, found.target, found.target_no) == (state, clock.target, clock.target_no)
            assert (found.missed, found.due) == (clock.missed_at(self.now), clock.due)
            assert all(one.end == other.begin for one, other in pairwise(found.segments))
            if found.segments:
                ends = (found.segments[0].begin, found.segments[-1].end, found.segments[-1].total)
                assert ends == (self.begun, self.now, consumed)

    @invariant()
    def folding_the_whole_log_at_once_is_folding_it_as_it_came(self) -> None:
        assert folded(self.life) == self.life.course

    def _stands(self, kind: Clock) -> None:
        since = self.since[kind]
        if since is not None:
            self.spans[kind].append((since, self.now))
            self.since[kind] = None

    def _moves(self, happens: Any) -> None:
        """Something that may bring another schedule: what the first one counted is carried over."""
        before, calendar = self.life.course.schedule_id, self.life.calendar
        running = dict(self.since)
        happens()
        if self.life.course.schedule_id == before:
            return
        for kind in CLOCKS:
            self._stands(kind)
            self.counted[kind] += sum(calendar.between(*span) for span in self.spans[kind])
            self.spans[kind] = []
            self.since[kind] = None if running[kind] is None else self.now

    def _consumed(self, kind: Clock) -> int:
        calendar = self.closed_on or self.life.calendar
        since = self.since[kind]
        spans = [*self.spans[kind], *([] if since is None else [(since, self.now)])]
        return self.counted[kind] + sum(calendar.between(*span) for span in spans)


def folded(life: Life) -> Course:
    """The course by one pass over the log, each line read with the book as it stood there."""
    log: list[Recorded | Edit] = [*life.facts, *life.edits]
    course: Course | None = None
    for event in sorted(log, key=lambda event: event.position):
        book = Pages(life, event.position)
        if isinstance(event, Recorded):
            course = following.register(event, book) if course is None else following.follow(course, event, book)
        elif course is not None:
            course = courses.edited(course, event, book)
    assert course is not None
    return course


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not LONG,
            phases=tuple(Phase) if LONG else (Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_lives_stay_true() -> None:
    _run(60, 25)


@pytest.mark.long
def test_ten_thousand_random_lives_stay_true() -> None:
    _run(10_000, 25)


def test_the_facts_that_are_crossings_are_told_apart_from_what_changes_a_ticket() -> None:
    life = Life().registered(lives.MONDAY).looked_at(lives.MONDAY + 90 * 24 * HOUR)
    kinds = [isinstance(recorded.fact, CROSSINGS) for recorded in life.facts]
    assert kinds == [False, True, True]
    assert micros(life.facts[1].metadata.occurred_at) == lives.MONDAY + 90 * 24 * HOUR
