"""The tasks inside a ticket: added, planned anew, done, given up, taken up again; driven by commands (row 162)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.folds.ticket_work import TaskState, TicketWorkState
from events.ticket_tasks import TaskAdded, TaskDone, TaskGivenUp, TaskReplanned, TaskTakenUpAgain
from events.values.identity import PersonId, TaskId
from events.values.people import Responsible
from events.values.refusal import Refusal

MOST_TASKS = 100
"""So many tasks a ticket has at most, whatever became of them."""


class NoSuchTask(Refusal):
    """There is no such task on this ticket. Look at its tasks."""

    kind = "missing"
    ru: ClassVar[str] = "В этой заявке нет такой задачи. Посмотрите её задачи."
    rule: ClassVar[str] = "row 162"
    field = "task_id"


class TaskIsOver(Refusal):
    """This task is done or given up and takes no changes. Take it up again first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Эта задача выполнена или снята и не меняется. Сначала верните её в работу."
    rule: ClassVar[str] = "row 162"
    field = "task_id"


class TooManyTasks(Refusal):
    """A ticket has {most} tasks at most. Register a ticket of its own for the rest, as a child of this one."""

    kind = "at_odds"
    ru: ClassVar[str] = "В заявке не больше {most} задач. Остальное зарегистрируйте отдельной дочерней заявкой."
    rule: ClassVar[str] = "row 162"


def task(work: TicketWorkState, task_id: TaskId) -> TaskState:
    """A task of the ticket; raises ``NoSuchTask``."""
    found = work.tasks.get(task_id)
    if found is None:
        raise NoSuchTask
    return found


def add(
    work: TicketWorkState,
    task_id: TaskId,
    *,
    asker: PersonId,
    title: str,
    responsible: Responsible | None,
    due_at: datetime | None,
) -> list[Fact]:
    """One more task; ``asker`` is who asks for the ticket, whose words its title is among."""
    if len(work.tasks) >= MOST_TASKS:
        raise TooManyTasks(most=MOST_TASKS)
    return [
        TaskAdded(
            ticket_id=work.ticket_id,
            requester_id=asker,
            task_id=task_id,
            title=title,
            responsible=responsible,
            due_at=due_at,
        )
    ]


def replan(
    work: TicketWorkState,
    found: TaskState,
    *,
    asker: PersonId,
    title: str,
    responsible: Responsible | None,
    due_at: datetime | None,
) -> list[Fact]:
    """Another title, responsible or time; nothing happens where all is so already."""
    if found.stands != "open":
        raise TaskIsOver
    if (title, responsible, due_at) == (found.title, found.responsible, found.due_at):
        return []
    return [
        TaskReplanned(
            ticket_id=work.ticket_id,
            requester_id=asker,
            task_id=found.task_id,
            title=title,
            responsible=responsible,
            due_at=due_at,
        )
    ]


def do(work: TicketWorkState, found: TaskState) -> list[Fact]:
    """The task is done; nothing happens where it already is."""
    if found.stands == "done":
        return []
    if found.stands == "given_up":
        raise TaskIsOver
    return [TaskDone(ticket_id=work.ticket_id, task_id=found.task_id)]


def give_up(work: TicketWorkState, found: TaskState, *, asker: PersonId, reason: str) -> list[Fact]:
    """The task will not be done; nothing happens where that was said."""
    if found.stands == "given_up":
        return []
    if found.stands == "done":
        raise TaskIsOver
    return [TaskGivenUp(ticket_id=work.ticket_id, requester_id=asker, task_id=found.task_id, reason=reason)]


def take_up_again(work: TicketWorkState, found: TaskState) -> list[Fact]:
    """The task is to be done after all; nothing happens where it is open."""
    return [] if found.stands == "open" else [TaskTakenUpAgain(ticket_id=work.ticket_id, task_id=found.task_id)]
