"""What a password costs in tests that are about who gets in, not about how long a guess takes."""

from __future__ import annotations

from argon2 import PasswordHasher

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The usual one takes a quarter of a second of CPU for each password."""
