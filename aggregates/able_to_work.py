"""Who can come in and work: asked by the door, and wherever somebody is named who is to do something (row 73)."""

from __future__ import annotations

from collections.abc import Sequence

from aggregates import person_refusals as refusals
from aggregates.org_unit import OrgUnit
from aggregates.person import Person
from events.values.people import WORKING_GROUPS
from events.values.refusal import groups_listed


def can_work(person: Person, units: Sequence[OrgUnit]) -> bool:
    """Whether the person has access; ``units`` are those around them, from their own up to the root."""
    return person.is_active and not any(unit.is_archived for unit in units)


def can_take_tickets(person: Person, units: Sequence[OrgUnit]) -> bool:
    """Whether the person can be responsible: has access, and a group that sees and solves what they are given."""
    return can_work(person, units) and not WORKING_GROUPS.isdisjoint(person.groups)


def refuse_idle(person: Person, field: str) -> None:
    """Whoever works on no tickets is responsible for none: they would not see it, and it would lie there."""
    if WORKING_GROUPS.isdisjoint(person.groups):
        groups = groups_listed(WORKING_GROUPS)
        raise refusals.PersonWorksOnNoTickets(person=person.name.full, groups=groups, field=field)


def refuse_unable(person: Person, units: Sequence[OrgUnit], field: str) -> None:
    """Somebody who cannot come in takes no work, leads nobody and answers nothing."""
    person.refuse_inactive(field)
    archived = next((unit for unit in units if unit.is_archived), None)
    if archived is not None:
        raise refusals.PersonIsInArchivedUnit(person=person.name.full, unit=archived.name, field=field)
