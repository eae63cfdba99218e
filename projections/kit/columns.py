"""How a value of our own stands in a column of JSON; used by the projections that keep one."""

from __future__ import annotations

import msgspec


def as_json(value: object) -> str | None:
    """A value as text for a column. Sets in one order in every process: the same facts give the same rows."""
    return None if value is None else msgspec.json.encode(value, order="deterministic").decode()
