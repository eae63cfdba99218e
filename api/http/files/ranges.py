"""Which bytes of a file are asked for (RFC 9110, 14), and whether the asker has them already; used by what serves."""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.datastructures import Headers

from api.http.refusals import RangeIsBeyondEnd

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")


class Wanted(NamedTuple):
    """The bytes from ``first`` up to and without ``end``; ``is_part``: a range was asked for."""

    first: int
    end: int
    is_part: bool


def wanted(headers: Headers, size: int, etag: str) -> Wanted:
    """What of a file is asked for; several ranges, and what is no range, ask for all. Raises ``RangeIsBeyondEnd``."""
    whole = Wanted(0, size, is_part=False)
    found = _RANGE.fullmatch(headers.get("range", ""))
    if found is None or not (found[1] or found[2]) or headers.get("if-range", etag) != etag:
        return whole
    if not found[1]:
        length = min(int(found[2]), size)
        first, end = size - length, size
    else:
        first = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < first:
            return whole
    if first >= size or first >= end:
        raise RangeIsBeyondEnd(size=size)
    return Wanted(first, end, is_part=True)


def is_known(headers: Headers, etag: str) -> bool:
    """Whether the asker has this very content."""
    told = headers.get("if-none-match", "")
    return told.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in told.split(","))
