"""What somebody is writing and has not sent: no fact, sealed with their key, gone once it was sent; for the doors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec
from psycopg import Connection, Cursor

from connectors.storage.live.copied_words import Cleaner
from connectors.storage.log.sealing import Keyring, key_id_of, seal, unseal
from connectors.storage.server.database import Database, Row
from events.values.ticket import Attachment
from projections.kit.columns import rows_of, selected
from projections.kit.statement import statement

Kind = Literal["reply", "note", "solution", "new_ticket"]
MOST = 200
"""Drafts of one person at most: whoever has more has forgotten them."""
AT_ONCE = 500
"""Drafts that are opened at once, where all are looked through."""
_NO_TICKET = UUID(int=0)


class DraftWords(msgspec.Struct, frozen=True, kw_only=True):
    """What was written so far: the text, what a form says beside it, the files that were sent already."""

    text: str = ""
    fields: dict[str, str] = {}
    files: tuple[Attachment, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as its writer reads it."""

    draft_id: UUID
    kind: Kind
    ticket_id: UUID | None
    version: int
    changed_at: datetime
    words: DraftWords


class Place(NamedTuple):
    """Where a draft stands: one a person, a ticket and a kind."""

    person_id: UUID
    ticket_id: UUID | None
    kind: Kind

    @property
    def draft_id(self) -> UUID:
        """The id that the place has for ever."""
        return uuid5(self.person_id, f"draft/{self.ticket_id or _NO_TICKET}/{self.kind}")


class _Row(NamedTuple):
    draft_id: UUID
    kind: Kind
    ticket_id: UUID | None
    version: int
    changed_at: datetime
    sealed: bytes


# What a command was sent with is gone with its receipt, also where nobody came to take the row away.
_OF_PERSON = statement(
    "SELECT {columns} FROM desk.drafts d WHERE d.person_id = %(person)s"
    " AND (%(ticket)s::uuid IS NULL OR d.ticket_id = %(ticket)s)"
    " AND NOT EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = d.sent_by)"
    " ORDER BY d.changed_at DESC, d.draft_id LIMIT %(most)s",
    columns=selected(_Row, "d"),
)
_SAVE = (
    "INSERT INTO desk.drafts AS d (draft_id, person_id, ticket_id, kind, version, changed_at, sealed, files)"
    " SELECT %(draft)s, %(person)s, %(ticket)s, %(kind)s, 1, %(now)s, %(sealed)s, %(files)s"
    " ON CONFLICT (draft_id) DO UPDATE SET version = d.version + 1, changed_at = excluded.changed_at,"
    " sealed = excluded.sealed, files = excluded.files, sent_by = NULL"
    " WHERE %(seen)s::bigint IS NULL OR d.version = %(seen)s RETURNING version"
)
_EACH = statement(
    "SELECT {columns} FROM desk.drafts d WHERE d.draft_id > %(last)s ORDER BY d.draft_id LIMIT %(most)s FOR UPDATE",
    columns=selected(_Row, "d"),
)
_REWRITE = "UPDATE desk.drafts SET sealed = %s, version = version + 1 WHERE draft_id = %s"
_BOUND = (
    "DELETE FROM desk.drafts WHERE draft_id IN (SELECT draft_id FROM desk.drafts WHERE person_id = %s"
    " ORDER BY changed_at DESC, draft_id OFFSET %s)"
)


