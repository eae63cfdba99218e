"""Passwords asked of a real OpenLDAP server (rows 36, 41)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec
import pytest

from connectors.inbound.sign_in.ldap_passwords import LdapConnection, LdapPasswords
from connectors.inbound.sign_in.refusals import DirectoryIsAway
from tests.support.slapd import ADMIN, ADMIN_PASSWORD, BASE, MISSING, Slapd, is_installed, running_slapd

FIRST = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def slapd() -> Iterator[Slapd]:
    if not is_installed():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with running_slapd() as server:
        yield server


@pytest.fixture
def connection(slapd: Slapd) -> LdapConnection:
    return LdapConnection(url=slapd.ldaps, base=BASE, user=ADMIN, password=ADMIN_PASSWORD, ca_file=slapd.ca_file)


def test_row_36_the_right_password_of_an_entry_is_right_by_its_key(connection: LdapConnection) -> None:
    directory = LdapPasswords(connection)
    assert directory.is_right("whatever it is called now", "correct horse battery", key=FIRST)
    assert not directory.is_right("orlova", "wrong", key=FIRST)


def test_without_a_key_the_login_finds_the_entry(connection: LdapConnection) -> None:
    directory = LdapPasswords(connection)
    assert directory.is_right("orlova", "correct horse battery", key="")
    assert not directory.is_right("nobody", "correct horse battery", key="")


def test_an_empty_password_is_wrong_though_ldap_would_take_it(connection: LdapConnection) -> None:
    assert not LdapPasswords(connection).is_right("orlova", "", key=FIRST)


def test_signs_of_the_filter_language_in_a_login_are_only_signs(connection: LdapConnection) -> None:
    directory = LdapPasswords(connection)
    assert directory.is_right("sidorov(1)*", "скобки и звёзды", key="")
    assert not directory.is_right("*", "correct horse battery", key="")
    assert not directory.is_right("orlova)(uid=*", "correct horse battery", key="")


def test_a_login_that_two_entries_share_is_nobodys(connection: LdapConnection) -> None:
    assert not LdapPasswords(connection).is_right("twin", "same login", key="")


def test_a_key_that_is_none_of_active_directory_finds_nobody(connection: LdapConnection) -> None:
    directory = LdapPasswords(msgspec.structs.replace(connection, key_attribute="objectGUID"))
    assert not directory.is_right("orlova", "correct horse battery", key="no uuid")


def test_a_plain_address_is_upgraded_by_starttls(connection: LdapConnection, slapd: Slapd) -> None:
    directory = LdapPasswords(msgspec.structs.replace(connection, url=slapd.ldap))
    assert directory.is_right("orlova", "correct horse battery", key=FIRST)


# ldap3 leaves the socket of a refused handshake to the garbage collector, which closes it and says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_certificate_that_nobody_vouches_for_is_a_directory_that_is_away(connection: LdapConnection) -> None:
    with pytest.raises(DirectoryIsAway):
        LdapPasswords(msgspec.structs.replace(connection, ca_file="")).is_right("orlova", "x", key=FIRST)


@pytest.mark.parametrize("change", [{"url": "ldaps://localhost:1"}, {"password": "not the desk's"}])
def test_a_directory_that_does_not_answer_the_desk_is_away(connection: LdapConnection, change: dict[str, str]) -> None:
    directory = LdapPasswords(msgspec.structs.replace(connection, **change))
    with pytest.raises(DirectoryIsAway):
        directory.is_right("orlova", "correct horse battery", key=FIRST)
