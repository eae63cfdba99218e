"""Whether somebody can work, as a handler asks it; used wherever a command names who is to do something."""

from __future__ import annotations

from aggregates.able_to_work import can_take_tickets, can_work, refuse_idle, refuse_unable
from aggregates.org_unit import OrgUnit
from aggregates.person import Person
from commands.command import UnitOfWork
from commands.org_tree import path


def refuse_who_cannot_work(work: UnitOfWork, person: Person, field: str) -> None:
    """Raise unless the person can work; what that hangs on is watched, so that nobody is named as they go."""
    refuse_unable(person, _around(work, person), field)


def refuse_who_takes_no_tickets(work: UnitOfWork, person: Person, field: str) -> None:
    """Raise unless the person can be responsible for tickets; watched as above."""
    refuse_who_cannot_work(work, person, field)
    refuse_idle(person, field)


def takes_tickets(work: UnitOfWork, person: Person) -> bool:
    """Whether the person can be responsible for tickets; watched as above."""
    return can_take_tickets(person, _around(work, person))


def takes_tickets_now(work: UnitOfWork, person: Person) -> bool:
    """The same of somebody who is one of several: nothing is watched, for who goes a moment later went later."""
    return can_take_tickets(person, ()) and can_take_tickets(person, _units(work, person))


def is_able(work: UnitOfWork, person: Person) -> bool:
    """Whether the person can work; watched as above."""
    return can_work(person, _around(work, person))


def _around(work: UnitOfWork, person: Person) -> list[OrgUnit]:
    units = _units(work, person)
    for stream in (person.person_id, *(around.unit_id for around in units)):
        work.watch(stream)
    return units


def _units(work: UnitOfWork, person: Person) -> list[OrgUnit]:
    return [] if person.unit_id is None else path(work, person.unit_id)
