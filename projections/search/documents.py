"""A thing as full text knows it: out of the texts that were said of it, the words by which it is found; for writers.

What is for staff alone are other words: each bears a mark, and who may not read them is answered without the marked
ones. So they move neither what is found, nor how many, nor in what order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from projections.search.language.words import names_of, told_chunks

LONGEST_TEXT = 20_000
"""So many letters of a text are sought through, the first ones."""
MOST_WORDS = 5_000
"""So many words of a thing are sought through: its own texts first, then what was said last."""
_MOST_PLACES = 250
"""So many places of one word are kept; PostgreSQL keeps 255."""

INNER = "^"
"""The mark of words that are for staff alone."""
PARTS = (
    *("number", "subject", "name", "requester", "solution", "attributes", "files"),
    *("summary", "description", "body", "comment"),
)
"""What is said of a thing, in the order in which its words count."""
WEIGHTS = {"number": "A", "subject": "A", "name": "A", "description": "C", "body": "C", "comment": "D"}
"""PostgreSQL's classes of words, from A on; what is not named is of B."""


class Part(NamedTuple):
    """One text of a thing: its ``place`` among others of its kind, and whether it is for staff alone."""

    part: str
    place: int
    is_inner: bool
    text: str


def document(parts: Iterable[Part], whose: Iterable[UUID] = ()) -> str:
    """The words of texts, and of whom a thing is, as a ``tsvector`` is written.

    People, teams and companies stand by their ids: they are called as they are called when somebody asks.
    """
    places: dict[str, list[str]] = {}
    nth = 0
    for part in sorted(parts, key=_order):
        weight, mark = WEIGHTS.get(part.part, "B"), INNER if part.is_inner else ""
        for chunk in told_chunks(part.text):
            for names in names_of(chunk):
                nth += 1
                at = f"{nth}{weight}"
                for word in names:
                    standing = places.get(mark + word)
                    if standing is None:
                        places[mark + word] = [at]
                    elif len(standing) < _MOST_PLACES:
                        standing.append(at)
            if nth >= MOST_WORDS:
                break
        if nth >= MOST_WORDS:
            break
    told = [f"'{word}':{','.join(at)}" for word, at in places.items()]
    return " ".join([*told, *(f"'{mark}'" for mark in sorted({mark_of(one) for one in whose}))])


def mark_of(one: UUID) -> str:
    """How a person, a team or a company stands among the words of a thing: nothing that is typed begins so."""
    return f"@{one.hex}"


def _order(part: Part) -> tuple[bool, int, int]:
    """What is for everybody first, then the latest comments: the words of very long talks are cut."""
    return part.is_inner, PARTS.index(part.part), -part.place if part.part == "comment" else part.place
