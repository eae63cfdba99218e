"""The log's hand-made twin: in memory, but it really serialises; for tests of commands and projections."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import RLock
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Connection

from commands.ports import Append, Change, CommandIdReused, Numbered, Receipt, VersionConflict
from connectors.storage.log.codec import Codec, StoredFact
from connectors.storage.log.event_log import expectations, repeated
from connectors.storage.log.sealing import OwnerKey
from connectors.storage.server.database import Row
from events.catalogue import known_names
from events.fact import Recorded
from events.ticket import TicketMerged
from events.ticket_words import TicketCommentRedacted, TicketDescriptionRedacted
from events.values.identity import CommandId, StreamId, TicketId
from projections.kit.port import Opened, Stretch
from tests.support.keyed import KEYED


class InMemoryKeyring:
    """Keys of persons and things in a dictionary."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._owners: dict[UUID, OwnerKey] = {}
        self._made = 0

    def of_owners(self, owners: Collection[UUID]) -> Mapping[UUID, OwnerKey]:
        """The present key of each person or thing; made when there is none."""
        with self._lock:
            for owner in owners:
                if owner not in self._owners:
                    self._made += 1
                    self._owners[owner] = OwnerKey(self._made, AESGCM(AESGCM.generate_key(256)))
            return {owner: self._owners[owner] for owner in owners}

    def on(self, connection: Connection[Row]) -> InMemoryKeyring:
        """The same: no connection is needed for these."""
        del connection
        return self

    def by_ids(self, key_ids: Collection[int]) -> Mapping[int, OwnerKey]:
        """The keys of these ids; a forgotten one is missing."""
        with self._lock:
            return {key.key_id: key for key in self._owners.values() if key.key_id in key_ids}

    def forget(self, owner: UUID) -> bool:
        """Delete the key of a person or a thing for ever; whether there was one."""
        with self._lock:
            return self._owners.pop(owner, None) is not None


_GOES = {TicketCommentRedacted.stored_name: {"body"}, TicketDescriptionRedacted.stored_name: {"description"}}
"""What each of the facts that make words unreadable takes out of those that it names."""


