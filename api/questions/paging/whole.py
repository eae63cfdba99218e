"""Pages of lists whose lines are all at hand once they are read, and places in lists that the storage reads by key."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from api.questions.wishes import foreign_cursor
from sla_engine.instants import micros

T = TypeVar("T")
K = TypeVar("K")
R = TypeVar("R")

MOST = 1_000
"""Lines of a page of a list that is read whole: as many as most such lists ever have."""
EVERY_LINE = 2**31 - 1
"""What the terminal wants of such a list: all of it, at once."""
Key = tuple[Any, ...]
"""What a line is ordered by: numbers and texts, whatever makes it one line at the end."""


class PageWanted(msgspec.Struct, frozen=True, kw_only=True):
    """From where on, and how many at most."""

    cursor: str | None = None
    limit: int = MOST

    def of(self, ref: R) -> PageOf[R]:
        """The same of what belongs to something."""
        return PageOf(ref=ref, cursor=self.cursor, limit=self.limit)


class PageOf(PageWanted, Generic[R], frozen=True, kw_only=True):
    """What belongs to something, from where on, and how much of it at most."""

    ref: R


def page_of(found: Iterable[T], wanted: PageWanted | None, key: Callable[[T], Key]) -> tuple[list[T], str | None]:
    """The lines behind a place, in the order of their keys, and the place of the next page, if there is one.

    A line that comes or goes meanwhile moves no other one: the place is a key, and not how many were told. ``None``
    wants all that there are.
    """
    lines = sorted(found, key=key)
    if wanted is None:
        return lines, None
    if wanted.cursor is not None:
        last = place_of(wanted.cursor, list[Any])
        try:
            lines = [line for line in lines if [*key(line)] > last]
        except TypeError as error:  # the order of this list was another one when the cursor was given
            raise foreign_cursor("cursor") from error
    shown = lines[: wanted.limit]
    return shown, written(key(shown[-1])) if len(lines) > len(shown) else None


def written(key: Sequence[Any] | int) -> str:
    """A place as text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def place_of(text: str, kind: type[K]) -> K:
    """The key of a place; raises ``InvalidField`` for one of another kind."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=kind)
    except (ValueError, msgspec.DecodeError) as error:
        raise foreign_cursor("cursor") from error


def latest(at: datetime) -> int:
    """What orders instants the latest first."""
    return -micros(at)
