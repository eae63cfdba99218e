"""What is shown of problems and change requests, to whom, and that a rebuild shows the same (rows 83-84, 164-165)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as all_of
from hypothesis import strategies as st

from aggregates.problem import Problem
from commands.approvers import Stage
from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import (
    AssignChange,
    DraftChange,
    LinkChangeIncidents,
    OutlineChange,
    UnlinkChangeIncidents,
)
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.command import Command
from commands.fields import Named
from commands.person.substitute import NameSubstitute
from commands.problem.incidents import LinkProblemIncidents, UnlinkProblemIncidents
from commands.problem.register import RegisterProblem
from commands.problem.work import AssignProblem, DescribeProblem, MoveProblem, RecordRootCause, RecordWorkaround
from commands.service import AddService
from events.values.change import Window
from events.values.duration import Duration
from events.values.identity import ChangeId, PersonId, ProblemId, ServiceId, StreamId, TeamId, TicketId
from events.values.people import Responsible, Viewer
from events.values.text import Text
from projections.change_request import pages as changes_query
from projections.change_request.pages import ChangeCard, ChangeFilter
from projections.problem import pages as problems
from projections.problem.pages import ProblemCard, ProblemFilter
from tests.projections.world import MONDAY, World, viewer

SOLVER = viewer("second_line", "problem_specialist")
MAKER = viewer("second_line", "change_specialist")
AUDITOR = viewer("auditor")
WINDOW = Window(begins_at=MONDAY + timedelta(days=5), ends_at=MONDAY + timedelta(days=5, hours=4))
LATER = Window(begins_at=MONDAY + timedelta(days=6), ends_at=MONDAY + timedelta(days=6, hours=4))


class Practice:
    """A desk with a service, two tickets of one person, a team of two and somebody else."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.olga = world.person("Ольга Смирнова", groups=frozenset({"specialist"}))
        self.semyon = world.person("Семён Чёрный", groups=frozenset({"second_line"}))
        self.anna = world.person("Анна Орлова", "anna@client.example")
        self.team = world.team("Линия 1", [self.olga, self.semyon])
        self.tickets = tuple(world.ticket(f"Печать {nth}", person=self.anna) for nth in (1, 2))
        self.service = ServiceId(world.do(AddService(title=Named(ru="Сеть"))).stream)

    def problem(self, subject: str = "Сеть падает", **more: object) -> ProblemId:
        command = RegisterProblem(subject=subject, **more)  # type: ignore[arg-type] # fields of the command
        return ProblemId(self.world.do(command).stream)

    def change(self, subject: str = "Заменить коммутатор", **more: object) -> ChangeId:
        told = {"plan": "План", "back_out": "Назад", "window": WINDOW, "services": (self.service,), **more}
        return ChangeId(self.world.do(DraftChange(subject=subject, **told)).stream)  # type: ignore[arg-type] # as above

    def problem_card(self, found: ProblemId, by: Viewer = SOLVER) -> ProblemCard | None:
        self.world.fold()
        with self.world.cursor() as cursor:
            return problems.card(cursor, by, found)

    def change_card(self, found: ChangeId, by: Viewer = MAKER) -> ChangeCard | None:
        self.world.fold()
        with self.world.cursor() as cursor:
            return changes_query.card(cursor, by, found, now=self.world.now)

    def problem_numbers(self, by: Viewer = SOLVER, **wanted: object) -> list[int]:
        self.world.fold()
        with self.world.cursor() as cursor:
            page = problems.visible_to(cursor, by, ProblemFilter(**wanted))  # type: ignore[arg-type] # its fields
        return [line.number for line in page.problems]

    def change_numbers(self, by: Viewer = MAKER, **wanted: object) -> list[int]:
        self.world.fold()
        with self.world.cursor() as cursor:
            page = changes_query.visible_to(cursor, by, ChangeFilter(**wanted), now=self.world.now)  # type: ignore[arg-type] # as above
        return [line.number for line in page.changes]


@pytest.fixture
def desk(world: World) -> Practice:
    return Practice(world)


