"""What may stand in a cell, and what is done to words before they do; used by both kinds of files."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol, TypeAlias

from events.values.text import Text

Cell: TypeAlias = str | int | float | datetime | None
"""Instants are told by a clock that the heading names, so they stand without an offset."""

LONGEST = 32_767
"""UTF-16 units that a cell of Excel holds; what is longer it takes for a broken file, or cuts in silence."""
CUT = Text(ru="… [обрезано, всего знаков: {whole}]", en="… [cut, characters in all: {whole}]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Signs that no XML may hold, or that steer a terminal; halves of pairs, which no encoding holds."""
_STARTS_FORMULA = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula; also the broad signs of the Far East."""


class Sheet(Protocol):
    """A file that takes rows: one of headings, then those of a table."""

    def head(self, headings: list[str]) -> None:
        """The first row."""
        ...

    def row(self, cells: list[Cell]) -> None:
        """One more."""
        ...

    def close(self) -> None:
        """Nothing more comes: what is still kept is written."""
        ...


def readable(text: str, language: str) -> str:
    """Words without signs that no cell can hold, cut where they are too long, which is said."""
    clean = _UNREADABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(clean) * 2 <= LONGEST or _units(clean) <= LONGEST:
        return clean
    mark = CUT.to(language).format(whole=len(clean))
    return _beginning(clean, LONGEST - _units(mark)) + mark


def defused(text: str) -> str:
    """Words that a spreadsheet would calculate, with an apostrophe in front: then it shows them."""
    begin = text.lstrip(" \n\u00a0\ufeff")[:1]
    return f"'{text}" if text[:1] in _STARTS_FORMULA or begin in _STARTS_FORMULA else text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _beginning(text: str, units: int) -> str:
    """So much of a text; a sign of two units is in it whole, or not at all."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
