"""Merge two cards that turn out to be one person: who may be, and what each card says then; driven by its command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from aggregates import person_units
from aggregates.person import Person
from aggregates.person_refusals import BuiltInStays, PersonIsMerged
from events.fact import Fact
from events.person import (
    PersonEmailsChanged,
    PersonFed,
    PersonGroupsGranted,
    PersonLicensed,
    PersonLoginGiven,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonPositionChanged,
    PersonUnfed,
    PersonZoneChanged,
)
from events.person_files import PersonFileAdded
from events.person_merge import FOR_GOOD, PersonMerged, PersonTookIn
from events.substitute import SubstituteNamed
from events.values import email_address
from events.values.identity import PersonId
from events.values.people import Group, Licence
from events.values.refusal import Refusal

_LICENCES: tuple[Licence, ...] = ("unlicensed", "concurrent", "named")
"""From the least to the most."""


class PersonIsKept(Refusal):
    """Nobody is merged with themselves. Name the other card of {person}."""

    ru: ClassVar[str] = "Человека нельзя объединить с самим собой. Назовите другую карточку, {person}."
    field = "into_id"


class OneKeepsOneself(Refusal):
    """You work as {person}, and this would end your own access. Keep this card, or ask another administrator."""

    ru: ClassVar[str] = (
        "Вы работаете как {person}, а это закрыло бы ваш собственный доступ. Оставьте эту карточку или попросите"
        " другого администратора."
    )
    field = "person_id"


class EmployeeIsKept(Refusal):
    """{merged} is an employee, {kept} a client's contact. Merge the other way round: the employee is kept."""

    ru: ClassVar[str] = (
        "{merged} — сотрудник, а {kept} — контакт клиента. Объедините наоборот: остаётся карточка сотрудника."
    )
    field = "into_id"


def refuse(merged: Person, kept: Person) -> None:
    """Whoever is built in stays, whoever was merged is somebody else by now, and an employee becomes no contact."""
    if merged.person_id == kept.person_id:
        raise PersonIsKept(person=kept.name.full)
    for person, field in ((merged, "person_id"), (kept, "into_id")):
        if person.kind == "built_in":
            raise BuiltInStays(login=person.login, field=field)
        if person.merged_into is not None:
            raise PersonIsMerged(person=person.name.full, field=field)
    if merged.kind == "employee" and kept.kind == "contact":
        raise EmployeeIsKept(merged=merged.name.full, kept=kept.name.full)


def rights_of_both(merged: Person, kept: Person, *, follow: bool) -> tuple[frozenset[Group], Licence]:
    """The groups and the licence of whoever is kept; of somebody without access no rights ``follow``."""
    if not follow:
        return kept.groups, kept.licence
    return kept.groups | merged.groups, max(kept.licence, merged.licence, key=_LICENCES.index)


def end(merged: Person, kept: Person, *, reason: str, at: datetime) -> list[Fact]:
    """What the merged card says: no names, no rights, no access; whoever is kept answers what it was asked."""
    person_id = merged.person_id
    facts: list[Fact] = []
    if merged.emails:
        facts.append(PersonEmailsChanged(person_id=person_id, emails=()))
    if merged.login:
        facts.append(PersonLoginGiven(person_id=person_id, login=""))
    if merged.groups:
        facts.append(PersonGroupsGranted(person_id=person_id, groups=frozenset()))
    if merged.licence != "unlicensed":
        facts.append(PersonLicensed(person_id=person_id, licence="unlicensed"))
    if merged.source is not None:
        facts.append(PersonUnfed(person_id=person_id))
    facts += person_units.leave_all(merged)
    told = PersonMerged(person_id=person_id, into_id=kept.person_id, unit_id=merged.unit_id, reason=reason)
    return [*facts, told, stands_in(person_id, kept, at=at)]


def stands_in(merged_id: PersonId, kept: Person, *, at: datetime) -> Fact:
    """Whoever is kept has the voice of whoever was merged: in what waits for their answer, for good."""
    return SubstituteNamed(person_id=merged_id, substitute_id=kept.person_id, from_at=at, until_at=FOR_GOOD)


def go_on(merged: Person, kept: Person, *, at: datetime) -> list[tuple[PersonId, Sequence[Fact]]]:
    """Whoever was merged into the one that is merged now is the kept one, too: told on the stream of each."""
    return [
        (
            earlier,
            [
                PersonMerged(person_id=earlier, into_id=kept.person_id),
                stands_in(earlier, kept, at=at),
            ],
        )
        for earlier in sorted(merged.took_in)
    ]


def take_in(merged: Person, kept: Person, groups: frozenset[Group], licence: Licence) -> list[Fact]:
    """What the kept card says: addresses and phones of both, rights of both; what it lacked it has from the other."""
    person_id = kept.person_id
    facts: list[Fact] = []
    emails, phones = emails_of_both(merged, kept), tuple(dict.fromkeys((*kept.phones, *merged.phones)))
    if emails != kept.emails:
        facts.append(PersonEmailsChanged(person_id=person_id, emails=emails))
    if phones != kept.phones:
        facts.append(PersonPhonesChanged(person_id=person_id, phones=phones))
    if merged.login and not kept.login:
        facts.append(PersonLoginGiven(person_id=person_id, login=merged.login))
    if merged.position and not kept.position:
        facts.append(PersonPositionChanged(person_id=person_id, position=merged.position))
    if merged.photo is not None and kept.photo is None:
        facts.append(PersonPhotoChanged(person_id=person_id, photo=merged.photo))
    if merged.time_zone and not kept.time_zone:
        facts.append(PersonZoneChanged(person_id=person_id, time_zone=merged.time_zone))
    if licence != kept.licence:
        facts.append(PersonLicensed(person_id=person_id, licence=licence))
    if groups != kept.groups:
        facts.append(PersonGroupsGranted(person_id=person_id, groups=groups))
    if merged.source is not None and kept.source is None:
        facts.append(PersonFed(person_id=person_id, source=merged.source))
    there = {one.sha256 for one in kept.files}
    facts += [PersonFileAdded(person_id=person_id, file=one) for one in merged.files if one.sha256 not in there]
    known_as = (merged.person_id, *sorted(merged.took_in))
    return [*facts, *(PersonTookIn(person_id=person_id, merged_id=one) for one in known_as)]


def emails_of_both(merged: Person, kept: Person) -> tuple[str, ...]:
    """The kept one's addresses first, each mailbox once."""
    found: dict[str, str] = {}
    for email in (*kept.emails, *merged.emails):
        found.setdefault(email_address.key(email), email)
    return tuple(found.values())
