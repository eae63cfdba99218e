"""Orders that are stored together because none hangs on what another does; used by the bus."""

from __future__ import annotations

from commands.command import Order
from commands.ports import Append
from events.values.identity import StreamId


class Run:
    """Orders that do not hang on each other, with what they would store."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.appends: list[Append] = []
        self._written: set[StreamId] = set()
        self._relied_on: set[StreamId] = set()

    def takes(self, order: Order, append: Append) -> bool:
        """Whether the order joins: it writes to nothing that one before it touched, and relies on nothing written."""
        written = {change.stream for change in append.changes if change.drafts}
        relied_on = {change.stream for change in append.changes} - written
        if written & (self._written | self._relied_on) or relied_on & self._written:
            return False
        self.orders.append(order)
        self.appends.append(append)
        self._written |= written
        self._relied_on |= relied_on
        return True
