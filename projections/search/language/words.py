"""How a text falls into words, and by what each is found; one reading for what is kept, asked and shown.

A run of letters and digits is a word. Words with signs and no blank between them are a chunk, as addresses, host
names, versions, codes and paths are: it is found by itself and from each of its words on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from projections.search.language.forms import bases

_CHUNK = re.compile(r"[^\W_]+(?:[._\-/\\:@+~&=?%#$'’]{1,3}[^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u0301\u0000]")
"""Hyphens that are not seen, blanks without width, stress marks."""
_MARKED = re.compile(r"v(?=\d)|0x(?=[0-9a-f]{3,}$)")
"""v1 of a version is typed as 1, and 0x80070005 as 80070005."""
LONGEST_WORD = 64
LONGEST_CODE = 32
_REMEMBERED = 100_000
SHORTEST_NUMBER = 6
LONGEST_CHUNK = 120
MOST_IN_CHUNK = 16
"""So many words of a chunk are found from on; a longer one is found by its first words and by each word."""

LITTLE = frozenset(
    {
        *("и", "а", "но", "же", "ли", "бы", "в", "во", "на", "с", "со", "к", "ко", "по", "о", "об", "от", "до", "из"),
        *("у", "за", "для", "при", "или", "the", "a", "an", "of", "to", "in", "on", "at", "for", "and", "or"),
    }
)
"""Words that say nothing beside others. не, нет, без, no and not do: «нет доступа» is not «доступ есть»."""


class Word(NamedTuple):
    """A word in lower case, ё as е, and where it stands in its text."""

    text: str
    start: int
    end: int


Chunk = tuple[Word, ...]


def cleaned(text: str) -> str:
    """A text as it is kept and shown: composed letters, nothing that is not seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def plain(text: str) -> str:
    """A word as it is found: in lower case, ё as е."""
    return text.lower().replace("ё", "е")


def chunks(text: str) -> Iterator[Chunk]:
    """The chunks of a text that was ``cleaned``, in their order."""
    for found in _CHUNK.finditer(text):
        if (alone := found.group()).isalnum():
            yield (Word(plain(alone)[:LONGEST_WORD], found.start(), found.end()),)
            continue
        yield tuple(
            Word(plain(one.group())[:LONGEST_WORD], one.start(), one.end())
            for one in _WORD.finditer(text, found.start(), found.end())
        )


def told_chunks(text: str) -> Iterator[tuple[str, ...]]:
    """The words of the same chunks, for who keeps a whole text and shows no place in it."""
    for found in _CHUNK.findall(text):
        if found.isalnum():
            yield (plain(found)[:LONGEST_WORD],)
        else:
            yield tuple(plain(one)[:LONGEST_WORD] for one in _WORD.findall(found))


def found_by(chunk: Chunk) -> list[tuple[str, ...]]:
    """By what each word of a chunk is found: itself, its base forms, and the chunk from there on."""
    return names_of([word.text for word in chunk])


def names_of(told: Sequence[str]) -> list[tuple[str, ...]]:
    """The same of its words."""
    if len(told) == 1:
        return [forms(told[0])]
    found = [forms(word) for word in told]
    for nth in range(min(len(told) - 1, MOST_IN_CHUNK)):
        found[nth] += tuple(from_on([first, *told[nth + 1 :]]) for first in (told[nth], *unmarked(told[nth])))
    if (code := squeezed(told)) is not None:
        found[0] += (code,)
    return [tuple(dict.fromkeys(names)) for names in found]


@lru_cache(_REMEMBERED)
def forms(word: str) -> tuple[str, ...]:
    """By what a word alone is found, each once."""
    return tuple(dict.fromkeys((word, *bases(word), *unmarked(word))))


def unmarked(word: str) -> tuple[str, ...]:
    """A number without the letters that say which kind it is of; nothing where there are none."""
    marked = _MARKED.match(word)
    return () if marked is None else (word[marked.end() :],)


def from_on(words: list[str]) -> str:
    """A chunk by one name: the signs between its words do not count."""
    return ".".join(words[:MOST_IN_CHUNK])[:LONGEST_CHUNK]


def squeezed(words: Sequence[str]) -> str | None:
    """A code without its signs, as some people type serial numbers; ``None`` for what is none: 1.2.3 is not 123."""
    code = "".join(words)
    is_code = any(sign.isdigit() for sign in code) and len(code) >= (SHORTEST_NUMBER if code.isdigit() else 0)
    return code if is_code and len(code) <= LONGEST_CODE else None
