"""Passwords, reset links, sessions: credentials stay in their tables, facts say that they changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import structlog

from aggregates.person import NoSuchPerson, Person
from aggregates.person_refusals import ResetLinkIsSpent
from commands.account import EndSessions, OfferPasswordReset, RecordPasswordSet, RecordSessionEnded
from commands.bus import Bus
from commands.ports import Clock
from connectors.inbound.identities import Identities
from connectors.inbound.sign_in import refusals
from connectors.inbound.sign_in.coming_in import is_of_directory
from connectors.inbound.sign_in.guesses import Guesses
from connectors.storage.accounts import passwords as password_table
from connectors.storage.accounts.passwords import Passwords
from connectors.storage.accounts.reset_links import ResetLinks
from connectors.storage.accounts.sessions import Session, Sessions
from connectors.storage.accounts.sign_in_failures import SignInFailures
from events.account import HowSet
from events.values.identity import CommandId, PersonId
from events.values.people import SYSTEM, Viewer

SHORTEST, LONGEST = 10, 200
AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())


class Accounts:
    """What people do with their passwords and sessions, and what administrators do for them."""

    def __init__(  # noqa: PLR0913, PLR0917 - the tables of an account
        self,
        bus: Bus,
        identities: Identities,
        passwords: Passwords,
        sessions: Sessions,
        links: ResetLinks,
        failures: SignInFailures,
        guesses: Guesses,
        clock: Clock,
    ) -> None:
        self._bus = bus
        self._identities = identities
        self._passwords = passwords
        self._sessions = sessions
        self._links = links
        self._failures = failures
        self._guesses = guesses
        self._log = structlog.get_logger("accounts")
        self._clock = clock

    def must_change(self, person_id: UUID) -> bool:
        """Whether the person's password was made by somebody else and waits to be changed.

        What the desk knew by heart before a directory fed the person no longer counts.
        """
        return self._passwords.must_change(person_id) and not is_of_directory(self._person(person_id))

    def change_password(self, viewer: Viewer, old: str, new: str, *, session: UUID | None, source: str) -> None:
        """The person's own change: the present password is asked again, every other session ends."""
        now = self._clock.now()
        person = self._person(viewer.actor.id)
        _refuse_foreign_password(person)
        must_wait = self._guesses.count(person.login, source, now)
        if not self._passwords.verdict(person.person_id, old).is_right:
            self._log.warning("password_change_refused", source=source, person=str(person.person_id))
            raise must_wait or refusals.WrongCredentials(field="old_password")
        self._failures.forgive(person.login, source, of_share=must_wait is not None)
        if old == new:
            raise refusals.PasswordIsTheSame
        self._set(viewer, person, new, how="chosen", but=session)

    def generate_password(self, viewer: Viewer, person_id: UUID) -> str:
        """A password made for somebody, to be handed over once; they choose their own at the first sign-in (row 67)."""
        person = self._person(person_id)
        _refuse_foreign_password(person)
        if not person.login:
            raise refusals.NoLoginYet
        password = password_table.generated()
        self._set(viewer, person, password, how="generated", must_change=True)
        return password

    def set_first_password(self, person_id: UUID, *, must_change: bool = True) -> str | None:
        """The password of an account at the first start, shown once; ``None`` when it has one (row 31)."""
        if self._passwords.exists(person_id):
            return None
        password = password_table.generated()
        self._set(AS_DESK, self._person(person_id), password, how="first_start", must_change=must_change)
        return password

    def offer_reset(self, viewer: Viewer, person_id: UUID) -> tuple[str, datetime]:
        """A one-time link's secret for somebody who forgot their password, and until when it works."""
        person = self._person(person_id)
        _refuse_foreign_password(person)
        if not person.login:
            raise refusals.NoLoginYet
        offer = OfferPasswordReset(person_id=person.person_id)
        offered = self._bus.execute(offer, viewer=viewer, command_id=_fresh())
        return self._links.make(person.person_id, offered=offered.version, now=self._clock.now())

    def reset(self, link: str, new: str) -> None:
        """Set a new password with a link, once; every session ends. Raises ``ResetLinkIsSpent``."""
        now = self._clock.now()
        found = self._links.owner(link, now=now)
        identity = None if found is None else self._identities.of(found[0])
        if found is None or identity is None or identity.is_barred or not identity.person.login:
            raise ResetLinkIsSpent
        person, offer = identity.person, found[1]
        _refuse_foreign_password(person)
        person.refuse_spent(offer)
        _refuse_weak(new, person)
        # Used up before the password changes: of two who hold the link, one sets it.
        if not self._links.use(link, now=now):
            raise ResetLinkIsSpent
        self._set(AS_DESK, person, new, how="reset", by_offer=offer)

    def sessions(self, person_id: UUID) -> list[Session]:
        """The person's sessions that open something now, the last used first."""
        identity = self._identities.of(person_id)
        found = self._sessions.of(person_id, now=self._clock.now())
        return [session for session in found if identity is not None and not identity.is_shut_to(session.created_at)]

    def end_session(self, viewer: Viewer, session_id: UUID) -> None:
        """End one of the viewer's own sessions; raises ``NoSuchSession``."""
        person_id = viewer.actor.id
        if all(session.session_id != session_id for session in self.sessions(person_id)):
            raise refusals.NoSuchSession
        command = RecordSessionEnded(person_id=PersonId(person_id), session_id=session_id)
        self._bus.execute(command, viewer=viewer, command_id=_fresh())
        self._sessions.end(person_id, session_id, now=self._clock.now())

    def end_sessions(self, viewer: Viewer, person_id: UUID, *, but: UUID | None = None) -> int:
        """End all sessions of a person, save the one that asks; how many there were."""
        command = EndSessions(person_id=PersonId(person_id), why="asked")
        self._bus.execute(command, viewer=viewer, command_id=_fresh())
        return self._sessions.end_all(person_id, now=self._clock.now(), but=but)

    def _set(
        self,
        viewer: Viewer,
        person: Person,
        password: str,
        *,
        how: HowSet,
        must_change: bool = False,
        but: UUID | None = None,
        by_offer: int | None = None,
    ) -> None:
        _refuse_weak(password, person)
        # The fact first: it asks whether the viewer may, and a change that nobody told of must not exist.
        # It also asks anew whether the link still works: of two changes at one instant the log lets one be the first.
        command = RecordPasswordSet(person_id=person.person_id, how=how, must_change=must_change, by_offer=by_offer)
        told = self._bus.execute(command, viewer=viewer, command_id=_fresh())
        now = self._clock.now()
        self._passwords.put(person.person_id, password, must_change=must_change, now=now, set_version=told.version)
        self._sessions.end_all(person.person_id, now=now, but=but)

    def _person(self, person_id: UUID) -> Person:
        identity = self._identities.of(person_id)
        if identity is None:
            raise NoSuchPerson
        return identity.person


def _refuse_foreign_password(person: Person) -> None:
    if is_of_directory(person) and person.source is not None:
        raise refusals.PasswordIsOfTheDirectory(source=person.source.name)


def _refuse_weak(password: str, person: Person) -> None:
    """Length against guessing machines, a few words against guessing people; no rules about signs."""
    if len(password) < SHORTEST:
        raise refusals.PasswordIsTooShort(least=SHORTEST)
    if len(password) > LONGEST:
        raise refusals.PasswordIsTooLong(most=LONGEST)
    plain = password.casefold()
    own = {person.login, person.name.last, person.name.first, *person.emails}
    if len(set(plain)) < 3 or plain in {word.casefold() for word in own if word}:  # noqa: PLR2004 - aaaa, abab
        raise refusals.PasswordIsGuessable


def _fresh() -> CommandId:
    return CommandId(uuid4())
