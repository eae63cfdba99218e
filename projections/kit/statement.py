"""The one place that composes SQL, of pieces from a closed set; used by whoever asks or writes a read model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import LiteralString

_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?")
_KEPT = 2048
"""So many compositions are kept: all that there are, but for names that are sought by very many words."""


class Fragment(str):
    """A piece of SQL that was made here: of a literal, of checked names, of other fragments. Values are parameters.

    A class, so that a string from elsewhere is refused: by the checker, and where it is put into a statement.
    """

    __slots__ = ()


def statement(template: LiteralString, /, **fragments: Fragment) -> Fragment:
    """A statement, or a piece of one: a literal, with a fragment in place of each ``{name}``; braces are doubled.

    The same pieces are put together once and kept, also where the choice among them hangs on who asks.
    """
    return _composed(template, **fragments)


@lru_cache(_KEPT)
def _composed(template: str, /, **fragments: Fragment) -> Fragment:
    _refuse_strangers(fragments.values())
    return Fragment(template.format(**fragments))


@cache
def name(identifier: str) -> Fragment:
    """The name of a table, an alias or a column of ours, as it stands in SQL."""
    if _NAME.fullmatch(identifier) is None:
        raise ValueError(f"not a name of ours: {identifier!r}")
    return Fragment(identifier)


@cache
def number(value: int) -> Fragment:
    """A whole number that must stand in the statement itself: of an index's predicate, or for the planner to know."""
    if type(value) is not int:
        raise TypeError(f"not a whole number: {value!r}")
    return Fragment(str(value))


def of_rows(piece: Fragment, table: Fragment, /, *columns: str) -> Fragment:
    """The same piece, asked for every row of a table: its columns stand where parameters of their names stood."""
    _refuse_strangers((piece, table))
    text = str(piece)
    for column in columns:
        text = text.replace(f"%({column})s", f"{table}.{name(column)}")
    return Fragment(text)


def in_one_trip(statements: Fragment, /, *numbers: int) -> bytes:
    """What is sent without parameters, since it is several statements: whole numbers stand in its places (``%d``).

    Made anew each time: numbers that rise for ever would be kept for ever.
    """
    _refuse_strangers((statements,))
    for value in numbers:
        if type(value) is not int:
            raise TypeError(f"not a whole number: {value!r}")
    return statements.encode() % numbers


def names(identifiers: Iterable[str]) -> Fragment:
    """Names with commas between them: the columns of a statement."""
    return joined(", ", map(name, identifiers))


def joined(by: LiteralString, fragments: Iterable[Fragment]) -> Fragment:
    """Fragments with the same word between them."""
    pieces = tuple(fragments)
    _refuse_strangers(pieces)
    return Fragment(by.join(pieces))


def _refuse_strangers(pieces: Iterable[object]) -> None:
    for piece in pieces:
        if type(piece) is not Fragment:
            raise TypeError(f"not made by projections.kit.statement: {piece!r}")
