"""A second factor: switched on and off by its owner, taken off by administrators, asked for behind a right password."""

from __future__ import annotations

import math
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid4

import msgspec
import structlog

from commands.account import RecordSecondFactor
from commands.bus import Bus
from commands.ports import Clock
from connectors.inbound.identities import Identities
from connectors.inbound.sign_in import refusals
from connectors.storage.accounts.second_factors import Lost, SecondFactors
from connectors.storage.accounts.sessions import Sessions
from connectors.storage.accounts.sign_in_failures import MustWait, SignInFailures
from events.account import WhatOfFactor
from events.values.identity import CommandId, PersonId
from events.values.people import Viewer

NAME = "Deskledger"
"""What a program for codes calls it."""
_EVERYWHERE = ""
"""Codes are counted by person alone, from wherever they come: whoever guesses at them has the password already."""


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What a program for codes is given, shown until the first code came: as a text to type, and as an address."""

    secret_key: str
    key_address: str


class FactorNow(msgspec.Struct, frozen=True, kw_only=True):
    """Since when it is asked for, if it is; codes that are left; who took it off, until its owner has looked."""

    on_since: datetime | None = None
    codes_left: int = 0
    taken_off_at: datetime | None = None
    taken_off_by: str = ""


class SecondFactor:
    """What people do to their second factor, and what is asked of it."""

    def __init__(
        self,
        bus: Bus,
        identities: Identities,
        factors: SecondFactors,
        sessions: Sessions,
        failures: SignInFailures,
        clock: Clock,
    ) -> None:
        self._bus = bus
        self._identities = identities
        self._factors = factors
        self._sessions = sessions
        self._failures = failures
        self._clock = clock
        self._log = structlog.get_logger("accounts")

    def now_of(self, person_id: UUID) -> FactorNow:
        """How things stand."""
        found, lost = self._factors.of(person_id), self._factors.lost(person_id)
        return FactorNow(
            on_since=found.on_since,
            codes_left=found.codes_left,
            taken_off_at=None if lost is None else lost.at,
            taken_off_by="" if lost is None else self._name_of(lost),
        )

    def is_on(self, person_id: UUID) -> bool:
        """Whether a code is asked for behind the password."""
        return self._factors.of(person_id).on_since is not None

    def was_lost(self, person_id: UUID) -> bool:
        """Whether somebody else took it off, and its owner has not looked since."""
        return self._factors.lost(person_id) is not None

    def begin(self, viewer: Viewer) -> Begun:
        """A new secret of whoever asks; no code of it is asked for before ``confirm``."""
        secret = self._factors.begin(viewer.actor.id, now=self._clock.now())
        if secret is None:
            raise refusals.SecondFactorIsOn
        return self._told(viewer, secret)

    def begun(self, viewer: Viewer) -> Begun | None:
        """What was begun and waits for its first code."""
        secret = self._factors.begun(viewer.actor.id)
        return None if secret is None else self._told(viewer, secret)

    def confirm(self, viewer: Viewer, code: str, *, session: UUID) -> Sequence[str]:
        """From now on codes are asked for; the recovery codes, shown this once. All other sessions end."""
        person_id, now = viewer.actor.id, self._clock.now()
        if self._factors.begun(person_id) is None:
            raise refusals.SecondFactorIsNotBegun
        self._count(person_id, now)
        if not self._factors.takes(person_id, code, now=now):
            raise refusals.WrongCode
        self._forgive(person_id)
        self._record(viewer, person_id, "switched_on")
        if not self._factors.confirm(person_id, now=now):
            raise refusals.SecondFactorIsOn
        self._factors.found(person_id)
        self._sessions.strengthen(session)
        self._sessions.end_all(person_id, now=now, but=session)
        return self._factors.new_codes(person_id)

    def new_codes(self, viewer: Viewer, code: str) -> Sequence[str]:
        """Other recovery codes, for a code of now; those of before open nothing any more."""
        self._refuse_without(viewer.actor.id, code)
        self._record(viewer, viewer.actor.id, "codes_made")
        return self._factors.new_codes(viewer.actor.id)

    def switch_off(self, viewer: Viewer, code: str) -> None:
        """One's own, for a code of now or a recovery code."""
        self._refuse_without(viewer.actor.id, code)
        self._record(viewer, viewer.actor.id, "switched_off")
        self._factors.remove(viewer.actor.id)

    def take_off(self, viewer: Viewer, person_id: UUID) -> None:
        """Somebody else's, who lost what they made codes with: they read so when they come in the next time."""
        if viewer.actor.id == person_id:
            raise refusals.OwnFactorNeedsCode
        if not self.is_on(person_id):
            raise refusals.NoSecondFactor
        now = self._clock.now()
        self._record(viewer, person_id, "switched_off")
        self._factors.remove(person_id)
        self._factors.lose(person_id, by=viewer.actor.id, now=now)
        self._sessions.end_all(person_id, now=now)

    def looked(self, viewer: Viewer) -> None:
        """Its owner has read that somebody took it off."""
        self._factors.found(viewer.actor.id)

    def check(self, viewer: Viewer, code: str) -> None:
        """Take a code of the person's, or a recovery code, which is good once; raises ``WrongCode``."""
        person_id, now = viewer.actor.id, self._clock.now()
        self._count(person_id, now)
        if not self._factors.takes(person_id, code, now=now):
            if not self._factors.takes_recovery(person_id, code):
                self._log.warning("code_refused", person=str(person_id))
                raise refusals.WrongCode
            self._record(viewer, person_id, "code_used")
        self._forgive(person_id)

    def _refuse_without(self, person_id: UUID, code: str) -> None:
        if not self.is_on(person_id):
            raise refusals.SecondFactorIsOff
        identity = self._identities.of(person_id)
        if identity is None:
            raise refusals.SecondFactorIsOff
        self.check(Viewer(actor=identity.actor, groups=identity.person.rights), code)

    def _count(self, person_id: UUID, now: datetime) -> None:
        try:
            self._failures.reserve_share(_counted(person_id), _EVERYWHERE, now=now)
        except MustWait as error:
            raise refusals.TooManyCodes(seconds=math.ceil(error.wait.total_seconds())) from error

    def _forgive(self, person_id: UUID) -> None:
        self._failures.forgive(_counted(person_id), _EVERYWHERE, of_share=True)

    def _record(self, viewer: Viewer, person_id: UUID, what: WhatOfFactor) -> None:
        command = RecordSecondFactor(person_id=PersonId(person_id), what=what)
        self._bus.execute(command, viewer=viewer, command_id=CommandId(uuid4()))

    def _told(self, viewer: Viewer, secret: bytes) -> Begun:
        identity = self._identities.of(viewer.actor.id)
        login = "" if identity is None else identity.person.login
        told = b32encode(secret).decode()
        address = f"otpauth://totp/{quote(NAME)}:{quote(login)}?secret={told}&issuer={quote(NAME)}"
        return Begun(secret_key=told, key_address=address)

    def _name_of(self, lost: Lost) -> str:
        identity = self._identities.of(lost.taken_by)
        return "" if identity is None else identity.person.name.full


def _counted(person_id: UUID) -> str:
    return f"second factor of {person_id}"
