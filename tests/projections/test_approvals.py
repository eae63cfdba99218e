"""Approvals as they are seen: on the card, by whom, how long in working time; rebuilt as lived (row 163)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from commands.agreement import RescheduleAgreement
from commands.approvers import Stage
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.service_schedule import ReviseSchedule
from commands.ticket.approval import AnswerApproval, RequestApproval, WithdrawApproval
from commands.ticket.work import PutTicketInProgress
from connectors.inbound.due.timekeeper import AS_TIMEKEEPER, command_id_of, command_of
from events.approval import ApprovalEnded, ApprovalReminded
from events.values.approval import Verdict
from events.values.duration import Duration
from events.values.identity import ApprovalId, PersonId, StreamId, TicketId
from events.values.people import Actor, Viewer
from projections.approval import rows as approvals
from projections.kit import visibility
from projections.sla_clocks import readers, rows
from projections.ticket import card as ticket_card
from projections.ticket import timeline as ticket_timeline
from sla_engine.instants import micros
from tests.projections.world import LUNCH, MONDAY, OFFICE, ROUND_THE_CLOCK, World, viewer

HOUR = timedelta(hours=1)
OPERATOR = viewer("specialist")


class Waiting:
    """A desk on office hours with two people of the client who are asked, and a ticket that waits for them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.office = world.schedule()
        self.agreement = world.agreement(self.office)
        self.first, self.second, self.third = (world.person(name) for name in ("Первая", "Вторая", "Третья"))
        self.ticket = world.ticket("Новый ноутбук", person=self.third)

    def ask(self, *stages: Stage, remind: int = 0, expire: int = 0, if_rejected: str = "back") -> ApprovalId:
        asked = RequestApproval(
            ticket_id=self.ticket,
            question="Купить?",
            stages=stages or (Stage(approvers=(self.first,)), Stage(approvers=(self.second,))),
            remind_for=Duration(remind) if remind else None,
            expires_for=Duration(expire) if expire else None,
            if_rejected=if_rejected,  # type: ignore[arg-type] # one of three words
        )
        self.world.do(asked, by=OPERATOR)
        self.world.fold()
        (waiting,) = [view for view in self.card(OPERATOR).approvals if view.outcome is None]
        return ApprovalId(waiting.approval_id)

    def answer(self, approval: ApprovalId, who: PersonId, verdict: Verdict = "approve") -> None:
        said = AnswerApproval(ticket_id=self.ticket, approval_id=approval, verdict=verdict, comment="Да или нет")
        self.world.do(said, by=as_requester(who))
        self.world.fold()

    def card(self, by: Viewer) -> ticket_card.TicketCard:
        found = self.seen(by)
        assert found is not None
        return found

    def seen(self, by: Viewer) -> ticket_card.TicketCard | None:
        with self.world.cursor() as cursor:
            return ticket_card.whole_card(cursor, by, self.ticket, now=self.world.now)

    def asked(self, who: PersonId) -> list[approvals.Question]:
        with self.world.cursor() as cursor:
            return approvals.asked_of(cursor, as_requester(who), self.world.now)

    def told(self, *kinds: type) -> list[tuple[object, object]]:
        """The facts of these kinds with when they happened, as working people read it: hours since Monday, nine."""
        history = self.world.log.load(StreamId(self.ticket))
        return [
            (type(recorded.fact), (recorded.metadata.occurred_at - MONDAY) / HOUR)
            for recorded in history
            if isinstance(recorded.fact, kinds)
        ]


def as_requester(who: UUID) -> Viewer:
    return Viewer(actor=Actor(kind="person", id=who, name="Кто-то"), groups=frozenset({"requester"}))


@pytest.fixture
def waiting(world: World) -> Waiting:
    return Waiting(world)


# -- who sees it -------------------------------------------------------------------------------------------------
def test_row_163_what_waits_for_whom_follows_the_stages(waiting: Waiting) -> None:
    approval = waiting.ask(expire=8)
    (question,) = waiting.asked(waiting.first)
    assert (question.approval_id, question.stage, question.question) == (approval, 0, "Купить?")
    assert (question.subject, question.approver_id, question.requested_as) == (
        "Новый ноутбук",
        waiting.first,
        OPERATOR.actor.name,
    )
    assert question.expires_at == MONDAY + 9 * HOUR
    assert waiting.asked(waiting.second) == []

    waiting.world.pass_time(hours=2)
    waiting.answer(approval, waiting.first)
    assert waiting.asked(waiting.first) == []
    (question,) = waiting.asked(waiting.second)
    assert (question.stage, question.asked_at) == (1, MONDAY + 2 * HOUR)
    # The second stage has as long as the first had: eight working hours from its own opening.
    assert question.expires_at == MONDAY + 26 * HOUR

    waiting.answer(approval, waiting.second)
    assert waiting.asked(waiting.second) == []
    (view,) = waiting.card(OPERATOR).approvals
    assert (view.outcome, view.ended_at) == ("approved", waiting.world.now)
    assert [(said.approver_id, said.verdict) for said in view.answers] == [
        (waiting.first, "approve"),
        (waiting.second, "approve"),
    ]


