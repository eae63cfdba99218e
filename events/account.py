"""What happens to a person's access, told on the person's stream; no password, hash, link or token is ever in it."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import PersonId

HowSet = Literal["generated", "chosen", "reset", "first_start"]
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


class SessionsEnded(Fact, frozen=True, kw_only=True):
    """The person was signed out everywhere."""

    stored_name: ClassVar[str] = "account.sessions-ended@1"

    person_id: PersonId
    why: WhyEnded = "asked"
