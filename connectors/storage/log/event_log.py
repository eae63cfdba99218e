"""The log on PostgreSQL: facts in order of commits, command ids, expected versions; commands append here."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import chain
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import structlog
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection, Cursor
from psycopg.errors import UniqueViolation
from typing_extensions import override

from commands.ports import Append, Change, CommandIdReused, Numbered, Receipt, VersionConflict
from connectors.storage.log import seals, stretches
from connectors.storage.log.codec import Codec, StoredFact
from connectors.storage.log.datastore import PooledDatastore
from connectors.storage.log.group_commit import GroupCommit
from connectors.storage.log.reading import COLUMNS, LogInSnapshot, LogReading, rows
from connectors.storage.log.sealing import Keyring, PostgresKeyring
from connectors.storage.server.database import BUSY, PATIENCE, Database, DatabaseUnreachable, Row, StorageIsBusy
from connectors.storage.server.digest_key import DigestKey
from connectors.storage.server.limits import REQUESTS
from connectors.storage.server.prepared import Prepared, bigint, bigints, blobs, integers, texts, uuids
from connectors.storage.server.words import storage_words
from events.fact import Recorded
from events.values.identity import CommandId, StreamId
from events.values.keyed import Keyed
from events.values.refusal import Refusal
from projections.kit.port import Opened, Stretch
from projections.kit.statement import statement

CHANNEL = "desk_facts"
"""NOTIFY channel: the payload is the position of the last fact appended. A hint; a poll is the truth."""

GROUP_LIMIT = 2_000
"""Facts in one group at most: bounds how long one transaction keeps the others waiting."""

UNSEALED = "facts_position"
"""Which rule an append breaks behind facts without a seal: it would stand where they stand."""

_APPEND = Prepared(
    "append",
    "SELECT * FROM desk.append_to_facts($1::uuid[], $2::bytea[], $3::text[], $4::int[], $5::int[], $6::uuid[],"
    " $7::bigint[], $8::bigint[], $9::int[], $10::uuid[], $11::bigint[], $12::text[], $13::bytea[], $14::bytea)",
)
_ONWARD = Prepared(
    "onward",
    statement(
        "SELECT {columns} FROM desk.facts WHERE originator_id = $1 AND originator_version > $2"
        " ORDER BY originator_version",
        columns=COLUMNS,
    ),
)
_TAKE_NUMBER = Prepared("take_number", "SELECT desk.take_number($1::text, $2::uuid)")


class Expectation(NamedTuple):
    """A stream of a save: where it must stand, and where it will."""

    stream: UUID
    expected: int
    becomes: int


class Save(NamedTuple):
    """What one command stores: its id, what it expects of its streams, its facts."""

    command_id: UUID
    fingerprint: bytes
    reference: str
    expectations: Sequence[Expectation]
    facts: Sequence[StoredFact]
    leaves: bytes
    """Of the facts: hashed by whoever saves, before anybody waits for the log."""


class FactsAreNotSealed(Refusal):
    """Nothing was stored: the log holds facts without a seal, which nothing may stand behind. Start the desk again: it
    seals what older versions left. If it stays so, somebody wrote past the desk: “desk audit seals” says where.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "away"
    ru: ClassVar[str] = (
        "Ничего не записано: в журнале есть факты без печати, а дописывать можно только за запечатанными. Запустите "
        "Deskledger заново: он запечатает то, что осталось от прежних версий. Если не помогло, кто-то писал в базу "
        "мимо него: место назовёт «desk audit seals»."
    )


