"""The terms are read on and never old: what they say is what the log says, whoever wrote it and in whatever steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from typing_extensions import override

from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.service_schedule import NormOutlastsSchedule, NoSuchSchedule, Schedule, ScheduleCutsNorm
from commands.agreement import ConcludeAgreement, RenameAgreement, RescheduleAgreement, ReviseAgreementPromise
from commands.agreement_scope import ArchiveAgreement
from commands.bus import Bus
from commands.command import Command
from commands.fields import Named
from commands.refusals import StaleVersion
from commands.service_schedule import DeclareHolidays, RenameSchedule, ReviseSchedule, WithdrawHolidays
from commands.terms import Terms
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.agreement import AgreementConcluded
from events.fact import Recorded
from events.service_schedule import HolidaysDeclared, ScheduleDrawnUp, ScheduleRenamed, ScheduleRevised
from events.values.duration import HOUR, Duration
from events.values.identity import AgreementId, ScheduleId, StreamId
from events.values.reach import longest
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.targets import Norm, Promise, Targets
from events.values.text import Text
from tests.dsl import NOW, Like, Story, given
from tests.people import ADMINISTRATOR
from tests.sla_engine.strategies import proved
from tests.support.memory_log import InMemoryLog

TINY = Timetable(zone="UTC", week=WorkWeek(sun=(Hours("09:00", "09:05"),)))
OFFICE = Timetable(zone="UTC", week=WorkWeek(mon=(Hours("09:00", "18:00"),)))
OTHER = Timetable(zone="UTC", week=WorkWeek(tue=(Hours("09:00", "18:00"),)))
LONG = Promise(resolution=Targets(default=Norm(duration=Duration(3650, "days"))))
SCHEDULES = [ScheduleId(UUID(int=0x71)), ScheduleId(UUID(int=0x72))]
AGREEMENTS = [AgreementId(UUID(int=0x73)), AgreementId(UUID(int=0x74))]
PAST = (
    *(ScheduleDrawnUp(schedule_id=each, name=Text.same("S"), timetable=OFFICE) for each in SCHEDULES),
    *(
        AgreementConcluded(agreement_id=each, name=Text.same("A"), schedule_id=SCHEDULES[0], promise=Promise())
        for each in AGREEMENTS
    ),
)

_ON, _OF = st.sampled_from(SCHEDULES), st.sampled_from(AGREEMENTS)
_DAYS = st.integers(1, 40).map(lambda ahead: NOW.date() + timedelta(days=ahead))
COMMANDS = st.one_of(
    st.builds(ReviseSchedule, schedule_id=_ON, timetable=st.sampled_from([OFFICE, OTHER, TINY])),
    st.builds(DeclareHolidays, schedule_id=_ON, exceptions=_DAYS.map(lambda on: (DatedException(on),))),
    st.builds(WithdrawHolidays, schedule_id=_ON, dates=_DAYS.map(lambda on: (on,))),
    st.builds(RenameSchedule, schedule_id=_ON, title=st.sampled_from([Named(en="a"), Named(en="b")])),
    st.builds(RenameAgreement, agreement_id=_OF, title=st.sampled_from([Named(en="a"), Named(en="b")])),
    st.builds(ReviseAgreementPromise, agreement_id=_OF, promise=st.sampled_from([Promise(), LONG])),
    st.builds(RescheduleAgreement, agreement_id=_OF, schedule_id=_ON),
    st.builds(ArchiveAgreement, agreement_id=_OF, reason=st.just("r")),
    st.builds(ConcludeAgreement, title=st.just(Named(en="c")), schedule_id=_ON, promise=st.sampled_from([LONG])),
)


def folded(log: InMemoryLog) -> tuple[dict[UUID, Schedule], dict[UUID, Agreement]]:
    """Everything folded from the beginning, stream by stream."""
    streams: dict[StreamId, list[Recorded]] = {}
    for recorded in log.after(0):
        streams.setdefault(recorded.stream, []).append(recorded)
    schedules: dict[UUID, Schedule] = {}
    agreements: dict[UUID, Agreement] = {}
    for stream, facts in streams.items():
        if (schedule := Schedule.fold(facts)) is not None:
            schedules[stream] = schedule
        if (agreement := Agreement.fold(facts)) is not None:
            agreements[stream] = agreement
    return schedules, agreements


@proved(quick=25, long=3_000)
@examples(st.lists(st.tuples(COMMANDS, st.booleans()), max_size=12))
def test_terms_that_are_read_on_are_those_of_a_desk_that_folds_everything(steps: list[tuple[Command, bool]]) -> None:
    """A desk that keeps its terms, beside one that is started anew for every command: the same facts and refusals."""
    kept, anew = given(*PAST), given(*PAST)
    for nth, (command, elsewhere) in enumerate(steps):
        for story in (kept, anew):
            own = story.bus
            if story is anew or elsewhere:
                story.bus = Bus(story.log, story.log, story)
            story.outcome = None
            story.when(command, by=ADMINISTRATOR, at=NOW + timedelta(hours=nth))
            if story is kept and elsewhere:
                story.bus = own
        assert type(kept.outcome) is type(anew.outcome)
        assert str(kept.outcome) == str(anew.outcome)
        assert [each.fact for each in kept.log.after(0)] == [each.fact for each in anew.log.after(0)]
        assert isinstance(kept.log, InMemoryLog)
        schedules, agreements = folded(kept.log)
        terms = kept.bus.terms(kept.log)
        assert dict(terms.schedules) == schedules
        assert {stream: each.agreement for stream, each in terms.agreements.items()} == agreements
        for promised in terms.agreements.values():
            assert promised.longest == longest(promised.agreement.promise)
        for schedule_id in SCHEDULES:
            on_it = [each for each in agreements.values() if each.schedule_id == schedule_id]
            assert [each.agreement for each in terms.on(schedule_id)] == on_it


def test_what_another_process_agrees_is_known_to_the_next_edit(story: Story) -> None:
    story.given(*PAST)
    story.when(ReviseSchedule(schedule_id=SCHEDULES[0], timetable=OTHER), by=ADMINISTRATOR).then(Like(ScheduleRevised))
    here, story.bus = story.bus, Bus(story.log, story.log, story)
    story.when(ReviseAgreementPromise(agreement_id=AGREEMENTS[1], promise=LONG), by=ADMINISTRATOR)
    story.when(RenameAgreement(agreement_id=AGREEMENTS[1], title=Named(en="Other")), by=ADMINISTRATOR)
    story.bus = here
    cut = ReviseSchedule(schedule_id=SCHEDULES[0], timetable=TINY)
    story.when(cut, by=ADMINISTRATOR).then_refused(
        ScheduleCutsNorm, field="timetable.week", agreement=Text.same("Other"), norm=Text("87600 ч", "87600 h")
    )
    story.when(ReviseSchedule(schedule_id=SCHEDULES[1], timetable=TINY), by=ADMINISTRATOR).then(Like(ScheduleRevised))
    moved = RescheduleAgreement(agreement_id=AGREEMENTS[1], schedule_id=SCHEDULES[1])
    story.when(moved, by=ADMINISTRATOR).then_refused(NormOutlastsSchedule, field="schedule_id")


def test_who_saw_an_older_schedule_is_told_and_who_saw_this_one_is_not(story: Story) -> None:
    story.given(*PAST, ScheduleRenamed(schedule_id=SCHEDULES[0], name=Text.same("T")))
    revise = ReviseSchedule(schedule_id=SCHEDULES[0], timetable=OTHER)
    for seen in (1, 3):
        story.when(revise, by=ADMINISTRATOR, seen=seen).then_refused(StaleVersion)
    story.when(revise, by=ADMINISTRATOR, seen=2).then(Like(ScheduleRevised))
    promise = ReviseAgreementPromise(agreement_id=AGREEMENTS[0], promise=LONG)
    story.when(promise, by=ADMINISTRATOR, seen=2).then_refused(StaleVersion)


@pytest.mark.parametrize("unknown", [ScheduleId(UUID(int=0x7F)), ScheduleId(AGREEMENTS[0])])
def test_a_schedule_that_is_none_has_no_terms(story: Story, unknown: ScheduleId) -> None:
    story.given(*PAST)
    for command in (
        ReviseSchedule(schedule_id=unknown, timetable=OTHER),
        RescheduleAgreement(agreement_id=AGREEMENTS[0], schedule_id=unknown),
    ):
        story.when(command, by=ADMINISTRATOR).then_refused(NoSuchSchedule, field="schedule_id")
    nobody = ReviseAgreementPromise(agreement_id=AgreementId(SCHEDULES[0]), promise=LONG)
    story.when(nobody, by=ADMINISTRATOR).then_refused(NoSuchAgreement, field="agreement_id")


class Interrupted(InMemoryLog):
    """A log in which others write between somebody's look at the terms and the append."""

    def __init__(self) -> None:
        super().__init__()
        self.then: list[tuple[Bus, Command, Story]] = []

    @override
    def load_beside_terms(
        self, streams: Iterable[StreamId], after: int
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Sequence[Recorded]]:
        found = super().load_beside_terms(streams, after)
        if self.then:
            bus, command, story = self.then.pop()
            bus.execute(command, viewer=ADMINISTRATOR, command_id=story.next_id())
        return found


