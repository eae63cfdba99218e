"""When somebody is away, and who stands in for them; facts of the person, decided by ``aggregates.absence``."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.identity import AbsenceId, PersonId


class AbsencePlanned(Fact, frozen=True, kw_only=True):
    """The person is away in [from_at, until_at), and perhaps somebody stands in for them meanwhile."""

    stored_name: ClassVar[str] = "person.absence-planned@1"
    personal: ClassVar[dict[str, str]] = sealed_for("person_id", "note")

    person_id: PersonId
    absence_id: AbsenceId
    from_at: datetime
    until_at: datetime
    substitute_id: PersonId | None = None
    note: str = ""


class AbsenceReplanned(Fact, frozen=True, kw_only=True):
    """An absence is another one from now on: all that is known of it, as it is now."""

    stored_name: ClassVar[str] = "person.absence-replanned@1"
    personal: ClassVar[dict[str, str]] = sealed_for("person_id", "note")

    person_id: PersonId
    absence_id: AbsenceId
    from_at: datetime
    until_at: datetime
    substitute_id: PersonId | None = None
    note: str = ""


class AbsenceEnded(Fact, frozen=True, kw_only=True):
    """The person is back earlier than was planned; where it had not begun, it never was."""

    stored_name: ClassVar[str] = "person.absence-ended@1"

    person_id: PersonId
    absence_id: AbsenceId
    ended_at: datetime
