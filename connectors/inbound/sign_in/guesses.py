"""Whether a guess at a password may be made now, before it is looked at; asked by ``accounts`` beside it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import structlog

from connectors.inbound.identities import Identities
from connectors.inbound.sign_in.refusals import TooManyAttempts
from connectors.seldom import Seldom
from connectors.storage.accounts.sign_in_failures import AddressMustWait, MustWait, SignInFailures, network_of
from connectors.storage.accounts.sign_ins import SignIns

FAMILIAR_FOR = timedelta(days=90)
"""So long a login that came in from an address is at home there."""


class Guesses:
    """Counts guesses: of many at one instant no more are checked than in a row.

    An address that has used its guesses up shuts out strangers. Whoever came in from it before keeps the few guesses
    that every login has at every address, so that one guesser does not shut out an office behind one NAT, or behind a
    proxy that nobody named.
    """

    def __init__(self, failures: SignInFailures, sign_ins: SignIns, identities: Identities) -> None:
        self._failures = failures
        self._sign_ins = sign_ins
        self._identities = identities
        self._seldom = Seldom(5.0)
        self._log = structlog.get_logger("accounts")

    def count(self, login: str, source: str, now: datetime) -> TooManyAttempts | None:
        """Count one; raises ``TooManyAttempts``. What it gives is what a wrong guess of the login's own share hears."""
        try:
            try:
                self._failures.reserve(login, source, now=now)
            except AddressMustWait as error:
                if not self._is_at_home(login, source, now):
                    raise
                self._failures.reserve_share(login, source, now=now)
                return _too_many(error)
        except MustWait as error:
            if (passed := self._seldom.now(network_of(source))) is not None:
                self._log.warning("sign_in_must_wait", source=source, more=passed)
            raise _too_many(error) from error
        return None

    def _is_at_home(self, login: str, source: str, now: datetime) -> bool:
        identity = self._identities.by_login(login)
        if identity is None:
            return False
        known = self._sign_ins.sources_of(identity.person.person_id, since=now - FAMILIAR_FOR)
        return network_of(source) in {network_of(other) for other in known}


def _too_many(error: MustWait) -> TooManyAttempts:
    return TooManyAttempts(seconds=math.ceil(error.wait.total_seconds()))
