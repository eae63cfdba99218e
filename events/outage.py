"""What people are told of a problem while it lasts, and who has it, too; decided by ``aggregates.outage``.

The words are for everybody, and of nobody. Who has it says so on a stream of the two.
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, ProblemId
from events.values.outage import Affected
from events.values.text import Text


class OutageAnnounced(Fact, frozen=True, kw_only=True):
    """People are told that something does not work; told again, in these words. ``nth``: of this problem's outages."""

    stored_name: ClassVar[str] = "outage.announced@1"

    problem_id: ProblemId
    nth: int
    title: Text
    affects: Affected


class OutageEnded(Fact, frozen=True, kw_only=True):
    """It works again, or the problem is solved."""

    stored_name: ClassVar[str] = "outage.ended@1"

    problem_id: ProblemId
    nth: int


class OutageJoined(Fact, frozen=True, kw_only=True):
    """Somebody has it, too."""

    stored_name: ClassVar[str] = "affected.joined@1"

    problem_id: ProblemId
    person_id: PersonId
    nth: int


class OutageLeft(Fact, frozen=True, kw_only=True):
    """Somebody does not have it after all."""

    stored_name: ClassVar[str] = "affected.left@1"

    problem_id: ProblemId
    person_id: PersonId
    nth: int
