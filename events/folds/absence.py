"""The one reading of when somebody is away; shared by ``aggregates.absence``, approvals, cards and the directory.

The facts stand on the person's own stream, among others that ``person`` reads: only these are read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.fact import Recorded
from events.folds.reading import Reading, begins, on
from events.values.identity import AbsenceId, PersonId


class AbsenceState(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is away in [from_at, until_at); one that is called off is away in no instant."""

    absence_id: AbsenceId
    person_id: PersonId
    from_at: datetime
    until_at: datetime
    substitute_id: PersonId | None = None
    note: str = ""

    @property
    def is_called_off(self) -> bool:
        """Whether it ended before it began."""
        return self.until_at <= self.from_at

    def holds(self, at: datetime) -> bool:
        """Whether the person is away at that moment."""
        return self.from_at <= at < self.until_at

    def meets(self, other: AbsenceState) -> bool:
        """Whether both are of one instant."""
        return self.from_at < other.until_at and other.from_at < self.until_at


def _planned(kind: type[AbsenceState], fact: AbsencePlanned) -> AbsenceState:
    return kind(**msgspec.structs.asdict(fact))


def _replanned(state: AbsenceState, fact: AbsenceReplanned) -> AbsenceState:
    return type(state)(**msgspec.structs.asdict(fact))


def _ended(state: AbsenceState, fact: AbsenceEnded) -> AbsenceState:
    return replace(state, until_at=min(state.until_at, fact.ended_at))


ABSENCE = Reading(
    AbsenceState,
    begins(AbsencePlanned, _planned),
    on(AbsenceReplanned, _replanned),
    on(AbsenceEnded, _ended),
)
"""Of one absence; a person has many."""


def absences(history: Sequence[Recorded]) -> dict[AbsenceId, AbsenceState]:
    """All absences that the facts of a person's stream tell of, those that are over and those called off, too."""
    found: dict[AbsenceId, AbsenceState] = {}
    for recorded in history:
        fact = recorded.fact
        if isinstance(fact, AbsencePlanned | AbsenceReplanned | AbsenceEnded):
            begun = ABSENCE.begun(AbsenceState, recorded)
            found[fact.absence_id] = begun or ABSENCE.after(found[fact.absence_id], recorded)
    return found


def away(history: Sequence[Recorded], at: datetime) -> AbsenceState | None:
    """The absence that a person is in at that moment; they never overlap."""
    return next((one for one in absences(history).values() if one.holds(at)), None)