class InMemoryLog:
    """``FactLog`` and ``Numbers`` with the readers of ``PostgresLog``, for one process."""

    def __init__(self, keyring: InMemoryKeyring | None = None) -> None:
        self.keyring = keyring or InMemoryKeyring()
        self.keyed = KEYED
        self.codec = Codec(self.keyring)
        self._lock = RLock()
        self._facts: list[StoredFact] = []
        self._streams: dict[UUID, list[StoredFact]] = {}
        self._receipts: dict[CommandId, tuple[UUID, int, int, str, bytes]] = {}
        self._numbers: Counter[str] = Counter(ticket=1_000)
        self._spare: defaultdict[str, list[int]] = defaultdict(list)

    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        """As ``FactLog.append``."""
        expected = expectations(changes)
        facts = self.codec.encode_changes(changes)
        with self._lock:
            if first := self.receipt(command_id, fingerprint):
                return first
            for stream, version, _ in expected:
                if len(self._streams.get(stream, ())) != version:
                    raise VersionConflict(StreamId(stream))
            for fact in facts:
                placed = fact._replace(position=len(self._facts) + 1)
                self._facts.append(placed)
                self._streams.setdefault(placed.stream, []).append(placed)
                if placed.name in _GOES:
                    self._redact(placed)
            position = len(self._facts) if facts else 0
            stream, _, version = expected[0]
            self._receipts[command_id] = (stream, version, position, reference, fingerprint)
            return Receipt(
                command_id=command_id,
                stream=StreamId(stream),
                version=version,
                position=position,
                reference=reference,
            )

    def _redact(self, told: StoredFact) -> None:
        """As ``desk.redact``."""
        fact = json.loads(told.state)["f"]
        words = _GOES[told.name]
        gone = {*words, "attachments[].name", "message_id"} if fact["with_files"] else words
        stream = self._streams[told.stream]
        for version in fact["redacted"]:
            was = stream[version - 1]
            state = json.loads(was.state)
            state["s"] = {field: value for field, value in state.get("s", {}).items() if field not in gone}
            now = was._replace(state=json.dumps(state).encode())
            stream[version - 1] = self._facts[was.position - 1] = now

    def append_many(self, appends: Sequence[Append]) -> Sequence[Receipt | Exception]:
        """As ``FactLog.append_many``."""
        outcomes: list[Receipt | Exception] = []
        for one in appends:
            try:
                outcomes.append(
                    self.append(
                        one.changes,
                        command_id=one.command_id,
                        fingerprint=one.fingerprint,
                        reference=one.reference,
                    )
                )
            except (VersionConflict, CommandIdReused) as error:
                outcomes.append(error)
        return outcomes

    def receipt(self, command_id: CommandId, fingerprint: bytes) -> Receipt | None:
        """As ``FactLog.receipt``."""
        with self._lock:
            row = self._receipts.get(command_id)
        return None if row is None else repeated(command_id, fingerprint, row)

    def load(self, stream: StreamId) -> Sequence[Recorded]:
        """As ``FactLog.load``."""
        return self.stream(stream)

    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        """As ``FactLog.load_many``."""
        return {stream: self.load(stream) for stream in streams}

    def load_onward(self, stream: StreamId, version: int) -> Sequence[Recorded]:
        """As ``FactLog.load_onward``."""
        return self.load(stream)[version:]

    def load_beside_terms(
        self, streams: Iterable[StreamId], after: int
    ) -> tuple[Mapping[StreamId, Sequence[Recorded]], Sequence[Recorded]]:
        """As ``FactLog.load_beside_terms``."""
        with self._lock:
            beside = [
                fact
                for fact in self._facts
                if fact.position > after and fact.name.startswith(("agreement.", "service-schedule."))
            ]
            return self.load_many(streams), self.codec.decode_rows(beside, personal=False)

    def merged_into(self, ticket_id: TicketId) -> list[TicketId]:
        """As ``FactLog.merged_into``."""
        with self._lock:
            merges = [fact for fact in self._facts if fact.name == "ticket.merged@1"]
        facts = (recorded.fact for recorded in self.codec.decode_rows(merges))
        return sorted(fact.ticket_id for fact in facts if isinstance(fact, TicketMerged) and fact.into == ticket_id)

    def stream(self, stream: StreamId, *, personal: bool = True) -> list[Recorded]:
        """As ``PostgresLog.stream``."""
        with self._lock:
            rows = list(self._streams.get(stream, ()))
        return self.codec.decode_rows(rows, personal=personal)

    def after(self, position: int, limit: int = 1_000, *, personal: bool = True) -> list[Recorded]:
        """As ``PostgresLog.after``."""
        with self._lock:
            rows = self._facts[position : position + limit]
        return self.codec.decode_rows(rows, personal=personal)

    def stretch(
        self,
        names: Collection[str],
        position: int,
        limit: int = 1_000,
        *,
        before: int | None = None,
        by_name: bool = False,
        personal: Opened = True,
    ) -> Stretch:
        """As ``PostgresLog.stretch``."""
        with self._lock:
            head = len(self._facts)
            stop = head if before is None else min(head, before - 1)
            rows = self._facts[position:stop] if by_name else self._facts[position : min(stop, position + limit)]
        chosen = [row for row in rows if row.name in names or row.name not in known_names()] if names else rows
        if by_name and len(chosen) >= limit:
            chosen = chosen[:limit]
            until = chosen[-1].position
        else:
            until = rows[-1].position if rows else position
        return Stretch(self.codec.decode_rows(chosen, personal=personal), until, is_last=until == head)

    def versions_of(self, streams: Collection[StreamId]) -> Mapping[StreamId, int]:
        """As ``FactLog.versions_of``."""
        with self._lock:
            return {stream: len(self._streams[stream]) for stream in streams if stream in self._streams}

    def head(self) -> int:
        """As ``PostgresLog.head``."""
        with self._lock:
            return len(self._facts)

    def take_number(self, noun: Numbered, command_id: CommandId) -> int | None:
        """As ``Numbers.take_number``."""
        with self._lock:
            if command_id in self._receipts:
                return None
            spare = self._spare[noun]
            if spare:
                return spare.pop(0)
            self._numbers[noun] += 1
            return self._numbers[noun]

    def give_back(self, noun: Numbered, number: int) -> None:
        """As ``Numbers.give_back``."""
        with self._lock:
            self._spare[noun] = sorted({*self._spare[noun], number})
