"""What stands around a ticket on its card: neighbours, problem, change, class of service (rows 82-84, 166, 174)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commands.agreement_scope import NameRecipients
from commands.change_request.approve import SubmitChange
from commands.change_request.draft import DraftChange, UnlinkChangeIncidents
from commands.change_request.schedule import ScheduleChange
from commands.problem.incidents import UnlinkProblemIncidents
from commands.problem.register import RegisterProblem
from commands.problem.work import MoveProblem, RecordWorkaround
from commands.ticket.talk import PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    AssignTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from events.values.change import Window
from events.values.duration import Duration
from events.values.identity import AgreementId, ChangeId, ProblemId, StreamId, TicketId
from events.values.people import Responsible, Viewer
from events.values.targets import Conditions, Norm, Promise, Rule, Targets
from events.values.text import Text
from projections.agreement.service_class import DEFAULT, ServiceClass
from projections.change_request import pages as changes_query
from projections.facts.history import history_of_ticket
from projections.problem import pages as problems
from projections.sla_clocks import readers
from projections.ticket.as_registered import as_registered
from projections.ticket.card import WholeCard, whole_card
from tests.projections.world import MONDAY, ROUND_THE_CLOCK, World, viewer

SPECIALIST, AUDITOR = viewer("specialist"), viewer("auditor")
WINDOW = Window(begins_at=MONDAY + timedelta(days=5), ends_at=MONDAY + timedelta(days=5, hours=4))


def looked_at(world: World, by: Viewer, ticket: TicketId, **more: object) -> WholeCard | None:
    world.fold()
    with world.cursor() as cursor:
        return whole_card(cursor, by, ticket, now=world.now, **more)  # type: ignore[arg-type] # its options


def card(world: World, by: Viewer, ticket: TicketId) -> WholeCard:
    found = looked_at(world, by, ticket)
    assert found is not None
    return found


class Linked:
    """Anna's ticket in a team's hands, part of a problem with a workaround and of a scheduled change."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        semyon = world.person("Семён Чёрный", groups=frozenset({"second_line"}))
        self.anna = world.person("Анна Орлова", "anna@client.example")
        team = world.team("Линия 2", [semyon])
        self.ticket = world.ticket("Нет сети", person=self.anna)
        world.do(AssignTicket(ticket_id=self.ticket, responsible=Responsible(team)))
        found = world.do(RegisterProblem(subject="Сеть падает", incidents=(self.ticket,)))
        self.problem = ProblemId(found.stream)
        world.do(RecordWorkaround(problem_id=self.problem, workaround="Перезагрузить"))
        draft = DraftChange(
            subject="Заменить коммутатор",
            plan="План",
            back_out="Назад",
            window=WINDOW,
            risk="low",
            incidents=(self.ticket,),
        )
        self.change = ChangeId(world.do(draft).stream)
        world.do(SubmitChange(change_id=self.change))
        world.do(ScheduleChange(change_id=self.change))
        self.second_line = viewer("second_line", "requester", who=semyon, teams=[team])
        self.requester = viewer("requester", who=self.anna)


@pytest.fixture
def linked(world: World) -> Linked:
    return Linked(world)


def test_row_164_the_card_shows_staff_the_problem_that_gathered_the_ticket_with_its_workaround(linked: Linked) -> None:
    for by in (SPECIALIST, AUDITOR, linked.second_line):
        (shown,) = card(linked.world, by, linked.ticket).problems
        assert (shown.number, shown.subject, shown.status) == (1, "Сеть падает", "new")
        assert shown.status_name == Text(ru="Новая", en="New")
        assert shown.workaround == "Перезагрузить"
    linked.world.do(MoveProblem(problem_id=linked.problem, to="in_progress"))
    assert [one.status for one in card(linked.world, SPECIALIST, linked.ticket).problems] == ["in_progress"]
    linked.world.do(UnlinkProblemIncidents(problem_id=linked.problem, incidents=(linked.ticket,)))
    assert card(linked.world, SPECIALIST, linked.ticket).problems == ()


def test_row_165_the_card_shows_staff_the_change_that_is_asked_for_the_ticket_with_its_window(linked: Linked) -> None:
    for by in (SPECIALIST, AUDITOR, linked.second_line):
        (shown,) = card(linked.world, by, linked.ticket).changes
        assert (shown.number, shown.subject, shown.status) == (1, "Заменить коммутатор", "scheduled")
        assert (shown.begins_at, shown.ends_at, shown.is_held) == (WINDOW.begins_at, WINDOW.ends_at, True)
    linked.world.do(UnlinkChangeIncidents(change_id=linked.change, incidents=(linked.ticket,)))
    assert card(linked.world, SPECIALIST, linked.ticket).changes == ()


