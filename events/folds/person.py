"""The one reading of a person's facts; shared by ``aggregates.person``, the directory and the cards as they were."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.account import (
    PasswordResetOffered,
    PasswordSet,
    SecondFactorChanged,
    SessionEnded,
    SessionsEnded,
    TokenMade,
    TokenWithdrawn,
)
from events.folds.reading import Reading, begins, on, passes_over, says
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
    PersonRegistered,
    PersonRenamed,
    PersonUnfed,
    PersonZoneChanged,
)
from events.person_files import PersonFileAdded, PersonFileWithdrawn
from events.person_merge import PersonMerged, PersonTookIn
from events.person_units import PersonUnitAdded, PersonUnitLeft
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.values.further_unit import FurtherUnit
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Group, Language, Licence, PersonKind, Source
from events.values.person_name import PersonName
from events.values.ticket import Attachment


class PersonState(msgspec.Struct, frozen=True, kw_only=True):
    """One person. Personal fields read as erased once the person was forgotten.

    ``merged_into`` is who they turned out to be: what is theirs is that person's. ``further`` are the units that they
    belong to beside ``unit_id``, as they were told, whether that holds by now or still.
    """

    person_id: PersonId
    kind: PersonKind
    name: PersonName
    unit_id: OrgUnitId | None
    position: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    time_zone: str
    language: Language
    source: Source | None
    photo: Attachment | None = None
    login: str = ""
    licence: Licence = "unlicensed"
    groups: frozenset[Group] = frozenset()
    is_active: bool = True
    merged_into: PersonId | None = None
    files: tuple[Attachment, ...] = ()
    further: tuple[FurtherUnit, ...] = ()


def _registered(kind: type[PersonState], fact: PersonRegistered) -> PersonState:
    return kind(
        person_id=fact.person_id,
        kind=fact.kind,
        name=fact.name,
        unit_id=fact.unit_id,
        position=fact.position,
        emails=fact.emails,
        phones=fact.phones,
        time_zone=fact.time_zone,
        language=fact.language,
        source=fact.source,
    )


def _deactivated(person: PersonState, _fact: PersonDeactivated) -> PersonState:
    return replace(person, is_active=False)


def _reactivated(person: PersonState, _fact: PersonReactivated) -> PersonState:
    return replace(person, is_active=True)


def _unfed(person: PersonState, _fact: PersonUnfed) -> PersonState:
    return replace(person, source=None)


def _merged(person: PersonState, fact: PersonMerged) -> PersonState:
    """They stand nowhere any more: where whoever is kept stands."""
    return replace(person, is_active=False, merged_into=fact.into_id, unit_id=None)


def _file_added(person: PersonState, fact: PersonFileAdded) -> PersonState:
    return replace(person, files=(*person.files, fact.file))


def _file_withdrawn(person: PersonState, fact: PersonFileWithdrawn) -> PersonState:
    return replace(person, files=tuple(one for one in person.files if one.sha256 != fact.sha256))


def _unit_added(person: PersonState, fact: PersonUnitAdded) -> PersonState:
    told = FurtherUnit(unit_id=fact.unit_id, sees=fact.sees, from_at=fact.from_at, until_at=fact.until_at)
    others = tuple(one for one in person.further if one.unit_id != fact.unit_id)
    return replace(person, further=(*others, told))


def _unit_left(person: PersonState, fact: PersonUnitLeft) -> PersonState:
    return replace(person, further=tuple(one for one in person.further if one.unit_id != fact.unit_id))


PERSON = Reading(
    PersonState,
    begins(PersonRegistered, _registered),
    says(PersonRenamed, "name"),
    says(PersonMoved, "unit_id"),
    says(PersonPositionChanged, "position"),
    says(PersonEmailsChanged, "emails"),
    says(PersonPhonesChanged, "phones"),
    says(PersonPhotoChanged, "photo"),
    says(PersonZoneChanged, "time_zone"),
    says(PersonLanguageChanged, "language"),
    says(PersonLoginGiven, "login"),
    says(PersonLicensed, "licence"),
    says(PersonGroupsGranted, "groups"),
    on(PersonDeactivated, _deactivated),
    on(PersonReactivated, _reactivated),
    says(PersonFed, "source"),
    on(PersonUnfed, _unfed),
    on(PersonMerged, _merged),
    passes_over(PersonTookIn),
    on(PersonFileAdded, _file_added),
    on(PersonFileWithdrawn, _file_withdrawn),
    on(PersonUnitAdded, _unit_added),
    on(PersonUnitLeft, _unit_left),
    passes_over(PersonOverridden),
    passes_over(SubstituteNamed),
    passes_over(SubstituteDismissed),
    passes_over(AbsencePlanned),
    passes_over(AbsenceReplanned),
    passes_over(AbsenceEnded),
    passes_over(PasswordSet),
    passes_over(PasswordResetOffered),
    passes_over(SessionsEnded),
    passes_over(SessionEnded),
    passes_over(SecondFactorChanged),
    passes_over(TokenMade),
    passes_over(TokenWithdrawn),
)
