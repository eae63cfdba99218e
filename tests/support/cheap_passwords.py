"""What a password costs in tests that are about who gets in, not about how long a guess takes."""

from __future__ import annotations

from argon2 import PasswordHasher

from connectors.storage.accounts import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The usual one takes a quarter of a second of CPU for each password."""


def hash_cheaply() -> None:
    """Let desks that are given no hasher of their own take the cheap one, in this process."""
    passwords.PasswordHasher = lambda: CHEAP  # type: ignore[attr-defined,assignment,misc] # made without arguments there