class FactRecorder(PostgresApplicationRecorder):
    """The library's recorder on ``desk.facts``: tables from our migrations, appends through our own function.

    Reading by name is the library's own (``stretches``). Writing takes no lock on the table and gathers concurrent
    saves into one transaction.
    """

    def __init__(self, database: Database, *, patience: float = PATIENCE) -> None:
        super().__init__(PooledDatastore(database), events_table_name="facts")
        self.sql_create_statements = []
        self.channel_name = CHANNEL
        self._database = database
        self._patience = patience
        self._group: GroupCommit[Save, Receipt] = GroupCommit(
            self._write, weight=_weight, claims=_claims, shares=_shares, limit=GROUP_LIMIT
        )

    def save(self, save: Save) -> Receipt:
        """Store one command's facts; raises ``VersionConflict`` or ``CommandIdReused``."""
        return self._group.submit(save)

    def save_many(self, saves: Sequence[Save]) -> Sequence[Receipt | Exception]:
        """Store the facts of many commands; each hears of its own, nothing is raised."""
        return self._group.submit_many(saves)

    @override
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """The library's way in: needs ``command_id`` and ``fingerprint``, takes ``reference``."""
        facts = [StoredFact(UUID(str(e.originator_id)), e.originator_version, e.topic, e.state) for e in stored_events]
        first = {fact.stream: fact.version for fact in reversed(facts)}
        last = {fact.stream: fact.version for fact in facts}
        try:
            receipt = self.save(
                Save(
                    command_id=kwargs["command_id"],
                    fingerprint=kwargs["fingerprint"],
                    reference=kwargs.get("reference", ""),
                    expectations=[Expectation(stream, first[stream] - 1, last[stream]) for stream in last],
                    facts=facts,
                    leaves=seals.leaves([fact[:4] for fact in facts]),
                )
            )
        except VersionConflict as error:
            raise IntegrityError(str(error)) from error
        return range(receipt.position - len(facts) + 1, receipt.position + 1)

    def _write(self, saves: Sequence[Save]) -> Sequence[Receipt | Exception]:
        """One transaction for the group. A lost connection is tried again: what was stored says so itself.

        A desk's log is as patient as a request, also where a loop leads: requests may stand in its group.
        """
        try:
            return self._database.patiently(lambda connection: _appended(connection, saves), patience=self._patience)
        except DatabaseUnreachable as error:
            return [error] * len(saves)
        except BUSY as error:
            # Nothing was stored, and each alone would wait as long again.
            structlog.get_logger("log").warning("append_waits", error=storage_words(error), saves=len(saves))
            return [StorageIsBusy(seconds=round(REQUESTS.lock_s))] * len(saves)
        except Exception as error:  # noqa: BLE001 - each save hears of its own
            if isinstance(error, UniqueViolation) and error.diag.constraint_name == UNSEALED:
                return [FactsAreNotSealed()] * len(saves)
            if len(saves) == 1:
                return [error]
            # Something in the group cannot be stored: each alone, so that only its owner hears of it.
            return [outcome for save in saves for outcome in self._write([save])]


class PostgresLog(LogReading):
    """The append-only log (``FactLog``) and the human numbers (``Numbers``) on one database."""

    def __init__(self, database: Database, keyring: Keyring | None = None, *, patience: float = PATIENCE) -> None:
        self._database = database
        self._digest_key = DigestKey(database)
        self._keyring = keyring or PostgresKeyring(database)
        super().__init__(Codec(self._keyring))
        self.recorder = FactRecorder(database, patience=patience)

    @property
    def keyed(self) -> Keyed:
        """As ``FactLog.keyed``."""
        return self._digest_key.get()

    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        """Write all changes and the command id in one transaction, or none of them.

        Concurrent appends share transactions; a lost connection is retried, and a commit whose answer was
        lost comes back as the first receipt. Raises ``VersionConflict``, ``CommandIdReused`` or, when the
        server stays away, ``DatabaseUnreachable``.
        """
        return self.recorder.save(self._save(changes, command_id, fingerprint, reference))

    def append_many(self, appends: Sequence[Append]) -> Sequence[Receipt | Exception]:
        """What becomes of many appends, each as if it came alone; a few transactions take them all."""
        saves = [self._save(one.changes, one.command_id, one.fingerprint, one.reference) for one in appends]
        return self.recorder.save_many(saves)

    def _save(self, changes: Sequence[Change], command_id: CommandId, fingerprint: bytes, reference: str) -> Save:
        facts = self.codec.encode_changes(changes)
        return Save(
            command_id=command_id,
            fingerprint=fingerprint,
            reference=reference,
            expectations=expectations(changes),
            facts=facts,
            leaves=seals.leaves([fact[:4] for fact in facts]),
        )

    def receipt(self, command_id: CommandId, fingerprint: bytes) -> Receipt | None:
        """The first receipt of a command id, ``repeated``, or ``None``; raises ``CommandIdReused``."""
        rows = self._rows(
            "SELECT stream, version, position, reference, fingerprint FROM desk.command_receipts WHERE command_id = %s",
            (command_id,),
        )
        return repeated(command_id, fingerprint, rows[0]) if rows else None

    def load_onward(self, stream: StreamId, version: int) -> Sequence[Recorded]:
        """As ``FactLog.load_onward``."""
        asked = stream.bytes, bigint(version)
        return self.codec.decode_rows(self._database.patiently(lambda connection: _ONWARD.ask(connection, *asked)))

    def take_number(self, noun: Numbered, command_id: CommandId) -> int | None:
        """The smallest number that was given back, else a fresh one; ``None`` for a command that has a receipt."""
        asked = noun.encode(), command_id.bytes
        found = self._database.patiently(lambda connection: _TAKE_NUMBER.ask(connection, *asked))[0][0]
        return None if found is None else int(found)

    def give_back(self, noun: Numbered, number: int) -> None:
        """A number that was taken and that nothing bears: the next who asks gets it."""
        query = (
            "INSERT INTO desk.spare_numbers (noun, number) VALUES (%s, %s) ON CONFLICT (noun, number)"
            " DO UPDATE SET taken_at = NULL RETURNING number"
        )
        self._rows(query, (noun, number))

    def at(self, cursor: Cursor[Row]) -> LogInSnapshot:
        """The log as the snapshot of a question shows it, read on the question's own connection."""
        return LogInSnapshot(Codec(self._keyring.on(cursor.connection)), cursor)

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
        """As ``FactSource.stretch``. Raises ``PoisonFact``, also at a name that today's code does not know."""
        found = self._database.patiently(
            lambda connection: (
                stretches.by_name(self.recorder, connection, names, after=position, limit=limit, before=before)
                if by_name
                else stretches.of_all(connection, names, after=position, limit=limit, before=before)
            )
        )
        return Stretch(self.codec.decode_rows(found.rows, personal=personal), found.until, found.is_last)

    def piece(self, position: int, limit: int) -> stretches.Piece:
        """The rows of the next ``limit`` facts, not yet decoded."""
        return self._database.patiently(
            lambda connection: stretches.of_all(connection, (), after=position, limit=limit)
        )

    @override
    def _rows(self, query: str, params: tuple[object, ...] = ()) -> list[Row]:
        return self._database.patiently(lambda connection: rows(connection, query, params))


