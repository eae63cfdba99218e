"""A tree of units as lines of a page: what is opened stands in the address; used by departments and clients."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from api.console.asked import Asked, id_of
from api.questions.org_unit.cards import UnitLine, UnitsWanted, list_units

A_LEVEL, MOST_OPENED, MOST_BY_ITSELF = 200, 60, 20
"""Units of one level, levels of one page, and levels that a tree opens before anybody asks."""
OPENED, CLOSED = "open", "none"


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A line: how deep it stands, whether what is in it is shown (``None``: nothing is), where pressing it leads."""

    unit: UnitLine
    depth: int
    is_open: bool | None
    href: str
    has_more: bool = False


class Tree:
    """What is below some roots, as far as it is opened; without a wish the first levels are."""

    def __init__(self, asked: Asked, roots: Sequence[UnitLine], *, archived: bool) -> None:
        self._asked = asked
        self._archived = archived
        wishes = asked.wishes(OPENED)
        self._wanted = {found for wish in wishes if (found := id_of(wish)) is not None}
        self._below: dict[UUID, list[UnitLine]] = {}
        self._cut: set[UUID] = set()
        self._open(roots, MOST_OPENED if wishes else MOST_BY_ITSELF, by_itself=not wishes)
        self.nodes: list[Node] = []
        for root in roots:
            self._tell(root, 0)

    def _open(self, roots: Sequence[UnitLine], most: int, *, by_itself: bool) -> None:
        waiting = deque(roots)
        while waiting and len(self._below) < most:
            unit = waiting.popleft()
            if not unit.units or not (by_itself or unit.unit_id in self._wanted):
                continue
            found = list_units(
                self._asked.desk,
                self._asked.viewer,
                UnitsWanted(parent=unit.unit_id, limit=A_LEVEL),
                self._asked.min_position,
            ).value
            self._below[unit.unit_id] = [one for one in found.units if self._archived or not one.is_archived]
            if found.next_cursor is not None:
                self._cut.add(unit.unit_id)
            waiting.extend(found.units)

    def _tell(self, unit: UnitLine, depth: int) -> None:
        is_open = unit.unit_id in self._below if unit.units else None
        node = Node(
            unit=unit,
            depth=depth,
            is_open=is_open,
            href=self._href(unit.unit_id),
            has_more=unit.unit_id in self._cut,
        )
        self.nodes.append(node)
        for one in self._below.get(unit.unit_id, ()):
            self._tell(one, depth + 1)

    def _href(self, pressed: UUID) -> str:
        opened = [str(one) for one in self._below if one != pressed]
        if pressed not in self._below:
            opened.append(str(pressed))
        kept = {"archived": "1"} if self._archived else {}
        query = urlencode({**kept, OPENED: opened or [CLOSED]}, doseq=True)
        return f"{self._asked.request.url.path}?{query}"
