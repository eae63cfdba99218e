"""A provider of OpenID Connect: where people who sign in are sent, and what it says of them; for ``through_provider``.

The authorization code flow with PKCE. What it says of itself, and its keys, are asked for once and anew after an hour,
or when a signature names a key that is not known yet. See decision 0270.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from connectors.inbound.sign_in import refusals
from connectors.inbound.sign_in.fetching import Fetch, Unreadable, fetch
from events.values.text import Text

FRESH_FOR = timedelta(hours=1)
ASKED_AGAIN_AFTER = timedelta(seconds=30)
"""Keys that are not known are looked for at most this often, whatever signatures name."""
AWAY_FOR = timedelta(seconds=10)
"""One that did not answer is let be for so long: whoever asks meanwhile holds no thread of ours."""
LEEWAY_S = 60
"""The clock of a provider may be so wrong."""
SCOPES = "openid email profile"
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA", "Ed25519")
"""Signatures that only the provider can make; never one by a secret that we hold, too, or none."""

Said = Mapping[str, Any]


class ProviderIs(NamedTuple):
    """What the settings say of it."""

    issuer: str
    client_id: str
    client_secret: str
    name: Text


class Asked(NamedTuple):
    """What one browser was sent with: it comes back with the same, or it is another's."""

    state: str
    nonce: str
    verifier: str
    challenge: str
    back: str


class _Known(NamedTuple):
    about: Said
    keys: KeySet
    at: datetime


class Provider:
    """One provider, as the settings name it."""

    def __init__(self, told: ProviderIs, now: Callable[[], datetime], fetched: Fetch = fetch) -> None:
        self.told = told
        self._now = now
        self._fetch = fetched
        self._known: _Known | None = None
        self._away_at: datetime | None = None

    def address(self, asked: Asked, *, language: str) -> str:
        """Where a browser is sent to sign in."""
        query = {
            "response_type": "code",
            "client_id": self.told.client_id,
            "redirect_uri": asked.back,
            "scope": SCOPES,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return _with(self._endpoint("authorization_endpoint"), query)

    def leave(self, back: str) -> str:
        """Where somebody signs out of the provider, too; empty where it has no such place."""
        where = self._about().about.get("end_session_endpoint")
        if not isinstance(where, str) or not _is_safe(where):
            return ""
        return _with(where, {"client_id": self.told.client_id, "post_logout_redirect_uri": back})

    def says(self, asked: Asked, code: str, *, wanted: str) -> Said:
        """What the provider says of whoever came back with a code; the claim that is ``wanted`` may stand beside."""
        answer = self._ask("token_endpoint", form=self._exchange(asked, code), headers=self._authorised())
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise self._away()
        claims = self._checked(token, asked.nonce)
        access = answer.get("access_token")
        if wanted in claims or not isinstance(access, str) or "userinfo_endpoint" not in self._about().about:
            return claims
        more = self._ask("userinfo_endpoint", headers={"Authorization": f"Bearer {access}"})
        if more.get("sub") != claims["sub"]:
            raise self._refused()
        return {**more, **claims}

    def refuse_unanswered(self, code: str, issuer: str) -> None:
        """It let somebody in or not; an answer that names another issuer (RFC 9207) mixes two providers up."""
        if not code or (issuer and issuer != self.told.issuer):
            raise self._refused()

    def _exchange(self, asked: Asked, code: str) -> dict[str, str]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": asked.back,
            "code_verifier": asked.verifier,
        }
        if not self._is_basic():
            form["client_id"] = self.told.client_id
            if self.told.client_secret:
                form["client_secret"] = self.told.client_secret
        return form

    def _authorised(self) -> dict[str, str]:
        if not self._is_basic():
            return {}
        # Both are encoded as in a form first (RFC 6749, 2.3.1).
        pair = f"{quote(self.told.client_id, safe='')}:{quote(self.told.client_secret, safe='')}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _is_basic(self) -> bool:
        methods = self._about().about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return bool(self.told.client_secret) and "client_secret_basic" in methods

    def _checked(self, token: str, nonce: str) -> Said:
        """The claims of an ID token, when every one of them is as it must be (OpenID Connect Core, 3.1.3.7)."""
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.told.issuer},
            aud={"essential": True, "value": self.told.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._decoded(token)
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise self._refused() from error
        audience, party = claims["aud"], claims.get("azp")
        if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in {
            None,
            self.told.client_id,
        }:
            raise self._refused()
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        known = self._about()
        try:
            return jwt.decode(token, known.keys, ALGORITHMS).claims
        except JoseError:
            if self._now() - known.at < ASKED_AGAIN_AFTER:
                raise
        # A provider changes its keys whenever it likes.
        return jwt.decode(token, self._read().keys, ALGORITHMS).claims

    def _endpoint(self, name: str) -> str:
        where = self._about().about.get(name)
        if not isinstance(where, str) or not _is_safe(where):
            raise self._away()
        return where

    def _ask(self, endpoint: str, *, form: Said | None = None, headers: Mapping[str, str] | None = None) -> Said:
        try:
            status, answer = self._fetch(self._endpoint(endpoint), form, headers or {})
        except Unreadable as error:
            raise self._away() from error
        if status >= 500:  # noqa: PLR2004 - of the other side
            raise self._away()
        if status != 200:  # noqa: PLR2004 - all else is a no
            raise self._refused()
        return answer

    def _about(self) -> _Known:
        known = self._known
        if known is not None and self._now() - known.at < FRESH_FOR:
            return known
        try:
            return self._read()
        except refusals.ProviderIsAway:
            if known is None:
                raise
            # What it said an hour ago is likelier right than nothing.
            return known

    def _read(self) -> _Known:
        """What the provider says of itself, and its keys."""
        at = self._now()
        if self._away_at is not None and at - self._away_at < AWAY_FOR:
            raise self._away()
        self._away_at = at
        try:
            status, about = self._fetch(_discovery(self.told.issuer), None, {})
            where = about.get("jwks_uri")
            is_its = status == 200 and about.get("issuer") == self.told.issuer  # noqa: PLR2004
            if not is_its or not isinstance(where, str) or not _is_safe(where):
                raise self._away()
            _, keys = self._fetch(where, None, {})
        except Unreadable as error:
            raise self._away() from error
        found = self._known = _Known(about, KeySet(_keys(keys)), at)
        self._away_at = None
        return found

    def _away(self) -> refusals.ProviderIsAway:
        return refusals.ProviderIsAway(provider=self.told.name)

    def _refused(self) -> refusals.ProviderRefused:
        return refusals.ProviderRefused(provider=self.told.name)


def _keys(told: Said) -> list[Key]:
    """Those that sign and that we can read: of others beside them nobody is kept out."""
    found = []
    for one in told.get("keys") or []:
        if isinstance(one, dict) and one.get("use", "sig") == "sig" and one.get("kty") != "oct":
            try:
                found.append(JWKRegistry.import_key(one))
            except (JoseError, ValueError, TypeError):
                continue
    return found


def _discovery(issuer: str) -> str:
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def _is_safe(address: str) -> bool:
    """Nothing of a sign-in goes over a line that others read; on this machine there is none."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})
