"""The pieces of work inside a ticket (row 162); decided by ``aggregates.ticket_tasks``.

What a task is called and why it is given up are words on the requester's ticket, and so theirs (0149).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.identity import PersonId, TaskId, TicketId
from events.values.people import Responsible


class TaskAdded(Fact, frozen=True, kw_only=True):
    """A piece of work on the ticket that somebody is to do, perhaps by a time."""

    stored_name: ClassVar[str] = "ticket.task-added@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "title")

    ticket_id: TicketId
    requester_id: PersonId
    task_id: TaskId
    title: str
    responsible: Responsible | None = None
    due_at: datetime | None = None


class TaskReplanned(Fact, frozen=True, kw_only=True):
    """What a task is called, who does it or by when is another from now on: all three as they are now."""

    stored_name: ClassVar[str] = "ticket.task-replanned@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "title")

    ticket_id: TicketId
    requester_id: PersonId
    task_id: TaskId
    title: str
    responsible: Responsible | None = None
    due_at: datetime | None = None


class TaskDone(Fact, frozen=True, kw_only=True):
    """A task is done."""

    stored_name: ClassVar[str] = "ticket.task-done@1"

    ticket_id: TicketId
    task_id: TaskId


class TaskTakenUpAgain(Fact, frozen=True, kw_only=True):
    """A task that was done or given up is to be done after all."""

    stored_name: ClassVar[str] = "ticket.task-taken-up-again@1"

    ticket_id: TicketId
    task_id: TaskId


class TaskGivenUp(Fact, frozen=True, kw_only=True):
    """A task will not be done."""

    stored_name: ClassVar[str] = "ticket.task-given-up@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "reason")

    ticket_id: TicketId
    requester_id: PersonId
    task_id: TaskId
    reason: str = ""
