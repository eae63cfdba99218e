"""What happens to a person of the desk, employee or contact; decided by ``aggregates.person``."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Group, Language


class PersonRegistered(Fact, frozen=True, kw_only=True):
    """An employee or contact is known to the desk (rows 64, 72j).

    ``units`` is the path of org units from the person's own unit up to the root.
    """

    stored_name: ClassVar[str] = "person.registered@1"
    personal: ClassVar[dict[str, str]] = {"name": "person_id", "emails": "person_id"}

    person_id: PersonId
    kind: Literal["employee", "contact"]
    name: str
    emails: tuple[str, ...] = ()
    groups: frozenset[Group] = frozenset({"requester"})
    units: tuple[OrgUnitId, ...] = ()
    time_zone: str = ""
    language: Language = "ru"


class PersonGroupsGranted(Fact, frozen=True, kw_only=True):
    """From now on the person has exactly these groups (row 86)."""

    stored_name: ClassVar[str] = "person.groups-granted@1"

    person_id: PersonId
    groups: frozenset[Group]


class EmailReserved(Fact, frozen=True, kw_only=True):
    """An address was taken by one person, on the address's own stream: no second person can take it."""

    stored_name: ClassVar[str] = "person.email-reserved@1"

    person_id: PersonId
