"""Cards of people, units and teams as of any date, folded from the facts of their streams; no table is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from events.fact import Recorded
from events.folds.org_unit import ORG_UNIT, OrgUnitState
from events.folds.person import PERSON, PersonState
from events.folds.reading import told_by
from events.folds.team import TEAM, TeamState
from events.person_merge import PersonTookIn
from events.values.identity import StreamId

Load = Callable[[Iterable[StreamId]], Mapping[StreamId, Sequence[Recorded]]]
"""How streams are read: ``FactLog.load_many``."""


class PersonThen(PersonState, frozen=True, kw_only=True):
    """A person as they were; ``units`` leads from their own unit up to the root, as the tree was.

    So does each of ``further_units``.
    """

    units: tuple[OrgUnitState, ...] = ()
    further_units: tuple[tuple[OrgUnitState, ...], ...] = ()
    teams: tuple[TeamState, ...] = ()
    reports_to: UUID | None = None
    took_in: tuple[UUID, ...] = ()


def person(load: Load, person_id: UUID, at: datetime, teams: Iterable[UUID] = ()) -> PersonThen | None:
    """A person's card at an instant, with their units and, of these teams, those that they belonged to.

    ``None`` when nobody had registered them by then.
    """
    told = told_by(load([StreamId(person_id)])[StreamId(person_id)], at)
    found = PERSON.fold(PersonThen, told)
    if found is None:
        return None
    # What was merged into somebody who was merged in turn is told of who was kept then.
    known_as = [one.fact.merged_id for one in told if isinstance(one.fact, PersonTookIn) and not found.merged_into]
    units = () if found.unit_id is None else path(load, found.unit_id, at)
    return replace(
        found,
        units=units,
        further_units=tuple(path(load, one.unit_id, at) for one in found.further),
        took_in=tuple(known_as),
        teams=tuple(
            then
            for history in load(StreamId(one) for one in teams).values()
            if (then := team(history, at)) is not None and person_id in then.members and not then.is_disbanded
        ),
        reports_to=next((one.head for one in units if one.head not in {None, person_id}), None),
    )


def path(load: Load, unit_id: UUID, at: datetime) -> tuple[OrgUnitState, ...]:
    """A unit at an instant and those that were above it, up to the root; empty when it did not exist."""
    found: list[OrgUnitState] = []
    above: UUID | None = unit_id
    while above is not None and (then := unit(load([StreamId(above)])[StreamId(above)], at)) is not None:
        if any(one.unit_id == above for one in found):
            break  # moves that were told with the time of another day
        found.append(then)
        above = then.parent_id
    return tuple(found)


def unit(history: Sequence[Recorded], at: datetime) -> OrgUnitState | None:
    """What the facts of a unit's stream told by an instant."""
    return ORG_UNIT.fold(OrgUnitState, told_by(history, at))


def team(history: Sequence[Recorded], at: datetime) -> TeamState | None:
    """What the facts of a team's stream told by an instant."""
    return TEAM.fold(TeamState, told_by(history, at))
