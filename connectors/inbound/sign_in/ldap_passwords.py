"""Asks an LDAP directory whether a password is right, by a bind as that person; called by ``accounts`` (row 36)."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import msgspec
import structlog

from connectors.inbound.sign_in.refusals import DirectoryIsAway

with warnings.catch_warnings():
    # While imported the library asks its own dependency for names that this one calls deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from ldap3 import NONE, SUBTREE, Connection, Server, Tls
    from ldap3.core.exceptions import LDAPException
    from ldap3.utils.conv import escape_bytes, escape_filter_chars

_SUCCESS = 0
_WRONG_CREDENTIALS = 49


class LdapConnection(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach the directory (row 41). ``url`` is ``ldaps://dc2`` or ``ldap://dc2``.

    A plain ``ldap://`` is upgraded by StartTLS unless ``plain`` says that passwords may travel unprotected.
    ``key_attribute`` is the entry's stable key: ``entryUUID``, or ``objectGUID`` of Active Directory.
    """

    url: str
    base: str
    user: str = ""
    password: str = ""
    key_attribute: str = "entryUUID"
    login_attribute: str = "uid"
    ca_file: str = ""
    plain: bool = False
    timeout_s: int = 10


class LdapPasswords:
    """Finds the person's entry with the desk's own account, then binds as the entry."""

    def __init__(self, settings: LdapConnection) -> None:
        self._settings = settings
        tls = Tls(
            validate=ssl.CERT_REQUIRED,
            version=ssl.PROTOCOL_TLS_CLIENT,
            ca_certs_file=settings.ca_file or None,
        )
        self._server = Server(settings.url, get_info=NONE, tls=tls, connect_timeout=settings.timeout_s)
        self._log = structlog.get_logger("ldap")

    def is_right(self, login: str, password: str, *, key: str) -> bool:
        """Whether the directory takes this password of the entry ``key`` (of ``login`` when the key is empty).

        Raises ``DirectoryIsAway``. An empty password is never asked: to LDAP it is an anonymous bind that
        succeeds. An entry that is not there, or that more than one answers to, is no entry.
        """
        if not password:
            return False
        try:
            name = self._entry(self._filter(login, key))
            return name is not None and self._takes(name, password)
        except (LDAPException, OSError) as error:
            self._log.warning("directory_away", error=type(error).__name__)
            raise DirectoryIsAway from error

    def _filter(self, login: str, key: str) -> str:
        settings = self._settings
        if not key:
            return f"({settings.login_attribute}={escape_filter_chars(login)})"
        if settings.key_attribute.lower() == "objectguid":
            try:
                octets = UUID(key).bytes_le
            except ValueError:
                return "(objectGUID=)"
            return f"(objectGUID={escape_bytes(octets)})"
        return f"({settings.key_attribute}={escape_filter_chars(key)})"

    def _entry(self, wanted: str) -> str | None:
        with self._connected(self._settings.user, self._settings.password) as connection:
            if not connection.bind():
                self._log.error("directory_refuses_the_desk", code=connection.result["description"])
                raise DirectoryIsAway
            connection.search(self._settings.base, wanted, SUBTREE, attributes=["1.1"], size_limit=2)
            found = [entry["dn"] for entry in connection.response or () if entry["type"] == "searchResEntry"]
            return found[0] if len(found) == 1 and connection.result["result"] == _SUCCESS else None

    def _takes(self, name: str, password: str) -> bool:
        with self._connected(name, password) as connection:
            if connection.bind():
                return True
            if connection.result["result"] != _WRONG_CREDENTIALS:
                self._log.warning("directory_refuses_a_person", code=connection.result["description"])
            return False

    @contextmanager
    def _connected(self, name: str, password: str) -> Iterator[Any]:
        connection = Connection(
            self._server,
            user=name or None,
            password=password or None,
            auto_referrals=False,
            receive_timeout=self._settings.timeout_s,
            raise_exceptions=False,
        )
        is_tls = self._settings.url.lower().startswith("ldaps:")
        try:
            connection.open()
            if not is_tls and not self._settings.plain and not connection.start_tls():
                raise LDAPException("the directory does not speak StartTLS")
            yield connection
        finally:
            # Not ``unbind``: it says goodbye, which a broken connection cannot, and then leaves the socket open.
            connection.strategy.close()
            if connection.socket is not None:
                connection.socket.close()