class Drafts:
    """The table of drafts."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def save(self, place: Place, words: DraftWords, *, now: datetime, seen: int | None = None) -> int | None:
        """Keep what was written; its version. ``None``: it is not at the version that was ``seen``."""
        key = self._keyring.of_owners([place.person_id])[place.person_id]
        asked = {
            "draft": place.draft_id,
            "person": place.person_id,
            "ticket": place.ticket_id,
            "kind": place.kind,
            "now": now,
            "sealed": seal(key, msgspec.to_builtins(words), _sealed_at(place.draft_id)),
            "files": [file.sha256 for file in words.files],
            "seen": seen,
        }
        with self._database.connection() as connection:
            row = connection.execute(_SAVE, asked).fetchone()
            if row is None:
                return None
            (version,) = row
            if version == 1:
                connection.execute(_BOUND, (place.person_id, MOST))
            return int(version)

    def drop(self, place: Place) -> bool:
        """Throw it away; whether there was one."""
        with self._database.connection() as connection:
            return connection.execute("DELETE FROM desk.drafts WHERE draft_id = %s", (place.draft_id,)).rowcount == 1

    def being_sent(self, draft: UUID, person: UUID, by: UUID) -> bool:
        """A command of this id is about to send it: it is gone with the command's receipt. Whether there is one."""
        with self._database.connection() as connection:
            return _being_sent(connection, draft, person, by)

    @contextmanager
    def sent_by(self, draft: UUID, person: UUID, by: UUID) -> Iterator[None]:
        """Around an order that sends a draft: with its receipt the draft is gone; where it is refused, it stays."""
        self.being_sent(draft, person, by)
        yield
        self.was_sent(draft, by)

    def was_sent(self, draft: UUID, by: UUID) -> None:
        """The command has its receipt. What was written since, into the same place, stays."""
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.drafts WHERE draft_id = %s AND sent_by = %s", (draft, by))

    def of(self, cursor: Cursor[Any], person: UUID, ticket: UUID | None = None) -> list[Draft]:
        """A person's drafts, what was written last first; a ticket's alone, where one is named.

        Those of which the key is gone are not there any more.
        """
        rows = rows_of(_Row, cursor.execute(_OF_PERSON, {"person": person, "ticket": ticket, "most": MOST}))
        return self._opened(rows, cursor)

    def count(self, cursor: Cursor[Any], person: UUID) -> int:
        """How many drafts a person has."""
        row = cursor.execute("SELECT count(*) FROM desk.drafts WHERE person_id = %s", (person,)).fetchone()
        return 0 if row is None else int(row[0])  # by number: the only one

    def hand_on(self, from_id: UUID, to_id: UUID, *, now: datetime) -> int:
        """What one person was writing becomes another's, behind what that one was writing there; gives how many.

        Sealed anew for whom they are now; what nobody can open any more is gone with its row. Files that were not sent
        yet stay with who chose them: they are chosen again.
        """
        with self._database.transaction() as cursor:
            mine = {Place(to_id, one.ticket_id, one.kind): one for one in self.of(cursor, to_id)}
            found = self.of(cursor, from_id)
        for one in found:
            place = Place(to_id, one.ticket_id, one.kind)
            there = mine.get(place)
            self.save(place, _behind(DraftWords() if there is None else there.words, one.words), now=now)
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.drafts WHERE person_id = %s", (from_id,))
            connection.execute("UPDATE desk.sends SET person_id = %s WHERE person_id = %s", (to_id, from_id))
        return len(found)

    def rewrite(self, clean: Cleaner) -> None:
        """Let every text of every draft be as ``clean`` leaves it, given the ticket that it is written on.

        A window that still holds another text hears at its next save that there is a newer one.
        """
        last = _NO_TICKET
        while True:
            with self._database.transaction() as cursor:
                rows = rows_of(_Row, cursor.execute(_EACH, {"last": last, "most": AT_ONCE}))
                sealed = {row.draft_id: bytes(row.sealed) for row in rows}
                keys = self._keyring.on(cursor.connection).by_ids({key_id_of(one) for one in sealed.values()})
                for one in self._opened(rows, cursor):
                    words = one.words
                    fields = {name: clean(text, one.ticket_id) for name, text in words.fields.items()}
                    new = DraftWords(text=clean(words.text, one.ticket_id), fields=fields, files=words.files)
                    if new != words:
                        key = keys[key_id_of(sealed[one.draft_id])]
                        told = seal(key, msgspec.to_builtins(new), _sealed_at(one.draft_id))
                        cursor.execute(_REWRITE, (told, one.draft_id))
            if len(rows) < AT_ONCE:
                return
            last = rows[-1].draft_id

    def _opened(self, rows: Sequence[_Row], cursor: Cursor[Any]) -> list[Draft]:
        keys = self._keyring.on(cursor.connection).by_ids({key_id_of(bytes(row.sealed)) for row in rows})
        found = []
        for row in rows:
            key = keys.get(key_id_of(bytes(row.sealed)))
            if key is None:
                continue
            words = msgspec.json.decode(unseal(key, bytes(row.sealed), _sealed_at(row.draft_id)), type=DraftWords)
            found.append(
                Draft(
                    draft_id=row.draft_id,
                    kind=row.kind,
                    ticket_id=row.ticket_id,
                    version=row.version,
                    changed_at=row.changed_at,
                    words=words,
                )
            )
        return found


def _behind(first: DraftWords, more: DraftWords) -> DraftWords:
    """Two texts for one place, one behind the other: nothing that was typed is lost."""
    told = (first.text,) if more.text in first.text else (first.text, more.text)
    text = "\n\n".join(filter(None, told))
    return DraftWords(text=text, fields={**more.fields, **first.fields}, files=first.files)


def _being_sent(connection: Connection[Row], draft: UUID, person: UUID, by: UUID) -> bool:
    done = connection.execute(
        "UPDATE desk.drafts SET sent_by = %s WHERE draft_id = %s AND person_id = %s", (by, draft, person)
    )
    return done.rowcount == 1


def _sealed_at(draft: UUID) -> bytes:
    return b"draft/" + draft.bytes
