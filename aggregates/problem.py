"""What may happen to a problem; driven by ``commands.problem``."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from aggregates import problem_refusals as refusals
from aggregates.links import gained, lost
from events.fact import Fact, Recorded
from events.folds.problem import PROBLEM, ProblemState
from events.problem import (
    ProblemAssigned,
    ProblemDescribed,
    ProblemIncidentsLinked,
    ProblemIncidentsUnlinked,
    ProblemMoved,
    RootCauseFound,
    WorkaroundFound,
)
from events.values.identity import ServiceId, TicketId
from events.values.lifecycle import SAID_NAMES
from events.values.people import Responsible
from events.values.problem import KNOWN_ERROR, PROBLEM_CYCLE, is_open
from events.values.refusal import Listed
from events.values.ticket import RESOLVED, Level, Status


class Problem(ProblemState, frozen=True, kw_only=True):
    """The state of one problem, and what may be done with it.

    ``resolved_version`` is that of the fact that told its solution.
    """

    version: int = 0
    resolved_version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Problem | None:
        """The problem that the facts of its stream tell of; ``None`` when they tell of something else."""
        problem = PROBLEM.fold(cls, history)
        if problem is None:
            return None
        resolved = [
            recorded.version
            for recorded in history
            if isinstance(recorded.fact, ProblemMoved) and recorded.fact.status == RESOLVED
        ]
        return replace(problem, version=history[-1].version, resolved_version=max(resolved, default=0))

    @property
    def stands(self) -> Status:
        """The status as it is meant."""
        return next(status for status in PROBLEM_CYCLE.statuses if status.code == self.status)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be solved."""
        return is_open(self.status)

    @property
    def called(self) -> str:
        """What a person calls it."""
        return f"P-{self.number}"

    # -- what it is --------------------------------------------------------------------------------------

    def describe(self, subject: str, description: str, priority: Level, services: tuple[ServiceId, ...]) -> list[Fact]:
        """Other words, another priority, other services; nothing happens when all are the same."""
        self._refuse_if_over()
        services = tuple(dict.fromkeys(services))
        if (subject, description, priority, services) == (
            self.subject,
            self.description,
            self.priority,
            self.services,
        ):
            return []
        return [
            ProblemDescribed(
                problem_id=self.problem_id,
                subject=subject,
                description=description,
                priority=priority,
                services=services,
            )
        ]

    def assign(self, responsible: Responsible) -> list[Fact]:
        """Who answers for it."""
        self._refuse_if_over()
        if responsible == self.responsible:
            return []
        return [ProblemAssigned(problem_id=self.problem_id, responsible=responsible)]

    def link(self, incidents: Sequence[TicketId]) -> list[Fact]:
        """More signs of it; those that are linked already are passed over."""
        self._refuse_if_over()
        fresh = gained(self.incidents, incidents)
        return [ProblemIncidentsLinked(problem_id=self.problem_id, incidents=fresh)] if fresh else []

    def unlink(self, incidents: Sequence[TicketId]) -> list[Fact]:
        """What has nothing to do with it; those that are not linked are passed over."""
        self._refuse_if_over()
        gone = lost(self.incidents, incidents)
        return [ProblemIncidentsUnlinked(problem_id=self.problem_id, incidents=gone)] if gone else []

    def work_around(self, workaround: str) -> list[Fact]:
        """How to live with it."""
        self._refuse_if_over()
        if workaround == self.workaround:
            return []
        return [WorkaroundFound(problem_id=self.problem_id, workaround=workaround)]

    def explain(self, root_cause: str) -> list[Fact]:
        """Why it happens; a known error cannot lose its cause."""
        self._refuse_if_over()
        if root_cause == self.root_cause:
            return []
        if not root_cause and self.status == KNOWN_ERROR:
            raise refusals.ProblemCauseIsUnknown
        return [RootCauseFound(problem_id=self.problem_id, root_cause=root_cause)]

    # -- how it moves ------------------------------------------------------------------------------------

    def move(self, to: str, *, reason: str, solution: str) -> list[Fact]:
        """Into another status of the life cycle, with what the way asks for (row 164)."""
        if to == self.status:
            return []
        self._refuse_if_over()
        status = PROBLEM_CYCLE.status(to)
        if status is None:
            known = Listed({known.code: known.name for known in PROBLEM_CYCLE.statuses})
            raise refusals.ProblemStatusIsUnknown(status=to, known=known)
        way = PROBLEM_CYCLE.transition(self.status, to)
        if way is None:
            ends = {way.enters for way in PROBLEM_CYCLE.ways_from(self.status)}
            ways = Listed({there.code: there.name for there in PROBLEM_CYCLE.statuses if there.code in ends})
            raise refusals.ProblemStatusIsNotReachable(now=self.stands.name, wanted=status.name, ways=ways)
        said = {"reason": reason, "solution": solution}
        for field in sorted(way.requires):
            if not said[field]:
                raise refusals.ProblemMoveAsksFor(field=field, wanted=status.name, asked=SAID_NAMES[field])
        if to == KNOWN_ERROR and not self.root_cause:
            raise refusals.ProblemCauseIsUnknown
        return [ProblemMoved(problem_id=self.problem_id, status=to, reason=reason, solution=solution)]

    def solution_for(self, ticket: TicketId) -> str:
        """The words that resolve one of its incidents: those that resolved the problem itself."""
        if not self.stands.resolves:
            raise refusals.ProblemIsNotResolved(number=self.called)
        if ticket not in self.incidents:
            raise refusals.IncidentIsNotLinked(number=self.called)
        return self.solution

    def _refuse_if_over(self) -> None:
        if self.stands.is_final:
            raise refusals.ProblemIsOver(number=self.called)
