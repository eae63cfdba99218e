"""Let a person belong to further units beside their main one: a contact of two clients, an employee of a client."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import person_units
from aggregates.person import NoSuchPerson, Person
from commands.command import Command, UnitOfWork, handles
from commands.fields import Instant
from commands.org_tree import open_path
from events.values.further_unit import FurtherUnit, Sees
from events.values.identity import OrgUnitId, PersonId


class AddPersonUnit(Command, frozen=True, kw_only=True):
    """Let a person belong to another unit, too, in [from_at, until_at): they register tickets for it as one of it.

    They see its company's tickets where that shares them, or with ``own`` only what they asked for. Said again, it
    holds for another time, or shows something else.
    """

    name: ClassVar[str] = "add-person-unit"

    person_id: PersonId
    unit_id: OrgUnitId
    sees: Sees = "company"
    from_at: Instant | None = None
    until_at: Instant | None = None


@handles(AddPersonUnit)
def add_person_unit(command: AddPersonUnit, work: UnitOfWork) -> UUID:
    """Employees belong to clients, too; contacts to clients alone. Nothing on the way up may be archived."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    wanted = FurtherUnit(unit_id=command.unit_id, sees=command.sees, from_at=command.from_at, until_at=command.until_at)
    facts = person_units.add(person, wanted, work.at)
    if facts:
        open_path(work, command.unit_id)[0].refuse_further(person.kind)
    work.record(person.person_id, facts)
    return person.person_id


class LeavePersonUnit(Command, frozen=True, kw_only=True):
    """Let a person belong to a further unit no longer: from this fact on they see and ask for nothing by it.

    What they asked for stays theirs, and stays the company's.
    """

    name: ClassVar[str] = "leave-person-unit"

    person_id: PersonId
    unit_id: OrgUnitId


@handles(LeavePersonUnit)
def leave_person_unit(command: LeavePersonUnit, work: UnitOfWork) -> UUID:
    """Nothing happens where they do not belong; the main unit is left by moving elsewhere."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person_units.leave(person, command.unit_id))
    return person.person_id
