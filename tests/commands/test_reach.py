"""What could never end is refused at every door: norm, hours, edit, holidays, another schedule (sla.md W6)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from aggregates.service_schedule import NormOutlastsSchedule, ScheduleCutsNorm
from commands.agreement import ConcludeAgreement, RescheduleAgreement, ReviseAgreementPromise
from commands.command import Command
from commands.fields import Named
from commands.service_schedule import DeclareHolidays, ReviseSchedule, WithdrawHolidays
from events.agreement import AgreementConcluded, AgreementPromiseRevised, AgreementRescheduled
from events.service_schedule import HolidaysDeclared, ScheduleDrawnUp, ScheduleRevised
from events.values.duration import Duration
from events.values.identity import AgreementId, ScheduleId
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.targets import EscalationPoint, Norm, Promise, Rule, Targets
from events.values.text import Text
from tests.dsl import NOW, Like, Story, given
from tests.people import ADMINISTRATOR

TINY = Timetable(zone="Europe/Moscow", week=WorkWeek(sun=(Hours("09:00", "09:05"),)))
OFFICE = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("09:00", "18:00"),)))
SHORT, LONG = ScheduleId(UUID(int=0x51)), ScheduleId(UUID(int=0x52))
OVER = AgreementId(UUID(int=0x53))
TEN_YEARS = Duration(3650, "days")
NORM = Promise(resolution=Targets(default=Norm(duration=TEN_YEARS)))
BY_RULE = Promise(
    reaction=Targets(rules=(Rule(id="r", name=Text.same("r"), norm=Norm(duration=TEN_YEARS)),)),
)
ESCALATED = Promise(
    resolution=Targets(
        default=Norm(
            duration=Duration(300, "days"),
            escalations=(EscalationPoint(id="x", offset=TEN_YEARS, side="after"),),
        )
    )
)
SCHEDULES = (
    ScheduleDrawnUp(schedule_id=SHORT, name=Text("Пять минут", "Five minutes"), timetable=TINY),
    ScheduleDrawnUp(schedule_id=LONG, name=Text("Офис", "Office"), timetable=OFFICE),
)


def concluded(schedule_id: ScheduleId, promise: Promise) -> AgreementConcluded:
    return AgreementConcluded(agreement_id=OVER, name=Text("База", "Base"), schedule_id=schedule_id, promise=promise)


@pytest.mark.parametrize(
    ("promise", "field"),
    [
        (NORM, "promise.resolution.default.duration"),
        (BY_RULE, "promise.reaction.rules[0].norm.duration"),
        (ESCALATED, "promise.resolution.default.escalations[0].offset"),
    ],
)
def test_row_f1_a_promise_that_never_ends_is_neither_concluded_nor_revised(
    story: Story, promise: Promise, field: str
) -> None:
    story.given(*SCHEDULES, concluded(SHORT, Promise()))
    conclude = ConcludeAgreement(title=Named(en="X"), schedule_id=SHORT, promise=promise)
    story.when(conclude, by=ADMINISTRATOR).then_refused(NormOutlastsSchedule, field=field)
    for apply_to_open in (False, True):
        revise = ReviseAgreementPromise(agreement_id=OVER, promise=promise, apply_to_open=apply_to_open)
        story.when(revise, by=ADMINISTRATOR).then_refused(NormOutlastsSchedule, field=field)
    conclude = msgspec.structs.replace(conclude, schedule_id=LONG)
    story.when(conclude, by=ADMINISTRATOR).then(Like(AgreementConcluded, promise=promise))


def test_row_f1_an_agreement_with_a_long_norm_moves_onto_no_schedule_that_cannot_hold_it() -> None:
    story = given(*SCHEDULES, concluded(LONG, NORM))
    story.when(RescheduleAgreement(agreement_id=OVER, schedule_id=SHORT), by=ADMINISTRATOR).then_refused(
        NormOutlastsSchedule, field="schedule_id"
    )
    given(*SCHEDULES, concluded(LONG, Promise())).when(
        RescheduleAgreement(agreement_id=OVER, schedule_id=SHORT), by=ADMINISTRATOR
    ).then(Like(AgreementRescheduled))


CLOSED = tuple(DatedException(NOW.date() + timedelta(days=day)) for day in range(800))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (ReviseSchedule(schedule_id=LONG, timetable=TINY), "timetable.week"),
        (
            ReviseSchedule(schedule_id=LONG, timetable=TINY, effective_from=NOW + timedelta(days=900)),
            "timetable.week",
        ),
        (
            ReviseSchedule(schedule_id=LONG, timetable=TINY, effective_from=NOW - timedelta(days=900)),
            "timetable.week",
        ),
    ],
)
def test_row_f1_the_schedule_is_not_cut_under_a_long_norm(story: Story, command: Command, field: str) -> None:
    story.given(*SCHEDULES, concluded(LONG, NORM))
    story.when(command, by=ADMINISTRATOR).then_refused(ScheduleCutsNorm, field=field)
    shortened = AgreementPromiseRevised(agreement_id=OVER, promise=Promise(), apply_to_open=True)
    given(*SCHEDULES, concluded(LONG, NORM), shortened).when(command, by=ADMINISTRATOR).then(Like(ScheduleRevised))


def test_row_f1_holidays_that_take_the_time_and_extra_hours_that_gave_it_are_kept_too() -> None:
    few = Timetable(
        zone="UTC", week=WorkWeek(), exceptions=(DatedException(date(2026, 6, 1), (Hours("09:00", "19:00"),)),)
    )
    drawn_up = ScheduleDrawnUp(schedule_id=SHORT, name=Text.same("S"), timetable=few)
    more = HolidaysDeclared(
        schedule_id=SHORT,
        exceptions=(DatedException(date(2026, 6, 2), (Hours("09:00", "19:00"),)),),
        effective_from=NOW,
    )
    norm = Promise(resolution=Targets(default=Norm(duration=Duration(15))))
    past = (drawn_up, more, concluded(SHORT, norm))
    taken = DeclareHolidays(schedule_id=SHORT, exceptions=(DatedException(date(2026, 6, 2)),))
    given(*past).when(taken, by=ADMINISTRATOR).then_refused(ScheduleCutsNorm, field="exceptions")
    back = WithdrawHolidays(schedule_id=SHORT, dates=(date(2026, 6, 2),))
    given(*past).when(back, by=ADMINISTRATOR).then_refused(ScheduleCutsNorm, field="dates")


def test_a_norm_and_a_cut_that_are_decided_at_once_do_not_both_pass() -> None:
    """Each alone is fine; whoever comes second relies on a stream that the first has changed."""
    for decided in (
        ConcludeAgreement(title=Named(en="X"), schedule_id=LONG, promise=NORM),
        ReviseAgreementPromise(agreement_id=OVER, promise=NORM),
    ):
        story = given(*SCHEDULES, concluded(LONG, Promise()))
        story.when(ReviseSchedule(schedule_id=LONG, timetable=TINY), by=ADMINISTRATOR).then(Like(ScheduleRevised))
        story.when(decided, by=ADMINISTRATOR).then_refused(NormOutlastsSchedule)


def test_row_f1_the_refusals_say_what_is_too_long_and_the_way_out_in_both_languages() -> None:
    told = NormOutlastsSchedule(norm=Text("87600 ч", "87600 h"), schedule=Text("Пять минут", "Five minutes")).text
    assert told.en.startswith("“Five minutes” has so little working time that 87600 h would end after the year 9000")
    assert told.ru.endswith("Уменьшите норму или точку эскалации либо добавьте часы в график.")
