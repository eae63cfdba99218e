"""What a decision reads: streams as they stand or are remembered, terms; the reading half of ``commands.command``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.service_schedule import NoSuchSchedule, Schedule
from commands.ports import FactLog, Kept, Memory
from commands.terms import Terms, TermsBook
from events.fact import Fact, Recorded
from events.values.identity import StreamId, TicketId
from events.values.refusal import Refusal


class Foldable(Protocol):
    """An aggregate as the unit of work sees it."""

    @property
    def version(self) -> int:
        """The last fact of its stream that it was folded from."""
        ...


A = TypeVar("A", bound=Foldable)


class Readings:
    """Loads each stream once, and knows where it stood; of what was recorded since it reads on.

    One that no longer ``recalls`` loads all.
    """

    def __init__(
        self, log: FactLog, loaded: dict[StreamId, Sequence[Recorded]], book: TermsBook, memory: Memory
    ) -> None:
        self._log = log
        self._loaded = loaded
        self._book = book
        self._memory = memory
        self.recalls = True
        self._kept: dict[StreamId, Kept] = {}
        self._read: dict[StreamId, None] = {}
        self._recorded: dict[StreamId, list[tuple[Fact, datetime]]] = {}
        self._terms: Terms | None = None
        self._stood: dict[StreamId, int] = {}

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """The facts of a stream; empty when it does not exist."""
        key = StreamId(stream)
        self._read.setdefault(key)
        if key not in self._loaded:
            self._fetch({key})
        return self._loaded[key]

    def _fetch(self, streams: set[StreamId]) -> None:
        """What is remembered of streams, and the others from the log in one round trip."""
        known = self._memory.recall(streams) if self.recalls else {}
        self._loaded.update((stream, kept.facts) for stream, kept in known.items())
        self._kept.update(known)
        missing = streams - known.keys()
        if self.recalls and len(missing) == 1:
            missing = self._gone_on(*missing)
        if missing:
            found = self._log.load_many(missing)
            self._loaded.update(found)
            self._kept.update(self._memory.keep(found))

    def _gone_on(self, stream: StreamId) -> set[StreamId]:
        """Of a stream that somebody wrote to since only what is new is read; gives what is left to be read."""
        begun = self._memory.begun(stream)
        if begun is None:
            return {stream}
        news = self._log.load_onward(stream, begun.facts[-1].version if begun.facts else 0)
        kept = self._memory.keep_on(stream, begun, news)
        self._loaded[stream] = kept.facts
        self._kept[stream] = kept
        return set()

    def preload(self, streams: Iterable[UUID]) -> None:
        """Load several streams in one round trip, those that are not loaded yet."""
        missing = {StreamId(stream) for stream in streams} - self._loaded.keys()
        if missing:
            self._fetch(missing)

    def preload_as_before(self, like: Hashable) -> None:
        """Load, in one round trip, what deciding something like this took the last time."""
        self.preload(self._memory.expected(like))

    def remember_reads(self, like: Hashable) -> None:
        """Say that what was looked at so far is what deciding something like this takes."""
        self._memory.expect(like, tuple(self._read))

    def merged_into(self, ticket_id: TicketId) -> Sequence[TicketId]:
        """The tickets that were merged into one, also by a desk that told it on those alone."""
        return self._log.merged_into(ticket_id)

    def terms(self, *beside: UUID) -> Terms:
        """All schedules and agreements as they stand; loads streams ``beside`` them in the same round trip.

        The append conflicts with what changes in between only where it is watched or written to.
        """
        if self._terms is None:
            missing = {StreamId(stream) for stream in beside} - self._loaded.keys()
            found, self._terms = self._book.read(self._log, missing)
            self._loaded.update(found)
            self._kept.update(self._memory.keep(found))
        return self._terms

    def schedule(self, schedule_id: UUID) -> Schedule:
        """A schedule as the terms say, without its history; raises ``NoSuchSchedule``."""
        if self._recorded.get(StreamId(schedule_id)):
            return self.load(schedule_id, Schedule.fold, NoSuchSchedule)
        found = self.terms().schedules.get(StreamId(schedule_id))
        if found is None:
            raise NoSuchSchedule
        self._stood[StreamId(schedule_id)] = found.version
        return found

    def agreement(self, agreement_id: UUID) -> Agreement:
        """An agreement as the terms say, without its history; raises ``NoSuchAgreement``."""
        if self._recorded.get(StreamId(agreement_id)):
            return self.load(agreement_id, Agreement.fold, NoSuchAgreement)
        found = self.terms().agreements.get(StreamId(agreement_id))
        if found is None:
            raise NoSuchAgreement
        self._stood[StreamId(agreement_id)] = found.agreement.version
        return found.agreement

    def load(self, stream: UUID, fold: Callable[[Sequence[Recorded]], A | None], missing: Refusal | type[Refusal]) -> A:
        """The aggregate of a stream; raises ``missing`` when it does not exist."""
        history = self.history(stream)
        kept = self._kept.get(StreamId(stream))
        found = fold(history) if kept is None else _folded(kept, fold)
        if found is None:
            raise missing
        return found

    def stream_version(self, stream: UUID) -> int:
        """The version that a stream stood at when it was loaded, or as the terms say."""
        stood = self._stood.get(StreamId(stream))
        if stood is not None:
            return stood
        history = self.history(stream)
        return history[-1].version if history else 0

    def looked_at(self) -> dict[StreamId, int]:
        """The streams that the decision hangs on, and where they stood; 0: it did not exist."""
        return {stream: self.stream_version(stream) for stream in self._read}


def _folded(kept: Kept, fold: Callable[[Sequence[Recorded]], A | None]) -> A | None:
    """The state of a remembered stream, folded once; each who asks gets their own, to be told more of it."""
    found: A | None = kept.folded.get(fold)
    if found is not None and kept.facts and found.version < kept.facts[-1].version:
        # A stream has no holes: behind its nth fact stand those that a state of version n does not know.
        found = _onward(found, kept.facts[found.version :])
        if found is not None:
            kept.folded[fold] = found
    if found is None:
        found = fold(kept.facts)
        if found is None:
            return None
        kept.folded[fold] = found
    return copy(found)


def _onward(state: A, news: Sequence[Recorded]) -> A | None:
    """A state after more facts, where its noun can go on from one; ``None``: it is folded anew."""
    goes_on: Callable[[Sequence[Recorded]], A | None] | None = getattr(state, "onward", None)
    return None if goes_on is None else goes_on(news)
