"""Seals the words that older desks left open in facts, once; a step of ``connectors.storage.foundations.steps``.

Such a fact becomes what today's desk would have stored: the latest version, its words under the key of whom they are.
Position, version, ids and instants stay, and what was sealed before stays as it is. It is the only time that facts are
written anew, before anybody has sealed them with a hash; what refuses it is off inside these transactions alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar
from uuid import UUID

import msgspec
import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Connection, Cursor

from commands.command import Command
from commands.log import TellDetailsSealed
from commands.ports import Draft
from connectors.storage.feeds import leases
from connectors.storage.foundations.told_before import ToldBefore
from connectors.storage.log.codec import Sealing, StoredFact, encoded, plain_form, sealing_of
from connectors.storage.log.reading import AFTER, position_of
from connectors.storage.log.sealing import Keyring, OwnerKey
from connectors.storage.server.database import Row
from events.catalogue import current, kind_of
from events.values.refusal import Refusal
from events.values.text import Text

PIECE = 2_000
"""Facts that are looked at in one transaction."""

_OF_PERSONS = ("person_id", "requester_id")
"""How the ids of persons are called to whom words belong; all others are of things."""
NOBODYS = 0
"""The id of a key that never is in the table: what is sealed under it is erased."""


class AnotherDeskIsRunning(Refusal):
    """Another desk runs on this database: its {names} are at work. Older facts are written anew now, once, and nobody
    may read them meanwhile; none was changed. Stop that desk, then start again.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "С этой базой данных работает другой Deskledger: заняты {names}. Сейчас прежние факты один раз "
        "переписываются, и читать их в это время нельзя; ни один не изменён. Остановите его и запустите снова."
    )


class SealOpenDetails:
    """As ``Step``. ``loops`` are the names of the loops that work while a desk runs."""

    name = "details-sealed"
    words = Text(ru="Закрываются слова людей в прежних фактах", en="Sealing people's words in older facts")

    def __init__(self, keyring: Keyring, loops: Sequence[str]) -> None:
        self._keyring = keyring
        self._loops = loops
        self._before = ToldBefore()

    def begin(self, connection: Connection[Row]) -> None:
        """Raise ``AnotherDeskIsRunning`` where one is."""
        running = [name for name, is_held in leases.held_on(connection, self._loops).items() if is_held]
        if running:
            raise AnotherDeskIsRunning(names=", ".join(running))
        self._before = ToldBefore()

    def piece(self, cursor: Cursor[Row], after: int, until: int) -> int:
        """Seal what stands open in the next facts; gives the position of the last."""
        with cursor.connection.cursor(binary=True) as reader:
            rows = reader.execute(AFTER, (after, min(PIECE, until - after)), prepare=True).fetchall()
        older = [StoredFact(*row) for row in rows if _seals_something(row[2])]  # by number: every fact of the log
        if older:
            self._write(cursor, older)
        return _done_with(rows, until)

    def told_by(self, until: int) -> Command | None:
        """The log says it of itself."""
        return TellDetailsSealed(until=until)

    def _write(self, cursor: Cursor[Row], older: Sequence[StoredFact]) -> None:
        self._before.read(cursor, older)
        sealings = [(row, one) for row in older if (one := self._sealing(row)) is not None]
        keys = self._keys(cursor, [one for _, one in sealings])
        written = [
            (one.draft.fact.stored_name, encoded(one, keys), row.position)
            for row, one in sealings
            if one.values or row.name != one.draft.fact.stored_name
        ]
        if not written:
            return
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.facts', 0))")
        cursor.execute("ALTER TABLE desk.facts DISABLE TRIGGER facts_are_for_ever")
        cursor.execute(
            "UPDATE desk.facts f SET topic = new.topic, state = new.state"
            " FROM unnest(%s::text[], %s::bytea[], %s::bigint[]) AS new (topic, state, at)"
            " WHERE f.notification_id = new.at",
            [list(column) for column in zip(*written, strict=True)],
        )
        cursor.execute("ALTER TABLE desk.facts ENABLE ALWAYS TRIGGER facts_are_for_ever")

    def _sealing(self, row: StoredFact) -> Sealing | None:
        """What is to be sealed of a fact; ``None`` when today's code cannot read it, so that it stays as it is."""
        try:
            stored = plain_form(row.state)
            kind, payload = current(row.name, stored.f)
            fact = msgspec.convert(self._before.completed(row, kind, payload), kind)
            return sealing_of(Draft(metadata=stored.m, fact=fact), row.stream, row.version, stored.s)
        except (msgspec.MsgspecError, LookupError, ValueError, TypeError) as error:
            warning = "words_stay_open"
            structlog.get_logger("log").warning(warning, position=row.position, fact=row.name, error=repr(error))
            return None

    def _keys(self, cursor: Cursor[Row], sealings: Sequence[Sealing]) -> dict[UUID, OwnerKey]:
        """The keys of all whose words are to be sealed; of who was forgotten one that nobody keeps.

        Every person whom a fact names has had a key since the first fact of theirs; a thing gets its first one here.
        """
        owners = {owner for one in sealings for owner in one.owners()}
        persons = {owner for one in sealings for owner in _persons_of(one)}
        forgotten = persons - _with_a_key(cursor, persons)
        return {**self._keyring.of_owners(owners - forgotten), **{owner: _thrown_away() for owner in forgotten}}


def _done_with(rows: Sequence[Row], until: int) -> int:
    return position_of(rows[-1]) if rows else until


def _seals_something(name: str) -> bool:
    kind = kind_of(name)
    return kind is not None and bool(kind.personal)


def _persons_of(sealing: Sealing) -> Iterator[UUID]:
    whose = type(sealing.draft.fact).personal
    for at, owner, _ in sealing.values:
        if at is None or whose[at.field].endswith(_OF_PERSONS):
            yield owner


def _with_a_key(cursor: Cursor[Row], owners: Collection[UUID]) -> set[UUID]:
    cursor.execute("SELECT owner_id FROM desk.owner_keys WHERE owner_id = ANY(%s)", (list(owners),))
    return {owner for (owner,) in cursor}


def _thrown_away() -> OwnerKey:
    return OwnerKey(NOBODYS, AESGCM(AESGCM.generate_key(256)))
