"""How a name is sought in either script: words folded to one Latin spelling; used by the searches for names."""

from __future__ import annotations

import re
import unicodedata

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sch _ i _ e iu ia i i e g".replace("_", "").split(" "),
        strict=True,
    )
)
_SAME = (("shch", "sch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ye", "e"), ("yo", "e"), ("w", "v"), ("x", "ks"))
"""Spellings of one sound that people choose among when they write a Russian name in Latin letters."""
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3
"""A word that is being typed is cut to no less than this."""
LONGEST = 64
"""Longer words are known by their beginning."""


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents."""
    return _WORD.findall(_plain(text))


def spellings(word: str) -> tuple[str, ...]:
    """What a word is known by: its Latin spelling; one in Latin letters also by its own letters."""
    latin = "".join(_LATIN.get(sign, sign) for sign in word)[:LONGEST]
    if latin != word[:LONGEST] or not word.isascii():
        return (latin,) if latin else ()
    same = latin
    for written, meant in _SAME:
        same = same.replace(written, meant)
    same = same.replace("y", "i").replace("j", "i")
    return (word[:LONGEST],) if same == word else (word[:LONGEST], same)


def asked(word: str) -> tuple[str, ...]:
    """What a word that is being typed may be the beginning of: as ``spellings``, an open end left open."""
    found = spellings(word)
    if len(word) >= _SHORTEST and word.isascii() and word[-1] in "yj":
        # "solovy" goes on to "solovyov" as well as to "solovyi".
        return (found[0], found[-1][:-1])
    return found


def endings(word: str) -> list[str]:
    """What stands inside a word, from every letter but the first on, two letters at least."""
    return [word[start:] for start in range(1, len(word) - 1)]


def _plain(text: str) -> str:
    # й and ё fall apart into a letter and a mark, and that is how they are folded anyway.
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ь", "").replace("ъ", ""))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
