"""The headers that every answer has: nobody guesses at its kind, frames it or keeps it; added by ``api.http.front``."""

from __future__ import annotations

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

EVERYWHERE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    # Also a picture that is opened by itself runs nothing; pages of our own say what they need.
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    # What is told to one bearer is nobody else's, and what is true now may not be true in a minute.
    (b"cache-control", b"no-store"),
]


def completed(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers of an answer with those that it does not set itself."""
    found = list(headers)
    present = {name.lower() for name, _ in found}
    return found + [pair for pair in EVERYWHERE if pair[0] not in present]
