"""What people are writing and have not sent, where somebody makes words unreadable; asked by the bus."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import msgspec

from events.values.refusal import Refusal


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """Words that are made unreadable for good, and the tickets that say them."""

    words: frozenset[str]
    tickets: frozenset[UUID]


class Unsent(Protocol):
    """Drafts and orders that wait: no facts, each sealed with its writer's key."""

    def take_out(self, gone: Unreadable, now: datetime) -> None:
        """Take copies of these words out of all of them, right before a fact says that they are unreadable.

        An order that had any waits no longer: its writer sees what is left of it and why it was not sent.
        """
        ...


class NothingUnsent:
    """Nobody writes anything: what a bus without a storage of drafts answers."""

    def take_out(self, gone: Unreadable, now: datetime) -> None:
        """There is nothing to take them out of."""


class WordsWereRedacted(Refusal):
    """An administrator made words of this unreadable for good: “[…]” stands in their place. Read what is left, and send
    it again if it is still to be said.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Администратор навсегда сделал нечитаемой часть этих слов: на их месте «[…]». Прочитайте, что осталось, и "
        "отправьте снова, если это ещё нужно сказать."
    )
