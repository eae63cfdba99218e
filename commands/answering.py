"""Who answers for an approver, now or later: they or who substitutes them; asked wherever consent is (row 163)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from aggregates.person import Person
from aggregates.substitute import Substitution
from commands.able import is_able
from commands.command import UnitOfWork
from events.values.identity import PersonId


def answering(work: UnitOfWork, approvers: Iterable[PersonId]) -> dict[PersonId, tuple[PersonId, ...]]:
    """Approver -> themselves and their substitute, as far as these have access; all of it is watched."""
    return {approver: tuple(_who(work, approver)) for approver in approvers}


def voices_of(work: UnitOfWork, asked: Collection[PersonId], by: PersonId) -> list[PersonId]:
    """For whom of these somebody may speak now: first for themselves, then for those whom they substitute."""
    work.preload(asked)
    voices = [by] if by in asked else []
    for person in sorted(set(asked) - {by}):
        substitution = Substitution.fold(work.history(person))
        if substitution is not None and substitution.holds(by, work.at):
            voices.append(person)
    return voices


def _who(work: UnitOfWork, approver: PersonId) -> Iterable[PersonId]:
    if _has_access(work, approver):
        yield approver
    substitution = Substitution.fold(work.history(approver))
    if substitution is not None and work.at < substitution.until_at and _has_access(work, substitution.substitute_id):
        yield substitution.substitute_id


def _has_access(work: UnitOfWork, person_id: PersonId) -> bool:
    work.watch(person_id)
    person = Person.fold(work.history(person_id))
    return person is not None and is_able(work, person)
