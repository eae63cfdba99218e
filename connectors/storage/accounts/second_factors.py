"""Second factors: what codes are computed from, sealed, and recovery codes as hashes; asked by ``sign_in``.

A code is of half a minute (RFC 6238) and good once: who watched it being typed comes too late with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from connectors.storage.accounts import passwords
from connectors.storage.accounts.bearer_secrets import digest
from connectors.storage.log.sealing import Keyring, key_id_of, seal, unseal
from connectors.storage.server.database import Database
from projections.kit.columns import first_of, selected
from projections.kit.statement import statement

STEP_S, DIGITS = 30, 6
"""As every program for it on a telephone has them, whatever else is written into a code to scan."""
LEEWAY = (0, -1, 1)
"""Steps before and behind the desk's clock whose code is taken, too: telephones go wrong by some seconds."""
SECRET_BYTES = 20
MOST_CODES = 10
_CODE = re.compile(r"[0-9]{6}")


class SecondFactor(NamedTuple):
    """How things stand with somebody's: since when it is asked for, and how many recovery codes are left."""

    on_since: datetime | None
    codes_left: int


class Lost(NamedTuple):
    """When somebody else took a person's off, and who."""

    at: datetime
    taken_by: UUID


class _Row(NamedTuple):
    sealed: bytes
    on_since: datetime | None
    last_step: int


_SECRET = statement(
    "SELECT {columns} FROM desk.second_factors WHERE person_id = %s",
    columns=selected(_Row),
)
_STANDING = statement(
    "SELECT {columns} FROM desk.second_factors f WHERE f.person_id = %s",
    columns=selected(
        SecondFactor,
        "f",
        codes_left=statement("(SELECT count(*) FROM desk.recovery_codes c WHERE c.person_id = f.person_id)"),
    ),
)


_LOST = statement("SELECT {columns} FROM desk.second_factors_lost WHERE person_id = %s", columns=selected(Lost))


class SecondFactors:
    """The tables of second factors."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def of(self, person_id: UUID) -> SecondFactor:
        """How things stand with the person's; begun and never confirmed is none."""
        with self._database.connection() as connection:
            found = first_of(SecondFactor, connection.execute(_STANDING, (person_id,)))
        return found or SecondFactor(None, 0)

    def begin(self, person_id: UUID, *, now: datetime) -> bytes | None:
        """A new secret, of which no code is asked for yet; ``None``: the person has one that is."""
        secret = os.urandom(SECRET_BYTES)
        key = self._keyring.of_owners([person_id])[person_id]
        with self._database.connection() as connection:
            done = connection.execute(
                "INSERT INTO desk.second_factors AS f (person_id, sealed, made_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at,"
                " last_step = 0 WHERE f.on_since IS NULL",
                (person_id, seal(key, secret.hex(), _place(person_id)), now),
            )
            return secret if done.rowcount == 1 else None

    def begun(self, person_id: UUID) -> bytes | None:
        """What was begun and waits for its first code; ``None``: nothing, or it is on already."""
        row = self._row(person_id)
        return None if row is None or row.on_since is not None else self._opened(person_id, row)

    def confirm(self, person_id: UUID, *, now: datetime) -> bool:
        """From now on codes are asked for; whether somebody else did not say so first."""
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.second_factors SET on_since = %s WHERE person_id = %s AND on_since IS NULL",
                (now, person_id),
            )
            return done.rowcount == 1

    def takes(self, person_id: UUID, code: str, *, now: datetime) -> bool:
        """Whether the code is one of this half minute, and of no earlier one than was taken: it is used up."""
        typed = "".join(code.split())
        row = self._row(person_id) if _CODE.fullmatch(typed) else None
        secret = None if row is None else self._opened(person_id, row)
        if secret is None:
            return False
        step = _step_of(secret, typed, now)
        if step is None:
            return False
        with self._database.connection() as connection:
            done = connection.execute(
                "UPDATE desk.second_factors SET last_step = %s WHERE person_id = %s AND last_step < %s",
                (step, person_id, step),
            )
            return done.rowcount == 1

    def takes_recovery(self, person_id: UUID, code: str) -> bool:
        """Whether it is one of the person's recovery codes: it is used up."""
        with self._database.connection() as connection:
            done = connection.execute(
                "DELETE FROM desk.recovery_codes WHERE person_id = %s AND hash = %s", (person_id, _digest(code))
            )
            return done.rowcount == 1

    def new_codes(self, person_id: UUID) -> Sequence[str]:
        """Recovery codes, shown this once; those of before open nothing any more."""
        made = [passwords.generated() for _ in range(MOST_CODES)]
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM desk.recovery_codes WHERE person_id = %s", (person_id,))
            cursor.execute(
                "INSERT INTO desk.recovery_codes (person_id, hash) SELECT %s, unnest(%s::bytea[])",
                (person_id, [_digest(code) for code in made]),
            )
        return made

    def remove(self, person_id: UUID) -> bool:
        """Ask for no codes any more; whether they were asked for."""
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM desk.recovery_codes WHERE person_id = %s", (person_id,))
            cursor.execute(
                "DELETE FROM desk.second_factors WHERE person_id = %s AND on_since IS NOT NULL", (person_id,)
            )
            return cursor.rowcount == 1

    def lose(self, person_id: UUID, *, by: UUID, now: datetime) -> None:
        """Somebody else took it off."""
        with self._database.connection() as connection:
            connection.execute(
                "INSERT INTO desk.second_factors_lost (person_id, at, taken_by) VALUES (%s, %s, %s)"
                " ON CONFLICT (person_id) DO UPDATE SET at = excluded.at, taken_by = excluded.taken_by",
                (person_id, now, by),
            )

    def lost(self, person_id: UUID) -> Lost | None:
        """Who took it off, while its owner has not looked since."""
        with self._database.connection() as connection:
            return first_of(Lost, connection.execute(_LOST, (person_id,)))

    def found(self, person_id: UUID) -> None:
        """Its owner has looked, or has another one."""
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.second_factors_lost WHERE person_id = %s", (person_id,))

    def _row(self, person_id: UUID) -> _Row | None:
        with self._database.connection() as connection:
            return first_of(_Row, connection.execute(_SECRET, (person_id,)))

    def _opened(self, person_id: UUID, row: _Row) -> bytes | None:
        key = self._keyring.by_ids([key_id_of(row.sealed)]).get(key_id_of(row.sealed))
        if key is None:
            return None
        return bytes.fromhex(msgspec.json.decode(unseal(key, row.sealed, _place(person_id)), type=str))


def code_of(secret: bytes, now: datetime) -> str:
    """The code of a secret at an instant, as the person's telephone shows it."""
    return _totp(secret).generate(int(now.timestamp())).decode()


def _step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The half minute that a code is of, the one of now first."""
    at = int(now.timestamp())
    for steps in LEEWAY:
        try:
            _totp(secret).verify(code.encode(), at + steps * STEP_S)
        except InvalidToken:
            continue
        return at // STEP_S + steps
    return None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_S)  # noqa: S303 - what every program on a telephone computes


def _digest(code: str) -> bytes:
    """As it is read aloud: without the lines between the groups, in small letters or large ones."""
    return digest("".join(filter(str.isalnum, code)).casefold())


def _place(person_id: UUID) -> bytes:
    return b"second-factor/" + person_id.bytes
