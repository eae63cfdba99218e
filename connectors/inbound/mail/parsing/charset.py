"""Bytes of a message to text whatever charset they claim; called by ``mail_body`` and ``mail_parser``.

The ladder: the declared charset when it can be believed, UTF-8 when it decodes strictly or nearly so, the
likeliest of three Cyrillic charsets, and Windows-1252, which reads anything as browsers do. Statistical detectors
are not used: they misjudge short Cyrillic bodies.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

CYRILLIC = ("cp1251", "koi8-r", "cp866")

_PAIRS = (
    "абвгдежзйклмнпрстфхцчшя баекоруъыя ваеиклнорстучы гадеилору даеиклмноруя еабгдейклмнрстфхчшщ жадеимн "
    "завдноуя иабвгезийклмнрстхцчюя йкст каеилорстуц лаеикнотуьюя маеиопуыя надеинотуфыья "
    "обвгдежзйклмнпрстухчш паеилор равгеимнотуфыь саеиклопрстчья табвдеикнорсучыь угдежзйклпрстхчю фаеио "
    "хгнор цеи чаеикнту шаеикоь щеиу ъя ыбвейхш ьгзмня экт юртч явзктщ "
)
_BIGRAMS = frozenset(word[0] + second for word in _PAIRS.split() for second in word[1:])
"""Pairs of letters that Russian words are made of (first letter, then those that follow it)."""

_PUNCTUATION = "«»„“”—–…№\xa0"
_ENOUGH_TO_JUDGE = 4_000
_WEAK = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
"""Charsets that mailers write when they do not know: any bytes decode in them."""

_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Codecs of Python that no mail is written in; the first two take quadratic time."""

_LONGEST_CHARSET = 60
_SOUND_FOR_DAMAGED = 3
"""Sound characters of several bytes for each damaged one in what does not say that it is UTF-8."""

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f"  # control characters; PostgreSQL refuses NUL
    "\u202a-\u202e\u2066-\u2069"  # letters that turn the reading direction and make a name lie
    "\ufeff"  # a byte order mark inside a text
    "\ud800-\udfff"  # halves of characters, which no encoder takes
    "]"
)


def decoded(content: bytes, declared: str = "") -> str:
    """The text behind ``content``; never fails."""
    name = _known(declared)
    if name and name not in _WEAK and name not in _CYRILLIC_NAMES:
        text = _strictly(content, name)
        if text is not None:
            return text
    if (text := _utf8(content, 1 if name == "utf-8" else _SOUND_FOR_DAMAGED)) is not None:
        return text
    best = max(CYRILLIC, key=lambda charset: _russian(content, charset))
    likeness = _russian(content, best)
    if name in _CYRILLIC_NAMES and likeness <= (declared_likeness := _russian(content, name)):
        best, likeness = name, declared_likeness + 1
    if likeness > 0:
        return content.decode(best, "replace")
    return content.decode("iso8859-15" if name == "iso8859-15" else "cp1252", "replace")


def printable(text: str) -> str:
    """``text`` without what a person cannot see and a database cannot store; line ends become one newline."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, longest: int) -> str:
    """``text`` on one line, at most ``longest`` characters: a header cannot smuggle a second one in."""
    line = " ".join(printable(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _known(declared: str) -> str:
    wanted = declared[:_LONGEST_CHARSET].strip().strip("\"'")
    try:
        name = codecs.lookup(wanted).name if wanted else ""
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else name


_CYRILLIC_NAMES = frozenset({*(codecs.lookup(name).name for name in CYRILLIC), "koi8-u", "iso8859-5", "mac-cyrillic"})


def _strictly(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        # LookupError: Python knows codecs that are no charsets, such as "hex".
        return None


def _utf8(content: bytes, sound_for_damaged: int) -> str | None:
    """The text if it is UTF-8, or was before it was cut or damaged here and there."""
    if (text := _strictly(content, "utf-8")) is not None:
        return text
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sound = sum(character > "\x7f" for character in text) - damaged
    return text if sound > sound_for_damaged * damaged else None


def _russian(content: bytes, charset: str) -> float:
    """How much the bytes look like Russian when read in ``charset``: by pairs of letters and by case."""
    text = content[:_ENOUGH_TO_JUDGE].decode(charset, "replace")
    score = 0.0
    for left, right in pairwise(text):
        if left <= "\x7f" and right <= "\x7f":
            continue
        if _is_russian(left) and _is_russian(right):
            score += 2 if (left + right).lower().replace("ё", "е") in _BIGRAMS else -2
            # In a wrong charset small letters become capitals: "привет" reads "ОПХБЕР".
            score -= 0.5 * right.isupper() + 3 * (left.islower() and right.isupper())
        elif _is_russian(left) or _is_russian(right):
            other = right if _is_russian(left) else left
            score -= 3 if other.isalpha() or (other > "\x7f" and other not in _PUNCTUATION) else 0
        else:
            score -= 3 * (left > "\x7f" and left not in _PUNCTUATION) + 3 * (
                right > "\x7f" and right not in _PUNCTUATION
            )
    return score


def _is_russian(character: str) -> bool:
    return "а" <= character <= "я" or "А" <= character <= "Я" or character in "ёЁ"
