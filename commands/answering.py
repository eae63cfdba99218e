"""Who can come in and answer for an approver, now or later; asked when an approval may have nobody left (row 163)."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.person import Person
from aggregates.substitute import Substitution
from commands.command import UnitOfWork
from commands.person.able import is_able
from events.values.identity import PersonId


def answering(unit: UnitOfWork, approvers: Iterable[PersonId]) -> dict[PersonId, tuple[PersonId, ...]]:
    """Approver -> themselves and their substitute, as far as these have access; all of it is watched."""
    return {approver: tuple(_who(unit, approver)) for approver in approvers}


def _who(unit: UnitOfWork, approver: PersonId) -> Iterable[PersonId]:
    if _has_access(unit, approver):
        yield approver
    standing = Substitution.fold(unit.history(approver))
    if standing is not None and unit.at < standing.until_at and _has_access(unit, standing.substitute_id):
        yield standing.substitute_id


def _has_access(unit: UnitOfWork, person_id: PersonId) -> bool:
    unit.watch(person_id)
    person = Person.fold(unit.history(person_id))
    return person is not None and is_able(unit, person)
