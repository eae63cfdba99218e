"""How people come in, wired: passwords, second factors, and the directory and the provider that the settings name.

Made by ``api.bootstrap``.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from api.settings import Settings
from commands.bus import Bus
from commands.ports import Clock
from connectors.inbound.identities import Identities
from connectors.inbound.sign_in.accounts import Accounts
from connectors.inbound.sign_in.coming_in import ComingIn
from connectors.inbound.sign_in.guesses import Guesses
from connectors.inbound.sign_in.ldap_passwords import LdapConnection, LdapPasswords
from connectors.inbound.sign_in.provider import Provider, ProviderIs
from connectors.inbound.sign_in.second_factor import SecondFactor
from connectors.inbound.sign_in.through_provider import ThroughProvider, WhoIsMeant
from connectors.storage.accounts.passwords import Passwords
from connectors.storage.accounts.reset_links import ResetLinks
from connectors.storage.accounts.second_factors import SecondFactors
from connectors.storage.accounts.sessions import Sessions
from connectors.storage.accounts.sign_in_failures import SignInFailures
from connectors.storage.accounts.sign_ins import SignIns
from connectors.storage.log.sealing import Keyring
from connectors.storage.server.database import Database
from events.values.text import Text


class Tables(NamedTuple):
    """What ways in have in common with the rest of the desk."""

    database: Database
    keyring: Keyring
    passwords: Passwords
    sessions: Sessions
    sign_ins: SignIns


class WaysIn:
    """What people do to come in, and with what they come in by."""

    def __init__(self, settings: Settings, bus: Bus, known: Identities, tables: Tables, clock: Clock) -> None:
        passwords, sessions, failures = tables.passwords, tables.sessions, SignInFailures(tables.database)
        guesses = Guesses(failures, tables.sign_ins, known)
        links, factors = ResetLinks(tables.database), SecondFactors(tables.database, tables.keyring)
        self.accounts = Accounts(bus, known, passwords, sessions, links, failures, guesses, clock)
        self.second_factor = SecondFactor(bus, known, factors, sessions, failures, clock)
        self.coming_in = ComingIn(
            *(known, passwords, sessions, failures, tables.sign_ins, guesses, self.second_factor, clock),
            _directory(settings),
        )
        self.through_provider = provider_of(settings, self.coming_in, known, clock)


def _directory(settings: Settings) -> LdapPasswords | None:
    """The directory that people who came from it sign in through; ``None``: none is set up."""
    if not settings.ldap_url:
        return None
    secret = settings.ldap_password
    return LdapPasswords(
        LdapConnection(
            url=settings.ldap_url,
            base=settings.ldap_base,
            user=settings.ldap_user,
            password="" if secret is None else secret.get_secret_value(),
            key_attribute=settings.ldap_key_attribute,
            login_attribute=settings.ldap_login_attribute,
            ca_file=settings.ldap_ca_file,
            plain=settings.ldap_plain,
        )
    )


def provider_of(
    settings: Settings, coming_in: ComingIn, identities: Identities, clock: Clock
) -> ThroughProvider | None:
    """The provider that people sign in through; ``None``: none is set up. It is not asked before somebody does."""
    if not settings.oidc_issuer:
        return None
    told = ProviderIs(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_secret,
        name=Text.same(settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or settings.oidc_issuer),
    )
    who = WhoIsMeant(settings.oidc_claim, settings.oidc_person_by)
    words = Text(ru=settings.oidc_button_ru, en=settings.oidc_button_en)
    return ThroughProvider(Provider(told, clock.now), who, words, coming_in, identities)
