"""Passwords as argon2id hashes in their own table, never in a fact; asked by ``connectors.inbound.sign_in``."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from uuid import UUID

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from connectors.storage.server.database import Database

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""What a generated password is made of: nothing that reads like something else."""
_GROUPS, _LETTERS = 4, 4


class PasswordVerdict(msgspec.Struct, frozen=True):
    """What a password was found to be: right or not, whether its owner must choose another one, which fact set it."""

    is_right: bool
    must_change: bool = False
    set_version: int = 0


def generated() -> str:
    """A password that is easy to read aloud: 80 random bits in four groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))


class Passwords:
    """The table of passwords. Costs are those that argon2-cffi recommends; a raised cost takes hold at sign-in."""

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()

    def make_ready(self) -> None:
        """Make what a login that nobody has is checked against, or the first such guess would take twice as long."""
        _nobodys_hash(self._hasher)

    def put(self, person_id: UUID, password: str, *, must_change: bool, now: datetime, set_version: int) -> None:
        """This is the person's password from now on, unless a later fact of their stream has set another by now."""
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.passwords (person_id, hash, must_change, changed_at, set_version)"
                " VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,"
                " changed_at = excluded.changed_at, set_version = excluded.set_version"
                " WHERE desk.passwords.set_version < excluded.set_version",
                (person_id, self._hasher.hash(password), must_change, now, set_version),
            )

    def verdict(self, person_id: UUID | None, password: str) -> PasswordVerdict:
        """Whether the password is right. ``None`` and people without a password cost the same time and are wrong."""
        row = None
        if person_id is not None:
            with self._database.connection() as connection:
                row = connection.execute(
                    "SELECT hash, must_change, set_version FROM desk.passwords WHERE person_id = %s", (person_id,)
                ).fetchone()
        try:
            self._hasher.verify(_nobodys_hash(self._hasher) if row is None else row[0], password)
        except (VerificationError, InvalidHashError):
            return PasswordVerdict(is_right=False)
        if row is None or person_id is None:
            return PasswordVerdict(is_right=False)
        if self._hasher.check_needs_rehash(row[0]):
            self._strengthen(person_id, row[0], password)
        return PasswordVerdict(is_right=True, must_change=row[1], set_version=row[2])

    def must_change(self, person_id: UUID) -> bool:
        """Whether the password was made by somebody else and waits to be changed."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT 1 FROM desk.passwords WHERE person_id = %s AND must_change", (person_id,)
            ).fetchone()
        return row is not None

    def stands(self, person_id: UUID, verdict: PasswordVerdict) -> bool:
        """Whether the password that was found right is still the person's: no other was set since."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT 1 FROM desk.passwords WHERE person_id = %s AND set_version = %s",
                (person_id, verdict.set_version),
            ).fetchone()
        return row is not None

    def exists(self, person_id: UUID) -> bool:
        """Whether the person has a password of their own."""
        with self._database.connection() as connection:
            row = connection.execute("SELECT 1 FROM desk.passwords WHERE person_id = %s", (person_id,)).fetchone()
        return row is not None

    def _strengthen(self, person_id: UUID, old: str, password: str) -> None:
        with self._database.connection() as connection:
            connection.execute(
                "UPDATE desk.passwords SET hash = %s WHERE person_id = %s AND hash = %s",
                (self._hasher.hash(password), person_id, old),
            )


@cache
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash(generated())
