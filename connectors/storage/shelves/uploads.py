"""What people sent and no fact names yet: how much of it each may have, and what is collected after a day.

Asked by the doors that take files in; the caretaker collects. A file that a command is about to name is held first
(``SealedContents.hold``), and that one statement and the one that collects take turns at its row: whichever comes first
is seen by the other. So what a fact names stays, and what was collected is refused before there is a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor
from psycopg.errors import ForeignKeyViolation

from connectors.storage.log.sealing import Keyring, SealBroken, unseal
from connectors.storage.server.database import Database
from connectors.storage.shelves.sealed_contents import place_of
from events.values.refusal import Refusal
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement

KEPT = timedelta(days=1)
"""So long an upload waits for a fact that names it."""
MOST_AT_ONCE = 20
"""Files that one person may be sending at one time."""
MOST_WAITING = 1_000
"""Files of one person that no fact names yet."""
PIECE = 200
"""Contents that are collected in one turn."""


class TooManyUploads(Refusal):
    """{count} files of yours wait for a ticket or a card to name them, {size} bytes together, or are on their way. Name
    them in a command first, or wait: what nothing names is removed after a day.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_often"
    ru: ClassVar[str] = (
        "Ваших файлов, которые ещё ни к чему не приложены или загружаются: {count}, всего {size} байт. Сначала "
        "приложите их командой или подождите: неприложенное удаляется через сутки."
    )
    field = "body"
    rule: ClassVar[str] = "row 173"


class Upload(NamedTuple):
    """What somebody sent, and may name."""

    sha256: str
    content_id: UUID
    size: int
    media_type: str


_OF_PERSON = statement(
    "SELECT {columns} FROM desk.uploads u JOIN desk.contents c USING (content_id)"
    " WHERE u.person_id = %s AND u.sha256 = ANY(%s) AND u.uploaded_at > %s",
    columns=selected(Upload, sha256=statement("encode(u.sha256, 'hex')")),
)
_WAITING = (
    "SELECT (SELECT count(*) FROM desk.contents WHERE begun_by = %(who)s AND sha256 IS NULL AND begun_at > %(since)s),"
    " count(*), coalesce(sum(c.size), 0)::bigint FROM desk.uploads u JOIN desk.contents c USING (content_id)"
    " WHERE u.person_id = %(who)s AND u.wrapped IS NOT NULL AND u.uploaded_at > %(since)s"
)
# At each look it is as though it had been sent this moment: it goes a day after nobody wants to send it any more.
_SPARE = (
    "WITH wanted AS ("
    "SELECT d.person_id, unnest(d.files) AS digest FROM desk.drafts d"
    " WHERE NOT EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = d.sent_by)"
    " UNION SELECT s.person_id, unnest(s.files) FROM desk.sends s"
    " WHERE NOT EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = s.send_id))"
    " UPDATE desk.uploads u SET uploaded_at = %s FROM wanted w"
    " WHERE u.person_id = w.person_id AND encode(u.sha256, 'hex') = w.digest AND u.uploaded_at < %s"
    " AND EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = u.key_id)"
)
# What somebody may still send opens by its owner's key alone, once a command has held it: the two go together.
_HELD = (
    "SELECT owner_id, encode(sha256, 'hex'), EXISTS ("
    "SELECT FROM desk.command_receipts r WHERE r.command_id = ANY(k.held_by)) FROM desk.content_keys k"
    " WHERE NOT is_named AND held_at < %s"
    " AND NOT EXISTS (SELECT FROM desk.uploads u WHERE u.content_id = k.content_id)"
    " ORDER BY held_at LIMIT %s"
)
NamedByFacts = Callable[[Cursor[Any], Collection[tuple[UUID, str]]], Collection[tuple[UUID, str]]]
"""Of owners and digests those that facts name, by read models that hold all that there is."""


