"""What somebody typed, as what is sought: every word in any of its forms, the last one also as a beginning."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

import msgspec

from projections.search.documents import INNER, mark_of
from projections.search.language.words import LITTLE, Chunk, chunks, cleaned, forms, from_on, squeezed, unmarked

_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]")
_SHORTEST_BEGINNING = 3
"""What is shorter is no beginning of anything: it would be one of too much."""
_BY_HYPHEN = re.compile(r"[а-яё]+(?:-[а-яё]+)+", re.IGNORECASE)
MOST_TERMS = 32


class Atom(NamedTuple):
    """A word by which things are found, or the beginning of one."""

    word: str
    is_beginning: bool = False

    def told(self, weights: str, *, mark: str = "") -> str:
        """As ``tsquery`` writes it, among words of these classes."""
        classes = ("*" if self.is_beginning else "") + weights
        return f"'{mark}{self.word}'" + (f":{classes}" if classes else "")


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """What stands for one word that was typed, or for one chunk: any of ``atoms``, all ``parts``, any of ``people``."""

    typed: str
    atoms: tuple[Atom, ...]
    words: int = 1
    parts: tuple[Term, ...] = ()
    people: tuple[UUID, ...] = ()
    is_last: bool = False

    def told(self, weights: str, *, inner: bool, whole: bool) -> str:
        """As ``tsquery`` writes it; ``inner``: also by words that are for staff alone, ``whole``: by no beginnings."""
        atoms = [atom for atom in self.atoms if not (whole and atom.is_beginning)]
        any_of = [atom.told(weights) for atom in atoms]
        if inner:
            any_of += [atom.told(weights, mark=INNER) for atom in atoms]
        if self.parts:
            told = (part.told(weights, inner=inner, whole=whole) for part in self.parts)
            any_of.append(f"({' & '.join(told)})")
        any_of += [f"'{mark_of(person)}'" for person in self.people]
        return f"({' | '.join(any_of)})"


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """All of these terms must be found, and each of the phrases as it stands."""

    terms: tuple[Term, ...]
    phrases: tuple[tuple[Term, ...], ...] = ()

    def told(self, weights: str = "", *, inner: bool = False, whole: bool = False) -> str:
        """As ``tsquery`` writes it; ``whole``: only what was typed to its end."""
        return " & ".join(term.told(weights, inner=inner, whole=whole) for term in self.terms)

    def phrases_told(self, *, inner: bool) -> str:
        """The phrases as ``tsquery`` writes them, each in words for everybody or in words for staff alone."""
        return " & ".join(
            f"({' | '.join(_adjacent(phrase, mark) for mark in ('', INNER)[: 1 + inner])})" for phrase in self.phrases
        )

    def with_people(self, people: Mapping[str, Collection[UUID]]) -> Sought:
        """Also by whose names the words are."""
        return self._each(lambda term: msgspec.structs.replace(term, people=tuple(sorted(people.get(term.typed, ())))))

    def or_close(self, close: Mapping[str, Collection[str]]) -> Sought:
        """Also by words that may be meant; phrases do not hold then."""
        more = {typed: tuple(Atom(word) for word in sorted(words)) for typed, words in close.items()}
        found = self._each(lambda term: msgspec.structs.replace(term, atoms=(*term.atoms, *more.get(term.typed, ()))))
        return msgspec.structs.replace(found, phrases=())

    def _each(self, changed: Callable[[Term], Term]) -> Sought:
        return msgspec.structs.replace(self, terms=tuple(changed(term) for term in self.terms))

    def atoms(self) -> Iterator[Atom]:
        """All atoms, for whoever shows where they stand."""
        for term in self.terms:
            yield from term.atoms
            for part in term.parts:
                yield from part.atoms


def sought(text: str) -> Sought | None:
    """What was typed; ``None`` where it holds no word."""
    text = cleaned(text)
    phrases = [found for quoted in _QUOTED.findall(text) if len(found := [*_terms(quoted, is_open=False)]) > 1]
    terms = [*_terms(text, is_open=not text.endswith(('"', "”", "»")))][:MOST_TERMS]
    if not terms:
        return None
    telling = tuple(term for term in terms if term.typed not in LITTLE)
    return Sought(terms=telling or tuple(terms), phrases=tuple(tuple(phrase) for phrase in phrases))


def _terms(text: str, *, is_open: bool) -> Iterator[Term]:
    found = [*chunks(text)]
    for nth, chunk in enumerate(found):
        yield _term(text, chunk, is_last=is_open and nth == len(found) - 1)


def _term(text: str, chunk: Chunk, *, is_last: bool) -> Term:
    told = [word.text for word in chunk]
    typed = text[chunk[0].start : chunk[-1].end].lower().replace("ё", "е")
    if len(told) == 1:
        return Term(typed=typed, atoms=_atoms(forms(told[0]), told[0] if is_last else None), is_last=is_last)
    name = from_on(told)
    names = [name, *(from_on([first, *told[1:]]) for first in unmarked(told[0]))]
    code = squeezed(told)
    atoms = [Atom(one) for one in names] + [Atom(f"{one}.", is_beginning=True) for one in names]
    if code is not None:
        atoms.append(Atom(code))
    if is_last:
        atoms += [Atom(one, is_beginning=True) for one in (*names, *([] if code is None else [code]))]
    parts = (
        ()
        if _BY_HYPHEN.fullmatch(typed) is None
        else tuple(Term(typed=word, atoms=_atoms(forms(word))) for word in told)
    )
    return Term(typed=typed, atoms=tuple(atoms), words=len(told), parts=parts, is_last=is_last)


def _atoms(found: Iterable[str], beginning: str | None = None) -> tuple[Atom, ...]:
    atoms = [Atom(word) for word in dict.fromkeys(found)]
    if beginning is not None and len(beginning) >= _SHORTEST_BEGINNING:
        atoms.append(Atom(beginning, is_beginning=True))
    return tuple(atoms)


def _adjacent(phrase: tuple[Term, ...], mark: str) -> str:
    """The terms of a phrase, each right behind the one before."""
    told, behind = [], 0
    for term in phrase:
        any_of = f"({' | '.join(atom.told('', mark=mark) for atom in term.atoms)})"
        told.append(any_of if not behind else f"<{behind}> {any_of}")
        behind = term.words
    return f"({' '.join(told)})"
