"""When a person is away and who stands in for them; driven by ``commands.person.absence``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from aggregates import absence_refusals as refusals
from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.fact import Fact, Recorded
from events.folds.absence import AbsenceState, absences
from events.values.identity import AbsenceId
from events.values.told_time import ToldTime


class Absences(msgspec.Struct, frozen=True):
    """All absences of one person, and what may happen to them."""

    known: Mapping[AbsenceId, AbsenceState]

    @classmethod
    def of(cls, history: Sequence[Recorded]) -> Absences:
        """Those that the facts of the person's stream tell of."""
        return cls(absences(history))

    def one(self, absence_id: AbsenceId) -> AbsenceState:
        """One of them."""
        found = self.known.get(absence_id)
        if found is None:
            raise refusals.NoSuchAbsence
        return found

    def plan(self, planned: AbsenceState, at: datetime) -> list[Fact]:
        """The person will be away, or is by now; twice at one time nobody is."""
        self._refuse(planned, at)
        return [AbsencePlanned(**msgspec.structs.asdict(planned))]

    def replan(self, planned: AbsenceState, at: datetime) -> list[Fact]:
        """The same absence at another time, with another substitute or word; what is over stays as it was."""
        known = self.one(planned.absence_id)
        if planned == known:
            return []
        if known.until_at <= at:
            raise refusals.AbsenceIsOver(period=ToldTime(known.from_at, known.until_at))
        self._refuse(planned, at)
        return [AbsenceReplanned(**msgspec.structs.asdict(planned))]

    def end(self, absence_id: AbsenceId, at: datetime) -> list[Fact]:
        """The person is back, or does not go at all; nothing happens when it is over."""
        known = self.one(absence_id)
        if known.until_at <= at or known.is_called_off:
            return []
        return [AbsenceEnded(person_id=known.person_id, absence_id=absence_id, ended_at=at)]

    def _refuse(self, planned: AbsenceState, at: datetime) -> None:
        if planned.substitute_id == planned.person_id:
            raise refusals.NobodyStandsInForThemselves
        if planned.until_at <= max(planned.from_at, at):
            raise refusals.AbsenceIsEmpty
        for other in self._others(planned.absence_id):
            if planned.meets(other):
                raise refusals.AbsencesOverlap(period=ToldTime(other.from_at, other.until_at))

    def _others(self, absence_id: AbsenceId) -> Iterable[AbsenceState]:
        return (one for one in self.known.values() if one.absence_id != absence_id and not one.is_called_off)


def narrowed(one: AbsenceState, to: AbsenceState) -> AbsenceState:
    """An absence as far as another one covers it: while both are away."""
    return replace(one, from_at=max(one.from_at, to.from_at), until_at=min(one.until_at, to.until_at))