def test_row_163_who_is_asked_sees_the_card_and_its_timeline_as_long_as_they_are(waiting: Waiting) -> None:
    asked = as_requester(waiting.first)
    assert waiting.seen(asked) is None
    approval = waiting.ask()
    assert waiting.card(asked).reason == "Купить?"
    assert waiting.seen(as_requester(waiting.second)) is None
    with waiting.world.cursor() as cursor:
        # Only for an answer: lists, clocks and histories ask without a moment.
        assert visibility.sight(cursor, asked, waiting.ticket) is None
        names = [entry.name for entry in ticket_timeline.timeline(cursor, asked, waiting.ticket)]
    assert names == ["ticket.registered@2", "ticket.approval-requested@1"]
    waiting.answer(approval, waiting.first)
    assert waiting.seen(asked) is None


def test_row_163_what_approvers_wrote_is_for_staff_and_for_approvers(waiting: Waiting) -> None:
    approval = waiting.ask()
    waiting.answer(approval, waiting.first)
    assert waiting.card(OPERATOR).approvals[0].answers[0].comment == "Да или нет"
    assert waiting.card(as_requester(waiting.second)).approvals[0].answers[0].comment == "Да или нет"
    assert waiting.card(as_requester(waiting.third)).approvals[0].answers[0].comment == ""
    with waiting.world.cursor() as cursor:
        inside = ticket_timeline.timeline(cursor, OPERATOR, waiting.ticket)
        outside = ticket_timeline.timeline(cursor, as_requester(waiting.third), waiting.ticket)
    assert [entry.name for entry in inside if entry not in outside] == ["ticket.approval-answered@1"]


def test_row_163_nobody_is_asked_what_they_may_not_answer(waiting: Waiting) -> None:
    """Whose own it is, and who is asked themselves or has spoken already, finds nothing among what waits for them."""
    world, until_at = waiting.world, waiting.world.now + 3 * HOUR
    for person, substitute in ((waiting.first, waiting.third), (waiting.second, waiting.first)):
        named = NameSubstitute(person_id=person, substitute_id=substitute, until_at=until_at)
        world.do(named, by=as_requester(person))
    approval = waiting.ask(Stage(mode="all", approvers=(waiting.first, waiting.second)))
    assert waiting.asked(waiting.third) == []
    assert [question.approver_id for question in waiting.asked(waiting.first)] == [waiting.first]
    waiting.answer(approval, waiting.first)
    assert waiting.asked(waiting.first) == []
    assert [question.approver_id for question in waiting.asked(waiting.second)] == [waiting.second]


def test_row_163_who_spoke_for_one_is_not_asked_for_another_in_the_same_stage(waiting: Waiting) -> None:
    world, until_at = waiting.world, waiting.world.now + 3 * HOUR
    helper = world.person("Помощница")
    for person in (waiting.first, waiting.second):
        world.do(NameSubstitute(person_id=person, substitute_id=helper, until_at=until_at), by=as_requester(person))
    approval = waiting.ask(Stage(mode="all", approvers=(waiting.first, waiting.second)))
    assert len(waiting.asked(helper)) == 2
    waiting.answer(approval, helper)
    assert waiting.asked(helper) == []
    assert waiting.seen(as_requester(helper)) is None


def test_row_163_who_asked_is_not_asked_as_a_substitute(waiting: Waiting) -> None:
    world = waiting.world
    helper = world.person("Диспетчер", groups=frozenset({"specialist"}))
    named = NameSubstitute(person_id=waiting.first, substitute_id=helper, until_at=world.now + HOUR)
    world.do(named, by=as_requester(waiting.first))
    stages = (Stage(approvers=(waiting.first,)),)
    asked = RequestApproval(ticket_id=waiting.ticket, question="Купить?", stages=stages)
    world.do(asked, by=viewer("specialist", who=helper))
    world.fold()
    assert (waiting.asked(helper), len(waiting.asked(waiting.first))) == ([], 1)


