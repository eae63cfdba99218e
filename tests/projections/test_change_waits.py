"""How long a change's approvers have: reminded, expired and shown, in working time of the base agreement (row 163)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from commands.agreement import RescheduleAgreement
from commands.approvers import Stage
from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import AssignChange, DraftChange, OutlineChange
from commands.change_request.schedule import MoveChange
from commands.module import HideModule, ShowModule
from commands.person.substitute import NameSubstitute
from commands.service_schedule import ReviseSchedule
from connectors.inbound.due.timekeeper import AS_TIMEKEEPER, command_id_of, command_of
from events.change_request import ChangeApprovalReminded, ChangeMoved
from events.values.approval import Mode, Verdict
from events.values.change import Window
from events.values.duration import Duration
from events.values.identity import ChangeId, PersonId, StreamId
from events.values.people import Responsible, Viewer
from projections.change_request import pages as changes_query
from projections.change_request.pages import ChangeCard, ChangeFilter
from projections.sla_clocks import change_waits, readers
from sla_engine.instants import NEVER, micros
from tests.projections.world import LUNCH, MONDAY, OFFICE, ROUND_THE_CLOCK, World, viewer

HOUR = timedelta(hours=1)
NIGHT = Window(begins_at=MONDAY + timedelta(days=30), ends_at=MONDAY + timedelta(days=30, hours=4))


class Waiting:
    """A desk on office hours, a change, and people who are asked about it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.office = world.schedule()
        self.agreement = world.agreement(self.office)
        self.first, self.second, self.maker = (world.person(name) for name in ("Первая", "Вторая", "Третья"))
        self.by = viewer("second_line", "change_specialist", who=self.maker)
        draft = DraftChange(subject="Заменить", plan="План", back_out="Назад", window=NIGHT)
        self.change = ChangeId(world.do(draft, self.by).stream)

    def ask(self, *people: PersonId, mode: Mode = "one", remind: int = 0, expire: int = 0) -> None:
        """Each person is a stage of their own; with a mode all are asked at once."""
        apart = tuple(Stage(approvers=(person,)) for person in people or (self.first, self.second))
        command = SubmitChange(
            change_id=self.change,
            stages=apart if mode == "one" else (Stage(mode=mode, approvers=people),),
            remind_for=Duration(remind) if remind else None,
            expires_for=Duration(expire) if expire else None,
        )
        self.world.do(command, self.by)

    def answer(self, who: PersonId, verdict: Verdict = "approve") -> None:
        said = AnswerChangeApproval(change_id=self.change, verdict=verdict, comment="Так")
        self.world.do(said, as_requester(who))

    def card(self) -> ChangeCard:
        self.world.fold()
        with self.world.cursor() as cursor:
            found = changes_query.card(cursor, self.by, self.change, now=self.world.now)
        assert found is not None
        return found

    def asked(self, who: PersonId) -> list[datetime | None]:
        """When what waits for somebody expires."""
        self.world.fold()
        with self.world.cursor() as cursor:
            page = changes_query.visible_to(cursor, as_requester(who), ChangeFilter(asks_me=True), now=self.world.now)
        return [line.expires_at for line in page.changes]

    def told(self) -> list[tuple[str, float]]:
        """Reminders and moves with when they happened, in hours since Monday, nine."""
        return [
            (
                fact.status if isinstance(fact := recorded.fact, ChangeMoved) else "reminded",
                (recorded.metadata.occurred_at - MONDAY) / HOUR,
            )
            for recorded in self.world.log.load(StreamId(self.change))
            if isinstance(recorded.fact, ChangeApprovalReminded | ChangeMoved)
        ]


def as_requester(who: PersonId) -> Viewer:
    return viewer("requester", who=who)


@pytest.fixture
def waiting(world: World) -> Waiting:
    return Waiting(world)


def test_row_163_the_due_time_stands_on_the_card_and_among_what_waits_for_an_approver(waiting: Waiting) -> None:
    waiting.ask(expire=8)
    # Eight hours from nine, with an hour for lunch.
    assert waiting.card().expires_at == MONDAY + 9 * HOUR
    assert waiting.asked(waiting.first) == [MONDAY + 9 * HOUR]
    waiting.world.pass_time(hours=2)
    waiting.answer(waiting.first)
    # The second stage has as long as the first had: eight working hours from its own opening.
    assert waiting.asked(waiting.second) == [MONDAY + 26 * HOUR]
    waiting.answer(waiting.second)
    assert waiting.card().expires_at is None


