"""Why something is no JSON object, in both languages; for bodies and for conditions that are written in an address."""

from __future__ import annotations

import re

from events.values.text import Text

NO_OBJECT = Text(ru="нужен объект", en="an object is expected")
TOO_DEEP = Text(ru="слишком много вложенных скобок", en="it is nested too deeply")
_BYTE = re.compile(r"\(byte (?P<at>\d+)\)")
_JSON: tuple[tuple[str, str, str], ...] = (
    ("truncated", "оно обрывается на полуслове", "it ends in the middle"),
    ("out of range", "число слишком велико", "a number is too large"),
    ("utf-8", "оно не в кодировке UTF-8", "it is not in UTF-8"),
    ("surrogate", "половина пары символов вместо символа", "half of a pair instead of a character"),
)


_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
"""The first half of a pair without its second one: right before the end the decoder takes it for a cut body."""


def invalid_json(error: Exception, body: bytes = b"") -> Text:
    """Why a body is not JSON, in both languages, with the place where reading stopped."""
    words = str(error)
    if "truncated" in words and _HALF.search(body):
        words = "surrogate"
    for sign, ru, en in _JSON:
        if sign in words:
            return Text(ru=ru, en=en)
    found = _BYTE.search(words)
    at = found["at"] if found else "?"
    return Text(ru=f"ошибка в байте {at}", en=f"there is a mistake at byte {at}")
