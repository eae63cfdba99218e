"""How one ticket belongs to another, seen from either side; used by facts, commands and cards."""

from __future__ import annotations

from typing import Literal

from events.values.text import Text

LinkKind = Literal["related", "parent_of", "child_of", "duplicate_of", "duplicated_by"]
"""What this ticket is to the other one."""

OPPOSITE: dict[LinkKind, LinkKind] = {
    "related": "related",
    "parent_of": "child_of",
    "child_of": "parent_of",
    "duplicate_of": "duplicated_by",
    "duplicated_by": "duplicate_of",
}
"""What the other one is to this ticket."""

LINK_NAMES: dict[LinkKind, Text] = {
    "related": Text("связана с", "related to"),
    "parent_of": Text("родительская для", "parent of"),
    "child_of": Text("дочерняя для", "child of"),
    "duplicate_of": Text("дубликат", "duplicate of"),
    "duplicated_by": Text("имеет дубликат", "duplicated by"),
}
"""How it is told; the other ticket's number stands behind it."""
