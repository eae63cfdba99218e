"""Where a page of a list goes on: an opaque text of order, key and id; made and opened by lists that are long."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from events.values.ticket import LEVELS

_KEYS: dict[str, Any] = {
    "bigint": Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    "smallint": Annotated[int, msgspec.Meta(ge=0, le=len(LEVELS))],
    "timestamptz": Annotated[datetime, msgspec.Meta(tz=True)],
}
"""What the key of a cursor may be, so that none reaches the database that it cannot compare."""


class CursorIsForeign(ValueError):  # noqa: N818 - it names what is wrong
    """The cursor is not one that this list gave out for this order: ask for the first page again."""


def closed(order: str, key: object, last: UUID, *, descending: bool = False) -> str:
    """The cursor that goes on right behind a place of an order."""
    content = msgspec.json.encode([order, descending, key, last])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def opened(text: str, order: str, kind: str, *, descending: bool = False) -> tuple[Any, UUID]:
    """The place of a cursor whose key is of a kind of column; raises ``CursorIsForeign``."""
    key_type: Any = _KEYS[kind]
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        of_order, down, key, last = msgspec.json.decode(content, type=tuple[str, bool, key_type, UUID])
    except (ValueError, msgspec.DecodeError) as error:
        raise CursorIsForeign from error
    if (of_order, down) != (order, descending):
        raise CursorIsForeign
    return key, last
