"""What happens to a person of the desk, employee or contact; decided by ``aggregates.person``."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Group, Language, Licence, PersonKind, Source
from events.values.person_name import PersonName
from events.values.ticket import Attachment

_NAME = {"name.last": "person_id", "name.first": "person_id", "name.middle": "person_id"}

Unique = Literal["login", "email", "look"]
"""Names that one person has and no other: logins, addresses, and what a login of another script is taken for."""


class PersonRegistered(Fact, frozen=True, kw_only=True):
    """An employee or contact is known to the desk, within a unit (rows 64, 72j); only built-in accounts have none."""

    stored_name: ClassVar[str] = "person.registered@1"
    personal: ClassVar[dict[str, str]] = {
        **_NAME,
        "position": "person_id",
        "emails": "person_id",
        "phones": "person_id",
    }

    person_id: PersonId
    kind: PersonKind
    name: PersonName
    unit_id: OrgUnitId | None = None
    position: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    time_zone: str = ""
    language: Language = "ru"
    source: Source | None = None


class PersonRenamed(Fact, frozen=True, kw_only=True):
    """The person bears another name."""

    stored_name: ClassVar[str] = "person.renamed@1"
    personal: ClassVar[dict[str, str]] = _NAME

    person_id: PersonId
    name: PersonName


class PersonMoved(Fact, frozen=True, kw_only=True):
    """The person belongs to another unit; where they were before stays readable."""

    stored_name: ClassVar[str] = "person.moved@1"

    person_id: PersonId
    unit_id: OrgUnitId
    from_id: OrgUnitId


class PersonPositionChanged(Fact, frozen=True, kw_only=True):
    """The person holds another position."""

    stored_name: ClassVar[str] = "person.position-changed@1"
    personal: ClassVar[dict[str, str]] = {"position": "person_id"}

    person_id: PersonId
    position: str


class PersonEmailsChanged(Fact, frozen=True, kw_only=True):
    """The person has exactly these addresses, the first one for letters from the desk."""

    stored_name: ClassVar[str] = "person.emails-changed@1"
    personal: ClassVar[dict[str, str]] = {"emails": "person_id"}

    person_id: PersonId
    emails: tuple[str, ...]


class PersonPhonesChanged(Fact, frozen=True, kw_only=True):
    """The person has exactly these phones."""

    stored_name: ClassVar[str] = "person.phones-changed@1"
    personal: ClassVar[dict[str, str]] = {"phones": "person_id"}

    person_id: PersonId
    phones: tuple[str, ...]


class PersonPhotoChanged(Fact, frozen=True, kw_only=True):
    """The person has another photo, or none (row 66)."""

    stored_name: ClassVar[str] = "person.photo-changed@1"

    person_id: PersonId
    photo: Attachment | None


class PersonZoneChanged(Fact, frozen=True, kw_only=True):
    """The person is in another time zone; empty: in that of their unit (W7)."""

    stored_name: ClassVar[str] = "person.zone-changed@1"

    person_id: PersonId
    time_zone: str


class PersonLanguageChanged(Fact, frozen=True, kw_only=True):
    """The desk speaks another language with the person."""

    stored_name: ClassVar[str] = "person.language-changed@1"

    person_id: PersonId
    language: Language


class PersonLoginGiven(Fact, frozen=True, kw_only=True):
    """The person signs in with this login; empty: it was taken away."""

    stored_name: ClassVar[str] = "person.login-given@1"
    personal: ClassVar[dict[str, str]] = {"login": "person_id"}

    person_id: PersonId
    login: str


class PersonLicensed(Fact, frozen=True, kw_only=True):
    """The person holds this licence (row 70)."""

    stored_name: ClassVar[str] = "person.licensed@1"

    person_id: PersonId
    licence: Licence


class PersonGroupsGranted(Fact, frozen=True, kw_only=True):
    """From now on the person has exactly these groups (row 86)."""

    stored_name: ClassVar[str] = "person.groups-granted@1"

    person_id: PersonId
    groups: frozenset[Group]


class PersonDeactivated(Fact, frozen=True, kw_only=True):
    """The person has no access any more; their history stays readable."""

    stored_name: ClassVar[str] = "person.deactivated@1"
    personal: ClassVar[dict[str, str]] = {"reason": "person_id"}

    person_id: PersonId
    reason: str


class PersonReactivated(Fact, frozen=True, kw_only=True):
    """The person has access again, with the groups that they had."""

    stored_name: ClassVar[str] = "person.reactivated@1"

    person_id: PersonId


class PersonFed(Fact, frozen=True, kw_only=True):
    """From now on the person comes from outside: the source owns some of their fields (rows 65, 72k)."""

    stored_name: ClassVar[str] = "person.fed@1"

    person_id: PersonId
    source: Source


class PersonUnfed(Fact, frozen=True, kw_only=True):
    """The person is kept by hand from now on."""

    stored_name: ClassVar[str] = "person.unfed@1"

    person_id: PersonId


class PersonOverridden(Fact, frozen=True, kw_only=True):
    """Somebody changed by hand what a source owns, and said why (row 65)."""

    stored_name: ClassVar[str] = "person.overridden@1"
    personal: ClassVar[dict[str, str]] = {"note": "person_id"}

    person_id: PersonId
    fields: frozenset[str]
    note: str


class NameTaken(Fact, frozen=True, kw_only=True):
    """A login, its look or an e-mail address is one person's, told on the name's own stream: no second can have it."""

    stored_name: ClassVar[str] = "name.taken@1"

    what: Unique
    person_id: PersonId


class NameFreed(Fact, frozen=True, kw_only=True):
    """A login, its look or an e-mail address is nobody's again."""

    stored_name: ClassVar[str] = "name.freed@1"

    what: Unique
    person_id: PersonId
