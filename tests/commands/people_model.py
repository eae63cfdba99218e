"""What a company may look like, told as plainly as possible; the property test holds the desk against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from events.values.people import Group

PLACES = {"department": {"own_company", "department"}, "branch": {"company", "branch"}, "company": set[str]()}
HOMES = {"employee": {"department"}, "contact": {"company", "branch"}}


@dataclass
class Unit:
    """A unit of the model."""

    kind: str
    parent: UUID | None
    is_archived: bool = False


@dataclass
class Human:
    """A person of the model."""

    kind: str
    unit: UUID
    emails: list[str]
    login: str
    licence: str
    groups: frozenset[Group]
    is_active: bool = True


@dataclass
class Model:
    """Units and people, and who holds which name; every method says whether the desk must take the change."""

    units: dict[UUID, Unit] = field(default_factory=dict)
    people: dict[UUID, Human] = field(default_factory=dict)
    heads: dict[UUID, UUID] = field(default_factory=dict)

    def above(self, unit: UUID | None) -> list[UUID]:
        """A unit and all above it; it would not end in a ring."""
        found: list[UUID] = []
        while unit is not None:
            assert unit not in found, "a ring"
            found.append(unit)
            unit = self.units[unit].parent
        return found

    def is_open(self, unit: UUID) -> bool:
        """Whether something may come into the unit."""
        return not any(self.units[above].is_archived for above in self.above(unit))

    def may_add(self, kind: str, parent: UUID) -> bool:
        """Whether a unit of a kind may be added there."""
        return self.units[parent].kind in PLACES[kind] and self.is_open(parent)

    def may_move(self, unit: UUID, parent: UUID) -> bool:
        """Whether a unit may move there; to where it is it always may."""
        moved = self.units[unit]
        if moved.parent is None or self.units[parent].kind not in PLACES[moved.kind] or unit in self.above(parent):
            return False
        return moved.parent == parent or self.is_open(parent)

    def may_live(self, kind: str, unit: UUID) -> bool:
        """Whether a person of a kind may come into a unit."""
        return self.units[unit].kind in HOMES[kind] and self.is_open(unit)

    def may_head(self, person: UUID, unit: UUID) -> bool:
        """Whether a person may head a unit: they can work and belong to its company."""
        human = self.people[person]
        return human.is_active and self.is_open(human.unit) and self._fits(person, unit)

    def part(self) -> None:
        """After a change: nobody heads what they no longer may."""
        self.heads = {
            unit: head for unit, head in self.heads.items() if self.people[head].is_active and self._fits(head, unit)
        }

    def _fits(self, person: UUID, unit: UUID) -> bool:
        return self.above(self.people[person].unit)[-1] == self.above(unit)[-1]

    def are_free(self, names: Iterable[str], but: UUID | None = None) -> bool:
        """Whether nobody else holds any of the names, be it as a login or as an address."""
        held = {
            name.casefold()
            for person_id, human in self.people.items()
            if person_id != but
            for name in (*human.emails, human.login)
        }
        return held.isdisjoint(name.casefold() for name in names)

    @staticmethod
    def may_hold(kind: str, licence: str, groups: frozenset[Group]) -> bool:
        """Whether these groups go together, and with this person."""
        granted = groups - {"requester"}
        if granted and (kind == "contact" or licence == "unlicensed"):
            return False
        if "change_specialist" in granted and "second_line" not in granted:
            return False
        return "problem_specialist" not in granted or bool(granted & {"second_line", "specialist", "administrator"})
