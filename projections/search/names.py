"""Whose names words may be, for things that belong to people: these stand there by their ids and not by their names.

So a person who is called otherwise from now on is found by that at once, and no ticket is written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import reads
from projections.person import spelling
from projections.search.language.forms import bases
from projections.search.sought import Sought, Term

MOST_PEOPLE = 200
"""So many people are meant by one word at most."""
_SHORTEST = 2
_LAST = "\U0010ffff"
_BORNE = (
    "SELECT DISTINCT q.typed, w.person_id FROM unnest(%(typed)s::text[], %(low)s::text[], %(high)s::text[])"
    " AS q (typed, low, high), LATERAL (SELECT p.person_id FROM person_words p WHERE p.in_name AND p.word >= q.low"
    " AND p.word <= q.high AND (p.is_shown OR %(with_logins)s) ORDER BY p.word, p.person_id LIMIT %(most)s) w"
)


class Named(NamedTuple):
    """What is sought with the people who may be meant, and whether there may be more of them."""

    sought: Sought
    is_cut: bool


@reads("directory")
def named(cursor: Cursor[Any], viewer: Viewer, sought: Sought) -> Named:
    """The people by whose names, or logins where the viewer sees these, something is sought."""
    ranges = [(term.typed, low, high) for term in sought.terms for low, high in _ranges(term)]
    if not ranges:
        return Named(sought, is_cut=False)
    typed, low, high = (list(column) for column in zip(*ranges, strict=True))
    params = {"typed": typed, "low": low, "high": high, "with_logins": visibility.sees_cards(viewer)}
    cursor.execute(_BORNE, {**params, "most": MOST_PEOPLE})
    people: dict[str, set[UUID]] = {}
    for word, person in cursor:
        people.setdefault(word, set()).add(person)
    return Named(sought.with_people(people), is_cut=any(len(ones) >= MOST_PEOPLE for ones in people.values()))


def _ranges(term: Term) -> Iterator[tuple[str, str]]:
    """The words of names that a word may be, each from where to where."""
    if term.words > 1 or len(term.typed) < _SHORTEST or term.typed.isdigit():
        return
    for word in spelling.words(term.typed):
        if term.is_last and len(word) > _SHORTEST:
            yield from ((spelt, spelt + _LAST) for spelt in spelling.asked(word))
        for spelt in dict.fromkeys(_spelt(word, bases(term.typed))):
            yield spelt, spelt


def _spelt(word: str, headwords: Collection[str]) -> Iterator[str]:
    yield from spelling.spellings(word)
    for headword in headwords:
        for one in spelling.words(headword):
            for spelt in spelling.spellings(one):
                yield spelt
                # Surnames of women: Марковой is led to Марков, and Веснинской to Веснинский.
                yield spelt + "a"
                if spelt.endswith("ii"):
                    yield spelt.removesuffix("ii") + "aia"
