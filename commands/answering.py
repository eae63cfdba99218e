"""Who answers for an approver, now or later: they or who substitutes them; asked wherever consent is (row 163)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from aggregates.person import Person
from aggregates.substitute import Substitution
from commands.able import is_able
from commands.command import UnitOfWork
from events.folds.absence import absences, away
from events.person_merge import FOR_GOOD
from events.values.identity import PersonId


def answering(work: UnitOfWork, approvers: Iterable[PersonId]) -> dict[PersonId, tuple[PersonId, ...]]:
    """Approver -> themselves and their substitutes, as far as these have access; all of it is watched."""
    return {approver: tuple(dict.fromkeys(_who(work, approver))) for approver in approvers}


def voices_of(work: UnitOfWork, asked: Collection[PersonId], by: PersonId) -> list[PersonId]:
    """For whom of these somebody may speak now: first for themselves, then for those whom they substitute."""
    work.preload(asked)
    voices = [by] if by in asked else []
    return [*voices, *(person for person in sorted(set(asked) - {by}) if stands_in(work, by, person))]


def stands_in(work: UnitOfWork, by: PersonId, person: PersonId) -> bool:
    """Whether somebody may answer for a person at this moment: named for a while, or while that person is away."""
    return by in standing_in(work, person)


def standing_in(work: UnitOfWork, person: PersonId) -> Iterator[PersonId]:
    """Who stands in for a person at this moment, the nearest first; as ``projections.kit.heir.stood_in_for`` has it.

    Whoever is away is stood in for in their turn, who was merged by whoever is kept, and nobody is come to twice: so
    there is no circle.
    """
    named = Substitution.fold(work.history(person))
    waiting = [named.substitute_id] if named is not None and named.holds(named.substitute_id, work.at) else []
    waiting += _while_away(work, person)
    met = {person}
    while waiting:
        nearest = waiting.pop(0)
        if nearest not in met:
            met.add(nearest)
            yield nearest
            waiting += _kept(work, nearest) + _while_away(work, nearest)


def _kept(work: UnitOfWork, person: PersonId) -> list[PersonId]:
    """Who turned out to be them: they answer for whoever was merged for good."""
    named = Substitution.fold(work.history(person))
    return [named.substitute_id] if named is not None and named.until_at == FOR_GOOD else []


def _while_away(work: UnitOfWork, person: PersonId) -> list[PersonId]:
    absence = away(work.history(person), work.at)
    return [] if absence is None or absence.substitute_id is None else [absence.substitute_id]


def _who(work: UnitOfWork, approver: PersonId) -> Iterable[PersonId]:
    """Of whoever stands in for a while only the nearest: further ones come and go with these."""
    if _has_access(work, approver):
        yield approver
    history = work.history(approver)
    named = Substitution.fold(history)
    ahead = [] if named is None or named.until_at <= work.at else [named.substitute_id]
    ahead += [
        one.substitute_id
        for one in absences(history).values()
        if one.substitute_id is not None and not one.is_called_off and work.at < one.until_at
    ]
    ahead += [kept for who in ahead for kept in _kept(work, who)]
    yield from (who for who in ahead if _has_access(work, who))


def _has_access(work: UnitOfWork, person_id: PersonId) -> bool:
    work.watch(person_id)
    person = Person.fold(work.history(person_id))
    return person is not None and is_able(work, person)