# -- problems --------------------------------------------------------------------------------------------------
def test_row_164_a_problem_s_card_tells_all_that_is_known_of_it(desk: Practice) -> None:
    found = desk.problem(incidents=desk.tickets[:1], services=(desk.service,), priority="high")
    do = desk.world.do
    do(RecordWorkaround(problem_id=found, workaround="Перезагрузить"))
    do(RecordRootCause(problem_id=found, root_cause="Блок питания"))
    do(AssignProblem(problem_id=found, responsible=Responsible(desk.team, desk.olga)))
    do(LinkProblemIncidents(problem_id=found, incidents=desk.tickets))
    desk.world.pass_time(hours=1)
    do(MoveProblem(problem_id=found, to="resolved", solution="Заменён"))
    card = desk.problem_card(found, AUDITOR)
    assert card is not None
    assert (card.number, card.priority, card.status) == (1, "high", "resolved")
    assert card.status_name == Text(ru="Решена", en="Resolved")
    assert (card.workaround, card.root_cause, card.solution) == ("Перезагрузить", "Блок питания", "Заменён")
    assert (card.team, card.responsible) == (Text.same("Линия 1"), Text.same("Ольга Смирнова"))
    assert [(ticket.ticket_id, ticket.status) for ticket in card.tickets] == [(one, "new") for one in desk.tickets]
    assert (card.incidents, card.version, card.changed_at) == (2, 6, desk.world.now)
    do(UnlinkProblemIncidents(problem_id=found, incidents=desk.tickets[:1]))
    again = desk.problem_card(found, AUDITOR)
    assert again is not None
    assert [ticket.ticket_id for ticket in again.tickets] == [desk.tickets[1]]


def test_row_164_the_list_is_narrowed_by_status_service_ticket_and_words(desk: Practice) -> None:
    first = desk.problem("Сеть падает", incidents=desk.tickets[:1], services=(desk.service,))
    desk.problem("Печать медленная", incidents=desk.tickets)
    desk.world.do(MoveProblem(problem_id=first, to="cancelled", reason="Показалось"))
    assert desk.problem_numbers() == [2, 1]
    assert desk.problem_numbers(statuses=("cancelled",)) == [1]
    assert desk.problem_numbers(is_open=True) == [2]
    assert desk.problem_numbers(service=desk.service) == [1]
    assert desk.problem_numbers(ticket=desk.tickets[1]) == [2]
    assert desk.problem_numbers(text="СЕТЬ") == [1]
    assert desk.problem_numbers(text="100%") == []


def test_row_164_a_problem_is_read_without_looking_up_its_services_and_says_what_may_come_next(desk: Practice) -> None:
    found = desk.problem(services=(desk.service,))
    card = desk.problem_card(found)
    assert card is not None
    assert card.service_names == (Text.same("Сеть"),)
    assert [(way.to, way.requires) for way in card.ways] == [
        ("in_progress", ()),
        ("known_error", ("root_cause",)),
        ("resolved", ("solution",)),
        ("cancelled", ("reason",)),
    ]
    assert card.ways[2].name == Text(ru="Решена", en="Resolved")
    desk.world.do(MoveProblem(problem_id=found, to="cancelled", reason="Показалось"))
    over = desk.problem_card(found)
    assert over is not None
    assert over.ways == ()


def test_row_164_the_lists_are_narrowed_to_a_team_and_to_a_person(desk: Practice) -> None:
    answers = Responsible(desk.team, desk.semyon)
    desk.problem("Чужая")
    desk.problem("Своя", responsible=answers)
    desk.change("Чужое")
    desk.change("Своё", responsible=answers)
    for numbers in (desk.problem_numbers, desk.change_numbers):
        assert numbers(team=desk.team) == [2]
        assert numbers(responsible=desk.semyon) == [2]
        assert numbers(responsible=desk.olga) == []


def test_row_164_the_pages_of_problems_follow_one_another(desk: Practice) -> None:
    for nth in range(5):
        desk.problem(f"Проблема {nth}")
    desk.world.fold()
    seen: list[int] = []
    before: int | None = None
    with desk.world.cursor() as cursor:
        for _ in range(3):
            page = problems.visible_to(cursor, SOLVER, ProblemFilter(), before=before, limit=2)
            seen += [line.number for line in page.problems]
            before = page.next_before
    assert (seen, before) == ([5, 4, 3, 2, 1], None)


def test_row_84_problems_are_there_for_those_who_work_with_them_and_those_who_see_everything(desk: Practice) -> None:
    found = desk.problem(incidents=desk.tickets)
    for by in (SOLVER, AUDITOR, viewer("specialist"), viewer("technologist"), viewer("administrator")):
        assert desk.problem_card(found, by) is not None
        assert desk.problem_numbers(by) == [1]
    for by in (viewer("second_line"), viewer("problem_specialist"), MAKER, viewer("requester"), viewer()):
        assert desk.problem_card(found, by) is None
        assert desk.problem_numbers(by) == []


def test_row_82_of_a_problem_s_tickets_the_second_line_sees_its_own_and_its_teams(desk: Practice) -> None:
    found = desk.problem(incidents=desk.tickets)
    card = desk.problem_card(found, SOLVER)
    assert card is not None
    assert (card.incidents, card.tickets) == (2, ())


