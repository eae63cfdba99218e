"""Work with the tasks inside a ticket: add, plan anew, do, give up, take up again (row 162)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates import ticket_tasks
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Instant, Subject, kept, refuse_nothing
from commands.responsible import Confirmed, Instead, responsible_at_hand
from commands.ticket.access import told
from commands.ticket.around import ticket_and_work
from events.values.identity import TaskId, TicketId
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Responsible


class AddTask(Command, frozen=True, kw_only=True):
    """Add a task to the ticket, perhaps for a team or an employee, perhaps with a time by which it is to be done."""

    name: ClassVar[str] = "add-task"

    ticket_id: TicketId
    title: Subject
    responsible: Responsible | None = None
    confirm: Confirmed = False
    to_substitute: Instead = False
    due_at: Instant | None = None

    def __post_init__(self) -> None:
        refuse_unclear(self.title, "title")


@handles(AddTask)
def add_task(command: AddTask, work: UnitOfWork) -> UUID:
    """Who does it must be able to work on tickets; a ticket that is over takes no more tasks."""
    found, one = ticket_and_work(work, command.ticket_id)
    found.refuse_if_final()
    facts = ticket_tasks.add(
        one,
        TaskId(work.new_id("task")),
        asker=found.requester_id,
        title=one_line(command.title),
        responsible=_who(work, command.responsible, command),
        due_at=command.due_at,
    )
    return told(work, found, facts)


class ReplanTask(Command, frozen=True, kw_only=True):
    """Give a task another title, responsible or time; null takes responsible or time away, what is not named stays."""

    name: ClassVar[str] = "replan-task"

    ticket_id: TicketId
    task_id: TaskId
    title: Subject | UnsetType = UNSET
    responsible: Responsible | UnsetType | None = UNSET
    confirm: Confirmed = False
    to_substitute: Instead = False
    due_at: Instant | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        if self.title is not UNSET:
            refuse_unclear(self.title, "title")


@handles(ReplanTask)
def replan_task(command: ReplanTask, work: UnitOfWork) -> UUID:
    """Only an open task is planned anew; who is named now must be able to work on tickets."""
    found, one = ticket_and_work(work, command.ticket_id)
    refuse_nothing(command)
    task = ticket_tasks.task(one, command.task_id)
    named = kept(command.responsible, task.responsible)
    facts = ticket_tasks.replan(
        one,
        task,
        asker=found.requester_id,
        title=one_line(kept(command.title, task.title)),
        responsible=named if named == task.responsible else _who(work, named, command),
        due_at=kept(command.due_at, task.due_at),
    )
    return told(work, found, facts)


class DoTask(Command, frozen=True, kw_only=True):
    """Say that a task is done."""

    name: ClassVar[str] = "do-task"

    ticket_id: TicketId
    task_id: TaskId


@handles(DoTask)
def do_task(command: DoTask, work: UnitOfWork) -> UUID:
    """Nothing happens where it is done already; one that was given up is taken up again first."""
    found, one = ticket_and_work(work, command.ticket_id)
    return told(work, found, ticket_tasks.do(one, ticket_tasks.task(one, command.task_id)))


class GiveUpTask(Command, frozen=True, kw_only=True):
    """Say that a task will not be done, perhaps why."""

    name: ClassVar[str] = "give-up-task"

    ticket_id: TicketId
    task_id: TaskId
    reason: Body = ""


@handles(GiveUpTask)
def give_up_task(command: GiveUpTask, work: UnitOfWork) -> UUID:
    """Nothing happens where that was said; one that is done stays done until it is taken up again."""
    found, one = ticket_and_work(work, command.ticket_id)
    task = ticket_tasks.task(one, command.task_id)
    return told(work, found, ticket_tasks.give_up(one, task, asker=found.requester_id, reason=command.reason))


class TakeUpTaskAgain(Command, frozen=True, kw_only=True):
    """Say that a task which was done or given up is to be done after all."""

    name: ClassVar[str] = "take-up-task-again"

    ticket_id: TicketId
    task_id: TaskId


@handles(TakeUpTaskAgain)
def take_up_task_again(command: TakeUpTaskAgain, work: UnitOfWork) -> UUID:
    """Nothing happens where it is open; a ticket that is over has no open tasks."""
    found, one = ticket_and_work(work, command.ticket_id)
    found.refuse_if_final()
    return told(work, found, ticket_tasks.take_up_again(one, ticket_tasks.task(one, command.task_id)))


def _who(work: UnitOfWork, named: Responsible | None, command: AddTask | ReplanTask) -> Responsible | None:
    if named is None:
        return None
    return responsible_at_hand(work, named, command)
