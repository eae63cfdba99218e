"""Register employees and contacts (rows 58-60, 64, 66-67, 70, 72j-72m)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from msgspec import Meta

from aggregates.feeding import refuse_unknown_fields
from aggregates.person import FIELDS, granted, refuse_bad_groups
from commands.command import UnitOfWork, handles
from commands.feeding import Edit, editor
from commands.fields import Email, Login, Phone, Position, Zone
from commands.org_tree import open_path
from commands.person.access import refuse_raising
from commands.person.names import exchange_login, take, tidy_emails, tidy_login
from events.fact import Fact
from events.person import PersonGroupsGranted, PersonLicensed, PersonLoginGiven, PersonRegistered
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Group, Language, Licence
from events.values.person_name import PersonName, refuse_unreadable
from events.values.schedule import refuse_unknown_zone

Emails = Annotated[tuple[Email, ...], Meta(max_length=20)]
Phones = Annotated[tuple[Phone, ...], Meta(max_length=20)]


class RegisterPerson(Edit, frozen=True, kw_only=True):
    """Register an employee in a department, or a contact in a client company, with all that is known of them."""

    name: ClassVar[str] = "register-person"

    full_name: PersonName
    kind: Literal["employee", "contact"] = "employee"
    unit_id: OrgUnitId
    position: Position = ""
    emails: Emails = ()
    phones: Phones = ()
    login: Login | None = None
    licence: Licence = "unlicensed"
    groups: frozenset[Group] = frozenset()
    time_zone: Zone = ""
    language: Language = "ru"

    def __post_init__(self) -> None:
        refuse_unreadable(self.position, "position", 200)
        tidy_emails(self.emails)
        tidy_login(self.login or "")
        if self.time_zone:
            refuse_unknown_zone(self.time_zone, "time_zone")


@handles(RegisterPerson)
def register_person(command: RegisterPerson, work: UnitOfWork) -> UUID:
    """The unit comes first (rows 59, 72f); login and addresses are taken in the same append."""
    by = editor(command, work)
    refuse_raising(work.viewer, frozenset(), granted(command.groups))
    refuse_bad_groups(command.kind, command.groups, command.licence)
    refuse_unknown_fields(command.by_source, FIELDS)
    place = open_path(work, command.unit_id)[0]
    place.refuse_person(command.kind)
    person_id = PersonId(work.new_id("person"))
    emails, login = tidy_emails(command.emails), tidy_login(command.login or "")
    registered = PersonRegistered(
        person_id=person_id,
        kind=command.kind,
        name=command.full_name.trimmed(),
        unit_id=command.unit_id,
        position=command.position.strip(),
        emails=emails,
        phones=tuple(dict.fromkeys(phone.strip() for phone in command.phones)),
        time_zone=command.time_zone,
        language=command.language,
        source=command.by_source,
    )
    work.record(person_id, [registered, *_access(person_id, login, command.licence, granted(command.groups))])
    work.record(place.unit_id, place.take_in(by))
    for at, email in enumerate(emails):
        take(work, "email", email, person_id, place=at)
    if login:
        exchange_login(work, "", login, person_id)
    return person_id


def _access(person_id: PersonId, login: str, licence: Licence, groups: frozenset[Group]) -> list[Fact]:
    facts: list[Fact] = []
    if login:
        facts.append(PersonLoginGiven(person_id=person_id, login=login))
    if licence != "unlicensed":
        facts.append(PersonLicensed(person_id=person_id, licence=licence))
    if groups:
        facts.append(PersonGroupsGranted(person_id=person_id, groups=groups))
    return facts
