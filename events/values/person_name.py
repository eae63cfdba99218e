"""A person's name in its parts; carried by the facts and commands of people."""

from __future__ import annotations

import unicodedata

import msgspec

from events.values.faults import InvalidValue
from events.values.one_line import invisible
from events.values.text import Text

LONGEST_PART = 100
MOST_MARKS = 4

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that are not seen, or that turn the direction of what follows: read as another name."""
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and yet part of how some scripts are written."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""


class PersonName(msgspec.Struct, frozen=True):
    """Last name, first name and middle name (row 66); only the last name is required.

    Raises ``InvalidValue`` naming the part that is empty, too long or holds what nobody can see.
    """

    last: str
    first: str = ""
    middle: str = ""

    def __post_init__(self) -> None:
        if not self.last.strip():
            raise InvalidValue(
                Text(ru="Нужна фамилия.", en="A last name is needed."),
                field="last",
                rule="row 66",
            )
        for part in ("last", "first", "middle"):
            refuse_unreadable(getattr(self, part), part, LONGEST_PART)

    @property
    def full(self) -> str:
        """All parts: “Орлова Анна Сергеевна”."""
        return " ".join(part for part in (self.last, self.first, self.middle) if part)

    @property
    def short(self) -> str:
        """The last name and initials: “Орлова А. С.”."""
        return " ".join((self.last, *(f"{part[0]}." for part in (self.first, self.middle) if part)))

    def trimmed(self) -> PersonName:
        """The same name without blanks around its parts and with one blank between words."""
        return PersonName(*(" ".join(part.split()) for part in (self.last, self.first, self.middle)))


def refuse_unreadable(words: str, field: str, longest: int, rule: str = "row 66") -> None:
    """One line that reads as it is written: bounded, nothing invisible, and no letter under a heap of marks."""
    if len(words) > longest:
        raise InvalidValue(
            Text(ru=f"Слишком длинно: не больше {longest} знаков.", en=f"Too long: at most {longest} characters."),
            field=field,
            rule=rule,
        )
    marks = 0
    for sign in words:
        category = unicodedata.category(sign)
        marks = marks + 1 if category == "Mn" else 0
        if marks > MOST_MARKS:
            raise InvalidValue(
                Text(ru="Слишком много знаков над одной буквой.", en="Too many marks on one letter."),
                field=field,
                rule=rule,
            )
        if sign in _BLANK or (category in _INVISIBLE and sign not in _JOINERS):
            raise invisible(sign, field, rule)
