"""What a list of linked things gains and loses; asked by teams of their members, by problems and changes of tickets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import ClassVar, TypeVar

from events.values.refusal import Refusal

Id = TypeVar("Id")


class NoneIsLinked(Refusal):
    """None of these tickets is linked here, nor what was merged into them. Name tickets that are."""

    ru: ClassVar[str] = "Ни одна из этих заявок и из объединённых в них здесь не связана. Укажите связанные."
    rule: ClassVar[str] = "row 164"
    field = "incidents"


def gained(linked: Collection[Id], wanted: Iterable[Id]) -> tuple[Id, ...]:
    """Those that are wanted and not linked yet, each once, in the order in which they are named."""
    return tuple(one for one in dict.fromkeys(wanted) if one not in linked)


def lost(linked: Collection[Id], unwanted: Iterable[Id]) -> tuple[Id, ...]:
    """Those that are linked and no longer wanted, each once, in the order in which they are named."""
    return tuple(one for one in dict.fromkeys(unwanted) if one in linked)
