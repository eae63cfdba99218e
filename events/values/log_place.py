"""A position together with the epoch of the log that it is of, as programs outside keep it: ``epoch.position``."""

from __future__ import annotations

import re
from typing import Self

_FORM = re.compile(r"([1-9]\d{0,8})\.(\d{1,19})")
LAST = 2**63 - 1
"""The last position that a log could ever have."""


class LogPlace(int):
    """A position, and so a number; without an epoch a position is an ``int`` and means the present one."""

    epoch: int

    def __new__(cls, epoch: int, position: int) -> Self:
        """A position of an epoch."""
        place = super().__new__(cls, position)
        place.epoch = epoch
        return place

    @property
    def told(self) -> str:
        """As it is written."""
        return told(self.epoch, self)


def told(epoch: int, position: int) -> str:
    """How a position is written for those outside."""
    return f"{epoch}.{int(position)}"


def place_of(written: str) -> LogPlace | None:
    """The place that is written; ``None``: it is not of this form."""
    found = _FORM.fullmatch(written)
    if found is None or int(found[2]) > LAST:
        return None
    return LogPlace(int(found[1]), int(found[2]))
