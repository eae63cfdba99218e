"""Three words and a story: given facts, when a command, then facts, nothing or a refusal; used by tests of commands.

``given(REGISTERED).when(PutTicketOnHold(...), by=OPERATOR).then(TicketPutOnHold(...))`` goes through the real bus
and a log that really serialises. Nothing reads a clock: what is given happened at ``START``, each command is issued
an hour later unless ``at`` says when.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from typing_extensions import override

from commands.bus import Bus
from commands.command import Command
from commands.ports import Change, Draft, Receipt
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.remembered_reads import RememberedReads
from events.agreement import BaseAgreementChosen, DeskResponsibleNamed
from events.change_freeze import FreezeDeclared, FreezeLifted
from events.fact import Fact, Metadata, Recorded
from events.folds.on_call import ON_CALL
from events.headship import HeadshipLaidDown, HeadshipTaken
from events.holding import AgreementGranted, AgreementWithdrawn
from events.log import LogDetailsSealed, LogResumed
from events.module import ModuleHidden, ModuleShown
from events.outage import OutageAnnounced, OutageEnded, OutageJoined, OutageLeft
from events.service_window import WindowBooked, WindowBookedBelow, WindowFreed, WindowFreedBelow
from events.team_turn import TurnTaken
from events.values.identity import (
    BASE_AGREEMENT_STREAM,
    DESK_RESPONSIBLE_STREAM,
    FREEZES_STREAM,
    LOG_STREAM,
    MODULES_STREAM,
    CommandId,
    FactId,
    StreamId,
    affected_by,
    headships,
    holdings,
    on_call_of,
    outage_of,
    turns_of,
    windows_of,
)
from events.values.people import SYSTEM, Viewer
from events.values.refusal import Refusal
from tests.gallery import ATTACHMENT, START
from tests.gallery_people import PHOTO
from tests.support.contents import StoredContents
from tests.support.memory_log import InMemoryLog

NOW = START + timedelta(hours=1)
"""When commands are issued unless a story says otherwise."""

_SINGLE_STREAMS: dict[type[Fact], StreamId] = {
    BaseAgreementChosen: BASE_AGREEMENT_STREAM,
    DeskResponsibleNamed: DESK_RESPONSIBLE_STREAM,
    ModuleHidden: MODULES_STREAM,
    ModuleShown: MODULES_STREAM,
    LogResumed: LOG_STREAM,
    LogDetailsSealed: LOG_STREAM,
    FreezeDeclared: FREEZES_STREAM,
    FreezeLifted: FREEZES_STREAM,
}


_BESIDE: dict[type[Fact], tuple[str, Callable[[Any], StreamId]]] = {
    **dict.fromkeys((AgreementGranted, AgreementWithdrawn), ("recipient_id", holdings)),
    **dict.fromkeys((HeadshipTaken, HeadshipLaidDown), ("person_id", headships)),
    **dict.fromkeys((WindowBooked, WindowFreed, WindowBookedBelow, WindowFreedBelow), ("service_id", windows_of)),
    **dict.fromkeys(ON_CALL.facts, ("team_id", on_call_of)),
    TurnTaken: ("team_id", turns_of),
    **dict.fromkeys((OutageAnnounced, OutageEnded), ("problem_id", outage_of)),
}
"""Facts that stand on a stream beside a thing: the field that names it, and the stream."""


class On(msgspec.Struct, frozen=True):
    """A given fact on a stream that it does not name itself, such as the reservation of an address."""

    stream: UUID
    fact: Fact


def stream_of(fact: Fact) -> StreamId:
    """The stream that a fact stands on: that of its noun, whose id is its first field."""
    if (single := _SINGLE_STREAMS.get(type(fact))) is not None:
        return single
    if isinstance(fact, OutageJoined | OutageLeft):
        return affected_by(fact.problem_id, fact.person_id)
    field, stream = _BESIDE.get(type(fact), (fact.__struct_fields__[0], StreamId))
    return stream(getattr(fact, field))


class Like:
    """Equal to any fact of a kind with these fields; what it does not name may be anything."""

    def __init__(self, kind: type[Fact], /, **fields: object) -> None:
        self.kind, self.fields = kind, fields

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.kind) and all(getattr(other, k) == v for k, v in self.fields.items())

    @override
    def __hash__(self) -> int:
        return hash(self.kind)

    @override
    def __repr__(self) -> str:
        return f"{self.kind.__name__} with {self.fields}"


class Story:
    """A desk with a past; ``log``, ``bus`` and the last ``outcome`` are there for whoever must look closer."""

    def __init__(self, log: InMemoryLog | PostgresLog | None = None) -> None:
        self.log = log or InMemoryLog()
        self.bus = Bus(self.log, self.log, self, StoredContents(ATTACHMENT, PHOTO), RememberedReads())
        self._now = NOW
        self._nth = 0
        self._head = 0
        self.outcome: Receipt | Refusal | None = None

    def now(self) -> datetime:
        """The clock of this desk: the time of the command that is being carried out."""
        return self._now

    def given(self, *facts: Fact | On, at: datetime = START) -> Story:
        """These facts happened before, each on its own stream."""
        for fact in facts:
            on = fact if isinstance(fact, On) else On(stream_of(fact), fact)
            command = self.next_id()
            metadata = Metadata(
                fact_id=FactId(command),
                actor=SYSTEM,
                command_id=command,
                correlation_id=command,
                causation_id=command,
                occurred_at=at,
                recorded_at=at,
            )
            stream = StreamId(on.stream)
            expected = len(self.log.load(stream))
            change = Change(stream=stream, expected_version=expected, drafts=(Draft(metadata=metadata, fact=on.fact),))
            self.log.append([change], command_id=command, fingerprint=b"given")
        return self

    def when(
        self,
        command: Command,
        *,
        by: Viewer,
        at: datetime = NOW,
        happened_at: datetime | None = None,
        seen: int | None = None,
        command_id: CommandId | None = None,
    ) -> Story:
        """Somebody issues a command at ``at``; ``seen`` is the version they saw, ``happened_at`` a past they name."""
        self._accepted()
        self._now = at
        self._head = self.log.head()
        try:
            self.outcome = self.bus.execute(
                command,
                viewer=by,
                command_id=command_id or self.next_id(),
                at=happened_at,
                expected_version=seen,
            )
        except Refusal as refusal:
            self.outcome = refusal
        return self

    def then(self, *facts: Fact | Like) -> Story:
        """Exactly these facts were stored, in this order."""
        self._accepted()
        assert [recorded.fact for recorded in self.recorded] == list(facts)
        return self

    def then_nothing(self) -> Story:
        """The command was accepted, and nothing happened."""
        assert self.receipt.position == 0
        return self.then()

    def then_refused(self, refusal: type[Refusal], **expected: Any) -> Story:
        """The command was refused and nothing was stored; ``expected``: the field, a name or codes of the message."""
        outcome = self.outcome
        assert isinstance(outcome, refusal), outcome
        told = {"field": outcome.field, **outcome.params, **outcome.parameters}
        assert {name: told[name] for name in expected} == expected
        for text in (outcome.text.ru, outcome.text.en):
            assert text
            assert "{" not in text
        assert self.recorded == []
        self.outcome = None
        return self

    @property
    def recorded(self) -> list[Recorded]:
        """What the last command stored, with metadata."""
        return self.log.after(self._head)

    @property
    def receipt(self) -> Receipt:
        """The receipt of the last command."""
        self._accepted()
        assert isinstance(self.outcome, Receipt)
        return self.outcome

    def next_id(self) -> CommandId:
        """A fresh command id, the same in every run."""
        self._nth += 1
        return CommandId(UUID(int=(0xC0 << 64) + self._nth))

    def _accepted(self) -> None:
        if isinstance(self.outcome, Refusal):
            pytest.fail(f"refused: {self.outcome.code()}: {self.outcome}")


def given(*facts: Fact | On, at: datetime = START) -> Story:
    """Begin a story: these facts happened before."""
    return Story().given(*facts, at=at)
