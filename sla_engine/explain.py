"""Why a clock shows what it shows: segments that add up to the second (X1); asked by the API and the CLI.

The facts are folded as the read model folds them, and every stretch between two of them is cut where working
time opens and closes, so that a person with a calendar in hand can check each line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from typing import Literal, NamedTuple

import msgspec

from events.fact import Fact, Recorded
from events.ticket import CROSSINGS, TicketCommented, TicketRegistered
from events.ticket_history import withdraws
from events.ticket_unmerged import TicketUnmerged
from events.values.identity import ScheduleId
from events.values.text import Text
from events.values.ticket import CLOCKS, Clock
from sla_engine import course as courses
from sla_engine import following, trouble
from sla_engine.clock import ClockState, State
from sla_engine.course import Book, Course, Edit
from sla_engine.hours_of_versions import BREAK
from sla_engine.instants import NEVER, NO_TIME, Micros, micros
from sla_engine.policy import Traits
from sla_engine.worktime import Calendar

Reason = Literal["counted", "off_hours", "holiday", "status", "stopped"]

OFF_HOURS = Text(ru="нерабочее время", en="off hours")
COUNTED = Text(ru="рабочее время", en="working time")
ANSWERED = Text(ru="реакция дана: ответил сотрудник", en="reaction given: staff answered")
SPOKEN = Text(ru="реакция дана: ответил заявитель", en="reaction given: the requester answered")
ENDED = Text(ru="реакция окончена: ", en="reaction ended: ")


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch [begin, end) with what it counted and why not. Instants and amounts are microseconds.

    ``total`` is what was consumed when it ended. ``timetable_no`` says which of the timetables of the schedule counted,
    in the order in which they take effect, from 1: an edit of the past may come in between, so it is no version.
    """

    begin: Micros
    end: Micros
    status: str
    reason: Reason
    why: Text
    worked: Micros
    total: Micros
    schedule_id: ScheduleId
    timetable_no: int


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One clock explained: its segments, the rule that gave the target, what it shows now.

    ``due`` is where the target is reached, or was; it is due only while the clock runs (C3). ``traits`` are what rules
    ask of the ticket today.
    """

    clock: Clock
    state: State
    target: Micros
    target_no: int
    rule_id: str
    promise_version: int
    consumed: Micros
    due: Micros
    is_running: bool
    missed: Micros
    segments: tuple[Segment, ...]
    trouble: Text | None = None
    traits: Traits | None = None


class _Step(NamedTuple):
    """From ``begin`` on the ticket's course is this one, by what stood in the log at ``position``.

    ``is_beside`` where that moved only what the course would be if its end were taken back.
    """

    begin: Micros
    position: int
    course: Course
    fact: Fact | None
    is_beside: bool = False


def explain(
    facts: Sequence[Recorded], book_at: Callable[[int], Book], now: Micros, edits: Sequence[Edit] = ()
) -> list[Explanation]:
    """Both clocks of a ticket from its facts; ``book_at`` gives the book as of a place of the log.

    ``edits`` are those that may have reached the ticket while it was open, in the order of the log. The working
    time of an open ticket is that of the book's end: its clocks follow later edits (W8).
    """
    if not facts or not isinstance(facts[0].fact, TicketRegistered):
        return []
    course = following.register(facts[0], book_at(facts[0].position))
    steps = [_Step(course.registered, facts[0].position, course, facts[0].fact)]
    # What came before the registration reaches nothing; two things never stand at one position.
    later = [edit for edit in edits if edit.position > facts[0].position]
    story: list[Recorded | Edit] = sorted([*facts[1:], *later], key=lambda event: event.position)
    for event, follows in zip_longest(story, story[1:]):
        if _is_overtaken(event, follows) and not _knows_of_a_miss(course):
            continue
        book = book_at(event.position)
        if isinstance(event, Edit):
            before, course = course, courses.edited(course, event, book)
            if event.agreement_id is not None and course is not before:
                moment = max(event.at, (course if course.is_open else course.before or course).changed)
                steps.append(_Step(moment, event.position, course, None, is_beside=not course.is_open))
            continue
        course = following.follow(course, event, book)
        if withdraws(event.fact):
            gone = {one.position for one in facts if one.version in event.fact.withdrawn}
            was_merged = isinstance(event.fact, TicketUnmerged)
            steps = [
                _as_if_open(step) if step.is_beside or (was_merged and step.position > min(gone)) else step
                for step in steps
                if step.position not in gone
            ]
            continue
        if not isinstance(event.fact, CROSSINGS):
            steps.append(_Step(micros(event.metadata.occurred_at), event.position, course, event.fact))
    steps = [step for step in steps if not step.is_beside]
    # A ticket that is over keeps what it recorded: its working time as it was known then (W8).
    latest = book_at(NEVER if course.is_open else steps[-1].position)
    final = courses.recount(course, latest)
    books, calendar = _books(steps, book_at, latest), latest.calendar(final.schedule_id, final.zone)
    return [
        msgspec.structs.replace(
            _explained(kind, steps, final, books, now), trouble=trouble.of_clock(final.clock(kind), calendar)
        )
        for kind in CLOCKS
    ]


def _as_if_open(step: _Step) -> _Step:
    """A step that a ticket made while it was over, as it made it without that end."""
    before = step.course.before
    return step if before is None else step._replace(course=before, is_beside=not before.is_open)


def _is_overtaken(event: Recorded | Edit, follows: Recorded | Edit | None) -> bool:
    """Whether an edit of working time is followed at once by another of the same schedule: measured anew by that one,
    clocks without a miss are what they are after both.
    """  # noqa: D205 - one sentence
    return (
        isinstance(event, Edit)
        and isinstance(follows, Edit)
        and event.agreement_id is None
        and follows.agreement_id is None
        and event.schedule_id == follows.schedule_id
    )


def _knows_of_a_miss(course: Course) -> bool:
    """Whether a clock has a miss, recorded or not: an edit that disproves it is not undone by the next (C5, C6)."""
    clocks = [course.clock(kind) for kind in CLOCKS]
    if any(clock.missed != NEVER or clock.terms.recorded for clock in clocks):
        return True
    return course.before is not None and _knows_of_a_miss(course.before)


def _books(steps: Sequence[_Step], book_at: Callable[[int], Book], latest: Book) -> list[Book]:
    """The book that each step is counted by: what an earlier schedule counted stays as it was carried over."""
    books, book = [], latest
    for place in range(len(steps) - 1, -1, -1):
        if place + 1 < len(steps) and steps[place + 1].course.schedule_id != steps[place].course.schedule_id:
            book = book_at(steps[place + 1].position)
        books.append(book)
    return books[::-1]


def _stretches(kind: Clock, steps: Sequence[_Step], now: Micros) -> list[tuple[Micros, Micros]]:
    """From when until when each step holds for a clock.

    A wake-up that is recorded late may stand behind an edit of the agreement in the log and before it in time: it
    ends all that came before, save what a clock had counted until the edit brought another schedule: that is carried.
    """
    begins, carried = [], NO_TIME
    for place, step in enumerate(steps):
        before = steps[place - 1].course if place else step.course
        if before.schedule_id != step.course.schedule_id and before.clock(kind).is_running:
            carried = max(carried, step.begin)
        begins.append(max(step.begin, carried))
    stretches, follows = [], max(begins[-1], now)
    for begin in reversed(begins):
        stretches.append((begin, max(begin, follows)))
        follows = min(begin, follows)
    return stretches[::-1]


def _explained(kind: Clock, steps: Sequence[_Step], final: Course, books: Sequence[Book], now: Micros) -> Explanation:
    segments: list[Segment] = []
    total, ended = NO_TIME, None
    for place, (step, (begin, end)) in enumerate(zip(steps, _stretches(kind, steps, now), strict=True)):
        course, fact = step.course, step.fact
        calendar = books[place].calendar(course.schedule_id, course.zone)
        stands = course.stands.name
        if kind == "reaction" and ended is None and course.reaction.stopped != NEVER:
            ended = _ending(fact, stands)
        for segment in _cut(ended or stands, course.clock(kind), course, calendar, begin, end):
            total += segment.worked
            segments.append(msgspec.structs.replace(segment, total=total))
    clock = final.clock(kind)
    return Explanation(
        clock=kind,
        state=clock.state_at(now),
        target=clock.target,
        target_no=clock.target_no,
        rule_id=clock.terms.rule_id,
        promise_version=clock.terms.promise_version,
        consumed=total,
        due=clock.due,
        is_running=clock.is_running,
        missed=clock.missed_at(now),
        segments=tuple(merged(segments)),
        traits=final.traits,
    )


def _ending(fact: Fact | None, status: Text) -> Text:
    """What ended the reaction: an answer, or the status that the ticket came to (C1)."""
    if isinstance(fact, TicketCommented):
        return ANSWERED if fact.by_staff else SPOKEN
    return Text(ru=ENDED.ru + status.ru, en=ENDED.en + status.en)


def _cut(
    stands: Text, clock: ClockState, course: Course, calendar: Calendar, begin: Micros, end: Micros
) -> list[Segment]:
    """The pieces of a stretch in which no fact changes the clock; each is counted by one version of the schedule."""
    if begin >= end:
        return []

    def piece(a: Micros, b: Micros, reason: Reason, why: Text) -> Segment:
        return Segment(
            begin=a,
            end=b,
            status=course.status,
            reason=reason,
            why=why,
            worked=b - a if reason == "counted" else NO_TIME,
            total=NO_TIME,
            schedule_id=course.schedule_id,
            timetable_no=calendar.version_at(a) + 1,
        )

    if not clock.is_running:
        ended = clock.stopped != NEVER
        return [piece(begin, end, "stopped" if ended else "status", stands)]
    pieces: list[Segment] = []
    for since, until in pairwise([begin, *calendar.version_bounds(begin, end), end]):
        at = since
        for opens, closes in calendar.within(since, until):
            pieces += _closed_pieces(piece, calendar, at, opens)
            pieces.append(piece(opens, closes, "counted", COUNTED))
            at = closes
        pieces += _closed_pieces(piece, calendar, at, until)
    return pieces


def _closed_pieces(
    piece: Callable[[Micros, Micros, Reason, Text], Segment], calendar: Calendar, begin: Micros, end: Micros
) -> list[Segment]:
    """Closed time cut at local midnights around days off that have a name of their own; a lunch is a break."""
    pieces: list[Segment] = []
    at = begin
    while at < end:
        until, why = calendar.closed_because(at)
        stop = min(end, until)
        reason: Reason = "off_hours" if why is None or why is BREAK else "holiday"
        pieces.append(piece(at, stop, reason, OFF_HOURS if why is None else why))
        at = stop
    return pieces


def merged(segments: Sequence[Segment]) -> list[Segment]:
    """Neighbours that say the same become one, save that counted stretches stay apart by working interval."""
    found: list[Segment] = []
    for segment in segments:
        last = found[-1] if found else None
        if (
            last is not None
            and last.end == segment.begin
            and (last.status, last.reason, last.why, last.schedule_id, last.timetable_no)
            == (segment.status, segment.reason, segment.why, segment.schedule_id, segment.timetable_no)
        ):
            found[-1] = msgspec.structs.replace(
                last, end=segment.end, worked=last.worked + segment.worked, total=segment.total
            )
        else:
            found.append(segment)
    return found
