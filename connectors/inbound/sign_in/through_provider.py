"""Signing in through a provider: who of the desk's people it speaks of; nobody is made of what it says. For pages.

What a browser was sent away with is derived from one secret in a cookie of its own, so whoever comes back is who went.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from typing import Literal, NamedTuple

from connectors.inbound.identities import Identities, Identity
from connectors.inbound.sign_in import refusals
from connectors.inbound.sign_in.coming_in import ComingIn, SignedIn
from connectors.inbound.sign_in.provider import Asked, Provider, Said
from events.values.text import Text

By = Literal["login", "email"]
SECRET_BYTES = 32
LONGEST_CLAIM = 300


class WhoIsMeant(NamedTuple):
    """Which claim says who somebody is, and what of ours it is compared with."""

    claim: str
    by: By


class ThroughProvider:
    """The way in that the settings open."""

    def __init__(
        self, provider: Provider, who: WhoIsMeant, words: Text, coming_in: ComingIn, identities: Identities
    ) -> None:
        self.words = words
        """What stands on the button."""
        self._provider = provider
        self._who = who
        self._coming_in = coming_in
        self._identities = identities

    @property
    def name(self) -> Text:
        """What the provider is called."""
        return self._provider.told.name

    @staticmethod
    def secret() -> str:
        """What one browser keeps until it comes back."""
        return secrets.token_urlsafe(SECRET_BYTES)

    def away(self, secret: str, *, back: str, language: str) -> str:
        """Where the browser is sent; raises ``ProviderIsAway``."""
        return self._provider.address(_asked(secret, back), language=language)

    def leave(self, back: str) -> str:
        """Where somebody signs out of the provider, too; empty: nowhere. Raises ``ProviderIsAway``."""
        return self._provider.leave(back)

    def came_back(
        self, secret: str, *, back: str, state: str, code: str, issuer: str, source: str, client: str
    ) -> SignedIn:
        """A session of whoever both the provider and the desk know; raises the refusals that say which does not."""
        asked = _asked(secret, back)
        if not secret or not hmac.compare_digest(asked.state.encode(), state.encode(errors="surrogatepass")):
            raise refusals.SignInWasNotBegunHere
        self._provider.refuse_unanswered(code, issuer)
        # Of what no provider vouches for nothing is kept: anybody may come back with any code, as often as they like.
        said = self._provider.says(asked, code, wanted=self._who.claim)
        try:
            known = self._known(said)
        except refusals.ProviderKnowsTooLittle:
            self._coming_in.refuse_through_provider(None, source=source, client=client)
            raise
        found = self._identities.of_name(self._who.by, known)
        if found is None or not _may_come(found):
            whose = None if found is None else found.person.person_id
            self._coming_in.refuse_through_provider(whose, source=source, client=client)
            raise refusals.NotThroughProvider(provider=self.name, known=known)
        return self._coming_in.come_in_through_provider(found.person.person_id, source=source, client=client)

    def _known(self, said: Said) -> str:
        """What the claim says. An address is anybody's to write down until the provider has checked it."""
        told = said.get(self._who.claim)
        is_unchecked = self._who.claim == "email" and said.get("email_verified") not in {True, "true"}
        if not isinstance(told, str) or not told.strip() or len(told) > LONGEST_CLAIM or is_unchecked:
            raise refusals.ProviderKnowsTooLittle(provider=self.name, claim=self._who.claim)
        return told.strip()


def _may_come(found: Identity) -> bool:
    """Whoever may sign in by a password, too; the accounts that every desk has are a password's alone."""
    return not found.is_barred and bool(found.person.login) and found.person.kind != "built_in"


def _asked(secret: str, back: str) -> Asked:
    def derived(what: str) -> str:
        return urlsafe_b64encode(hmac.digest(secret.encode(), what.encode(), "sha256")).rstrip(b"=").decode()

    verifier = derived("verifier")
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return Asked(derived("state"), derived("nonce"), verifier, challenge, back)
