"""What every command is, and the unit of work that its handler decides in; used by all handlers and the bus."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid5

import msgspec

from commands.numbering import Hand
from commands.order_files import OrderFiles
from commands.ports import (
    Change,
    Content,
    Contents,
    Draft,
    FactLog,
    Memory,
    NoContents,
    NoMemory,
    Numbered,
)
from commands.readings import Readings
from commands.refusals import StaleVersion
from commands.surroundings import NoSurroundings, Surroundings
from commands.terms import TermsBook
from commands.unsent import NothingUnsent, Unreadable
from events.change_request import ChangeApprovalReminded
from events.fact import Fact, Metadata, Recorded
from events.inner import is_silent, requesters
from events.ticket import CROSSINGS
from events.values.identity import CommandId, FactId, StreamId
from events.values.people import Viewer

NO_CONTENTS = NoContents()
NO_MEMORY = NoMemory()
NO_SURROUNDINGS = NoSurroundings()
NOTHING_UNSENT = NothingUnsent()
_UNSEEN: tuple[type[Fact], ...] = (*CROSSINGS, ChangeApprovalReminded)


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One intent of a person or of the desk. ``name`` is its stable name for integrators and the catalogue."""

    name: ClassVar[str] = ""


C = TypeVar("C", bound=Command)


class UnitOfWork(Readings):
    """What one handler reads and records: it loads streams once and collects what is to be appended.

    Everything that is recorded goes into the log in one transaction, at the versions that were loaded or remembered,
    and whatever was looked at (``looked_at``) is expected to stand there still: a decision by what is old is refused.
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
        super().__init__(log, {} if loaded is None else loaded, book or TermsBook(), memory)
        self._hand = hand
        self.keyed = log.keyed
        self.order = order
        self.viewer = order.viewer
        self.at = order.at
        self.reference = ""
        self.surroundings = surroundings
        self.files = OrderFiles(contents, order)
        self.unreadable: Unreadable | None = None
        self.seen: StreamId | None = None

    def begin(self, stream: UUID, facts: Sequence[Fact]) -> None:
        """Record the first facts of a stream that cannot exist yet: it is not asked for, the append still is."""
        self._loaded.setdefault(StreamId(stream), ())
        self.record(stream, facts)

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
