"""Which words there are, for words that were typed wrongly; written with the texts, asked where nothing was found.

What is close to a word hangs on no other word: a word that stands in hidden texts alone finds only these, and so
nothing for whoever may not read them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from psycopg import Cursor

from projections.kit.reads import reads
from projections.kit.statement import joined, number, statement
from projections.kit.wire.arrays import Columns
from projections.search.documents import Part
from projections.search.language.forms import bases
from projections.search.language.misspelt import cuts, is_close, is_spelt, other_layout
from projections.search.language.words import told_chunks
from projections.search.slots import SLOTS

_MOST_KNOWN = 100_000
"""So many words the writer remembers as written."""
_MOST_CLOSE = 5_000

_INSERT = "INSERT INTO searched_words (cut, word) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING"
_AS_SENT = Columns("text", "text")
_CLOSE = "SELECT DISTINCT word FROM searched_words WHERE cut = ANY(%s) ORDER BY word LIMIT %s"
# Its words for staff alone bear a mark (``documents.INNER``).
_BEARS = statement("t.words @@ (quote_literal(lost.word) || '|' || quote_literal('^' || lost.word))::tsquery")
_GONE = statement(
    "SELECT word FROM unnest(%s::text[]) AS lost (word)"
    " WHERE NOT EXISTS (SELECT FROM thing_words t WHERE {bears}) AND {none}",
    bears=_BEARS,
    none=joined(
        " AND ",
        (
            statement(
                "NOT EXISTS (SELECT FROM ticket_words t WHERE t.slot = {slot} AND {bears})",
                slot=number(slot),
                bears=_BEARS,
            )
            for slot in range(SLOTS)
        ),
    ),
)
_LET_GO = "DELETE FROM searched_words WHERE word = ANY(%s) AND cut = ANY(%s)"


class Vocabulary:
    """The words' only writer."""

    def __init__(self) -> None:
        self._known = set[str]()

    def forget(self) -> None:
        """Read nothing into what was written earlier."""
        self._known.clear()

    def follow(self, cursor: Cursor[Any], come: AbstractSet[str], gone: AbstractSet[str]) -> None:
        """Add words of texts that came; of those that went the ones that nothing bears any more are gone, too.

        Called when the texts of the batch are written.
        """
        if lost := sorted(gone - come):
            cursor.execute(_GONE, (lost,))
            unborne = [word for (word,) in cursor]
            cursor.execute(
                "DELETE FROM searched_words WHERE word = ANY(%s) AND cut = ANY(%s)", (unborne, _all(unborne))
            )
            self._known.difference_update(unborne)
        if fresh := sorted(come - self._known):
            rows = [(cut, word) for word in fresh for cut in sorted(cuts(word))]
            cursor.execute(_INSERT, _AS_SENT.of(rows))
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known.update(fresh)


def _all(words: Iterable[str]) -> list[str]:
    return [cut for word in words for cut in cuts(word)]


def spelt_in(parts: Iterable[Part]) -> set[str]:
    """The words of texts that somebody may misspell, each by its base forms."""
    words = {word for part in parts for chunk in told_chunks(part.text) for word in chunk}
    return {base for word in words for base in spelt(word)}


@lru_cache(_MOST_KNOWN)
def spelt(word: str) -> tuple[str, ...]:
    """The base forms of a word that may be misspelt."""
    return tuple(base for base in bases(word) or (word,) if is_spelt(base))


@reads("search")
def close_to(cursor: Cursor[Any], typed: Collection[str]) -> dict[str, frozenset[str]]:
    """What may be meant by words that were typed, each with the words that it may be; most words may be nothing."""
    meant = {word: [one for one in {word, *bases(word), other_layout(word)} if is_spelt(one)] for word in typed}
    sought = {cut for ones in meant.values() for one in ones for cut in cuts(one)}
    if not sought:
        return {}
    cursor.execute(_CLOSE, (sorted(sought), _MOST_CLOSE))
    there = [word for (word,) in cursor]
    found = {
        word: frozenset(one for one in there if any(is_close(meant_one, one) for meant_one in ones))
        for word, ones in meant.items()
    }
    return {word: ones for word, ones in found.items() if ones}
