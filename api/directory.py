"""The directory that the settings name, for passwords of people who came from it; made by ``api.bootstrap``."""

from __future__ import annotations

from api.settings import Settings
from connectors.inbound.sign_in.ldap_passwords import LdapConnection, LdapPasswords


def directory_passwords(settings: Settings) -> LdapPasswords | None:
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
