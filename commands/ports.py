"""What the write column needs of the world: a log to load from and append to, and fresh human numbers."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from events.fact import Fact, Metadata, Recorded
from events.values.identity import CommandId, StreamId, TicketId
from events.values.keyed import Keyed
from events.values.people import Viewer


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A fact on its way into the log, with the metadata that it will bear."""

    metadata: Metadata
    fact: Fact


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Facts to append to one stream that must stand at ``expected_version`` (0: it must not exist)."""

    stream: StreamId
    expected_version: int
    drafts: tuple[Draft, ...]


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the issuer of a command gets: where its facts stand.

    ``position`` is the position of the last fact written, for ``min_position`` on reads. ``reference`` is what
    a person calls the thing (a ticket's number). ``repeated`` says that the command id was seen before and
    this is its first receipt. A command that changed nothing has the version of then and position 0.
    """

    command_id: CommandId
    stream: StreamId
    version: int
    position: int
    reference: str = ""
    repeated: bool = False


class Foretold(msgspec.Struct, frozen=True, kw_only=True):
    """What would come of an order: the facts that it would store by their names, none where nothing would happen."""

    reference: str
    version: int
    facts: tuple[str, ...] = ()


class VersionConflict(Exception):  # noqa: N818 - it names what happened
    """Another command changed one of the streams first; nothing of this one was stored."""

    def __init__(self, stream: StreamId | None = None) -> None:
        super().__init__(f"another command changed stream {stream} first")
        self.stream = stream


class CommandIdReused(Exception):  # noqa: N818 - it names what happened
    """The command id already names another request: same key, other content."""


class Append(msgspec.Struct, frozen=True, kw_only=True):
    """What one command asks the log to store, as ``FactLog.append`` takes it."""

    changes: Sequence[Change]
    command_id: CommandId
    fingerprint: bytes
    reference: str = ""


class FactLog(Protocol):
    """The append-only log. Append order is commit order, and a command id is stored at most once."""

    @property
    def keyed(self) -> Keyed:
        """What names and letters are known by in this log, so that a copy of it tells nobody whether one is there."""
        ...

    def load(self, stream: StreamId) -> Sequence[Recorded]:
        """All facts of a stream in order; empty when it does not exist."""
        ...

    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        """As ``load`` for several streams in one round trip; every asked stream has an entry."""
        ...

    def load_onward(self, stream: StreamId, version: int) -> Sequence[Recorded]:
        """The facts of a stream behind a version, in order."""
        ...

    def load_beside_terms(
        self, streams: Iterable[StreamId], after: int
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Sequence[Recorded]]:
        """As ``load_many``, with the facts of all schedules and agreements after a position, as of the same moment.

        In the order of the log, and what is personal in them reads as erased.
        """
        ...

    def merged_into(self, ticket_id: TicketId) -> Sequence[TicketId]:
        """The tickets that were merged into this one, also by a desk that told it on those alone."""
        ...

    def append(
        self,
        changes: Sequence[Change],
        *,
        command_id: CommandId,
        fingerprint: bytes,
        reference: str = "",
    ) -> Receipt:
        """Write all changes and the command id in one transaction, or none of them.

        The receipt is of the first change's stream. A command id that is stored already gives its first
        receipt, ``repeated``, whatever the versions are now. Raises ``VersionConflict`` when a stream does not
        stand at its expected version and ``CommandIdReused`` when the stored id has another ``fingerprint``.
        """
        ...

    def append_many(self, appends: Sequence[Append]) -> Sequence[Receipt | Exception]:
        """What becomes of many appends, each as if it came alone after the one before it; they share transactions."""
        ...

    def receipt(self, command_id: CommandId, fingerprint: bytes) -> Receipt | None:
        """The first receipt of a command id, ``repeated``, or ``None``; raises ``CommandIdReused``."""
        ...

    def versions_of(self, streams: Collection[StreamId]) -> Mapping[StreamId, int]:
        """Where streams stand at this moment; a stream that does not exist is missing."""
        ...


