"""Finds what was copied out of some words in a text, quoted or laid out anew, and takes it out; for ``unsent``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID

from connectors.storage.log.sealing import ERASED


class Cleaner(Protocol):
    """Gives a text without what is to be said no more, of the ticket that it is written on, if it is of one."""

    def __call__(self, text: str, /, ticket: UUID | None) -> str:
        """The same text where there is nothing of that in it."""
        ...


LEAST = 8
"""Signs of a line from which on it is looked for by itself: what is shorter stands in any text."""
_TOKEN = re.compile(r"[^\s>|]+")
"""Between two of them stands what a quote puts there: room, ends of lines, marks."""


def sought_of(words: Iterable[str], *, lines: bool) -> frozenset[str]:
    """What is looked for: all of each text, and with ``lines`` each of its lines, too.

    Without them, which is far from where the words stood, short texts are nothing that anybody copied.
    """
    found = set()
    for text in words:
        whole = _plain(text)
        if whole and text != ERASED and (lines or len(whole) >= LEAST):
            found.add(whole)
        if lines and text != ERASED:
            found.update(line for row in text.splitlines() if len(line := _plain(row)) >= LEAST)
    return frozenset(found)


def without(text: str, sought: frozenset[str]) -> str:
    """The text with a mark for what was copied; the same where nothing was."""
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(text)]
    joined = " ".join(token for token, _ in tokens)
    begins, at = [], 0
    for token, _ in tokens:
        begins.append(at)
        at += len(token) + 1

    def origin(place: int) -> int:
        nth = bisect_right(begins, place) - 1
        return tokens[nth][1] + place - begins[nth]

    spans = [(origin(place), origin(place + len(one) - 1) + 1) for one in sought for place in _places(joined, one)]
    return _marked(text, spans)


def each_text(told: Any, clean: Callable[[str], str]) -> Any:
    """The same plain data with each text in it made ``clean``."""
    if isinstance(told, str):
        return clean(told)
    if isinstance(told, dict):
        return {name: each_text(value, clean) for name, value in told.items()}
    if isinstance(told, list):
        return [each_text(value, clean) for value in told]
    return told


def texts_in(told: Any) -> list[str]:
    """Every text in plain data."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    each_text(told, keep)
    return found


def _plain(text: str) -> str:
    return " ".join(_TOKEN.findall(text))


def _places(joined: str, sought: str) -> Iterable[int]:
    place = joined.find(sought)
    while place >= 0:
        # A short word is no part of another one.
        if len(sought) >= LEAST or not _is_within(joined, place, len(sought)):
            yield place
        place = joined.find(sought, place + len(sought))


def _is_within(joined: str, place: int, length: int) -> bool:
    return joined[place - 1 : place].isalnum() or joined[place + length : place + length + 1].isalnum()


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for begin, end in sorted(spans):
        if begin >= at:
            parts += [text[at:begin], ERASED]
        at = max(at, end)
    return "".join([*parts, text[at:]])