# -- change requests -------------------------------------------------------------------------------------------
def test_row_165_a_change_s_card_tells_plan_window_and_consent(desk: Practice) -> None:
    found = desk.change(risk="high", incidents=desk.tickets[:1])
    do = desk.world.do
    stages = (Stage(mode="one", approvers=(desk.olga,)), Stage(mode="all", approvers=(desk.anna, desk.semyon)))
    do(SubmitChange(change_id=found, stages=stages))
    do(AnswerChangeApproval(change_id=found, verdict="approve", comment="Да"), by=viewer("specialist", who=desk.olga))
    card = desk.change_card(found)
    assert card is not None
    assert (card.number, card.risk, card.status, card.plan, card.back_out) == (1, "high", "submitted", "План", "Назад")
    assert (card.begins_at, card.ends_at, card.is_held) == (WINDOW.begins_at, WINDOW.ends_at, False)
    assert (card.stage, card.waits_for) == (1, (desk.anna, desk.semyon))
    assert [(told.stage, told.approver_id, told.comment) for told in card.answers] == [(0, desk.olga, "Да")]
    assert card.names[str(desk.anna)] == Text.same("Анна Орлова")
    assert [ticket.ticket_id for ticket in card.tickets] == []
    seen = desk.change_card(found, AUDITOR)
    assert seen is not None
    assert [ticket.ticket_id for ticket in seen.tickets] == [desk.tickets[0]]


def test_row_165_a_change_says_what_may_come_next_and_what_must_be_said_on_the_way(desk: Practice) -> None:
    card = desk.change_card(desk.change())
    assert card is not None
    assert card.service_names == (Text.same("Сеть"),)
    assert [(way.to, way.requires) for way in card.ways] == [("submitted", ()), ("cancelled", ("reason",))]


def test_row_165_the_window_that_is_held_is_shown_and_the_wish_when_it_no_longer_is(desk: Practice) -> None:
    found = desk.change(risk="low")
    do = desk.world.do
    shown = []

    def look() -> None:
        card = desk.change_card(found)
        assert card is not None
        shown.append((card.status, card.begins_at, card.is_held, card.note))

    do(SubmitChange(change_id=found))
    do(ScheduleChange(change_id=found, window=LATER, force_note="Срочно"))
    look()
    do(MoveChange(change_id=found, to="approved", reason="Не успеваем"))
    look()
    do(ScheduleChange(change_id=found, window=LATER))
    do(MoveChange(change_id=found, to="implemented", reason="Раньше, пока никого нет"))
    do(MoveChange(change_id=found, to="reviewed", solution="Работает"))
    look()
    assert shown == [
        ("scheduled", LATER.begins_at, True, "Срочно"),
        ("approved", WINDOW.begins_at, False, ""),
        ("reviewed", LATER.begins_at, False, ""),
    ]


def test_row_165_the_list_is_a_calendar_of_windows_on_services(desk: Practice) -> None:
    held = desk.change("Первое", risk="low")
    desk.change("Второе", window=LATER, services=())
    desk.change("Третье", window=None, incidents=desk.tickets[:1])
    desk.world.do(SubmitChange(change_id=held))
    desk.world.do(ScheduleChange(change_id=held))
    assert desk.change_numbers() == [3, 2, 1]
    assert desk.change_numbers(since=WINDOW.begins_at, until=LATER.begins_at) == [1]
    assert desk.change_numbers(since=WINDOW.ends_at) == [2]
    assert desk.change_numbers(service=desk.service) == [3, 1]
    assert desk.change_numbers(is_held=True) == [1]
    assert desk.change_numbers(ticket=desk.tickets[0]) == [3]
    assert desk.change_numbers(statuses=("draft",)) == [3, 2]
    assert desk.change_numbers(text="перв") == [1]


def as_person(who: PersonId) -> Viewer:
    return viewer("requester", who=who)


def test_row_163_whoever_is_asked_sees_the_change_and_finds_it_among_those_that_wait(desk: Practice) -> None:
    found = desk.change()
    desk.change("Чужое")
    stages = (Stage(approvers=(desk.anna,)), Stage(approvers=(desk.semyon,)))
    assert desk.change_card(found, as_person(desk.anna)) is None
    desk.world.do(SubmitChange(change_id=found, stages=stages))
    assert desk.change_numbers(as_person(desk.anna), asks_me=True) == [1]
    assert desk.change_numbers(as_person(desk.semyon), asks_me=True) == []
    desk.world.do(AnswerChangeApproval(change_id=found, verdict="approve"), by=as_person(desk.anna))
    assert desk.change_numbers(as_person(desk.anna), asks_me=True) == []
    assert desk.change_numbers(as_person(desk.anna)) == [1]
    assert desk.change_numbers(as_person(desk.semyon), asks_me=True) == [1]
    desk.world.do(MoveChange(change_id=found, to="draft", reason="Передумали"))
    assert desk.change_numbers(as_person(desk.semyon), asks_me=True) == []


