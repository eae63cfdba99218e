"""What full text finds, as rows: the only writer of texts, of the words of things, and of which words there are.

A thing whose texts changed is put together anew out of all of them, so that the rows are the same however the log is
cut; who has a ticket is written beside its words, and costs no look at its texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from projections.kit.columns import rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.port import words_in
from projections.kit.statement import statement
from projections.kit.wire.arrays import Columns
from projections.search.documents import Part, document, mark_of
from projections.search.slots import INDEXES, slot_of
from projections.search.texts import HEARD, Kind, Said, said
from projections.search.vocabulary import Vocabulary, spelt_in


class Search:
    """The only writer of what is sought."""

    name = "search"
    tables = ("searched_texts", "ticket_words", "thing_words", "searched_words")
    ddl = ddl("projections.search", "rows.sql").replace("{indexes}", INDEXES)
    parks = ALONE
    interests = HEARD
    reads_personal = words_in(interests)

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()

    def forget(self) -> None:
        """Read nothing into what was written earlier."""
        self._vocabulary.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Take in what a batch says, and write it set by set."""
        come, gone = _Things(cursor, batch).write(cursor)
        self._vocabulary.follow(cursor, come, gone)


class _Kept(NamedTuple):
    """Whose a ticket is, in the order of the columns."""

    ticket_id: UUID
    number: int
    requester_id: UUID
    company_id: UUID | None
    team_id: UUID | None
    responsible_id: UUID | None

    @property
    def whose(self) -> set[UUID]:
        """Whom it is of: people are sought by their names, and a team or a company by whoever sees what is theirs."""
        return {
            one for one in (self.requester_id, self.responsible_id, self.team_id, self.company_id) if one is not None
        }


Key = tuple[str, int]
_LOAD = statement("SELECT {columns} FROM ticket_words WHERE ticket_id = ANY(%s)", columns=selected(_Kept))
_TEXTS = "SELECT thing_id, part, place, is_inner, text FROM searched_texts WHERE thing_id = ANY(%s)"
_LET_GO = (
    "DELETE FROM searched_texts t USING unnest(%s::uuid[], %s::text[], %s::bigint[]) AS gone (thing_id, part, place)"
    " WHERE (t.thing_id, t.part, t.place) = (gone.thing_id, gone.part, gone.place)"
)
_KEEP = (
    "INSERT INTO searched_texts (thing_id, part, place, is_inner, text)"
    " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::boolean[], %s::text[])"
)
_TICKETS = (
    "INSERT INTO ticket_words (ticket_id, number, requester_id, company_id, team_id, responsible_id, slot, words)"
    " SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::smallint[],"
    " %s::tsvector[]) ON CONFLICT (ticket_id) DO UPDATE SET"
    " requester_id = excluded.requester_id, company_id = excluded.company_id, team_id = excluded.team_id,"
    " responsible_id = excluded.responsible_id, words = excluded.words"
)
_HANDED_ON = (
    "UPDATE ticket_words w SET requester_id = n.requester_id, company_id = n.company_id, team_id = n.team_id,"
    " responsible_id = n.responsible_id, words = CASE WHEN n.was = n.now THEN w.words"
    " ELSE ts_delete(w.words, string_to_array(n.was, ' ')) || array_to_tsvector(string_to_array(n.now, ' ')) END"
    " FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[])"
    " AS n (ticket_id, number, requester_id, company_id, team_id, responsible_id, was, now)"
    " WHERE w.ticket_id = n.ticket_id"
)
_THINGS = (
    "INSERT INTO thing_words (thing_id, kind, number, words)"
    " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::tsvector[])"
)
_TOLD_ANEW = (
    "UPDATE thing_words w SET words = n.words FROM unnest(%s::uuid[], %s::tsvector[]) AS n (thing_id, words)"
    " WHERE w.thing_id = n.thing_id"
)
_OF_PARTS, _OF_TEXTS = Columns("uuid", "text", "bigint"), Columns("uuid", "text", "bigint", "boolean", "text")
_WHOSE = ("uuid", "bigint", "uuid", "uuid", "uuid", "uuid")
_SENT = {
    _TICKETS: Columns(*_WHOSE, "smallint", "tsvector"),
    _HANDED_ON: Columns(*_WHOSE, "text", "text"),
    _THINGS: Columns("uuid", "text", "bigint", "tsvector"),
    _TOLD_ANEW: Columns("uuid", "tsvector"),
}


