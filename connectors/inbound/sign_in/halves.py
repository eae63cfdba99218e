"""A sign-in whose password was right and whose code is still to come: told by a seal, kept nowhere; for ``coming_in``.

So nobody types the password twice, and no page holds it. The seal is of this desk's own secret, of the password that
was right, and lasts for minutes; without a code it opens nothing.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from events.values.keyed import Keyed

LASTS = timedelta(minutes=5)
_KIND = "half-sign-in"
_SEAL = 32


class Half(msgspec.Struct, frozen=True, array_like=True):
    """Whose password was right, as what it was set, what was typed as the login, and until when that counts."""

    person_id: UUID
    set_version: int
    login: str
    until: int


class Halves:
    """Makes such seals and reads them."""

    def __init__(self, keyed: Callable[[], Keyed]) -> None:
        self._keyed = keyed

    def make(self, person_id: UUID, set_version: int, login: str, *, now: datetime) -> str:
        """Sealed, as a text that a browser may keep."""
        half = Half(person_id, set_version, login, int((now + LASTS).timestamp()))
        told = msgspec.json.encode(half)
        return urlsafe_b64encode(self._keyed().digest(_KIND, told) + told).decode()

    def read(self, sealed: str, *, now: datetime) -> Half | None:
        """What was sealed; ``None``: not by this desk, or too long ago."""
        try:
            opened = urlsafe_b64decode(sealed.encode("ascii"))
            seal, told = opened[:_SEAL], opened[_SEAL:]
            if not hmac.compare_digest(seal, self._keyed().digest(_KIND, told)):
                return None
            half = msgspec.json.decode(told, type=Half)
        except (ValueError, msgspec.DecodeError):
            return None
        return half if now.timestamp() < half.until else None
