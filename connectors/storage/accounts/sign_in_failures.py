"""Slows down who guesses passwords, by login and network address; asked by ``connectors.inbound.sign_in.accounts``.

A guess is counted before the password is looked at, so that a hundred at one instant are as slow as a hundred in a row.
Nothing is counted by login alone: a stranger's guesses never keep the owner out, who comes from elsewhere.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

from psycopg import Cursor

from connectors.storage.server.database import Database, Row
from connectors.storage.server.digest_key import DigestKey

FREE = 5
"""Guesses on one login from one address before waiting begins."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)

FREE_FOR_ADDRESS = 300
"""Wrong passwords that one address may give at once, whatever the login: a whole office may sit behind it."""
PRICE = timedelta(seconds=12)
"""So long an address waits for one more guess when it has used them up: as many in an hour as it may give at once."""

_RESERVE_ON_LOGIN = (
    "INSERT INTO desk.sign_in_failures AS f (login_hash, source, failures, last_at, blocked_until)"
    " VALUES (%(login)s, %(source)s, 1, %(now)s, %(now)s) ON CONFLICT (login_hash, source) DO UPDATE SET"
    " failures = CASE WHEN f.last_at < %(forgotten)s THEN 1 ELSE f.failures + 1 END, last_at = %(now)s,"
    " blocked_until = CASE WHEN f.last_at >= %(forgotten)s AND f.failures + 1 >= %(free)s"
    " THEN %(now)s + least(%(longest)s, %(first)s * power(2, least(f.failures + 1 - %(free)s, 16)))"
    " ELSE %(now)s END WHERE f.blocked_until <= %(now)s"
)
_RESERVE_ON_ADDRESS = (
    "INSERT INTO desk.sign_in_addresses AS a (source, whole_at) VALUES (%(source)s, %(now)s + %(price)s)"
    " ON CONFLICT (source) DO UPDATE SET whole_at = greatest(a.whole_at, %(now)s) + %(price)s"
    " WHERE a.whole_at <= %(now)s + %(budget)s - %(price)s"
)
_PAY_BACK = "UPDATE desk.sign_in_addresses SET whole_at = whole_at - %s WHERE source = %s"


class MustWait(Exception):  # noqa: N818 - it names what is wrong
    """Too many guesses on a login came from an address; ``wait`` is how long it must pause."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class AddressMustWait(MustWait):
    """Too many guesses came from an address, whatever the login."""


class SignInFailures:
    """The tables of guesses that were not right, or are not known to be yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._digest_key = DigestKey(database)

    def _hash(self, login: str) -> bytes:
        """What a login is counted by: keyed above a plain digest, as those that were counted before are."""
        plain = hashlib.sha256(login.strip().casefold().encode(errors="surrogatepass")).digest()
        return self._digest_key.get().digest("sign-in", plain)

    def reserve(self, login: str, source: str, *, now: datetime) -> None:
        """Count one guess before it is checked; raises ``MustWait`` when the address may not try now.

        Whoever was let in calls ``forgive``, and ``give_back`` when the guess was not checked after all.
        """
        network, login_hash = network_of(source), self._hash(login)
        with self._database.connection() as connection:
            connection.execute("DELETE FROM desk.sign_in_failures WHERE last_at < %s", (now - FORGOTTEN_AFTER,))
            connection.execute("DELETE FROM desk.sign_in_addresses WHERE whole_at < %s", (now,))
        with self._database.transaction() as cursor:
            _reserve_on_login(cursor, login_hash, network, now)
            _reserve_on_address(cursor, network, now)

    def reserve_share(self, login: str, source: str, *, now: datetime) -> None:
        """Count one guess on the login alone, where the address has none left; raises ``MustWait``."""
        login_hash = self._hash(login)
        with self._database.transaction() as cursor:
            _reserve_on_login(cursor, login_hash, network_of(source), now)

    def forgive(self, login: str, source: str, *, of_share: bool = False) -> None:
        """The right password came: this login's guesses from this address are forgotten, its own one of the address.

        What the address tried on other logins stays counted, or a guesser would buy guesses with an account of theirs.
        """
        login_hash = self._hash(login)
        with self._database.transaction() as cursor:
            cursor.execute(
                "DELETE FROM desk.sign_in_failures WHERE login_hash = %s AND source = %s",
                (login_hash, network_of(source)),
            )
            if not of_share:
                cursor.execute(_PAY_BACK, (PRICE, network_of(source)))

    def give_back(self, login: str, source: str, *, now: datetime, of_share: bool = False) -> None:
        """A guess that was counted was not checked: nobody could say whether it was right."""
        login_hash = self._hash(login)
        with self._database.transaction() as cursor:
            cursor.execute(
                "UPDATE desk.sign_in_failures SET failures = failures - 1, blocked_until = %s"
                " WHERE login_hash = %s AND source = %s",
                (now, login_hash, network_of(source)),
            )
            if not of_share:
                cursor.execute(_PAY_BACK, (PRICE, network_of(source)))


def _reserve_on_login(cursor: Cursor[Row], login_hash: bytes, network: str, now: datetime) -> None:
    cursor.execute(
        _RESERVE_ON_LOGIN,
        {
            "login": login_hash,
            "source": network,
            "now": now,
            "forgotten": now - FORGOTTEN_AFTER,
            "free": FREE,
            "first": FIRST_WAIT,
            "longest": LONGEST_WAIT,
        },
    )
    if cursor.rowcount:
        return
    cursor.execute(
        "SELECT blocked_until FROM desk.sign_in_failures WHERE login_hash = %s AND source = %s",
        (login_hash, network),
    )
    raise MustWait(_wait(cursor, now))


def _reserve_on_address(cursor: Cursor[Row], network: str, now: datetime) -> None:
    budget = PRICE * FREE_FOR_ADDRESS
    cursor.execute(_RESERVE_ON_ADDRESS, {"source": network, "now": now, "price": PRICE, "budget": budget})
    if cursor.rowcount:
        return
    cursor.execute("SELECT whole_at - %s FROM desk.sign_in_addresses WHERE source = %s", (budget - PRICE, network))
    raise AddressMustWait(_wait(cursor, now))


def _wait(cursor: Cursor[Row], now: datetime) -> timedelta:
    row = cursor.fetchone()
    # Gone in the meantime: another guess was the right one, the next try is free.
    return timedelta(seconds=1) if row is None else max(row[0] - now, timedelta(seconds=1))


def network_of(source: str) -> str:
    """What counts as one address: an IPv4 address, an IPv6 network of 64 bits, anything else as it is."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return source[:100].replace("\0", "")
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