def test_row_129_the_requester_reads_neither_the_workaround_nor_the_plans_of_the_staff(linked: Linked) -> None:
    seen = card(linked.world, linked.requester, linked.ticket)

    assert (seen.problems, seen.changes) == ((), ())


def test_row_82_second_line_reads_the_problem_and_the_change_of_its_tickets_and_no_other(linked: Linked) -> None:
    other = ProblemId(linked.world.do(RegisterProblem(subject="Чужая")).stream)
    linked.world.fold()
    with linked.world.cursor() as cursor:
        found = problems.card(cursor, linked.second_line, linked.problem)
        assert found is not None
        assert (found.workaround, [one.ticket_id for one in found.tickets]) == ("Перезагрузить", [linked.ticket])
        assert problems.card(cursor, linked.second_line, other) is None
        assert changes_query.card(cursor, linked.second_line, linked.change, now=linked.world.now) is not None
        stranger = viewer("second_line", "requester")
        assert problems.card(cursor, stranger, linked.problem) is None
        assert changes_query.card(cursor, stranger, linked.change, now=linked.world.now) is None
        assert problems.card(cursor, linked.requester, linked.problem) is None


def test_row_159_a_hidden_module_is_not_on_the_card(linked: Linked) -> None:
    seen = looked_at(linked.world, SPECIALIST, linked.ticket, hidden=lambda: {"problems"})
    assert seen is not None
    assert (seen.problems, len(seen.changes)) == ((), 1)
    seen = looked_at(linked.world, SPECIALIST, linked.ticket, hidden=lambda: {"change_requests"})
    assert seen is not None
    assert (len(seen.problems), seen.changes) == (1, ())


def test_row_166_a_ticket_and_the_one_that_goes_on_from_it_show_each_other(linked: Linked) -> None:
    later = linked.world.ticket("Опять нет сети", person=linked.anna, follows=linked.ticket)
    for by in (SPECIALIST, linked.requester):
        (behind,) = card(linked.world, by, linked.ticket).followed_by
        assert (behind.ticket_id, behind.subject, behind.status_name.en) == (later, "Опять нет сети", "New")
        found = card(linked.world, by, later)
        before = found.follows
        assert before is not None
        assert before.ticket_id == linked.ticket
        assert (found.followed_by, card(linked.world, by, linked.ticket).follows) == ((), None)
        with linked.world.cursor() as cursor:
            assert as_registered(cursor, by, linked.world.log.load(StreamId(later))[0]).follows == before


def test_row_82_a_neighbour_that_is_not_theirs_to_see_is_not_told_of(linked: Linked) -> None:
    boris = linked.world.person("Борис")
    later = linked.world.ticket("Продолжение", person=boris, follows=linked.ticket)

    assert card(linked.world, linked.requester, linked.ticket).followed_by == ()
    assert card(linked.world, viewer("requester", who=boris), later).follows is None
    assert card(linked.world, linked.second_line, linked.ticket).followed_by == ()
    assert len(card(linked.world, SPECIALIST, linked.ticket).followed_by) == 1


def test_row_82_the_history_tells_of_a_neighbour_to_whom_the_card_does(linked: Linked) -> None:
    boris = linked.world.person("Борис")
    later = linked.world.ticket("Продолжение", person=boris, follows=linked.ticket)
    linked.world.fold()
    facts = linked.world.log.load(StreamId(later))
    with linked.world.cursor() as cursor:
        hidden = history_of_ticket(cursor, viewer("requester", who=boris), facts)
        told = history_of_ticket(cursor, SPECIALIST, facts)
    assert str(linked.ticket) not in str(hidden)
    assert told[0].fact["follows"] == str(linked.ticket)


def test_rebuilt_read_models_show_the_same_card(linked: Linked) -> None:
    later = linked.world.ticket("Опять", person=linked.anna, follows=linked.ticket)
    viewers = (SPECIALIST, linked.second_line, linked.requester)
    live = [looked_at(linked.world, by, one) for by in viewers for one in (linked.ticket, later)]
    rows = linked.world.rows()
    for name in ("ticket_list", "problems", "changes", "sla_clocks"):
        linked.world.rebuild(name, batch=3)

    assert linked.world.rows() == rows
    assert [looked_at(linked.world, by, one) for by in viewers for one in (linked.ticket, later)] == live


# -- class of service (row 174) --------------------------------------------------------------------------------
def hours(amount: int) -> Norm:
    return Norm(duration=Duration(amount))


