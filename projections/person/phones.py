"""Telephones as people type them: digits, whatever stands between them, from any digit on; for names and search."""

from __future__ import annotations

import re

_LIKE_A_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]*")
_EXTENSION = re.compile(r"(?:доб|ext|вн)\w*\.?\s*", re.IGNORECASE)
_LONG_DISTANCE = 11
"""So many digits has a Russian number with its first one, which is 7 or 8 for the same telephone."""
SHORTEST = 3
LONGEST = 20


def digits(phone: str) -> str:
    """The digits of a number; without the first one of a long-distance number, which people write in two ways."""
    found = re.sub(r"\D", "", phone)
    return found[1:] if len(found) == _LONG_DISTANCE and found[0] in "78" else found


def phone_digits(typed: str) -> str | None:
    """The digits of what was typed, if it looks like a telephone, or like a part of one."""
    text = typed.strip()
    if _LIKE_A_PHONE.fullmatch(text) is None:
        return None
    found = digits(text)
    return found if len(found) >= SHORTEST else None


def phone_endings(phone: str) -> set[str]:
    """A number from each of its digits on, three at least; an extension by itself, too."""
    found = set[str]()
    for part in _EXTENSION.split(phone):
        whole = digits(part)[:LONGEST]
        found |= {whole[start:] for start in range(max(1, len(whole) - SHORTEST + 1))} - {""}
    return found
