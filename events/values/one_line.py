"""Texts of one line that read as they are written; called by names and by the commands that take such texts."""

from __future__ import annotations

import re
import unicodedata

from events.values.faults import InvalidValue
from events.values.text import Text

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Invisible characters that turn the reading direction of all that follows, to the end of the line."""

_SEEN = frozenset("LNPS")
"""Letters, numbers, punctuation and symbols: what can be seen on its own."""


def invisible(sign: str, field: str, rule: str = "") -> InvalidValue:
    """The fault of a text that holds what nobody can see."""
    return InvalidValue(
        Text(
            ru=f"Невидимый знак U+{ord(sign):04X} здесь недопустим. Уберите его.",
            en=f"The invisible character U+{ord(sign):04X} is not allowed here. Take it out.",
        ),
        field=field,
        rule=rule,
    )


def refuse_turned(words: str, field: str) -> None:
    """Refuse a line that reads otherwise than it is written, and turns round what a list shows behind it."""
    if found := _TURNING.search(words):
        raise invisible(found[0], field)


def refuse_unclear(words: str, field: str) -> None:
    """Refuse a line as above, and one that cannot be seen at all."""
    refuse_turned(words, field)
    if words.strip() and not can_be_seen(words):
        raise InvalidValue(
            Text(ru="Нужен хотя бы один видимый знак.", en="At least one character that can be seen is needed."),
            field=field,
        )


def can_be_seen(words: str) -> bool:
    """Whether there is something to look at in a text."""
    return any(unicodedata.category(sign)[0] in _SEEN for sign in words)


def one_line(words: str) -> str:
    """The words without line breaks and blanks that nobody means."""
    return " ".join(words.split())