def test_row_163_a_substitute_sees_what_they_answer_for_as_long_as_they_stand_in(desk: Practice) -> None:
    found = desk.change()
    desk.world.do(SubmitChange(change_id=found, stages=(Stage(approvers=(desk.anna,)),)))
    now = desk.world.now
    desk.world.do(
        NameSubstitute(person_id=desk.anna, substitute_id=desk.semyon, from_at=now, until_at=now + timedelta(hours=1))
    )
    assert desk.change_numbers(as_person(desk.semyon), asks_me=True) == [1]
    desk.world.pass_time(hours=1)
    assert desk.change_card(found, as_person(desk.semyon)) is None


def test_row_83_changes_are_there_for_those_who_make_them_and_those_who_see_everything(desk: Practice) -> None:
    found = desk.change()
    for by in (MAKER, AUDITOR, viewer("specialist"), viewer("technologist"), viewer("administrator")):
        assert desk.change_card(found, by) is not None
    for by in (viewer("second_line"), viewer("change_specialist"), SOLVER, viewer("requester"), viewer()):
        assert desk.change_card(found, by) is None
        assert desk.change_numbers(by) == []


# -- rebuilt equals live ---------------------------------------------------------------------------------------
def _commands(desk: Practice, problem: ProblemId, change: ChangeId) -> Sequence[Command]:
    tickets: tuple[TicketId, ...] = desk.tickets
    answers = Responsible(TeamId(desk.team), desk.semyon)
    return (
        DescribeProblem(problem_id=problem, priority="low", services=(desk.service,)),
        AssignProblem(problem_id=problem, responsible=answers),
        LinkProblemIncidents(problem_id=problem, incidents=tickets),
        UnlinkProblemIncidents(problem_id=problem, incidents=tickets[:1]),
        RecordWorkaround(problem_id=problem, workaround="Ждать"),
        RecordRootCause(problem_id=problem, root_cause="Причина"),
        MoveProblem(problem_id=problem, to="known_error"),
        MoveProblem(problem_id=problem, to="resolved", solution="Решено"),
        MoveProblem(problem_id=problem, to="in_progress", reason="Снова"),
        OutlineChange(change_id=change, risk="low", window=LATER),
        AssignChange(change_id=change, responsible=answers),
        LinkChangeIncidents(change_id=change, incidents=tickets),
        UnlinkChangeIncidents(change_id=change, incidents=tickets[1:]),
        SubmitChange(
            change_id=change,
            stages=(Stage(approvers=(desk.anna,)), Stage(approvers=(desk.anna,))),
            remind_for=Duration(1),
            expires_for=Duration(2),
        ),
        SubmitChange(change_id=change),
        AnswerChangeApproval(change_id=change, verdict="approve"),
        AnswerChangeApproval(change_id=change, verdict="reject", comment="Нет"),
        ScheduleChange(change_id=change),
        ScheduleChange(change_id=change, window=WINDOW, force_note="Надо"),
        *(
            MoveChange(change_id=change, to=to, reason="Так", solution="Так")
            for to in ("draft", "approved", "implemented")
        ),
    )


@all_of(st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_practice_rebuilt_in_other_batches_equals_live(world: World, data: st.DataObject) -> None:
    desk = Practice(world.empty())
    problem, change = desk.problem(incidents=desk.tickets[:1]), desk.change()
    commands = _commands(desk, problem, change)
    for nth in data.draw(st.lists(st.integers(0, len(commands) - 1), max_size=40)):
        command = commands[nth]
        by = as_person(desk.anna) if isinstance(command, AnswerChangeApproval) else viewer("administrator")
        desk.world.attempt(command, by)
        if data.draw(st.booleans()):
            desk.world.fold()
    desk.world.fold()
    live = desk.world.rows()
    for name in ("problems", "changes", "sla_clocks"):
        desk.world.rebuild(name, batch=data.draw(st.sampled_from([1, 7, 5_000])))
    assert desk.world.rows() == live
    found = Problem.fold(desk.world.log.load(StreamId(problem)))
    card = desk.problem_card(problem)
    assert found is not None
    assert card is not None
    told = (card.status, card.workaround, card.root_cause, card.solution, card.version, card.incidents)
    assert told == (
        found.status,
        found.workaround,
        found.root_cause,
        found.solution,
        found.version,
        len(found.incidents),
    )
