"""What happens to a person's access, told on the person's stream; no password, hash, link or secret is ever in it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from events.fact import Fact
from events.values.identity import PersonId
from events.values.people import Group, Scope

HowSet = Literal["generated", "chosen", "reset", "first_start"]
WhatOfFactor = Literal["switched_on", "switched_off", "codes_made", "code_used"]
"""What may happen to a second factor; ``code_used``: one of its recovery codes opened the door."""
WhyEnded = Literal["asked", "deactivated", "password_set"]


class PasswordSet(Fact, frozen=True, kw_only=True):
    """The person has another password; ``must_change`` when somebody else made it (rows 67-68)."""

    stored_name: ClassVar[str] = "account.password-set@1"

    person_id: PersonId
    how: HowSet
    must_change: bool = False


class PasswordResetOffered(Fact, frozen=True, kw_only=True):
    """A one-time link to set a new password was made for the person."""

    stored_name: ClassVar[str] = "account.password-reset-offered@1"

    person_id: PersonId


class SecondFactorChanged(Fact, frozen=True, kw_only=True):
    """The person's second factor is asked for from now on, or no longer, or its recovery codes are others or fewer."""

    stored_name: ClassVar[str] = "account.second-factor-changed@1"

    person_id: PersonId
    what: WhatOfFactor


class SessionsEnded(Fact, frozen=True, kw_only=True):
    """The person was signed out everywhere."""

    stored_name: ClassVar[str] = "account.sessions-ended@1"

    person_id: PersonId
    why: WhyEnded = "asked"


class SessionEnded(Fact, frozen=True, kw_only=True):
    """One session of the person was ended by hand: they signed out."""

    stored_name: ClassVar[str] = "account.session-ended@1"

    person_id: PersonId
    session_id: UUID


class TokenMade(Fact, frozen=True, kw_only=True):
    """A token speaks for the person, or for a program that is nobody, until it expires or is withdrawn."""

    stored_name: ClassVar[str] = "account.token-made@1"
    personal: ClassVar[dict[str, str]] = {"label": "person_id"}

    person_id: PersonId
    token_id: UUID
    label: str = ""
    groups: frozenset[Group] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    expires_at: datetime | None = None


class TokenWithdrawn(Fact, frozen=True, kw_only=True):
    """The token opens nothing any more."""

    stored_name: ClassVar[str] = "account.token-withdrawn@1"

    person_id: PersonId
    token_id: UUID