def test_row_163_without_a_time_approvers_are_waited_for_for_ever(waiting: Waiting) -> None:
    waiting.ask()
    assert (waiting.card().expires_at, waiting.asked(waiting.first)) == (None, [None])
    waiting.world.pass_time(days=300)
    assert waiting.world.keep_time() == 0


def test_row_163_reminders_and_expiry_of_a_change_are_working_time_and_come_once(waiting: Waiting) -> None:
    waiting.ask(remind=4, expire=10)
    version = waiting.card().version
    waiting.world.pass_time(hours=3, minutes=59)
    assert waiting.world.keep_time() == 0
    waiting.world.pass_time(minutes=1)
    assert waiting.world.keep_time() == 1
    assert waiting.world.keep_time() == 0
    card = waiting.card()
    # A reminder changes nothing that anybody saw.
    assert (card.reminded_at, card.version, card.changed_at) == (MONDAY + 4 * HOUR, version, MONDAY)
    waiting.world.pass_time(days=3)
    # Eight hours on Monday, and two of Tuesday: eleven in the morning, whenever that is noticed.
    assert waiting.world.keep_time() == 1
    assert waiting.told() == [("reminded", 4.0), ("rejected", 26.0)]
    card = waiting.card()
    assert (card.status, card.reminded_at, waiting.asked(waiting.first)) == ("rejected", None, [])
    assert card.reason == "Срок согласования истёк, ответа нет · The approval expired without an answer"


def test_row_160_in_a_hidden_module_nothing_runs_out_until_it_is_shown_again(waiting: Waiting) -> None:
    waiting.ask(expire=4)
    waiting.world.do(HideModule(module="change_requests"))
    waiting.world.pass_time(hours=24)
    waiting.world.keep_time()
    assert waiting.told() == []
    waiting.world.do(ShowModule(module="change_requests"))
    waiting.world.pass_time(hours=1)
    waiting.world.keep_time()
    assert waiting.told() == [("rejected", 4.0)]


def test_row_163_each_stage_of_a_change_is_reminded_of_and_nobody_of_what_has_expired(waiting: Waiting) -> None:
    waiting.ask(remind=1, expire=8)
    waiting.world.pass_time(hours=2)
    waiting.world.keep_time()
    waiting.answer(waiting.first)
    assert waiting.card().reminded_at is None
    waiting.world.pass_time(hours=2)
    waiting.world.keep_time()
    assert waiting.told() == [("reminded", 1.0), ("reminded", 3.0)]
    waiting.world.pass_time(days=7)
    waiting.world.keep_time()
    assert waiting.told()[2:] == [("rejected", 26.0)]


def test_row_163_what_else_happens_to_a_change_that_waits_does_not_lose_its_expiry(waiting: Waiting) -> None:
    world = waiting.world
    waiting.ask(waiting.first, waiting.second, mode="all", expire=4)
    world.pass_time(hours=1)
    waiting.answer(waiting.first)
    world.do(AssignChange(change_id=waiting.change, responsible=Responsible(world.team())), waiting.by)
    world.pass_time(hours=4)
    assert world.keep_time() == 1
    assert waiting.told() == [("rejected", 4.0)]


def test_row_163_whatever_ends_the_wait_for_consent_ends_reminders_and_expiry(waiting: Waiting) -> None:
    waiting.ask(waiting.first, remind=1, expire=2)
    waiting.world.do(MoveChange(change_id=waiting.change, to="draft", reason="Не так"), waiting.by)
    waiting.world.pass_time(days=1)
    assert waiting.world.keep_time() == 0
    with waiting.world.cursor() as cursor:
        assert readers.earliest_look(cursor) == NEVER


def test_row_163_two_timekeepers_who_see_the_same_change_record_it_once(waiting: Waiting) -> None:
    waiting.ask(remind=1)
    now = waiting.world.pass_time(hours=1)
    waiting.world.fold()
    with waiting.world.cursor() as cursor:
        (seen,) = change_waits.due(cursor, micros(now), 10)
    command, command_id = command_of(seen), command_id_of(seen)
    bus = waiting.world.bus
    first, again = (bus.execute(command, viewer=AS_TIMEKEEPER, command_id=command_id) for _ in range(2))
    assert (first.repeated, again.repeated) == (False, True)
    assert waiting.told() == [("reminded", 1.0)]


