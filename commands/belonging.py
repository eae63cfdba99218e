"""Where a person belongs at this moment: their main unit and further ones; asked by sight, registration and merges."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from aggregates.org_unit import OrgUnit, shown_company
from aggregates.person import Person
from commands.command import UnitOfWork
from commands.org_tree import path
from events.values.further_unit import FurtherUnit
from events.values.identity import OrgUnitId
from events.values.refusal import Listed, Refusal


class RequesterIsOfOtherUnits(Refusal):
    """{person} does not belong to that unit, or no longer. Leave it out, or choose one of theirs: {units}."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "{person} не относится к этому подразделению или больше не относится. Не указывайте его или выберите из своих:"
        " {units}."
    )
    rule: ClassVar[str] = "row 30"
    field = "unit_id"


def places(work: UnitOfWork, person: Person) -> list[list[OrgUnit]]:
    """The units that they belong to, each with those above it: the main one, then further ones that are in use."""
    main = [] if person.unit_id is None else [path(work, person.unit_id)]
    return [*main, *(place for _, place in _further(work, person))]


def shared_companies(work: UnitOfWork, person: Person) -> frozenset[OrgUnitId]:
    """The client companies whose tickets they may see beside their own."""
    main = [] if person.unit_id is None else path(work, person.unit_id)
    seen = [place for one, place in _further(work, person) if one.sees == "company"]
    return frozenset(shown for place in (main, *seen) if (shown := shown_company(place)) is not None)


def _further(work: UnitOfWork, person: Person) -> list[tuple[FurtherUnit, list[OrgUnit]]]:
    held = [(one, path(work, one.unit_id)) for one in person.further if one.holds_at(work.at)]
    return [(one, place) for one, place in held if not any(unit.is_archived for unit in place)]


def chosen(
    work: UnitOfWork, person: Person, unit_id: OrgUnitId | None, *, among: Collection[OrgUnitId] | None = None
) -> Sequence[OrgUnit] | None:
    """For which of their units somebody asks: named by itself or by what stands above it; ``None``: the main one.

    ``among`` are the companies that come into question at all: for a colleague only one that both belong to.
    """
    if unit_id is None and among is None:
        return None
    known = places(work, person)
    for place in known:
        is_named = unit_id is None or any(unit.unit_id == unit_id for unit in place)
        if is_named and (among is None or place[-1].unit_id in among):
            _watch(work, person, place)
            return place
    theirs = [place for place in known if among is None or place[-1].unit_id in among]
    raise RequesterIsOfOtherUnits(
        person=person.name.full, units=Listed({str(place[0].unit_id): place[0].name for place in theirs})
    )


def as_of_ticket(
    work: UnitOfWork, person: Person, unit_id: OrgUnitId | None, company_id: OrgUnitId | None
) -> Sequence[OrgUnit] | None:
    """The unit that a ticket stands for, or another one of that company, where they belong to it; else the main one."""
    if not person.further or unit_id is None:
        return None
    known = places(work, person)
    same = [place for place in known if place[0].unit_id == unit_id]
    return next(iter([*same, *(place for place in known if place[-1].unit_id == company_id)]), None)


def _watch(work: UnitOfWork, person: Person, place: Sequence[OrgUnit]) -> None:
    """Whoever leaves a further unit in this instant asks for nothing by it any more."""
    if person.belongs_beside(place[0].unit_id):
        for stream in (person.person_id, *(unit.unit_id for unit in place)):
            work.watch(stream)