def expectations(changes: Sequence[Change]) -> list[Expectation]:
    """What the changes expect of their streams; refuses a save of nothing and a stream named twice."""
    if not changes:
        raise ValueError("a save names at least one stream, the one that its receipt is of")
    if len({change.stream for change in changes}) < len(changes):
        raise ValueError("one change for each stream: put its facts together")
    return [
        Expectation(change.stream, change.expected_version, change.expected_version + len(change.drafts))
        for change in changes
    ]


def repeated(command_id: CommandId, fingerprint: bytes, row: Sequence[Any]) -> Receipt:
    """The first receipt from (stream, version, position, reference, fingerprint); or ``CommandIdReused``."""
    stream, version, position, reference, first = row
    if bytes(first) != fingerprint:
        raise CommandIdReused
    return Receipt(
        command_id=command_id,
        stream=stream,
        version=version,
        position=position,
        reference=reference,
        repeated=True,
    )


def _appended(connection: Connection[Row], saves: Sequence[Save]) -> list[Receipt | Exception]:
    """The group in one statement, and so in one transaction; what became of each save."""
    expected = [(nth, e) for nth, save in enumerate(saves, 1) for e in save.expectations]
    facts = [(nth, fact) for nth, save in enumerate(saves, 1) for fact in save.facts]
    rows = _APPEND.ask(
        connection,
        uuids([save.command_id for save in saves]),
        blobs([save.fingerprint for save in saves]),
        texts([save.reference for save in saves]),
        integers([len(save.facts) for save in saves]),
        integers([nth for nth, _ in expected]),
        uuids([e.stream for _, e in expected]),
        bigints([e.expected for _, e in expected]),
        bigints([e.becomes for _, e in expected]),
        integers([nth for nth, _ in facts]),
        uuids([fact.stream for _, fact in facts]),
        bigints([fact.version for _, fact in facts]),
        texts([fact.name for _, fact in facts]),
        blobs([fact.state for _, fact in facts]),
        b"".join([save.leaves for save in saves]),
    )
    outcomes: dict[int, Receipt | Exception] = {row[0]: _outcome(saves[row[0] - 1], row) for row in rows}
    return [outcomes[nth] for nth in range(1, len(saves) + 1)]


def _outcome(save: Save, row: Sequence[Any]) -> Receipt | Exception:
    _, verdict, stream, version, position, reference, _ = row
    if verdict == "conflict":
        return VersionConflict(stream)
    command_id = CommandId(save.command_id)
    if verdict == "repeated":
        try:
            return repeated(command_id, save.fingerprint, row[2:])
        except CommandIdReused as reused:
            return reused
    return Receipt(command_id=command_id, stream=stream, version=version, position=position, reference=reference)


def _weight(save: Save) -> int:
    return len(save.facts)


def _claims(save: Save) -> frozenset[Hashable]:
    return frozenset(chain((save.command_id,), (e.stream for e in save.expectations if e.becomes != e.expected)))


def _shares(save: Save) -> frozenset[Hashable]:
    """Streams that a save only relies on: it brings no fact to them."""
    return frozenset(e.stream for e in save.expectations if e.becomes == e.expected)
