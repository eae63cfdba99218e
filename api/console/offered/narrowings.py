"""Ready-made narrowings above a list, as links; the one that the address asks for is marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from api.console.asked import Asked
from events.values.text import Text


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list that people look at often: what it asks for."""

    code: str
    name: Text
    asks: dict[str, Any] = {}


class NarrowingLink(msgspec.Struct, frozen=True, kw_only=True):
    """The same as a link."""

    name: str
    href: str
    is_chosen: bool


def chosen(asked: Asked, known: Sequence[Narrowing]) -> Narrowing:
    """The one that the address names, else the first; a code that nobody knows is the first, too."""
    told = asked.wish("show")
    return next((one for one in known if one.code == told), known[0])


def links(asked: Asked, known: Sequence[Narrowing]) -> list[NarrowingLink]:
    """All of them, each to the beginning of its list, with whatever else was sought kept."""
    now = chosen(asked, known)
    return [
        NarrowingLink(
            name=asked.told(one.name),
            href=asked.address(show=None if one is known[0] else one.code, cursor=None),
            is_chosen=one is now,
        )
        for one in known
    ]
