"""Who answers for somebody who is away; facts on the person's stream, decided by ``aggregates.substitute``."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId


class SubstituteNamed(Fact, frozen=True, kw_only=True):
    """Somebody may answer for the person in [from_at, until_at), instead of whoever was named before (row 163)."""

    stored_name: ClassVar[str] = "person.substitute-named@1"

    person_id: PersonId
    substitute_id: PersonId
    from_at: datetime
    until_at: datetime


class SubstituteDismissed(Fact, frozen=True, kw_only=True):
    """Nobody answers for the person any more."""

    stored_name: ClassVar[str] = "person.substitute-dismissed@1"

    person_id: PersonId
