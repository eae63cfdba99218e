"""Words that were typed wrongly: which words may be meant, without a dictionary; used by ``vocabulary``.

One letter wrong, missing, too many or two changed over; letters that sound alike (сертефекат); another keyboard layout
(ghbynth). A word is known by its sound, and by that without each of its letters.
"""

from __future__ import annotations

import re

_ALIKE = str.maketrans("оэеыяюёбвгджз", "аииииуипфктшс", "ъь")
_TWICE = re.compile(r"(.)\1+")
_LETTERS = re.compile(r"[^\W\d_]+")
_KEYS = (
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
    "йцукенгшщзхъфывапролджэячсмитьбюё",
)
_OTHER_LAYOUT = str.maketrans(_KEYS[0] + _KEYS[1], _KEYS[1] + _KEYS[0])
SHORTEST, LONGEST = 4, 24
_LONG = 7
"""From so many letters on a word may be wrong in one letter beside letters that sound alike."""


def is_spelt(word: str) -> bool:
    """Whether it is a word that somebody may misspell: of letters alone, neither short nor very long."""
    return SHORTEST <= len(word) <= LONGEST and _LETTERS.fullmatch(word) is not None


def sound(word: str) -> str:
    """A word with one letter for all that sound alike, each once."""
    return _TWICE.sub(r"\1", word.translate(_ALIKE))


def cuts(word: str) -> set[str]:
    """The sound of a word, and what is left of it without each of its letters."""
    whole = sound(word)
    return {whole, *(whole[:nth] + whole[nth + 1 :] for nth in range(len(whole)))}


def is_close(typed: str, word: str) -> bool:
    """Whether ``word`` may be meant: it sounds as what was typed, or differs from it by one slip."""
    heard, meant = sound(typed), sound(word)
    return heard == meant or slips(typed, word) <= 1 or (len(typed) >= _LONG and slips(heard, meant) <= 1)


def slips(one: str, other: str) -> int:
    """How many letters were missed, added, mistaken or changed over with their neighbour; 2 stands for more."""
    if abs(len(one) - len(other)) > 1:
        return 2
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    rest, others = one[begin:], other[begin:]
    if rest == others:
        return 0
    is_one = (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
    return 1 if is_one else 2


def other_layout(typed: str) -> str:
    """What the same keys give on the other keyboard."""
    return typed.translate(_OTHER_LAYOUT).replace("ё", "е")