class _Thing(msgspec.Struct):
    """A thing of a batch: as it stood before, and as it stands."""

    kind: Kind | None = None
    number: int | None = None
    before: _Kept | None = None
    now: _Kept | None = None
    stood: dict[Key, Part] = {}
    texts: dict[Key, Part] = {}
    is_told: bool = False


class _Things:
    """All things of a batch."""

    def __init__(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        told = [(recorded.stream, said(recorded)) for recorded in batch]
        fresh = {stream for stream, says in told if says.begins is not None}
        self._of: dict[UUID, _Thing] = {stream: _Thing() for stream, _ in told}
        if older := self._of.keys() - fresh:
            cursor.execute(_LOAD, (list(older),))
            for row in rows_of(_Kept, cursor):
                self._of[row.ticket_id] = _Thing(before=row, now=row)
        if spoken := {stream for stream, says in told if says.parts} - fresh:
            cursor.execute(_TEXTS, (list(spoken),))
            for thing_id, *rest in cursor:
                part = Part(*rest)
                thing = self._of[thing_id]
                thing.stood[part.part, part.place] = thing.texts[part.part, part.place] = part
        for stream, says in told:
            _take_in(self._of[stream], stream, says)

    def write(self, cursor: Cursor[Any]) -> tuple[set[str], set[str]]:
        """Write what is another than before; gives the words of the texts that came, and of those that went."""
        gone = [
            (thing_id, part)
            for thing_id, thing in self._of.items()
            for key, part in thing.stood.items()
            if thing.texts.get(key) != part
        ]
        come = [
            (thing_id, part)
            for thing_id, thing in self._of.items()
            for key, part in thing.texts.items()
            if thing.stood.get(key) != part
        ]
        if gone:
            cursor.execute(_LET_GO, _OF_PARTS.of((thing_id, part.part, part.place) for thing_id, part in gone))
        if come:
            cursor.execute(_KEEP, _OF_TEXTS.of((thing_id, *part) for thing_id, part in come))
        self._write_words(cursor)
        return spelt_in(part for _, part in come), spelt_in(part for _, part in gone)

    def _write_words(self, cursor: Cursor[Any]) -> None:
        rows: dict[str, list[tuple[object, ...]]] = {_TICKETS: [], _HANDED_ON: [], _THINGS: [], _TOLD_ANEW: []}
        for thing_id, thing in self._of.items():
            now = thing.now
            if now is not None and thing.is_told:
                words = document(thing.texts.values(), now.whose)
                rows[_TICKETS].append((*now, slot_of(now.number), words))
            elif now is not None and now != thing.before:
                rows[_HANDED_ON].append((*now, _marks(thing.before), _marks(now)))
            elif thing.kind is not None:
                rows[_THINGS].append((thing_id, thing.kind, thing.number, document(thing.texts.values())))
            elif thing.is_told:
                rows[_TOLD_ANEW].append((thing_id, document(thing.texts.values())))
        for query, told in rows.items():
            if told:
                cursor.execute(query, _SENT[query].of(told))


def _take_in(thing: _Thing, stream: UUID, says: Said) -> None:
    """What one fact says."""
    if says.begins == "ticket":
        thing.now = _Kept(stream, says.number or 0, **says.traits)
    elif says.begins is not None:
        thing.kind, thing.number = says.begins, says.number
    elif thing.now is not None:
        thing.now = thing.now._replace(**says.traits)
    for part in says.parts:
        thing.is_told = True
        if part.text:
            thing.texts[part.part, part.place] = part
        else:
            thing.texts.pop((part.part, part.place), None)


def _marks(ticket: _Kept | None) -> str:
    return "" if ticket is None else " ".join(sorted(mark_of(one) for one in ticket.whose))
