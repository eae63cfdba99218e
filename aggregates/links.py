"""What a list of linked things gains and loses; asked by teams of their members, by problems and changes of tickets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

Id = TypeVar("Id")


def gained(linked: Collection[Id], wanted: Iterable[Id]) -> tuple[Id, ...]:
    """Those that are wanted and not linked yet, each once, in the order in which they are named."""
    return tuple(one for one in dict.fromkeys(wanted) if one not in linked)


def lost(linked: Collection[Id], unwanted: Iterable[Id]) -> tuple[Id, ...]:
    """Those that are linked and no longer wanted, each once, in the order in which they are named."""
    return tuple(one for one in dict.fromkeys(unwanted) if one in linked)
