"""What happens to a problem; decided by ``aggregates.problem``, read by the list of problems.

Its words are no one person's: they are sealed under its own key (0149).
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import ProblemId, ServiceId, TicketId
from events.values.people import Responsible
from events.values.ticket import Level


class ProblemRegistered(Fact, frozen=True, kw_only=True):
    """Somebody suspects a common cause behind incidents (row 164)."""

    stored_name: ClassVar[str] = "problem.registered@2"
    personal: ClassVar[dict[str, str]] = {"subject": "problem_id", "description": "problem_id"}

    problem_id: ProblemId
    number: int
    subject: str
    description: str = ""
    priority: Level = "normal"
    responsible: Responsible | None = None
    incidents: tuple[TicketId, ...] = ()
    services: tuple[ServiceId, ...] = ()


class ProblemDescribed(Fact, frozen=True, kw_only=True):
    """The problem is told in these words, is of this priority and touches these services from now on."""

    stored_name: ClassVar[str] = "problem.described@2"
    personal: ClassVar[dict[str, str]] = {"subject": "problem_id", "description": "problem_id"}

    problem_id: ProblemId
    subject: str
    description: str
    priority: Level
    services: tuple[ServiceId, ...]


class ProblemAssigned(Fact, frozen=True, kw_only=True):
    """A team, or an employee within it, answers for the problem."""

    stored_name: ClassVar[str] = "problem.assigned@1"

    problem_id: ProblemId
    responsible: Responsible


class ProblemIncidentsLinked(Fact, frozen=True, kw_only=True):
    """These tickets are signs of the problem."""

    stored_name: ClassVar[str] = "problem.incidents-linked@1"

    problem_id: ProblemId
    incidents: tuple[TicketId, ...]


class ProblemIncidentsUnlinked(Fact, frozen=True, kw_only=True):
    """These tickets turned out to have nothing to do with the problem."""

    stored_name: ClassVar[str] = "problem.incidents-unlinked@1"

    problem_id: ProblemId
    incidents: tuple[TicketId, ...]


class WorkaroundFound(Fact, frozen=True, kw_only=True):
    """How to live with the problem until it is solved; empty: the one that was told does not help."""

    stored_name: ClassVar[str] = "problem.workaround-found@2"
    personal: ClassVar[dict[str, str]] = {"workaround": "problem_id"}

    problem_id: ProblemId
    workaround: str


class RootCauseFound(Fact, frozen=True, kw_only=True):
    """Why the incidents happen; empty: what was taken for the cause is not it."""

    stored_name: ClassVar[str] = "problem.root-cause-found@2"
    personal: ClassVar[dict[str, str]] = {"root_cause": "problem_id"}

    problem_id: ProblemId
    root_cause: str


class ProblemMoved(Fact, frozen=True, kw_only=True):
    """The problem stands in another status of its life cycle."""

    stored_name: ClassVar[str] = "problem.moved@2"
    personal: ClassVar[dict[str, str]] = {"reason": "problem_id", "solution": "problem_id"}

    problem_id: ProblemId
    status: str
    reason: str = ""
    solution: str = ""
