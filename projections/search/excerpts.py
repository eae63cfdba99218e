"""Where the words stand that were sought: pieces of texts, marked or not; never HTML, and only what may be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from projections.kit.reads import reads
from projections.search.documents import PARTS
from projections.search.language.words import chunks, found_by
from projections.search.sought import Sought

_BEFORE, _LENGTH = 60, 200
MOST_EXCERPTS = 3
_MOST_TEXTS = 60
_LONGEST = 20_000
_TEXTS = (
    "SELECT x.thing_id, x.part, x.text FROM unnest(%(things)s::uuid[]) AS w (thing_id), LATERAL ("
    "SELECT t.thing_id, t.part, t.place, left(t.text, %(longest)s) AS text FROM searched_texts t"
    " WHERE t.thing_id = w.thing_id AND t.part <> ALL(%(without)s) AND (NOT t.is_inner OR t.thing_id = ANY(%(inner)s))"
    " ORDER BY t.part <> 'comment' DESC, t.place DESC LIMIT %(most)s) x ORDER BY x.place"
)


class Piece(msgspec.Struct, frozen=True):
    """A piece of a text; ``is_hit``: it is what was sought."""

    text: str
    is_hit: bool


class Excerpt(msgspec.Struct, frozen=True):
    """A place of a text where words stand that were sought; ``part`` says of which text it is."""

    part: str
    pieces: tuple[Piece, ...]


class Marker:
    """Marks the words of one question in texts."""

    def __init__(self, sought: Sought) -> None:
        atoms = [*sought.atoms()]
        self._words = frozenset(atom.word for atom in atoms)
        self._beginnings = tuple({atom.word for atom in atoms if atom.is_beginning})

    def marked(self, text: str) -> tuple[Piece, ...]:
        """A whole text in pieces."""
        return _pieces(text, 0, len(text), [*self._hits(text)])

    def excerpt(self, part: str, text: str) -> Excerpt | None:
        """The surroundings of the first words of a text that are sought; ``None`` where there are none."""
        first = next(self._hits(text), None)
        if first is None:
            return None
        begin = _blank_behind(text, first.begin - _BEFORE, first.begin)
        end = _blank_before(text, max(begin + _LENGTH, first.end), first.end)
        hits = [one for one in self._hits(text[:end]) if one.begin >= begin]
        pieces = _pieces(text, begin, end, hits)
        return Excerpt(part, (*_dots(is_there=begin > 0), *pieces, *_dots(is_there=end < len(text))))

    def _hits(self, text: str) -> Iterator[_Span]:
        for chunk in chunks(text):
            for word, names in zip(chunk, found_by(chunk), strict=True):
                alone, *more = names
                if self._is_hit(alone) or any(self._is_hit(one) for one in more if "." not in one):
                    yield _Span(word.start, word.end)
                elif any(self._is_hit(one) for one in more):
                    yield _Span(word.start, chunk[-1].end)
                    break

    def _is_hit(self, word: str) -> bool:
        return word in self._words or word.startswith(self._beginnings)


class _Span(NamedTuple):
    begin: int
    end: int


@reads("search")
def excerpts(
    cursor: Cursor[Any], marker: Marker, things: Sequence[UUID], *, inner: Collection[UUID] = ()
) -> dict[UUID, tuple[Excerpt, ...]]:
    """Where the words stand in the texts of things; ``inner`` are those whose private texts may be read."""
    if not things:
        return {}
    params = {"things": list(things), "inner": list(inner), "longest": _LONGEST, "most": _MOST_TEXTS}
    cursor.execute(_TEXTS, {**params, "without": ["number", "subject", "name"]})
    texts: dict[UUID, list[tuple[str, str]]] = {}
    for thing, part, text in cursor:
        texts.setdefault(thing, []).append((part, text))
    return {
        thing: tuple(_found(marker, sorted(told, key=lambda one: PARTS.index(one[0])))) for thing, told in texts.items()
    }


def _found(marker: Marker, texts: Iterable[tuple[str, str]]) -> Iterator[Excerpt]:
    left = MOST_EXCERPTS
    for part, text in texts:
        if left and (one := marker.excerpt(part, text)) is not None:
            left -= 1
            yield one


def _pieces(text: str, begin: int, end: int, hits: Iterable[_Span]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = begin
    for hit in hits:
        if hit.begin > at:
            pieces.append(Piece(text[at : hit.begin], is_hit=False))
        if hit.end > at:
            pieces.append(Piece(text[max(at, hit.begin) : hit.end], is_hit=True))
            at = hit.end
    if at < end:
        pieces.append(Piece(text[at:end], is_hit=False))
    return tuple(pieces)


def _dots(*, is_there: bool) -> tuple[Piece, ...]:
    return (Piece("…", is_hit=False),) if is_there else ()


def _blank_behind(text: str, at: int, latest: int) -> int:
    """The beginning of the first word from a place on."""
    if at <= 0:
        return 0
    blank = text.find(" ", at, latest)
    return blank + 1 if blank >= 0 else at


def _blank_before(text: str, at: int, earliest: int) -> int:
    """The end of the last word up to a place."""
    if at >= len(text):
        return len(text)
    blank = text.rfind(" ", earliest, at)
    return blank if blank >= 0 else at