def rule(code: str, priority: str, amount: int) -> Rule:
    when = Conditions(priorities=frozenset({priority}))  # type: ignore[arg-type] # one of the levels
    return Rule(id=code, name=Text(ru=code, en=code.title()), when=when, norm=hours(amount))


PROMISE = Promise(
    reaction=Targets(rules=(rule("fast", "critical", 1),), default=hours(2)),
    resolution=Targets(rules=(rule("urgent", "critical", 4), rule("high", "high", 6)), default=hours(16)),
)


def promised(world: World) -> AgreementId:
    return world.agreement(world.schedule(), PROMISE)


def class_of(world: World, ticket: TicketId) -> ServiceClass:
    found = card(world, SPECIALIST, ticket).service_class
    assert found is not None
    return found


def test_row_174_the_card_shows_the_lines_that_matched_the_norms_and_the_regulated_start_and_close(
    world: World,
) -> None:
    agreement = promised(world)
    found = class_of(world, world.ticket(priority="high"))

    assert (found.reaction.line, found.reaction.rule_id, found.reaction.name) == (0, "", DEFAULT)
    assert (found.resolution.line, found.resolution.rule_id, found.resolution.name.en) == (2, "high", "High")
    assert (found.reaction.norm, found.resolution.norm) == (Duration(2), Duration(6))
    assert (found.reaction.norm_s, found.resolution.norm_s) == (7_200, 21_600)
    assert (found.agreement_id, found.resolution.promise_version) == (agreement, 1)
    assert found.regulated_start_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    # six working hours from nine with an hour of lunch: sixteen o'clock in Moscow
    assert found.regulated_close_at == datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


def test_row_174_another_priority_is_another_class(world: World) -> None:
    promised(world)
    ticket = world.ticket()
    assert class_of(world, ticket).resolution.line == 0
    world.do(PrioritiseTicket(ticket_id=ticket, priority="critical"))
    found = class_of(world, ticket)
    assert (found.reaction.rule_id, found.resolution.rule_id, found.resolution.line) == ("fast", "urgent", 1)
    assert found.regulated_start_at == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def test_row_174_who_waits_has_no_regulated_close_and_what_was_done_keeps_the_one_that_it_had(world: World) -> None:
    promised(world)
    ticket = world.ticket(priority="high")
    first = class_of(world, ticket)
    world.pass_time(minutes=30)
    world.do(PutTicketInProgress(ticket_id=ticket))
    assert class_of(world, ticket) == first
    world.do(PutTicketOnHold(ticket_id=ticket, reason="Ждём"))
    assert class_of(world, ticket).regulated_close_at is None
    assert class_of(world, ticket).regulated_start_at == first.regulated_start_at
    world.pass_time(hours=1)
    world.do(ResumeTicket(ticket_id=ticket))
    later = class_of(world, ticket).regulated_close_at
    assert later == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    world.do(ResolveTicket(ticket_id=ticket, solution="Готово"))
    assert class_of(world, ticket).regulated_close_at == later


def test_row_174_the_regulated_close_is_where_the_clocks_say_that_it_is_due(world: World) -> None:
    promised(world)
    ticket = world.ticket(priority="critical")
    world.fold()
    with world.cursor() as cursor:
        clocks = readers.clocks_of(cursor, ticket, world.now)
    assert clocks is not None
    found = class_of(world, ticket)

    assert (found.regulated_start_at, found.regulated_close_at) == (clocks.reaction.due_at, clocks.resolution.due_at)


def test_row_174_a_norm_that_was_used_up_under_another_agreement_is_told_by_that_one(world: World) -> None:
    first = promised(world)
    second = world.agreement(world.schedule(ROUND_THE_CLOCK), name="VIP", is_base=False)
    anna = world.person("Анна Орлова")
    world.do(NameRecipients(agreement_id=second, persons=(anna,)))
    ticket = world.ticket(priority="critical", person=anna, agreement_id=first)
    world.do(ResolveTicket(ticket_id=ticket, solution="Готово"))
    world.do(ReclassifyTicket(ticket_id=ticket, agreement_id=second))
    resolved = class_of(world, ticket)
    assert resolved.agreement_id == second
    lines = (resolved.resolution.agreement_id, resolved.resolution.rule_id, resolved.resolution.line)
    assert lines == (first, "urgent", 1)
    world.do(ReopenTicket(ticket_id=ticket, reason="Снова"))
    found = class_of(world, ticket)
    assert (found.resolution.agreement_id, found.resolution.line) == (second, 0)
    assert found.reaction.agreement_id == first
