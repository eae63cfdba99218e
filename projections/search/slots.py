"""Which index has the words of which tickets, and in what order they are asked: the newest numbers first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from projections.kit.statement import Fragment, number, statement

SLOTS = 16
"""So many indexes there are. Numbers go round: beyond a million an index has numbers of several rounds."""
_NUMBERS = 65_536

INDEXES = "\n".join(
    f"CREATE INDEX ticket_words_{slot} ON ticket_words USING gin (words) WITH (gin_pending_list_limit = 512)"
    f" WHERE slot = {slot};"
    for slot in range(SLOTS)
)


class Window(NamedTuple):
    """Numbers that follow one another, all in one index."""

    slot: int
    begin: int
    end: int

    def holds(self) -> Fragment:
        """The condition on ``ticket_words s``; whole numbers that the planner knows, so that it sees the index."""
        slot, begin, end = number(self.slot), number(self.begin), number(self.end)
        return statement(
            "s.slot = {slot} AND s.number >= {begin} AND s.number < {end}", slot=slot, begin=begin, end=end
        )


def slot_of(ticket_number: int) -> int:
    """The index of a ticket."""
    return ticket_number // _NUMBERS % SLOTS


def windows(highest: int) -> Iterator[Window]:
    """All numbers up to the highest, the newest first."""
    for nth in range(highest // _NUMBERS, -1, -1):
        yield Window(nth % SLOTS, nth * _NUMBERS, (nth + 1) * _NUMBERS)
