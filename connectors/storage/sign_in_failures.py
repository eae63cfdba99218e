"""Slows down who guesses passwords, by login and network address; asked by ``connectors.inbound.accounts``.

Nothing is counted by login alone: a stranger's guesses never keep the owner out, who comes from elsewhere.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

from connectors.storage.database import Database

FREE = 5
"""Failures on one login from one address before waiting begins."""
FREE_FOR_ADDRESS = 50
"""Failures from one address, whatever the login, before waiting begins."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)

_ANY_LOGIN = ""
_COUNT = (
    "INSERT INTO desk.sign_in_failures AS f (login_hash, source, failures, last_at, blocked_until)"
    " VALUES (%(login)s, %(source)s, 1, %(now)s, %(now)s) ON CONFLICT (login_hash, source) DO UPDATE SET"
    " failures = CASE WHEN f.last_at < %(forgotten)s THEN 1 ELSE f.failures + 1 END, last_at = %(now)s,"
    " blocked_until = CASE WHEN f.last_at >= %(forgotten)s AND f.failures + 1 >= %(free)s"
    " THEN %(now)s + least(%(longest)s, %(first)s * power(2, least(f.failures + 1 - %(free)s, 16)))"
    " ELSE %(now)s END"
)


class SignInFailures:
    """The table of failures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wait(self, login: str, source: str, *, now: datetime) -> timedelta:
        """How long this address must wait before it may try this login again; zero: it may try now."""
        address = network_of(source)
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT max(blocked_until) FROM desk.sign_in_failures"
                " WHERE login_hash = ANY(%s) AND source = %s AND blocked_until > %s",
                ([_hash(login), _hash(_ANY_LOGIN)], address, now),
            ).fetchone()
        return timedelta(0) if row is None or row[0] is None else row[0] - now

    def count(self, login: str, source: str, *, now: datetime) -> None:
        """One more failure."""
        address = network_of(source)
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM desk.sign_in_failures WHERE last_at < %s", (now - FORGOTTEN_AFTER,))
            for name, free in ((login, FREE), (_ANY_LOGIN, FREE_FOR_ADDRESS)):
                cursor.execute(
                    _COUNT,
                    {
                        "login": _hash(name),
                        "source": address,
                        "now": now,
                        "forgotten": now - FORGOTTEN_AFTER,
                        "free": free,
                        "first": FIRST_WAIT,
                        "longest": LONGEST_WAIT,
                    },
                )

    def forgive(self, login: str, source: str) -> None:
        """The right password came from this address: its failures on this login are forgotten."""
        with self._database.connection() as connection:
            connection.execute(
                "DELETE FROM desk.sign_in_failures WHERE login_hash = %s AND source = %s",
                (_hash(login), network_of(source)),
            )


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


def _hash(login: str) -> bytes:
    return hashlib.sha256(login.strip().casefold().encode(errors="surrogatepass")).digest()
