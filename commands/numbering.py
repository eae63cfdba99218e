"""The human numbers that orders take: one an order, however often it is decided, given back when nothing came of it.

The bus keeps a hand for each call of its own, so that two who send the same command at once never share a number.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from commands.ports import Numbered, Numbers, Receipt
from events.values.identity import CommandId, article_id, change_id, problem_id, ticket_id

STREAMS: dict[Numbered, Callable[[int], UUID]] = {
    "ticket": ticket_id,
    "problem": problem_id,
    "change": change_id,
    "article": article_id,
}
"""What bears a number: the stream whose id is computed from it."""


class CarriedOutBefore(Exception):  # noqa: N818 - it names what happened
    """The command has a receipt already: it takes no number."""


class Hand:
    """Numbers that were taken, by order and noun, until it is known what came of them."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._taken: dict[tuple[CommandId, Numbered], int] = {}

    def take(self, noun: Numbered, command_id: CommandId) -> int:
        """The order's number; raises ``CarriedOutBefore``."""
        number = self._taken.get((command_id, noun))
        if number is None:
            number = self._numbers.take_number(noun, command_id)
            if number is None:
                raise CarriedOutBefore
            self._taken[command_id, noun] = number
        return number

    def lose(self, command_id: CommandId, stream: UUID | None) -> None:
        """Another has this number: its stream stands already. The order takes the next one."""
        for (order, noun), number in list(self._taken.items()):
            if order == command_id and STREAMS[noun](number) == stream:
                del self._taken[order, noun]

    def settle(self, command_id: CommandId, receipt: Receipt | None) -> None:
        """What came of an order is known: what a first receipt bears stays, the rest goes back."""
        for order, noun in [key for key in self._taken if key[0] == command_id]:
            number = self._taken.pop((order, noun))
            if receipt is None or receipt.repeated:
                self._numbers.give_back(noun, number)
