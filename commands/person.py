"""Commands on people: the little that tickets need (rows 64, 72j, 83-87); org structure deepens it."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from aggregates.person import EmailIsTaken, NoSuchPerson, Person, refuse_bad_combination
from commands.command import Command, UnitOfWork, handles
from commands.fields import Email, Name
from events.person import EmailReserved, PersonRegistered
from events.values.identity import OrgUnitId, PersonId, reservation
from events.values.people import Group, Language
from events.values.schedule import refuse_unknown_zone


class RegisterPerson(Command, frozen=True, kw_only=True):
    """Register an employee or contact; e-mail addresses belong to one person each."""

    name: ClassVar[str] = "register-person"

    full_name: Name
    kind: Literal["employee", "contact"] = "employee"
    emails: tuple[Email, ...] = ()
    groups: frozenset[Group] = frozenset({"requester"})
    units: tuple[OrgUnitId, ...] = ()
    time_zone: str = ""
    language: Language = "ru"

    def __post_init__(self) -> None:
        if self.time_zone:
            refuse_unknown_zone(self.time_zone, "time_zone")


@handles(RegisterPerson)
def register_person(command: RegisterPerson, unit: UnitOfWork) -> UUID:
    """Each address is reserved on its own stream in the same append, so two at one instant cannot both win."""
    refuse_bad_combination(command.groups)
    person_id = PersonId(unit.new_id("person"))
    emails = tuple(dict.fromkeys(email.strip().lower() for email in command.emails))
    unit.record(
        person_id,
        [
            PersonRegistered(
                person_id=person_id,
                kind=command.kind,
                name=" ".join(command.full_name.split()),
                emails=emails,
                groups=command.groups,
                units=command.units,
                time_zone=command.time_zone,
                language=command.language,
            )
        ],
    )
    for email in emails:
        stream = reservation("email", email)
        if unit.history(stream):
            raise EmailIsTaken(email=email)
        unit.record(stream, [EmailReserved(person_id=person_id)])
    return person_id


class GrantGroups(Command, frozen=True, kw_only=True):
    """Give a person exactly these groups (row 86)."""

    name: ClassVar[str] = "grant-groups"

    person_id: PersonId
    groups: frozenset[Group]


@handles(GrantGroups)
def grant_groups(command: GrantGroups, unit: UnitOfWork) -> UUID:
    """Some groups are valid only together with another (row 87)."""
    person = unit.load(command.person_id, Person.fold, NoSuchPerson)
    unit.record(command.person_id, person.grant(command.groups))
    return command.person_id