def test_row_163_the_card_says_when_the_open_stage_expires_and_why_a_ticket_was_declined(waiting: Waiting) -> None:
    approval = waiting.ask(expire=8, if_rejected="decline")
    (view,) = waiting.card(OPERATOR).approvals
    assert view.expires_at == MONDAY + 9 * HOUR
    waiting.answer(approval, waiting.first, "reject")
    declined = waiting.card(as_requester(waiting.third))
    assert (declined.status, declined.reason, declined.approvals[0].expires_at) == ("declined", "Да или нет", None)


def test_row_163_what_silence_declined_says_so_in_both_languages(waiting: Waiting) -> None:
    waiting.ask(expire=1, if_rejected="decline")
    waiting.world.pass_time(hours=2)
    waiting.world.keep_time()
    waiting.world.fold()
    declined = waiting.card(as_requester(waiting.third))
    why = "Срок согласования истёк, ответа нет · The approval expired without an answer"
    assert (declined.status, declined.reason) == ("declined", why)


def test_row_163_a_substitute_is_asked_while_they_substitute(waiting: Waiting) -> None:
    world, now = waiting.world, waiting.world.now
    waiting.ask()
    named = NameSubstitute(
        person_id=waiting.first, substitute_id=waiting.second, from_at=now + HOUR, until_at=now + 3 * HOUR
    )
    world.do(named, by=as_requester(waiting.first))
    world.fold()
    seen = []
    substitute = as_requester(waiting.second)
    for _ in range(4):
        asked = waiting.asked(waiting.second)
        seen.append([(question.approver_id, waiting.seen(substitute) is not None) for question in asked])
        world.pass_time(hours=1)
    assert seen == [[], [(waiting.first, True)], [(waiting.first, True)], []]
    world.hand.at = now + HOUR
    world.do(DismissSubstitute(person_id=waiting.first), by=as_requester(waiting.first))
    world.fold()
    assert waiting.asked(waiting.second) == []


# -- time --------------------------------------------------------------------------------------------------------
def test_row_163_the_resolution_clock_stands_while_the_ticket_waits_and_the_reaction_clock_runs(
    waiting: Waiting,
) -> None:
    world = waiting.world
    world.pass_time(hours=1)
    approval = waiting.ask()
    world.pass_time(hours=2)
    waiting.answer(approval, waiting.first)
    waiting.answer(approval, waiting.second)
    world.pass_time(hours=1)
    with world.cursor() as cursor:
        clocks = readers.clocks_of(cursor, waiting.ticket, world.now)
    assert clocks is not None
    # Nine, asked at ten, answered at noon, one o'clock: an hour before, an hour behind; the lunch begins then.
    assert (clocks.resolution.consumed_s, clocks.resolution.state) == (2 * 3600, "running")
    assert (clocks.reaction.consumed_s, clocks.reaction.state) == (4 * 3600, "running")
    assert clocks.status == "new"


def test_row_163_reminders_and_expiry_are_working_time_and_come_once(waiting: Waiting) -> None:
    waiting.ask(remind=4, expire=10)
    waiting.world.pass_time(hours=3, minutes=59)
    assert waiting.world.keep_time() == 0
    waiting.world.pass_time(minutes=1)
    assert waiting.world.keep_time() == 1
    assert waiting.world.keep_time() == 0
    waiting.world.fold()
    changed = waiting.card(OPERATOR)
    assert (changed.changed_at, changed.version) == (MONDAY, 2)
    (question,) = waiting.asked(waiting.first)
    assert question.reminded_at == MONDAY + 4 * HOUR
    waiting.world.pass_time(days=3)
    # Eight hours on Monday, and two of Tuesday: eleven in the morning, whenever that is noticed.
    assert waiting.world.keep_time() >= 1
    assert waiting.told(ApprovalReminded, ApprovalEnded) == [(ApprovalReminded, 4.0), (ApprovalEnded, 26.0)]
    waiting.world.fold()
    assert waiting.asked(waiting.first) == []
    (view,) = waiting.card(OPERATOR).approvals
    assert (view.outcome, waiting.card(OPERATOR).status) == ("expired", "new")


