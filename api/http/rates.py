"""How often one person asks and orders, counted over all processes of a desk; asked by the door of each request.

Counts lie on memory that the processes share, made before they are: nobody is asked, and no request waits for another.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import ClassVar, Literal
from uuid import UUID

from api.settings import Settings
from events.values.refusal import Refusal

MINUTE_S = 60
_SLOTS = 65_536
_ROWS = 2
"""Each count stands in two places, and the lower one counts: two people share both about never."""
_COUNT = (1 << 32) - 1

What = Literal["questions", "orders"]


class TooManyRequests(Refusal):
    """You sent more than {limit} such requests within a minute, from all windows and programs together. Go on in
    {seconds} s; programs ask for what changed instead of for everything, and wait between their requests.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_often"
    ru: ClassVar[str] = (
        "За минуту от вас пришло больше {limit} таких запросов, из всех окон и программ вместе. Продолжайте через "
        "{seconds} с; программам лучше спрашивать о том, что изменилось, а не обо всём, и делать паузы."
    )


class Rates:
    """So many questions and so many orders a minute for each person; 0: as many as they like."""

    def __init__(self, settings: Settings, ticks: Callable[[], float] = time.time) -> None:
        self._limits: dict[What, int] = {
            "questions": settings.questions_a_minute,
            "orders": settings.orders_a_minute,
        }
        self._ticks = ticks
        self._memory = mmap.mmap(-1, 8 * _SLOTS * _ROWS)
        # Whole numbers that are written and read at one stroke: the minute, and how often in it.
        self._counts = memoryview(self._memory).cast("Q")

    def count(self, person: UUID, what: What) -> None:
        """One more of a person; raises ``TooManyRequests``.

        Two processes that count at one stroke may count once: a limit of thousands is no less one for that.
        """
        limit = self._limits[what]
        if not limit:
            return
        now = self._ticks()
        minute = int(now // MINUTE_S) & _COUNT
        places = blake2b(person.bytes + what.encode(), digest_size=8).digest()
        lowest = _COUNT
        for row in range(_ROWS):
            place = row * _SLOTS + int.from_bytes(places[row * 4 : row * 4 + 4]) % _SLOTS
            kept = self._counts[place]
            count = (kept & _COUNT) + 1 if kept >> 32 == minute else 1
            self._counts[place] = minute << 32 | min(count, _COUNT)
            lowest = min(lowest, count)
        if lowest > limit:
            raise TooManyRequests(limit=limit, seconds=MINUTE_S - int(now) % MINUTE_S)
