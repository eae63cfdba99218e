"""What every command is, and the unit of work that its handler decides in; used by all handlers and the bus."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID, uuid5

import msgspec

from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.service_schedule import NoSuchSchedule, Schedule
from commands.numbering import Hand
from commands.order_files import OrderFiles
from commands.ports import (
    Change,
    Content,
    Contents,
    Draft,
    FactLog,
    Kept,
    Memory,
    NoContents,
    NoMemory,
    Numbered,
)
from commands.refusals import StaleVersion
from commands.surroundings import NoSurroundings, Surroundings
from commands.terms import Terms, TermsBook
from commands.unsent import NothingUnsent, Unreadable
from events.change_request import ChangeApprovalReminded
from events.fact import Fact, Metadata, Recorded
from events.inner import is_silent, requesters
from events.ticket import CROSSINGS
from events.values.identity import CommandId, FactId, StreamId, TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal

NO_CONTENTS = NoContents()
NO_MEMORY = NoMemory()
NO_SURROUNDINGS = NoSurroundings()
NOTHING_UNSENT = NothingUnsent()
_UNSEEN: tuple[type[Fact], ...] = (*CROSSINGS, ChangeApprovalReminded)


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One intent of a person or of the desk. ``name`` is its stable name for integrators and the catalogue."""

    name: ClassVar[str] = ""


class Foldable(Protocol):
    """An aggregate as the unit of work sees it."""

    @property
    def version(self) -> int:
        """The last fact of its stream that it was folded from."""
        ...


A = TypeVar("A", bound=Foldable)
C = TypeVar("C", bound=Command)


