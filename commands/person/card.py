"""Change a person's card: name, place, position, addresses, phones, photo, zone, language (rows 63-66)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec

from aggregates.person import NoSuchPerson, Person
from commands.attachments import file_as_it_is
from commands.command import UnitOfWork, handles
from commands.feeding import Edit, editor
from commands.fields import Position, Zone
from commands.org_tree import open_path, path
from commands.org_unit.heads import unseat
from commands.person.names import exchange, tidy_emails
from commands.person.own import own_or_administered
from commands.person.register import Emails, Phones
from commands.person.stronger import refuse_stronger
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Language
from events.values.person_name import PersonName, refuse_unreadable
from events.values.schedule import refuse_unknown_zone
from events.values.ticket import Attachment


class RenamePerson(Edit, frozen=True, kw_only=True):
    """Give a person another name: last, first and middle (row 66)."""

    name: ClassVar[str] = "rename-person"

    person_id: PersonId
    full_name: PersonName


@handles(RenamePerson)
def rename_person(command: RenamePerson, work: UnitOfWork) -> UUID:
    """What was told before keeps the name that stood in it; cards and lists call them by the new one."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person.rename(command.full_name.trimmed(), editor(command, work)))
    return person.person_id


class MovePerson(Edit, frozen=True, kw_only=True):
    """Move an employee to another department, a contact to another company or branch."""

    name: ClassVar[str] = "move-person"

    person_id: PersonId
    unit_id: OrgUnitId


@handles(MovePerson)
def move_person(command: MovePerson, work: UnitOfWork) -> UUID:
    """Where they were stays in the history, tickets where they were registered; who changes clients heads none."""
    person, by = work.load(command.person_id, Person.fold, NoSuchPerson), editor(command, work)
    facts = person.move(command.unit_id, by)
    if facts:
        above = open_path(work, command.unit_id)
        place = above[0]
        place.refuse_person(person.kind)
        if person.unit_id is not None and path(work, person.unit_id)[-1].unit_id != above[-1].unit_id:
            unseat(work, person)
        work.record(person.person_id, facts)
        work.record(place.unit_id, place.take_in(by))
    return person.person_id


class ChangePosition(Edit, frozen=True, kw_only=True):
    """Give a person another position; empty: none."""

    name: ClassVar[str] = "change-position"

    person_id: PersonId
    position: Position

    def __post_init__(self) -> None:
        refuse_unreadable(self.position, "position", 200)


@handles(ChangePosition)
def change_position(command: ChangePosition, work: UnitOfWork) -> UUID:
    """Nothing else changes."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person.change_position(command.position.strip(), editor(command, work)))
    return person.person_id


class ChangeEmails(Edit, frozen=True, kw_only=True):
    """Give a person exactly these e-mail addresses, the first one for letters from the desk."""

    name: ClassVar[str] = "change-emails"

    person_id: PersonId
    emails: Emails

    def __post_init__(self) -> None:
        tidy_emails(self.emails)


@handles(ChangeEmails)
def change_emails(command: ChangeEmails, work: UnitOfWork) -> UUID:
    """An address belongs to one person, who signs in with it; those that are no longer named are free for others."""
    person, emails = work.load(command.person_id, Person.fold, NoSuchPerson), tidy_emails(command.emails)
    refuse_stronger(work.viewer, person)
    work.record(person.person_id, person.change_emails(emails, editor(command, work)))
    exchange(work, "email", person.emails, emails, person.person_id)
    return person.person_id


class ChangePhones(Edit, frozen=True, kw_only=True):
    """Give a person exactly these phones."""

    name: ClassVar[str] = "change-phones"

    person_id: PersonId
    phones: Phones


@handles(ChangePhones)
def change_phones(command: ChangePhones, work: UnitOfWork) -> UUID:
    """Several people may share a phone."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    phones = tuple(dict.fromkeys(phone.strip() for phone in command.phones))
    work.record(person.person_id, person.change_phones(phones, editor(command, work)))
    return person.person_id


class ChangePhoto(Edit, frozen=True, kw_only=True):
    """Give a person another photo, a file that is stored already, or none (row 66)."""

    name: ClassVar[str] = "change-photo"

    person_id: PersonId
    photo: Attachment | None


@handles(ChangePhoto)
def change_photo(command: ChangePhoto, work: UnitOfWork) -> UUID:
    """The file's own name is left out: it often says whose photo it is, and this fact stays readable for ever."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    photo = None
    if command.photo is not None:
        named = msgspec.structs.replace(command.photo, name="photo")
        photo = file_as_it_is(work, named, field="photo")
    work.record(person.person_id, person.change_photo(photo, editor(command, work)))
    return person.person_id


class SetPersonZone(Edit, frozen=True, kw_only=True):
    """Set a person's own time zone; empty: that of their unit (W7)."""

    name: ClassVar[str] = "set-person-zone"

    person_id: PersonId
    time_zone: Zone

    def __post_init__(self) -> None:
        if self.time_zone:
            refuse_unknown_zone(self.time_zone, "time_zone")


@handles(SetPersonZone)
def set_person_zone(command: SetPersonZone, work: UnitOfWork) -> UUID:
    """One's own, or as an administrator; tickets that are registered already keep the zone of then."""
    person = own_or_administered(command.person_id, work)
    work.record(person.person_id, person.set_zone(command.time_zone, editor(command, work)))
    return person.person_id


class SetPersonLanguage(Edit, frozen=True, kw_only=True):
    """Set the language that the desk speaks with a person."""

    name: ClassVar[str] = "set-person-language"

    person_id: PersonId
    language: Language


@handles(SetPersonLanguage)
def set_person_language(command: SetPersonLanguage, work: UnitOfWork) -> UUID:
    """One's own, or as an administrator: mails, and the desk on every machine, speak it."""
    person = own_or_administered(command.person_id, work)
    work.record(person.person_id, person.set_language(command.language, editor(command, work)))
    return person.person_id