def test_row_163_the_timekeeper_sleeps_until_a_change_s_reminder(waiting: Waiting) -> None:
    waiting.ask(remind=1)
    waiting.world.fold()
    assert waiting.world.timekeeper().turn() == 30.0
    waiting.world.pass_time(minutes=59, seconds=50)
    assert waiting.world.timekeeper().turn() == 10.0


def test_row_163_an_edit_of_the_schedule_moves_a_change_s_expiry(waiting: Waiting) -> None:
    waiting.ask(remind=2, expire=8)
    late = msgspec.structs.replace(OFFICE, week=msgspec.structs.replace(OFFICE.week, mon=LUNCH[1:]))
    waiting.world.do(ReviseSchedule(schedule_id=waiting.office, timetable=late))
    # From two in the afternoon on: four hours on Monday, and four of Tuesday.
    assert waiting.card().expires_at == MONDAY + 28 * HOUR
    waiting.world.pass_time(hours=7)
    waiting.world.keep_time()
    assert waiting.told() == [("reminded", 7.0)]


@pytest.mark.parametrize(("to_open", "hours"), [(True, 20), (False, 52)])
def test_row_163_another_schedule_of_the_base_agreement_holds_for_what_waits_if_it_says_so(
    waiting: Waiting, *, to_open: bool, hours: int
) -> None:
    waiting.ask(expire=20)
    nonstop = waiting.world.schedule(ROUND_THE_CLOCK, "24*7")
    waiting.world.do(RescheduleAgreement(agreement_id=waiting.agreement, schedule_id=nonstop, apply_to_open=to_open))
    assert waiting.card().expires_at == MONDAY + hours * HOUR


# -- who is asked --------------------------------------------------------------------------------------------------
def test_row_163_nobody_is_asked_about_a_change_what_they_may_not_answer(waiting: Waiting) -> None:
    world, until_at = waiting.world, waiting.world.now + 3 * HOUR
    for person, substitute in ((waiting.first, waiting.maker), (waiting.second, waiting.first)):
        world.do(NameSubstitute(person_id=person, substitute_id=substitute, until_at=until_at), as_requester(person))
    waiting.ask(waiting.first, waiting.second, mode="all")
    assert waiting.asked(waiting.maker) == []
    assert len(waiting.asked(waiting.first)) == 1
    waiting.answer(waiting.first)
    assert (waiting.asked(waiting.first), len(waiting.asked(waiting.second))) == ([], 1)


def test_row_163_consent_to_another_outline_is_not_shown(waiting: Waiting) -> None:
    waiting.ask()
    waiting.answer(waiting.first)
    waiting.world.do(MoveChange(change_id=waiting.change, to="draft", reason="Не так"), waiting.by)
    assert len(waiting.card().answers) == 1
    waiting.world.do(OutlineChange(change_id=waiting.change, plan="Иначе"), waiting.by)
    card = waiting.card()
    assert (card.answers, card.stages, card.stage) == ((), (), 0)


# -- rebuilt -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_row_163_the_wait_for_consent_rebuilt_is_as_lived(waiting: Waiting, batch: int) -> None:
    world = waiting.world
    waiting.ask(remind=1, expire=6)
    world.pass_time(hours=1)
    world.keep_time()
    world.do(ReviseSchedule(schedule_id=waiting.office, timetable=OFFICE))
    waiting.answer(waiting.first)
    draft = DraftChange(subject="Ещё одно", plan="План", back_out="Назад", window=NIGHT)
    waiting.change = ChangeId(world.do(draft, waiting.by).stream)
    waiting.ask(waiting.second, expire=2)
    world.do(OutlineChange(change_id=ChangeId(world.do(draft, waiting.by).stream), plan="Иначе"), waiting.by)
    world.pass_time(hours=3)
    world.keep_time()
    world.fold()
    lived = world.rows()
    assert len(lived["change_waits"]) == 1
    for name in ("changes", "sla_clocks"):
        world.rebuild(name, batch=batch)
    assert world.rows() == lived