class UnitOfWork:
    """What one handler reads and records: it loads streams once and collects what is to be appended.

    Everything that is recorded goes into the log in one transaction, at the versions that were loaded or remembered,
    and whatever was looked at (``looked_at``) is expected to stand there still: a decision by what is old is refused.
    One that no longer ``recalls`` loads all.
    """

    def __init__(  # noqa: PLR0913 - all that a decision may ask
        self,
        log: FactLog,
        hand: Hand,
        order: Order,
        loaded: dict[StreamId, Sequence[Recorded]] | None = None,
        contents: Contents = NO_CONTENTS,
        book: TermsBook | None = None,
        memory: Memory = NO_MEMORY,
        *,
        surroundings: Surroundings = NO_SURROUNDINGS,
    ) -> None:
        self._log = log
        self._book = book or TermsBook()
        self._memory = memory
        self.recalls = True
        self._kept: dict[StreamId, Kept] = {}
        self._hand = hand
        self._loaded: dict[StreamId, Sequence[Recorded]] = {} if loaded is None else loaded
        self._read: dict[StreamId, None] = {}
        self._recorded: dict[StreamId, list[tuple[Fact, datetime]]] = {}
        self._terms: Terms | None = None
        self._stood: dict[StreamId, int] = {}
        self.keyed = log.keyed
        self.order = order
        self.viewer = order.viewer
        self.at = order.at
        self.reference = ""
        self.surroundings = surroundings
        self.files = OrderFiles(contents, order)
        self.unreadable: Unreadable | None = None
        self.seen: StreamId | None = None

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

    def begin(self, stream: UUID, facts: Sequence[Fact]) -> None:
        """Record the first facts of a stream that cannot exist yet: it is not asked for, the append still is."""
        self._loaded.setdefault(StreamId(stream), ())
        self.record(stream, facts)

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

    def record(self, stream: UUID, facts: Sequence[Fact], *, at: datetime | None = None) -> None:
        """Collect facts for a stream; ``at`` is when they happened, by default now."""
        self._recorded.setdefault(StreamId(stream), []).extend((fact, at or self.at) for fact in facts)

    @property
    def has_said(self) -> bool:
        """Whether anything is to be appended."""
        return any(self._recorded.values())

    def do(self, command: Command, nth: int) -> None:
        """Decide another command as the nth part of this one, upon what was recorded so far; all is appended together.

        Who may issue this one may issue that one, too: a test says so of all that are parts of another.
        """
        whole = self.order
        self._go_on()
        part = CommandId(self.new_id(f"part:{nth}"))
        self.order = msgspec.structs.replace(whole, command=command, command_id=part, expected_version=None)
        try:
            HANDLERS[type(command)](command, self)
        finally:
            self.order = whole
        self._go_on()

    def _go_on(self) -> None:
        """Let streams be read from now on as they will stand; the append still expects them where they stood."""
        for stream, facts in self._recorded.items():
            history = self.history(stream)
            last = history[-1].version if history else 0
            stood = self._stood.setdefault(stream, last)
            news = [
                Recorded(stream=stream, version=nth, position=0, metadata=self._metadata(nth, at, at), fact=fact)
                for nth, (fact, at) in enumerate(facts[last - stood :], start=last + 1)
            ]
            if news:
                self._loaded[stream] = [*history, *news]
                self._kept.pop(stream, None)

    def supposed(self, head: int) -> list[Recorded]:
        """What was recorded so far, as it would stand in the log behind its head: for whoever only tries it."""
        drafts = [(change, nth, draft) for change in self.changes(self.at) for nth, draft in enumerate(change.drafts)]
        return [
            Recorded(
                stream=change.stream,
                version=change.expected_version + nth + 1,
                position=position,
                metadata=draft.metadata,
                fact=draft.fact,
            )
            for position, (change, nth, draft) in enumerate(drafts, start=head + 1)
        ]

    def watch(self, stream: UUID) -> None:
        """Have the append conflict when a stream changes that the decision hangs on without looking at it."""
        self._recorded.setdefault(StreamId(stream), [])

    def seen_as(self, stream: UUID) -> None:
        """Say of which stream the issuer saw a version, where that is not the one that the receipt is of."""
        self.seen = StreamId(stream)

    def refuse_stale(self, stream: UUID) -> None:
        """Refuse when the thing is no longer as the issuer saw it: what they may not read changed nothing for them.

        Crossings change nothing that anybody saw (C8).
        """
        seen = self.order.expected_version
        if seen is None or seen == self._stood.get(StreamId(stream)):
            return
        sees_inner = self.viewer.actor.kind == "system" or (
            self.viewer.is_staff and self.viewer.actor.id not in requesters(self.history(stream))
        )
        told = (
            recorded
            for recorded in reversed(self.history(stream))
            if recorded.version <= self.stream_version(stream)
            and not (isinstance(recorded.fact, _UNSEEN) or (not sees_inner and is_silent(recorded.fact)))
        )
        changed = next((recorded.version for recorded in told), 0)
        if not changed <= seen <= self.stream_version(stream):
            raise StaleVersion(seen=seen, now=changed)

    def new_id(self, what: str) -> UUID:
        """An id for something that this command makes: the same whenever it is handled again."""
        return uuid5(self.order.command_id, what)

    def hold_files(self) -> Collection[str]:
        """As ``OrderFiles.hold``, for all that was recorded."""
        return self.files.hold((fact for facts in self._recorded.values() for fact, _ in facts), self._loaded.values())

    def next_ticket_number(self) -> int:
        """The human number of the ticket that the order registers."""
        return self._hand.take("ticket", self.order.command_id)

    def next_number(self, noun: Numbered) -> int:
        """The human number of the problem or the change request that the order makes."""
        return self._hand.take(noun, self.order.command_id)

    def stream_version(self, stream: UUID) -> int:
        """The version that a stream stood at when it was loaded, or as the terms say."""
        stood = self._stood.get(StreamId(stream))
        if stood is not None:
            return stood
        history = self.history(stream)
        return history[-1].version if history else 0

    def changes(self, recorded_at: datetime) -> list[Change]:
        """What is to be appended, in the order in which streams were first recorded to or watched."""
        nth = 0
        changes = []
        for stream, facts in self._recorded.items():
            drafts = []
            for fact, at in facts:
                drafts.append(Draft(metadata=self._metadata(nth, at, recorded_at), fact=fact))
                nth += 1
            changes.append(Change(stream=stream, expected_version=self.stream_version(stream), drafts=tuple(drafts)))
        changes += [
            Change(stream=stream, expected_version=version, drafts=())
            for stream, version in self.looked_at().items()
            if stream not in self._recorded
        ]
        return changes

    def looked_at(self) -> dict[StreamId, int]:
        """The streams that the decision hangs on, and where they stood; 0: it did not exist."""
        return {stream: self.stream_version(stream) for stream in self._read}

    def _metadata(self, nth: int, at: datetime, recorded_at: datetime) -> Metadata:
        order = self.order
        return Metadata(
            fact_id=FactId(uuid5(order.command_id, f"fact:{nth}")),
            actor=order.viewer.actor,
            command_id=order.command_id,
            correlation_id=order.correlation_id or order.command_id,
            causation_id=order.causation_id or order.command_id,
            occurred_at=at,
            recorded_at=recorded_at,
        )


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


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A command on its way through the bus: who wants it, when, and under which id.

    ``at`` is when it happens; ``backdated`` says that a person named that time on purpose, so that it may lie
    in the past; ``told_at`` is that time where the request itself names it: another one is another request under
    the same id. ``expected_version`` is the version of the thing that the issuer had before their eyes.
    ``brought`` are contents that the door has just stored for the issuer, ``by_letter`` says that a letter bore it.
    """

    command: Command
    viewer: Viewer
    at: datetime
    command_id: CommandId
    expected_version: int | None = None
    correlation_id: CommandId | None = None
    causation_id: FactId | CommandId | None = None
    backdated: bool = False
    brought: tuple[Content, ...] = ()
    told_at: datetime | None = None
    by_letter: bool = False


Handler = Callable[[Any, UnitOfWork], UUID]
"""Decides a command inside a unit of work; gives the stream that its receipt is about."""

HANDLERS: dict[type[Command], Handler] = {}
"""Command -> its handler; filled by ``handles`` as ``commands.catalogue`` imports them all."""


def handles(command: type[C]) -> Callable[[Callable[[C, UnitOfWork], UUID]], Callable[[C, UnitOfWork], UUID]]:
    """Mark a function as the handler of a command."""

    def register(handler: Callable[[C, UnitOfWork], UUID]) -> Callable[[C, UnitOfWork], UUID]:
        HANDLERS[command] = handler
        return handler

    return register
