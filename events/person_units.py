"""To which units a person belongs beside their main one: their facts, decided by ``aggregates.person_units``."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.values.further_unit import Sees
from events.values.identity import OrgUnitId, PersonId


class PersonUnitAdded(Fact, frozen=True, kw_only=True):
    """The person belongs to another unit, too; told again, for another time or with another sight."""

    stored_name: ClassVar[str] = "person.unit-added@1"

    person_id: PersonId
    unit_id: OrgUnitId
    sees: Sees
    from_at: datetime | None = None
    until_at: datetime | None = None


class PersonUnitLeft(Fact, frozen=True, kw_only=True):
    """The person belongs to that unit no longer: from now on they see and ask for nothing by it."""

    stored_name: ClassVar[str] = "person.unit-left@1"

    person_id: PersonId
    unit_id: OrgUnitId
