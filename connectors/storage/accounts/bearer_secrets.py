"""Secrets that a bearer shows: made from 256 random bits, kept as a hash; used by tokens, sessions and links."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def fresh(prefix: str) -> str:
    """A new secret; whoever makes it shows it once and keeps only its ``digest``."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> bytes:
    """What is stored of a secret: there is nothing to guess in 256 random bits, so a fast hash serves.

    A hostile header may hold lone surrogates: it is an unknown secret, not an error.
    """
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
