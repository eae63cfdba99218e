"""Ids and digests that nobody can test a guess with: keyed with a secret of the desk's own; used by every layer.

An id computed from a name under a constant tells whoever holds a copy of the log whether a guessed name is in it.
What is computed of a login, of an address or of a letter is therefore keyed.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from events.values import email_address
from events.values.identity import PersonId, StreamId, named
from events.values.refusal import Refusal

_VERSION, _VARIANT = 76, 62
"""Where in the 128 bits of an id its version and its variant stand (RFC 9562)."""


class DigestKeyIsMissing(Refusal):
    """The table desk.digest_key is empty, and names that were reserved are found by what it held; nothing was stored.
    Restore it from a backup of this desk.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "away"
    ru: ClassVar[str] = (
        "Таблица desk.digest_key пуста, а занятые имена ищутся по тому, что в ней было; ничего не записано. "
        "Восстановите её из резервной копии этой базы."
    )


class Keyed:
    """The desk's secret as the one thing that it is for. Whoever reads it gives it on; no value keeps it.

    ``has_older``: facts of before there was a secret may stand in the log, under ids computed without one.
    """

    __slots__ = ("_key", "has_older")

    def __init__(self, key: bytes, *, has_older: bool) -> None:
        self._key = key
        self.has_older = has_older

    @classmethod
    def of(cls, row: tuple[bytes, bool] | None) -> Keyed:
        """As the desk keeps it. Without one names would be found by nobody, and guesses tested by everybody."""
        if row is None:
            raise DigestKeyIsMissing
        return cls(bytes(row[0]), has_older=row[1])

    def digest(self, kind: str, text: str | bytes) -> bytes:
        """32 bytes that stand for a text among those of its kind: HMAC-SHA256."""
        told = text.encode(errors="surrogatepass") if isinstance(text, str) else text
        return hmac.digest(self._key, kind.encode() + b"\0" + told, "sha256")

    def id(self, kind: str, name: str | bytes) -> UUID:
        """The id of the one thing of ``kind`` that bears ``name``, of the version that is for such ids: 8."""
        bits = int.from_bytes(self.digest(kind, name)[:16], "big")
        bits = bits & ~(0xF << _VERSION) | 8 << _VERSION
        return UUID(int=bits & ~(0x3 << _VARIANT) | 2 << _VARIANT)

    def ids(self, kind: str, names: Iterable[str]) -> tuple[UUID, ...]:
        """The ids of one thing by each of its names, then those that it has in facts of before there was a secret."""
        names = tuple(names)
        older = [named(kind, name) for name in names] if self.has_older else []
        return (*(self.id(kind, name) for name in names), *older)


def sender_id(keyed: Keyed, email: str) -> PersonId:
    """The person behind an e-mail address that nobody has registered (row 106)."""
    return PersonId(keyed.id("sender", email_address.key(email)))


def sender_ids(keyed: Keyed, email: str) -> tuple[PersonId, ...]:
    """The same, then whom tickets of earlier days know the address by, where that is another id."""
    return tuple(map(PersonId, keyed.ids("sender", email_address.spellings(email))))


def reservation(keyed: Keyed, what: str, name: str) -> StreamId:
    """The stream that reserves a unique name, such as a login; its last fact says who holds it, if anybody."""
    return reservations(keyed, what, name)[0]


def reservations(keyed: Keyed, what: str, name: str) -> tuple[StreamId, ...]:
    """The streams that may tell who holds a name: the one that reserves it, then its earlier spellings and ids.

    A login that is an address stays under its own letters, and its other spellings lead to it, too.
    """
    plain = name.strip().casefold()
    spelt = email_address.spellings(name) if "@" in plain else (plain,)
    first = spelt[0] if what == "email" else plain
    return tuple(map(StreamId, keyed.ids(f"reservation:{what}", dict.fromkeys((first, *spelt)))))