class Uploads:
    """The uploads of people, on ``desk.uploads``."""

    def __init__(self, database: Database, keyring: Keyring, *, most_bytes: int) -> None:
        self._database = database
        self._keyring = keyring
        self._most_bytes = most_bytes

    def refuse_too_many(self, person_id: UUID, now: datetime, coming: int = 0) -> None:
        """Raise ``TooManyUploads`` where somebody has sent more than they name; ``coming`` bytes are to be added."""
        with self._database.connection() as connection:
            asked = {"who": person_id, "since": now - KEPT}
            row = connection.execute(_WAITING, asked).fetchone()
        on_the_way, count, size = row or (0, 0, 0)
        if on_the_way >= MOST_AT_ONCE or count >= MOST_WAITING or size + coming > self._most_bytes:
            raise TooManyUploads(count=count + on_the_way, size=size)

    def of(
        self, person_id: UUID, digests: Collection[str], now: datetime, cursor: Cursor[Any] | None = None
    ) -> Mapping[str, Upload]:
        """Those of these contents that somebody sent within the last day."""
        asked = (person_id, [bytes.fromhex(digest) for digest in digests], now - KEPT)
        if cursor is not None:
            return {row.sha256: row for row in rows_of(Upload, cursor.execute(_OF_PERSON, asked))}
        with self._database.connection() as connection:
            return {row.sha256: row for row in rows_of(Upload, connection.execute(_OF_PERSON, asked))}

    def name_of(self, person_id: UUID, sha256: str) -> str:
        """What somebody called what they sent; empty where that cannot be read any more."""
        digest = bytes.fromhex(sha256)
        query = "SELECT name, key_id FROM desk.uploads WHERE person_id = %s AND sha256 = %s"
        with self._database.connection() as connection:
            row = connection.execute(query, (person_id, digest)).fetchone()
        key = None if row is None else self._keyring.by_ids([row[1]]).get(row[1])
        if row is None or key is None:
            return ""
        with suppress(SealBroken):
            return msgspec.json.decode(unseal(key, bytes(row[0]), place_of(person_id, digest)), type=str)
        return ""

    def waits_for_facts(self, now: datetime) -> bool:
        """Whether something was held a day ago of which it is not settled yet whether a fact names it."""
        query = "SELECT EXISTS (SELECT FROM desk.content_keys WHERE NOT is_named AND held_at < %s)"
        with self._database.connection() as connection:
            row = connection.execute(query, (now - KEPT,)).fetchone()
        return row is not None and bool(row[0])

    def collect(self, now: datetime, named: NamedByFacts) -> int:
        """Let go what nothing names and nobody may name any more; gives how many contents went. One batch a turn."""
        before = now - KEPT
        with self._database.transaction() as cursor:
            cursor.execute(_SPARE, (now, now))
            cursor.execute("DELETE FROM desk.uploads WHERE uploaded_at < %s", (before,))
        with self._database.transaction() as cursor:
            self._settle(cursor, before, named)
        with self._database.connection() as connection:
            found = connection.execute(
                "SELECT content_id FROM desk.contents c WHERE begun_at < %s"
                " AND NOT EXISTS (SELECT FROM desk.uploads u WHERE u.content_id = c.content_id)"
                " AND NOT EXISTS (SELECT FROM desk.content_keys k WHERE k.content_id = c.content_id) LIMIT %s",
                (before, PIECE),
            ).fetchall()
            gone = 0
            for (content_id,) in found:
                # Whoever held it meanwhile has a key to it now, and keeps it.
                with suppress(ForeignKeyViolation):
                    connection.execute("DELETE FROM desk.contents WHERE content_id = %s", (content_id,))
                    gone += 1
        return gone

    def _settle(self, cursor: Cursor[Any], before: datetime, named: NamedByFacts) -> None:
        """What was held a day ago is named by a fact, for ever, or it is nobody's; and of who was forgotten none is."""
        cursor.execute(
            "DELETE FROM desk.content_keys k WHERE NOT EXISTS (SELECT FROM desk.owner_keys o WHERE o.key_id = k.key_id)"
        )
        cursor.execute(_HELD, (before, PIECE))
        found = cursor.fetchall()
        if not found:
            return
        held = [(owner, digest) for owner, digest, _ in found]
        # A command that held it and has its receipt named it, whatever read models still show of that.
        stands = {(owner, digest) for owner, digest, is_done in found if is_done} | set(named(cursor, held))
        for is_named in (True, False):
            pairs = [pair for pair in held if (pair in stands) is is_named]
            owners, digests = [owner for owner, _ in pairs], [bytes.fromhex(digest) for _, digest in pairs]
            cursor.execute(
                "UPDATE desk.content_keys k SET is_named = true FROM unnest(%s::uuid[], %s::bytea[]) w (owner, digest)"
                " WHERE k.owner_id = w.owner AND k.sha256 = w.digest"
                if is_named
                else "DELETE FROM desk.content_keys k USING unnest(%s::uuid[], %s::bytea[]) w (owner, digest)"
                " WHERE k.owner_id = w.owner AND k.sha256 = w.digest AND NOT k.is_named AND k.held_at < %s",
                (owners, digests) if is_named else (owners, digests, before),
            )
