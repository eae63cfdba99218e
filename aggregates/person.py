"""What may happen to a person of the desk; driven by ``commands.person``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from aggregates import person_refusals as refusals
from aggregates.feeding import Editor, overrides, refuse_unknown_fields
from events.account import PasswordResetOffered, PasswordSet
from events.fact import Fact, Recorded
from events.folds.person import PERSON, PersonState
from events.person import (
    PersonDeactivated,
    PersonEmailsChanged,
    PersonFed,
    PersonGroupsGranted,
    PersonLanguageChanged,
    PersonLicensed,
    PersonLoginGiven,
    PersonMoved,
    PersonOverridden,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonPositionChanged,
    PersonReactivated,
    PersonRenamed,
    PersonUnfed,
    PersonZoneChanged,
)
from events.person_merge import PersonMerged, PersonTookIn
from events.person_units import PersonUnitLeft
from events.values.identity import OrgUnitId, PersonId
from events.values.people import LICENSED_GROUPS, PARTNERS, Group, Language, Licence, PersonKind, Source
from events.values.person_name import PersonName
from events.values.refusal import Refusal, groups_listed
from events.values.ticket import Attachment


class NoSuchPerson(Refusal):
    """There is no such person. Choose an employee or contact from the list."""

    kind = "missing"
    ru: ClassVar[str] = "Такого человека нет. Выберите сотрудника или контакт из списка."
    field = "person_id"


FIELDS = frozenset(
    {"name", "unit", "position", "emails", "phones", "photo", "time_zone", "language", "login", "active"}
)
"""Fields of a person that a source may own; licences and groups are always given by hand."""


_SPENDS: frozenset[type[Fact]] = frozenset(
    {
        PasswordSet,
        PersonEmailsChanged,
        PersonLoginGiven,
        PersonGroupsGranted,
        PersonDeactivated,
        PersonFed,
        PersonUnfed,
        PersonMerged,
    }
)
"""What spends an offered reset link: who made or holds it was trusted with another account than it is now."""


class Person(PersonState, frozen=True, kw_only=True):
    """The state of one person, and what may happen to them."""

    version: int = 0
    shut_at: datetime | None = None
    """When access was ended last, by deactivation or by taking the login away: what was opened before stays dead."""
    offered: int = 0
    """The version of the fact that offered the reset link which works now; 0: none does."""
    took_in: frozenset[PersonId] = frozenset()
    """The other cards under which the person was known: those that were merged into this one."""

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Person | None:
        """The person that the facts of their stream tell of; ``None`` when they tell of something else."""
        person = PERSON.fold(cls, history)
        if person is None:
            return None
        took_in = frozenset(one.fact.merged_id for one in history if isinstance(one.fact, PersonTookIn))
        shut_at, offered = _shut_at(history), _offered(history)
        return replace(person, version=history[-1].version, shut_at=shut_at, offered=offered, took_in=took_in)

    @property
    def rights(self) -> frozenset[Group]:
        """The groups that count at this moment: every active person is a requester, nobody else has any."""
        return self.groups | {"requester"} if self.is_active else frozenset()

    def belongs_beside(self, unit_id: OrgUnitId) -> bool:
        """Whether the unit is one of those that they belong to beside their main one."""
        return any(one.unit_id == unit_id for one in self.further)

    # -- the card ------------------------------------------------------------------------------------------

    def rename(self, name: PersonName, by: Editor) -> list[Fact]:
        """Another name (row 66)."""
        same = name == self.name
        return self._edited("name", [] if same else [PersonRenamed(person_id=self.person_id, name=name)], by)

    def move(self, unit_id: OrgUnitId, by: Editor) -> list[Fact]:
        """Into another unit; where they were before stays in the history."""
        self.refuse_merged()
        if self.unit_id is None:
            raise refusals.BuiltInStays(login=self.login)
        if unit_id == self.unit_id:
            return []
        moved = PersonMoved(person_id=self.person_id, unit_id=unit_id, from_id=self.unit_id)
        # Where they go is their main unit from now on, and no further one any more.
        left = [PersonUnitLeft(person_id=self.person_id, unit_id=unit_id)] if self.belongs_beside(unit_id) else []
        return self._edited("unit", [*left, moved], by)

    def change_position(self, position: str, by: Editor) -> list[Fact]:
        """Another position, or none."""
        same = position == self.position
        fact = PersonPositionChanged(person_id=self.person_id, position=position)
        return self._edited("position", [] if same else [fact], by)

    def change_emails(self, emails: tuple[str, ...], by: Editor) -> list[Fact]:
        """Exactly these addresses."""
        fact = PersonEmailsChanged(person_id=self.person_id, emails=emails)
        return self._edited("emails", [] if emails == self.emails else [fact], by)

    def change_phones(self, phones: tuple[str, ...], by: Editor) -> list[Fact]:
        """Exactly these phones."""
        fact = PersonPhonesChanged(person_id=self.person_id, phones=phones)
        return self._edited("phones", [] if phones == self.phones else [fact], by)

    def change_photo(self, photo: Attachment | None, by: Editor) -> list[Fact]:
        """Another photo, or none."""
        fact = PersonPhotoChanged(person_id=self.person_id, photo=photo)
        return self._edited("photo", [] if photo == self.photo else [fact], by)

    def set_zone(self, time_zone: str, by: Editor) -> list[Fact]:
        """Another time zone; empty: that of the unit."""
        fact = PersonZoneChanged(person_id=self.person_id, time_zone=time_zone)
        return self._edited("time_zone", [] if time_zone == self.time_zone else [fact], by)

    def set_language(self, language: Language, by: Editor) -> list[Fact]:
        """Another language."""
        fact = PersonLanguageChanged(person_id=self.person_id, language=language)
        return self._edited("language", [] if language == self.language else [fact], by)

    # -- access --------------------------------------------------------------------------------------------

    def give_login(self, login: str, by: Editor) -> list[Fact]:
        """Another login, or none any more; nobody signs in without one."""
        if login == self.login:
            return []
        self._refuse_built_in()
        return self._edited("login", [PersonLoginGiven(person_id=self.person_id, login=login)], by)

    def license(self, licence: Licence) -> list[Fact]:
        """Another licence; the groups that the person has must fit it (row 87)."""
        self.refuse_merged()
        self._refuse_groups(self.groups, licence)
        if licence == self.licence:
            return []
        return [PersonLicensed(person_id=self.person_id, licence=licence)]

    def grant(self, groups: frozenset[Group]) -> list[Fact]:
        """Exactly these groups from now on (row 86)."""
        self.refuse_merged()
        groups = granted(groups)
        if self.kind == "built_in" and not self.groups <= groups:
            raise refusals.BuiltInStays(login=self.login)
        self._refuse_groups(groups, self.licence)
        if groups == self.groups:
            return []
        return [PersonGroupsGranted(person_id=self.person_id, groups=groups)]

    def deactivate(self, reason: str, by: Editor) -> list[Fact]:
        """No access any more; the names stay theirs, the history readable."""
        self._refuse_built_in()
        facts: list[Fact] = [PersonDeactivated(person_id=self.person_id, reason=reason)] if self.is_active else []
        return self._edited("active", facts, by)

    def reactivate(self, by: Editor) -> list[Fact]:
        """Access again, as it was."""
        facts: list[Fact] = [] if self.is_active else [PersonReactivated(person_id=self.person_id)]
        return self._edited("active", facts, by)

    def feed(self, source: Source | None) -> list[Fact]:
        """A source owns some of the card from now on, or none does."""
        self.refuse_merged()
        self._refuse_built_in()
        refuse_unknown_fields(source, FIELDS)
        if source == self.source:
            return []
        person_id = self.person_id
        return [PersonUnfed(person_id=person_id) if source is None else PersonFed(person_id=person_id, source=source)]

    def refuse_inactive(self, field: str) -> None:
        """Somebody without access takes no work and leads nobody."""
        self.refuse_merged(field)
        if not self.is_active:
            raise refusals.PersonIsDeactivated(person=self.name.full, field=field)

    def refuse_merged(self, field: str = "") -> None:
        """Whoever turned out to be another person is changed and named nowhere any more: that person is."""
        if self.merged_into is not None:
            raise refusals.PersonIsMerged(person=self.name.full, field=field)

    def refuse_spent(self, offer: int) -> None:
        """A reset link sets a password once, as long as nothing changed what it opens and no newer one was made."""
        if offer != self.offered:
            raise refusals.ResetLinkIsSpent

    def _refuse_built_in(self) -> None:
        if self.kind == "built_in":
            raise refusals.BuiltInStays(login=self.login)

    def _refuse_groups(self, groups: frozenset[Group], licence: Licence) -> None:
        refuse_bad_groups(self.kind, groups, licence)

    def _edited(self, field: str, facts: Sequence[Fact], by: Editor) -> list[Fact]:
        if facts:
            self.refuse_merged()
        if facts and overrides(by, self.source, field):
            note = by.note.strip()
            return [*facts, PersonOverridden(person_id=self.person_id, fields=frozenset({field}), note=note)]
        return list(facts)


def _shut_at(history: Sequence[Recorded]) -> datetime | None:
    for recorded in reversed(history):
        fact = recorded.fact
        if type(fact) in {PersonDeactivated, PersonMerged} or (type(fact) is PersonLoginGiven and not fact.login):
            return recorded.metadata.recorded_at
    return None


def _offered(history: Sequence[Recorded]) -> int:
    for recorded in reversed(history):
        kind = type(recorded.fact)
        if kind is PasswordResetOffered or kind in _SPENDS:
            return recorded.version if kind is PasswordResetOffered else 0
    return 0


def granted(groups: frozenset[Group]) -> frozenset[Group]:
    """What is granted beyond what everybody has."""
    return groups - {"requester"}


def refuse_bad_groups(kind: PersonKind, groups: frozenset[Group], licence: Licence) -> None:
    """Groups that combine (rows 83-84, 87), on a licence that allows them (rows 70, 79), of an employee."""
    for group, partners in PARTNERS.items():
        if group in groups and groups.isdisjoint(partners):
            raise refusals.GroupsDoNotCombine(group=groups_listed({group}), partners=groups_listed(partners))
    licensed = groups_listed(groups & LICENSED_GROUPS)
    if licensed.names and kind == "contact":
        raise refusals.ContactsAreNotStaff(groups=licensed)
    if licensed.names and kind == "employee" and licence == "unlicensed":
        raise refusals.GroupsNeedLicence(groups=licensed)
