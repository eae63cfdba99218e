"""What people are told of a problem while it lasts, and who has it, too; driven by ``commands.problem.outage``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from events.fact import Fact, Recorded
from events.folds.outage import AFFECTED, OUTAGE, AffectedState, OutageState
from events.outage import OutageAnnounced, OutageEnded, OutageJoined, OutageLeft
from events.values.identity import PersonId, ProblemId
from events.values.outage import Affected
from events.values.refusal import Refusal
from events.values.text import Text


class NoSuchOutage(Refusal):
    """No outage is announced there, or it is over. Look at what is announced now, or write a request."""

    kind = "missing"
    ru: ClassVar[str] = "Сбоя там не объявлено, или он уже закончился. Посмотрите, что объявлено, или создайте заявку."
    rule: ClassVar[str] = "row 164"
    field = "problem_id"


class OutageOfSolvedProblem(Refusal):
    """Problem {number} is solved or over: there is nothing to announce. Reopen it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Проблема {number} решена или завершена: объявлять нечего. Сначала верните её в работу."
    rule: ClassVar[str] = "row 164"
    field = "problem_id"


class Outage(OutageState, frozen=True, kw_only=True):
    """What people are told of a problem."""

    @classmethod
    def of(cls, history: Sequence[Recorded]) -> Outage:
        """What the facts of its stream tell."""
        return OUTAGE.followed(cls(), history)

    def announce(self, problem_id: ProblemId, title: Text, affects: Affected) -> list[Fact]:
        """Tell people, or tell it in other words; another one begins where the last is over."""
        if not self.is_over and (self.title, self.affects) == (title, affects):
            return []
        nth = self.nth + 1 if self.is_over else self.nth
        return [OutageAnnounced(problem_id=problem_id, nth=nth, title=title, affects=affects)]

    def end(self, problem_id: ProblemId) -> list[Fact]:
        """It works again; nothing happens when it does already."""
        return [] if self.is_over else [OutageEnded(problem_id=problem_id, nth=self.nth)]


class AffectedPerson(AffectedState, frozen=True, kw_only=True):
    """What somebody said last of whether they have it, too."""

    @classmethod
    def of(cls, history: Sequence[Recorded]) -> AffectedPerson:
        """What the facts of the person's stream tell."""
        return AFFECTED.followed(cls(), history)

    def has(self, outage: Outage) -> bool:
        """Whether they have the outage that is told now: what was said of an earlier one counts no more."""
        return self.is_in and self.nth == outage.nth


def join(outage: Outage, said: AffectedPerson, problem_id: ProblemId, person_id: PersonId) -> list[Fact]:
    """Somebody has it, too: once for each outage."""
    if said.has(outage):
        return []
    return [OutageJoined(problem_id=problem_id, person_id=person_id, nth=outage.nth)]


def leave(outage: Outage, said: AffectedPerson, problem_id: ProblemId, person_id: PersonId) -> list[Fact]:
    """Somebody does not have it after all; nothing happens when they never said so."""
    if not said.has(outage):
        return []
    return [OutageLeft(problem_id=problem_id, person_id=person_id, nth=outage.nth)]