def test_a_norm_that_grows_between_the_look_and_the_append_is_seen_by_a_second_look() -> None:
    log = Interrupted()
    story = Story(log).given(*PAST)
    growing = ReviseAgreementPromise(agreement_id=AGREEMENTS[0], promise=LONG)
    log.then.append((Bus(log, log, story), growing, story))
    story.when(ReviseSchedule(schedule_id=SCHEDULES[0], timetable=TINY), by=ADMINISTRATOR)
    assert isinstance(story.outcome, ScheduleCutsNorm)


def test_hours_that_shrink_between_the_look_and_the_append_are_seen_by_a_second_look() -> None:
    log = Interrupted()
    story = Story(log).given(*PAST)
    shrinking = ReviseSchedule(schedule_id=SCHEDULES[0], timetable=TINY)
    log.then.append((Bus(log, log, story), shrinking, story))
    story.when(ReviseAgreementPromise(agreement_id=AGREEMENTS[0], promise=LONG), by=ADMINISTRATOR)
    assert isinstance(story.outcome, NormOutlastsSchedule)


def test_a_question_sees_the_terms_of_its_own_moment(database: Database) -> None:
    """Its snapshot began before somebody else in this process read on."""
    log = PostgresLog(database)
    story = Story(log).given(*PAST)
    with database.snapshot() as cursor:
        then = log.at(cursor)
        assert len(then.load(StreamId(SCHEDULES[0]))) == 1
        revise = ReviseSchedule(schedule_id=SCHEDULES[0], timetable=OTHER)
        story.when(revise, by=ADMINISTRATOR).then(Like(ScheduleRevised))
        story.when(ReviseAgreementPromise(agreement_id=AGREEMENTS[0], promise=LONG), by=ADMINISTRATOR)
        assert story.bus.terms(then).schedules[StreamId(SCHEDULES[0])].version == 1
    assert story.bus.terms(log).schedules[StreamId(SCHEDULES[0])].version == 2


def test_terms_that_were_handed_out_stay_as_they_were(story: Story) -> None:
    story.given(*PAST)
    before = story.bus.terms(story.log)
    declare = DeclareHolidays(schedule_id=SCHEDULES[0], exceptions=(DatedException(NOW.date() + timedelta(days=9)),))
    story.when(declare, by=ADMINISTRATOR).then(Like(HolidaysDeclared))
    story.when(ReviseAgreementPromise(agreement_id=AGREEMENTS[0], promise=LONG), by=ADMINISTRATOR)
    after = story.bus.terms(story.log)
    stream, agreement = StreamId(SCHEDULES[0]), StreamId(AGREEMENTS[0])
    assert (before.schedules[stream].version, after.schedules[stream].version) == (1, 2)
    assert len(before.schedules[stream].timetables.versions) == 1
    assert before.agreements[agreement].longest.amount == 8 * HOUR
    assert after.agreements[agreement].longest.amount == 87_600 * HOUR
    assert Terms().after(()) == Terms()
