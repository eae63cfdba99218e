"""Coming in: by a password here or in a directory, by a code beside it, through a provider; used by every door."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec
import structlog

from aggregates.person import Person
from commands.ports import Clock
from connectors.inbound.identities import Identities, Identity
from connectors.inbound.sign_in import refusals
from connectors.inbound.sign_in.guesses import Guesses
from connectors.inbound.sign_in.halves import Half, Halves
from connectors.inbound.sign_in.second_factor import SecondFactor
from connectors.storage.accounts.passwords import Passwords, PasswordVerdict
from connectors.storage.accounts.sessions import Session, Sessions
from connectors.storage.accounts.sign_in_failures import SignInFailures
from connectors.storage.accounts.sign_ins import SignIns, Via
from events.values.people import Viewer


class DirectoryPasswords(Protocol):
    """Asks a directory whether a password is right; the desk never learns what it is."""

    def is_right(self, login: str, password: str, *, key: str) -> bool:
        """Whether the directory takes the password of the entry ``key``; raises ``DirectoryIsAway``."""
        ...


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A new session with its secret, shown this once. ``must_change``: only a new password may be set with it."""

    secret: str
    session: Session
    person_id: UUID
    must_change: bool


class ComingIn:
    """Whatever somebody shows, it ends in a session or in a refusal, and in a row for auditors."""

    def __init__(  # noqa: PLR0913, PLR0917 - the tables of an account
        self,
        identities: Identities,
        passwords: Passwords,
        sessions: Sessions,
        failures: SignInFailures,
        sign_ins: SignIns,
        guesses: Guesses,
        factor: SecondFactor,
        clock: Clock,
        directory: DirectoryPasswords | None = None,
    ) -> None:
        self._identities = identities
        self._passwords = passwords
        self._sessions = sessions
        self._failures = failures
        self._sign_ins = sign_ins
        self._guesses = guesses
        self._factor = factor
        self._halves = Halves(lambda: identities.keyed)
        self._log = structlog.get_logger("accounts")
        self._clock = clock
        self._directory = directory

    def sign_in(self, login: str, password: str, *, source: str, client: str, code: str = "") -> SignedIn:
        """A session for the right login (or e-mail address) and password, with a code where a second factor is on.

        Whatever is wrong, the refusal is the same; a wrong guess slows down its own address only. Raises
        ``WrongCredentials``, ``TooManyAttempts`` or ``DirectoryIsAway``; ``SecondFactorIsNeeded`` without a code.
        """
        now = self._clock.now()
        must_wait = self._guesses.count(login, source, now)
        identity = self._identities.by_login(login)
        person = None if identity is None else identity.person
        try:
            verdict = self._verdict(person, password)
        except refusals.DirectoryIsAway:
            self._failures.give_back(login, source, now=now, of_share=must_wait is not None)
            raise
        # Also by an e-mail address nobody comes in without a login of their own (row 68).
        if not verdict.is_right or person is None or identity is None or identity.is_barred or not person.login:
            whose = None if person is None else person.person_id
            self._sign_ins.record("refused", person_id=whose, source=source, client=client, now=now)
            # Never what was typed: people type passwords into the wrong field.
            self._log.warning("sign_in_refused", source=source, person=None if whose is None else str(whose))
            # Of an address that must wait nobody learns who came in from it before.
            raise must_wait or refusals.WrongCredentials
        via: Via = "password"
        if self._factor.is_on(person.person_id):
            if not code.strip():
                # Nothing is forgiven yet: or whoever has the password would buy guesses at codes with it.
                self._failures.give_back(login, source, now=now, of_share=must_wait is not None)
                needed = refusals.SecondFactorIsNeeded()
                needed.half = self._halves.make(person.person_id, verdict.set_version, login, now=now)
                raise needed
            via = self._checked(identity, code, source=source, client=client, now=now)
        self._failures.forgive(login, source, of_share=must_wait is not None)
        return self._come_in(person, verdict, via, source=source, client=client, now=now)

    def go_on(self, half: str, code: str, *, source: str, client: str) -> SignedIn:
        """A session for the code that belongs to a right password; raises ``SignInTookTooLong``, ``WrongCode``, ..."""
        now = self._clock.now()
        read = self._halves.read(half, now=now)
        identity = None if read is None else self._identities.of(read.person_id)
        if read is None or identity is None or identity.is_barred or not identity.person.login:
            raise refusals.SignInTookTooLong
        verdict = self._verdict_of(read, identity.person)
        must_wait = self._guesses.count(read.login, source, now)
        via = self._checked(identity, code, source=source, client=client, now=now)
        self._failures.forgive(read.login, source, of_share=must_wait is not None)
        return self._come_in(identity.person, verdict, via, source=source, client=client, now=now)

    def refuse_other_password(self, viewer: Viewer, password: str, *, source: str) -> None:
        """Whoever found an open session does not change how its owner comes in; raises ``WrongCredentials``."""
        now = self._clock.now()
        identity = self._identities.of(viewer.actor.id)
        person = None if identity is None else identity.person
        login = "" if person is None else person.login
        must_wait = self._guesses.count(login, source, now)
        try:
            verdict = self._verdict(person, password)
        except refusals.DirectoryIsAway:
            self._failures.give_back(login, source, now=now, of_share=must_wait is not None)
            raise
        if not verdict.is_right:
            raise must_wait or refusals.WrongCredentials(field="password")
        self._failures.forgive(login, source, of_share=must_wait is not None)

    def come_in_through_provider(self, person_id: UUID, *, source: str, client: str) -> SignedIn:
        """A session for somebody whom a provider knows, and who may come in."""
        now = self._clock.now()
        secret, session = self._sessions.open(person_id, client=client, source=source, now=now, via="provider")
        self._sign_ins.record("signed_in", person_id=person_id, source=source, client=client, now=now, via="provider")
        return SignedIn(secret=secret, session=session, person_id=person_id, must_change=False)

    def refuse_through_provider(self, person_id: UUID | None, *, source: str, client: str) -> None:
        """Keep that a provider knew somebody whom the desk does not let in."""
        now = self._clock.now()
        self._sign_ins.record("refused", person_id=person_id, source=source, client=client, now=now, via="provider")
        told = None if person_id is None else str(person_id)
        self._log.warning("sign_in_refused", source=source, person=told, via="provider")

    def _checked(self, identity: Identity, code: str, *, source: str, client: str, now: datetime) -> Via:
        """Take a code; a wrong one is a refused sign-in like any other."""
        try:
            self._factor.check(Viewer(actor=identity.actor, groups=identity.person.rights), code)
        except refusals.WrongCode:
            self._sign_ins.record(
                "refused",
                person_id=identity.person.person_id,
                source=source,
                client=client,
                now=now,
                via="second_factor",
            )
            raise
        return "second_factor"

    def _verdict_of(self, half: Half, person: Person) -> PasswordVerdict:
        """What was found of the password a moment ago; whether it still stands is asked behind the session."""
        must_change = self._passwords.must_change(half.person_id) and not is_of_directory(person)
        return PasswordVerdict(is_right=True, must_change=must_change, set_version=half.set_version)

    def _come_in(
        self, person: Person, verdict: PasswordVerdict, via: Via, *, source: str, client: str, now: datetime
    ) -> SignedIn:
        secret, session = self._sessions.open(person.person_id, client=client, source=source, now=now, via=via)
        if not is_of_directory(person) and not self._passwords.stands(person.person_id, verdict):
            # Another password was set between the look at this one and the session, which ended all others.
            self._sessions.end(person.person_id, session.session_id, now=now)
            raise refusals.WrongCredentials
        if via == "password" and self._factor.is_on(person.person_id):
            # Switched on since this sign-in was looked at, which ended all sessions that there were.
            self._sessions.end(person.person_id, session.session_id, now=now)
            raise refusals.SignInTookTooLong
        self._sign_ins.record("signed_in", person_id=person.person_id, source=source, client=client, now=now, via=via)
        return SignedIn(secret=secret, session=session, person_id=person.person_id, must_change=verdict.must_change)

    def _verdict(self, person: Person | None, password: str) -> PasswordVerdict:
        if person is None or not is_of_directory(person):
            return self._passwords.verdict(None if person is None else person.person_id, password)
        if self._directory is None or person.source is None or not password:
            return PasswordVerdict(is_right=False)
        return PasswordVerdict(is_right=self._directory.is_right(person.login, password, key=person.source.key))


def is_of_directory(person: Person) -> bool:
    """Whether a directory alone knows the password, also while this desk is told of none: then nobody signs in."""
    return person.source is not None and person.source.system == "ldap"