def test_row_163_two_timekeepers_who_see_the_same_record_it_once(waiting: Waiting) -> None:
    waiting.ask(remind=1)
    now = waiting.world.pass_time(hours=1)
    with waiting.world.cursor() as cursor:
        (seen,) = readers.due_crossings(cursor, micros(now), 10)
    command, command_id = command_of(seen), command_id_of(seen)
    bus = waiting.world.bus
    first, again = (bus.execute(command, viewer=AS_TIMEKEEPER, command_id=command_id) for _ in range(2))
    assert (first.repeated, again.repeated) == (False, True)
    assert waiting.told(ApprovalReminded) == [(ApprovalReminded, 1.0)]


def test_row_163_each_stage_is_reminded_of_and_nobody_of_what_has_expired(waiting: Waiting) -> None:
    approval = waiting.ask(remind=1, expire=8)
    waiting.world.pass_time(hours=2)
    waiting.world.keep_time()
    waiting.answer(approval, waiting.first)
    waiting.world.pass_time(hours=2)
    waiting.world.keep_time()
    assert waiting.told(ApprovalReminded) == [(ApprovalReminded, 1.0), (ApprovalReminded, 3.0)]
    again = Waiting(waiting.world.empty())
    again.world.hand.at = MONDAY
    again.ask(remind=1, expire=8)
    again.world.pass_time(days=7)
    again.world.keep_time()
    assert again.told(ApprovalReminded, ApprovalEnded) == [(ApprovalEnded, 9.0)]


def test_row_163_an_edit_of_the_schedule_moves_reminder_and_expiry(waiting: Waiting) -> None:
    waiting.ask(remind=2, expire=8)
    late = msgspec.structs.replace(OFFICE, week=msgspec.structs.replace(OFFICE.week, mon=LUNCH[1:]))
    waiting.world.do(ReviseSchedule(schedule_id=waiting.office, timetable=late))
    waiting.world.fold()
    # From two in the afternoon on: four hours on Monday, and four of Tuesday.
    assert waiting.asked(waiting.first)[0].expires_at == MONDAY + 28 * HOUR
    waiting.world.pass_time(hours=7)
    waiting.world.keep_time()
    assert waiting.told(ApprovalReminded) == [(ApprovalReminded, 7.0)]


def test_row_163_another_schedule_of_the_agreement_holds_for_what_waits(waiting: Waiting) -> None:
    waiting.ask(expire=20)
    nonstop = waiting.world.schedule(ROUND_THE_CLOCK, "24*7")
    waiting.world.do(RescheduleAgreement(agreement_id=waiting.agreement, schedule_id=nonstop, apply_to_open=True))
    waiting.world.fold()
    assert waiting.asked(waiting.first)[0].expires_at == MONDAY + 20 * HOUR


def test_row_163_a_withdrawn_request_neither_reminds_nor_expires(waiting: Waiting) -> None:
    approval = waiting.ask(remind=1, expire=2)
    waiting.world.do(WithdrawApproval(ticket_id=waiting.ticket, approval_id=approval), by=OPERATOR)
    waiting.world.pass_time(hours=3)
    assert waiting.told(ApprovalReminded) == []
    waiting.world.keep_time()
    assert [kind for kind, _ in waiting.told(ApprovalReminded, ApprovalEnded)] == [ApprovalEnded]


# -- rebuilt -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_row_163_rebuilt_is_as_lived(waiting: Waiting, batch: int) -> None:
    world = waiting.world
    approval = waiting.ask(remind=1, expire=6)
    world.pass_time(hours=1)
    world.keep_time()
    waiting.answer(approval, waiting.first)
    world.pass_time(days=2)
    world.keep_time()
    world.do(PutTicketInProgress(ticket_id=waiting.ticket), by=OPERATOR)
    second = waiting.ask(Stage(mode="all", approvers=(waiting.first, waiting.second)), expire=4, if_rejected="decline")
    world.do(ReviseSchedule(schedule_id=waiting.office, timetable=OFFICE))
    waiting.answer(second, waiting.second, "reject")
    waiting.ticket = TicketId(world.ticket("Ещё один", person=waiting.third))
    waiting.ask(remind=2)
    named = NameSubstitute(person_id=waiting.first, substitute_id=waiting.second, until_at=world.now + HOUR)
    world.do(named, by=as_requester(waiting.first))
    world.fold()
    lived = world.rows()
    assert lived["approval_voices"]
    assert lived["substitutes"]
    for name in ("approvals", "sla_clocks", "ticket_list", "ticket_timeline"):
        world.rebuild(name, batch=batch)
    assert world.rows() == lived
    with world.cursor() as cursor:
        (course,) = rows.load(cursor, [waiting.ticket]).values()
    assert course.wait is not None
    assert course.wait.approval_id == waiting.card(OPERATOR).approvals[-1].approval_id
