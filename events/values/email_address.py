"""E-mail addresses: what can be one, how people read it, and the one form that it is known by; used by every layer.

A mailbox has one identity however its address is spelt: the domain in capitals, in Cyrillic or as ``xn--``. That
identity is ASCII, as mail travels; what is stored and shown is what people read.
"""

from __future__ import annotations

import re
import unicodedata

import idna

from events.values.faults import InvalidValue
from events.values.text import Text

LONGEST_LOCAL, LONGEST_DOMAIN = 64, 253
_ATOM = r"[^\s@<>\"(),:;\\\[\].]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def key(address: str) -> str:
    """What the mailbox is known by. What is no address, as only the header of a letter holds it, is kept as it is."""
    local, domain = _parts(address)
    return f"{unicodedata.normalize('NFC', local).casefold()}@{_ascii(domain) or domain.casefold()}"


def readable(address: str) -> str:
    """The address as people read it: in small letters, its domain in the letters of its language."""
    local, domain = _parts(address)
    ascii_form = _ascii(domain)
    shown = domain.lower() if ascii_form is None else _unicode(ascii_form)
    return f"{unicodedata.normalize('NFC', local).lower()}@{shown}" if domain else address.strip().lower()


def written(address: str) -> str:
    """The address as somebody wrote it, but in letters where its domain came as ``xn--``."""
    return readable(address) if "xn--" in address.lower() else address.strip()


def spellings(address: str) -> tuple[str, ...]:
    """What the mailbox may be recorded under: its key, then the spelling of earlier days, where that is another one.

    Earlier an address was known by its small letters as they were written.
    """
    known = key(address)
    earlier = readable(address).casefold()
    return (known,) if earlier == known or key(earlier) != known else (known, earlier)


def refuse_bad_address(address: str, field: str) -> None:
    """Refuse what no letter could be sent to: a bare host, empty or odd parts, signs that need quoting."""
    words = address.strip()
    local, at, domain = words.rpartition("@")
    ascii_form = _ascii(domain) if len(domain) <= LONGEST_DOMAIN else None
    labels = (ascii_form or "").split(".")
    is_one = (
        bool(at)
        and words.isprintable()
        and len(local.encode()) <= LONGEST_LOCAL
        and _LOCAL.fullmatch(local) is not None
        and not domain.endswith(".")
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
    if not is_one:
        raise InvalidValue(
            Text(
                ru="Это не адрес почты. Напишите его как имя@компания.example, целиком и без кавычек и пробелов.",
                en="This is no e-mail address. Write it like name@company.example, in full, without quotes or blanks.",
            ),
            field=field,
            rule="row 66",
        )


def _parts(address: str) -> tuple[str, str]:
    local, _, domain = address.strip().rpartition("@")
    return local, domain.removesuffix(".")


def _ascii(domain: str) -> str | None:
    """The domain as mail travels; ``None`` when it is none."""
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower() if domain else None
    if len(domain) > LONGEST_DOMAIN:
        return None
    try:
        plain = idna.encode(domain, uts46=True).decode()
        # An ``xn--`` that stands for nothing, or for what is written otherwise, is no domain.
        return plain if idna.encode(idna.decode(plain), uts46=True).decode() == plain else None
    except (idna.IDNAError, UnicodeError):
        return None


def _unicode(ascii_form: str) -> str:
    return idna.decode(ascii_form) if "xn--" in ascii_form else ascii_form
