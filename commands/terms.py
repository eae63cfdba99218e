"""The terms that a desk works by, its schedules and agreements as they stand; kept by the bus, asked by both's edits.

Whoever edits one must know of the others. Folding them all again for each edit costs more than the edit, so they are
kept and read on from where they stood: never older than the log at the moment of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from aggregates.agreement import Agreement
from aggregates.service_schedule import Schedule
from events.agreement import AgreementConcluded, AgreementRescheduled
from events.fact import Recorded
from events.values.identity import ScheduleId, StreamId
from events.values.reach import Longest, longest


class Promised(msgspec.Struct, frozen=True):
    """An agreement as it stands, and the longest amount of working time that it promises."""

    agreement: Agreement
    longest: Longest


class Terms(msgspec.Struct, frozen=True):
    """All schedules and agreements as they stood at a position of the log, the oldest first. Nobody changes them."""

    position: int = 0
    schedules: Mapping[StreamId, Schedule] = {}
    agreements: Mapping[StreamId, Promised] = {}
    kept_on: Mapping[ScheduleId, Sequence[StreamId]] = {}

    def on(self, schedule_id: ScheduleId) -> list[Promised]:
        """What is promised on a schedule, the agreement that was concluded first in front."""
        return [self.agreements[stream] for stream in self.kept_on.get(schedule_id, ())]

    def after(self, facts: Sequence[Recorded]) -> Terms:
        """The same with the facts that follow in the log."""
        if not facts:
            return self
        schedules, agreements = dict(self.schedules), dict(self.agreements)
        for recorded in facts:
            stream = recorded.stream
            if stream in schedules:
                schedules[stream] = schedules[stream].after(recorded)
            elif stream in agreements:
                agreements[stream] = _agreed(agreements[stream], recorded)
            elif (schedule := Schedule.fold((recorded,))) is not None:
                schedules[stream] = schedule
            elif (agreement := Agreement.fold((recorded,))) is not None:
                agreements[stream] = Promised(agreement, longest(agreement.promise))
        moves = any(isinstance(recorded.fact, AgreementConcluded | AgreementRescheduled) for recorded in facts)
        kept_on = _kept_on(agreements) if moves else self.kept_on
        return Terms(facts[-1].position, schedules, agreements, kept_on)


class TermsReading(Protocol):
    """Where terms are read: the log, and the log as of the one moment of a question."""

    def load_beside_terms(
        self, streams: Iterable[StreamId], after: int
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Sequence[Recorded]]:
        """As ``FactLog.load_beside_terms``."""
        ...


class TermsBook:
    """The terms that the commands of one bus have read; its threads share it, and it is replaced as a whole."""

    def __init__(self) -> None:
        self._last = Terms()

    def read(
        self, log: TermsReading, streams: Iterable[StreamId] = ()
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Terms]:
        """Streams and, as of the same moment, all terms; in one round trip."""
        before = self._last
        found, facts = log.load_beside_terms(streams, before.position)
        self._last = now = before.after(facts)
        return found, now

    def as_of(self, log: TermsReading) -> Terms:
        """All terms as of a log that may show an earlier moment than the one that was read last; keeps nothing."""
        before = self._last
        _, facts = log.load_beside_terms((), before.position - 1)
        if not before.position:
            return before.after(facts)
        if facts and facts[0].position == before.position:
            return before.after(facts[1:])
        return Terms().after(log.load_beside_terms((), 0)[1])


def _kept_on(agreements: Mapping[StreamId, Promised]) -> Mapping[ScheduleId, Sequence[StreamId]]:
    found: dict[ScheduleId, list[StreamId]] = {}
    for stream, promised in agreements.items():
        found.setdefault(promised.agreement.schedule_id, []).append(stream)
    return found


def _agreed(before: Promised, recorded: Recorded) -> Promised:
    agreement = before.agreement.after(recorded)
    same = agreement.promise is before.agreement.promise
    return Promised(agreement, before.longest if same else longest(agreement.promise))
