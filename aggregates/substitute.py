"""Who may answer for whom while they are away; driven by ``commands.person.substitute``, asked by approvals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aggregates.approval_refusals import SubstituteOfOneself, SubstitutionIsEmpty
from events.fact import Fact, Recorded
from events.folds.substitute import SubstitutionState, substitution
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.values.identity import PersonId


class Substitution(SubstitutionState, frozen=True, kw_only=True):
    """Somebody answers for a person in [from_at, until_at). Substitutes are not substituted in their turn."""

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Substitution | None:
        """The one that stands by the facts of the person's stream: whoever was named last, unless dismissed."""
        return substitution(cls, history)

    def holds(self, who: PersonId, at: datetime) -> bool:
        """Whether somebody is the substitute at that moment."""
        return who == self.substitute_id and self.from_at <= at < self.until_at

    def named(self, standing: Substitution | None, at: datetime) -> list[Fact]:
        """This one instead of the one that stands; nothing happens when they are the same."""
        if self.substitute_id == self.person_id:
            raise SubstituteOfOneself
        if self.until_at <= max(self.from_at, at):
            raise SubstitutionIsEmpty
        if self == standing:
            return []
        return [
            SubstituteNamed(
                person_id=self.person_id,
                substitute_id=self.substitute_id,
                from_at=self.from_at,
                until_at=self.until_at,
            )
        ]

    def dismissed(self) -> list[Fact]:
        """Nobody any more."""
        return [SubstituteDismissed(person_id=self.person_id)]
