"""Seat and unseat the heads of units (rows 63, 72i): a head can work and belongs to the unit's own company.

Whatever takes that away, a deactivation, a person or a branch that moves to another client, unseats them in the same
append. Which units that are is told by streams of headships, one of each person and one of each client company; our own
company has none, for nothing in it ever leaves it.
"""

from __future__ import annotations

from aggregates.org_unit import HEADED_BY, OrgUnit
from aggregates.org_unit_refusals import NoSuchUnit
from aggregates.person import NoSuchPerson, Person
from commands.command import UnitOfWork
from commands.org_tree import path
from events.headship import HeadshipLaidDown, HeadshipTaken, headed
from events.org_unit import OrgUnitHeadNamed
from events.values.identity import OrgUnitId, PersonId, StreamId, headships


def seat(work: UnitOfWork, found: OrgUnit, head: PersonId | None) -> None:
    """Remember that the unit has another head, or none any more; its own fact is recorded beside."""
    company = _watched(work, found.unit_id)[-1]
    for person_id, kind in ((found.head, HeadshipLaidDown), (head, HeadshipTaken)):
        if person_id is not None:
            for stream in _told_on(person_id, company):
                work.record(stream, [kind(unit_id=found.unit_id, person_id=person_id)])


def unseat(work: UnitOfWork, person: Person) -> None:
    """The person goes: what they head is headed by nobody."""
    told_on = headships(person.person_id)
    work.watch(told_on)
    for unit_id in headed(work.history(told_on)):
        _unseat(work, work.load(unit_id, OrgUnit.fold, NoSuchUnit))


def hand_heads_on(work: UnitOfWork, merged: Person, kept: Person) -> None:
    """One person turns out to be another: whoever is kept heads what is of their company, of the rest nobody does."""
    told_on = headships(merged.person_id)
    work.watch(told_on)
    units = headed(work.history(told_on))
    own = path(work, kept.unit_id)[-1].unit_id if units and kept.unit_id is not None else None
    for unit_id in units:
        found = work.load(unit_id, OrgUnit.fold, NoSuchUnit)
        fits = kept.kind == HEADED_BY[found.kind] and path(work, unit_id)[-1].unit_id == own
        head = kept.person_id if fits else None
        seat(work, found, head)
        work.record(unit_id, [OrgUnitHeadNamed(unit_id=unit_id, head=head)])


def reseat(work: UnitOfWork, moved: OrgUnit, goes_to: OrgUnit) -> None:
    """A branch moves, with all that is in it: heads whom that parts from their unit are unseated, others go along."""
    left = _watched(work, moved.unit_id)[-1]
    if left.unit_id == goes_to.unit_id:
        return
    before, after = headships(left.unit_id), headships(goes_to.unit_id)
    work.watch(before)
    for unit_id, head in headed(work.history(before)).items():
        person = work.load(head, Person.fold, NoSuchPerson)
        work.watch(head)
        goes, person_goes = _is_inside(work, unit_id, moved), _is_inside(work, person.unit_id, moved)
        if goes != person_goes:
            _unseat(work, work.load(unit_id, OrgUnit.fold, NoSuchUnit))
        elif goes:
            work.record(before, [HeadshipLaidDown(unit_id=unit_id, person_id=head)])
            work.record(after, [HeadshipTaken(unit_id=unit_id, person_id=head)])


def _unseat(work: UnitOfWork, found: OrgUnit) -> None:
    seat(work, found, None)
    work.record(found.unit_id, found.unseat())


def _told_on(person_id: PersonId, company: OrgUnit) -> list[StreamId]:
    return [headships(person_id), *([headships(company.unit_id)] if company.kind == "company" else [])]


def _is_inside(work: UnitOfWork, unit_id: OrgUnitId | None, moved: OrgUnit) -> bool:
    return unit_id is not None and any(one.unit_id == moved.unit_id for one in _watched(work, unit_id))


def _watched(work: UnitOfWork, unit_id: OrgUnitId) -> list[OrgUnit]:
    above = path(work, unit_id)
    for one in above:
        work.watch(one.unit_id)
    return above
