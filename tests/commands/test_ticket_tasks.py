"""Tasks inside a ticket and the time that is spent on it (row 162)."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from aggregates.ticket_refusals import TicketIsClosed
from aggregates.ticket_tasks import NoSuchTask, TaskIsOver
from aggregates.ticket_time_spent import NoSuchTimeEntry, TimeEntryIsNotYours, TimeIsAhead
from commands.ticket.tasks import AddTask, DoTask, GiveUpTask, ReplanTask, TakeUpTaskAgain
from commands.ticket.time_spent import CorrectTimeSpent, SpendTime, WithdrawTimeSpent
from events.ticket_tasks import TaskAdded, TaskDone, TaskGivenUp, TaskReplanned, TaskTakenUpAgain
from events.ticket_time import TimeSpent, TimeSpentCorrected, TimeSpentWithdrawn
from events.values.identity import TaskId
from events.values.people import Responsible
from events.values.refusal import Refusal
from tests.dsl import NOW, Like, given
from tests.gallery import CLOSED, DESK, REGISTERED, RESOLVED, TICKET
from tests.gallery_ticket_work import DUE_AT, ENTRY, TASK, TASK_ADDED, WORKED_UNTIL
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, OPERATOR, SECOND_LINE, SEMYON
from tests.people import viewer as person

ADDED = msgspec.structs.replace(TASK_ADDED, ticket_id=TICKET)
SPENT = TimeSpent(
    ticket_id=TICKET,
    requester_id=ANNA,
    entry_id=ENTRY,
    person_id=OLGA,
    activity="work",
    seconds=1500,
    until_at=WORKED_UNTIL,
)


def test_row_162_a_task_is_added_planned_anew_and_done() -> None:
    story = given(*DESK, REGISTERED)
    to_olga = Responsible(FIRST_LINE, OLGA)
    order = AddTask(ticket_id=TICKET, title="Заказать\nкартридж", responsible=to_olga, due_at=DUE_AT)
    story.when(order, by=OPERATOR)
    story.then(Like(TaskAdded, title="Заказать картридж", responsible=to_olga, due_at=DUE_AT, requester_id=ANNA))
    planned = given(*DESK, REGISTERED, ADDED)
    planned.when(ReplanTask(ticket_id=TICKET, task_id=TASK, due_at=None), by=OPERATOR)
    planned.then(Like(TaskReplanned, title=ADDED.title, responsible=ADDED.responsible, due_at=None))
    planned.when(DoTask(ticket_id=TICKET, task_id=TASK), by=OPERATOR).then(TaskDone(ticket_id=TICKET, task_id=TASK))
    planned.when(DoTask(ticket_id=TICKET, task_id=TASK), by=OPERATOR).then_nothing()
    planned.when(TakeUpTaskAgain(ticket_id=TICKET, task_id=TASK), by=OPERATOR)
    planned.then(TaskTakenUpAgain(ticket_id=TICKET, task_id=TASK))
    planned.when(GiveUpTask(ticket_id=TICKET, task_id=TASK, reason="Не нужен"), by=OPERATOR)
    planned.then(TaskGivenUp(ticket_id=TICKET, requester_id=ANNA, task_id=TASK, reason="Не нужен"))


def test_what_is_over_is_not_planned_anew_and_what_is_not_there_is_said_so() -> None:
    story = given(*DESK, REGISTERED, ADDED, TaskDone(ticket_id=TICKET, task_id=TASK))
    story.when(ReplanTask(ticket_id=TICKET, task_id=TASK, title="x"), by=OPERATOR).then_refused(TaskIsOver)
    story.when(GiveUpTask(ticket_id=TICKET, task_id=TASK), by=OPERATOR).then_refused(TaskIsOver)
    unknown = DoTask(ticket_id=TICKET, task_id=TaskId(SEMYON))
    story.when(unknown, by=OPERATOR).then_refused(NoSuchTask, field="task_id")


def test_a_ticket_that_is_over_takes_no_more_tasks_yet_its_open_ones_are_done() -> None:
    story = given(*DESK, REGISTERED, ADDED, RESOLVED, CLOSED)
    story.when(AddTask(ticket_id=TICKET, title="Ещё"), by=OPERATOR).then_refused(TicketIsClosed)
    story.when(DoTask(ticket_id=TICKET, task_id=TASK), by=OPERATOR).then(TaskDone(ticket_id=TICKET, task_id=TASK))


def test_who_does_a_task_is_a_member_of_the_team_that_is_named() -> None:
    stranger = AddTask(ticket_id=TICKET, title="x", responsible=Responsible(FIRST_LINE, SEMYON))
    story = given(*DESK, REGISTERED).when(stranger, by=OPERATOR)
    assert isinstance(story.outcome, Refusal)
    assert story.outcome.field == "responsible.person_id"
    fits = AddTask(ticket_id=TICKET, title="x", responsible=Responsible(SECOND_LINE, SEMYON))
    given(*DESK, REGISTERED).when(fits, by=OPERATOR).then(Like(TaskAdded, responsible=fits.responsible))


def test_time_is_one_s_own_and_of_now_unless_it_is_said_otherwise() -> None:
    story = given(*DESK, REGISTERED, RESOLVED, CLOSED)
    story.when(SpendTime(ticket_id=TICKET, minutes=25), by=OPERATOR)
    story.then(Like(TimeSpent, person_id=OLGA, seconds=1500, until_at=NOW, activity="work"))
    ahead = SpendTime(ticket_id=TICKET, minutes=25, until_at=NOW + timedelta(minutes=1))
    story.when(ahead, by=OPERATOR, at=NOW).then_refused(TimeIsAhead, field="until_at")
    others = SpendTime(ticket_id=TICKET, minutes=5, person_id=SEMYON)
    story.when(others, by=OPERATOR).then_refused(TimeEntryIsNotYours, field="person_id")
    story.when(others, by=ADMINISTRATOR).then(Like(TimeSpent, person_id=SEMYON, seconds=300))


def test_an_entry_of_time_is_corrected_and_withdrawn_by_whose_it_is_or_by_an_administrator() -> None:
    story = given(*DESK, REGISTERED, SPENT)
    correct = CorrectTimeSpent(ticket_id=TICKET, entry_id=ENTRY, minutes=20, activity="travel")
    story.when(correct, by=OPERATOR)
    story.then(Like(TimeSpentCorrected, seconds=1200, activity="travel", until_at=WORKED_UNTIL))
    story.when(correct, by=OPERATOR).then_nothing()
    other = person(SEMYON, "Semyon Black", "specialist")
    withdraw = WithdrawTimeSpent(ticket_id=TICKET, entry_id=ENTRY)
    story.when(withdraw, by=other).then_refused(TimeEntryIsNotYours, field="entry_id")
    story.when(withdraw, by=ADMINISTRATOR).then(TimeSpentWithdrawn(ticket_id=TICKET, entry_id=ENTRY))
    story.when(withdraw, by=ADMINISTRATOR).then_refused(NoSuchTimeEntry, field="entry_id")


@pytest.mark.parametrize("minutes", [0, 1441])
def test_time_is_between_a_minute_and_a_day(minutes: int) -> None:
    body = msgspec.json.encode({"ticket_id": TICKET, "minutes": minutes})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=SpendTime)