class Place(msgspec.Struct, frozen=True):
    """A ticket on which a file stands, and whether only among private words there."""

    ticket_id: TicketId
    is_private: bool


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A stored content as it is: its digest, its kind told by its bytes, its size as counted.

    ``places`` are some where it stands, if it is readable by these alone. ``content_id`` is where its bytes lie.
    """

    sha256: str
    media_type: str
    size_bytes: int
    places: tuple[Place, ...] = ()
    content_id: UUID | None = None


Source = UUID | Collection[UUID] | None
"""Where a content lies, or whose it was; without either its owner must have it already."""


class Contents(Protocol):
    """What files are stored, and which of them somebody may read."""

    def readable(self, viewer: Viewer, digests: Iterable[str], now: datetime) -> Mapping[str, Content]:
        """Those of these contents that the viewer sent lately, or that stand where they may read them; no others.

        It may be moments behind. What hangs on where it stands bears the places, for who decides to ask the log.
        """
        ...

    def hold(
        self, wanted: Mapping[tuple[UUID, str], Source], now: datetime, by: CommandId
    ) -> Collection[tuple[UUID, str]]:
        """Make contents their owners', right before a fact says so; gives those of which nothing is there any more.

        ``wanted``: owner and digest -> where the bytes lie, or whose they were. What was held ``by`` a command that got
        a receipt stays for good; what was held and then not named after all is given up in a day.
        """
        ...


class NoContents:
    """Nothing is stored: what a bus without a shelf of files answers."""

    def readable(self, viewer: Viewer, digests: Iterable[str], now: datetime) -> Mapping[str, Content]:  # noqa: ARG002 - as ``Contents`` has it
        """None of them."""
        return {}

    def hold(
        self,
        wanted: Mapping[tuple[UUID, str], Source],  # noqa: ARG002 - as ``Contents`` has it
        now: datetime,  # noqa: ARG002 - as above
        by: CommandId,  # noqa: ARG002 - as above
    ) -> Collection[tuple[UUID, str]]:
        """Nothing is missing where nothing is kept."""
        return ()


class Kept:
    """What a desk remembers of one stream: its facts up to a version, and the states that were folded from them."""

    __slots__ = ("facts", "folded", "since")

    def __init__(self, facts: Sequence[Recorded], since: float) -> None:
        self.facts = facts
        self.since = since
        self.folded: dict[Hashable, Any] = {}

    def onward(self, news: Sequence[Recorded]) -> Kept:
        """The same with what came behind it. States are those of before: whoever asks for one goes on from there."""
        kept = Kept([*self.facts, *news], self.since)
        kept.folded = dict(self.folded)
        return kept


class Memory(Protocol):
    """What a desk remembers between commands. It may be old: whoever decides by it has the log asked before anybody
    hears of the decision.
    """  # noqa: D205 - one sentence on two lines

    def expected(self, like: Hashable) -> Iterable[StreamId]:
        """The streams that a decision like this one read the last time."""
        ...

    def expect(self, like: Hashable, streams: Sequence[StreamId]) -> None:
        """What was read this time."""
        ...

    def recall(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Kept]:
        """Those of these streams that are remembered, as they once stood."""
        ...

    def keep(self, found: Mapping[StreamId, Sequence[Recorded]]) -> Mapping[StreamId, Kept]:
        """Remember streams that were just read; gives those that are kept."""
        ...

    def begun(self, stream: StreamId) -> Kept | None:
        """The beginning of a stream that has moved on since: what was remembered of it when that was said."""
        ...

    def keep_on(self, stream: StreamId, begun: Kept, news: Sequence[Recorded]) -> Kept:
        """Remember a stream of which only what stands behind its beginning was read."""
        ...

    def forget(self, streams: Iterable[StreamId]) -> None:
        """These have moved on: they are not recalled, and what is known of them is a beginning."""
        ...


class NoMemory:
    """Nothing is remembered: each stream is read when it is asked for."""

    def expected(self, like: Hashable) -> Iterable[StreamId]:  # noqa: ARG002 - as ``Memory`` has it
        """None."""
        return ()

    def expect(self, like: Hashable, streams: Sequence[StreamId]) -> None:
        """Nothing is kept."""

    def recall(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Kept]:  # noqa: ARG002 - as ``Memory`` has it
        """None."""
        return {}

    def keep(self, found: Mapping[StreamId, Sequence[Recorded]]) -> Mapping[StreamId, Kept]:  # noqa: ARG002 - as above
        """Nothing is kept."""
        return {}

    def begun(self, stream: StreamId) -> None:
        """Of none."""

    def keep_on(self, stream: StreamId, begun: Kept, news: Sequence[Recorded]) -> Kept:  # noqa: ARG002 - as above
        """Nothing is kept, for nothing is begun."""
        return begun.onward(news)

    def forget(self, streams: Iterable[StreamId]) -> None:
        """There is nothing to forget."""


Numbered = Literal["ticket", "problem", "change", "article"]
"""What bears a human number: 1001, P-1, C-1."""


class Numbers(Protocol):
    """Gives each thing its human number: growing, never twice, none skipped while the storage stands."""

    def take_number(self, noun: Numbered, command_id: CommandId) -> int | None:
        """The smallest number that was given back, else a fresh one; ``None`` for a command that has a receipt."""
        ...

    def give_back(self, noun: Numbered, number: int) -> None:
        """A number that was taken and that nothing bears: the next who asks gets it."""
        ...


class Clock(Protocol):
    """Tells the time at the border; handlers get it as an argument."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...
