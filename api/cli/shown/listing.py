"""A list in a terminal: as many columns as there is room for, what matters whole; to programs JSON or tabs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from rich import box
from rich.table import Column as RichColumn
from rich.table import Table
from rich.text import Text as Line

from api.cli.app import err, out, say
from api.cli.shown.options import Listing, Paged
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from events.values.text import Text

R = TypeVar("R")
GAP, LEAST, EASY = 2, 8, 30
"""Between two columns; how narrow one becomes at most; what a column of words takes before others are shown."""
FOR_PROGRAMS = 100
"""Rank of a column that people do not read."""


class Column(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """A column. ``code`` is its name to programs, for ever; ``value`` what these read of a line.

    ``rank`` 0 is shown in any terminal; of the others the lower ones come first where there is room. What ``grows``
    takes the room that is left, and wraps.
    """

    code: str
    heading: Text
    value: Callable[[R], Any]
    cell: Callable[[R, Clock], str | Line] | None = None
    rank: int = 0
    grows: bool = False
    most: int = 32

    def shown(self, row: R, clock: Clock) -> Line:
        """What people read of a line, without what would command the terminal."""
        told = _words(self.value(row), clock) if self.cell is None else self.cell(row, clock)
        return told if isinstance(told, Line) else Line(without_control(told))


def pages(ask: Callable[[str | None], tuple[Sequence[R], str | None]], how: Paged) -> tuple[list[R], bool]:
    """As many lines as are wanted, page by page, with ``--all`` all of them; and whether there are more."""
    rows: list[R] = []
    cursor: str | None = None
    while True:
        found, cursor = ask(cursor)
        rows += found
        if cursor is None or (how.most is not None and len(rows) >= how.most):
            return rows[: how.most], cursor is not None or len(rows) > len(rows[: how.most])


def show(  # noqa: PLR0913 - what may stand around a list
    rows: Sequence[R],
    columns: Sequence[Column[R]],
    how: Listing,
    clock: Clock,
    *,
    is_cut: bool = False,
    notes: Iterable[str] = (),
    names_zone: bool = False,
    nothing: str = "",
) -> None:
    """Print lines, or in words that there is ``nothing``. ``is_cut``: there are more.

    ``notes`` stand below, and the zone unless a heading ``names_zone``.
    """
    more = [
        say("показаны не все, больше — по --limit, все — по --all", "not all are shown: more by --limit, all by --all")
    ]
    cut = more if is_cut else []
    if how.as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n")
    elif how.as_tsv:
        _write_tabs(rows, columns, clock)
    elif not rows:
        out.print(nothing or say("Ничего нет.", "There is nothing."), *notes, sep="\n", markup=False)
        return
    else:
        out.print(laid(rows, columns, clock, out.width))
        zone = [clock.zone_told()] if not names_zone and _tells_times(rows, columns) else []
        for note in (*cut, *notes, *zone):
            out.print(note, style="dim", markup=False, highlight=False)
        return
    if cut:
        err.print(*cut, markup=False, highlight=False, soft_wrap=True)


def _tells_times(rows: Sequence[R], columns: Sequence[Column[R]]) -> bool:
    read = [column for column in columns if column.rank < FOR_PROGRAMS]
    return any(isinstance(column.value(row), datetime) for column in read for row in rows)


def laid(rows: Sequence[R], columns: Sequence[Column[R]], clock: Clock, width: int) -> Table:
    """The table that fits a terminal of this width: no column of rank 0 is left out, none is cut."""
    language = clock.language
    columns = [column for column in columns if column.rank < FOR_PROGRAMS]
    cells = {column.code: [column.shown(row, clock) for row in rows] for column in columns}
    natural = {
        column.code: max(Line(column.heading.to(language)).cell_len, *(cell.cell_len for cell in cells[column.code]), 1)
        for column in columns
    }
    wanted = {
        column.code: min(natural[column.code], max(EASY, Line(column.heading.to(language)).cell_len))
        if column.grows
        else min(natural[column.code], column.most)
        for column in columns
    }
    shown = [column for column in columns if not column.rank]
    for column in sorted((one for one in columns if one.rank), key=lambda one: one.rank):
        if _needed([*shown, column], wanted) <= width:
            shown.append(column)
    shown = [column for column in columns if column in shown]
    widths = _fitted(shown, wanted, natural, width)
    table = Table(
        *(_column(column, widths[column.code], natural[column.code], language) for column in shown),
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for nth in range(len(rows)):
        table.add_row(*(cells[column.code][nth] for column in shown))
    return table


def _needed(columns: Sequence[Column[R]], widths: dict[str, int]) -> int:
    return sum(widths[column.code] for column in columns) + GAP * (len(columns) - 1)


def _fitted(shown: Sequence[Column[R]], wanted: dict[str, int], natural: dict[str, int], width: int) -> dict[str, int]:
    """What is too wide becomes narrower, the widest first; room that is left goes to what grows."""
    widths = {column.code: wanted[column.code] for column in shown}
    narrowable = [column.code for column in shown[1:]]
    while _needed(shown, widths) > width and any(widths[code] > LEAST for code in narrowable):
        widths[max(narrowable, key=lambda code: widths[code])] -= 1
    growing = [column.code for column in shown if column.grows]
    while (left := width - _needed(shown, widths)) > 0 and (hungry := [c for c in growing if widths[c] < natural[c]]):
        for code in hungry:
            widths[code] += min(max(left // len(hungry), 1), natural[code] - widths[code])
    return widths


def _column(column: Column[Any], width: int, natural: int, language: str) -> RichColumn:
    return RichColumn(
        column.heading.to(language),
        width=width,
        no_wrap=natural <= width,
        overflow="fold" if column.grows or not column.rank else "ellipsis",
    )


def _write_tabs(rows: Sequence[R], columns: Sequence[Column[R]], clock: Clock) -> None:
    lines = ["\t".join(column.code for column in columns)]
    lines += ["\t".join(_plain(column.value(row), clock) for column in columns) for row in rows]
    sys.stdout.write("\n".join(lines) + "\n")


def _plain(value: Any, clock: Clock) -> str:
    """A value as a program reads it: nothing for nothing, instants with their offset, one line each."""
    if value is None or value is msgspec.UNSET:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(clock.zone).isoformat(timespec="seconds")
    if isinstance(value, Text):
        value = value.to(clock.language)
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(_plain(one, clock) for one in value)
    return without_control(str(value))


def _words(value: Any, clock: Clock) -> str:
    """The same as people read it."""
    if isinstance(value, datetime):
        return clock.told(value)
    if isinstance(value, bool):
        return say("да", "yes") if value else ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_words(one, clock) for one in value)
    return _plain(value, clock)
