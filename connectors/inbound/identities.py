"""Who a person is at this moment, read from the log itself: deactivation ends access at once; asked by the door."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import Literal
from uuid import UUID

import msgspec

from aggregates.able_to_work import can_work
from aggregates.names import first_holder
from aggregates.org_unit import OrgUnit, shown_company
from aggregates.person import Person
from commands.ports import FactLog
from events.values.identity import OrgUnitId, PersonId, StreamId, TeamId
from events.values.keyed import Keyed, reservations
from events.values.people import Actor, Group, Viewer

MOST_REMEMBERED = 10_000


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the units around them, from their own up to the root, and around further ones."""

    person: Person
    units: tuple[OrgUnit, ...]
    further: tuple[tuple[OrgUnit, ...], ...] = ()
    """Around each of the further units that they belong to, in the order of ``person.further``."""

    @property
    def is_barred(self) -> bool:
        """Whether the person may not come in: deactivated, or inside a unit that is archived."""
        return not can_work(self.person, self.units)

    def is_shut_to(self, made_at: datetime) -> bool:
        """Whether what was made then, a session, a token or a link, opens nothing: also after access came back."""
        shut_at = self.person.shut_at
        return self.is_barred or (shut_at is not None and made_at <= shut_at)

    @property
    def company(self) -> OrgUnitId | None:
        """The client company whose tickets the person may see beside their own; ``None``: only their own."""
        return shown_company(self.units)

    def further_at(self, at: datetime) -> frozenset[OrgUnitId]:
        """The same of the further units that they belong to at an instant, as far as those are in use."""
        return frozenset(
            shown
            for one, place in zip(self.person.further, self.further, strict=True)
            if one.sees == "company" and one.holds_at(at) and not any(unit.is_archived for unit in place)
            if (shown := shown_company(place)) is not None
        )

    def belongs_to(self, at: datetime) -> frozenset[OrgUnitId]:
        """The companies that they belong to at an instant, by their main unit and by further ones that are in use."""
        return frozenset(root.unit_id for root in self._roots(at))

    def asks_for(self, at: datetime) -> frozenset[OrgUnitId]:
        """Those of them that let their people ask for each other."""
        return frozenset(root.unit_id for root in self._roots(at) if root.asks_for_colleagues)

    def _roots(self, at: datetime) -> list[OrgUnit]:
        held = [place for one, place in zip(self.person.further, self.further, strict=True) if one.holds_at(at)]
        in_use = [place for place in held if not any(unit.is_archived for unit in place)]
        return [place[-1] for place in (self.units, *in_use) if place]

    @property
    def actor(self) -> Actor:
        """The person as whoever does something."""
        return Actor(kind="person", id=self.person.person_id, name=self.person.name.full)

    def rights_within(self, given: frozenset[Group]) -> frozenset[Group]:
        """The rights of now, and never more than were ``given`` earlier: to a token, or with an order that waits."""
        return self.person.rights & (given | {"requester"})

    def viewer(self, groups: frozenset[Group], teams: frozenset[TeamId], at: datetime) -> Viewer:
        """The person as a viewer with these groups and teams, and the companies whose tickets they may see then."""
        return Viewer(
            actor=self.actor,
            groups=groups,
            teams=teams,
            language=self.person.language,
            company=self.company,
            further=self.further_at(at),
        )

    @property
    def versions(self) -> dict[StreamId, int]:
        """What this was folded from: it holds as long as these streams stand there."""
        around = (unit for place in (self.units, *self.further) for unit in place)
        units = {StreamId(unit.unit_id): unit.version for unit in around}
        return {StreamId(self.person.person_id): self.person.version, **units}


class Identities:
    """Identities folded from their streams, remembered as long as none of these moves."""

    def __init__(self, log: FactLog) -> None:
        self._log = log
        self._known: dict[UUID, Identity] = {}
        self._lock = Lock()

    def of(self, person_id: UUID) -> Identity | None:
        """The person as the log tells of them now; ``None`` when there is no such person."""
        known = self._known.get(person_id)
        if known is not None and self._log.versions_of(known.versions.keys()) == known.versions:
            return known
        person = Person.fold(self._log.load(StreamId(person_id)))
        if person is None:
            return None
        further = tuple(place_of(self._log, one.unit_id) for one in person.further)
        found = Identity(person=person, units=units_around(self._log, person), further=further)
        with self._lock:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[person_id] = found
        return found

    @property
    def keyed(self) -> Keyed:
        """What names are known by in this log."""
        return self._log.keyed

    def by_login(self, login: str) -> Identity | None:
        """Whoever signs in with this login, or with this e-mail address."""
        holder = self.holder(login)
        return None if holder is None else self.of(holder)

    def of_name(self, what: Literal["login", "email"], name: str) -> Identity | None:
        """Whose login this is, or whose e-mail address; never the one for the other."""
        holder = self.owner(what, name)
        return None if holder is None else self.of(holder)

    def holder(self, login: str) -> PersonId | None:
        """Whose login this is, else whose e-mail address."""
        return self.owner("login", login) or self.owner("email", login)

    def owner(self, what: str, name: str) -> PersonId | None:
        """Who holds a unique name now; the name's own stream says so."""
        return first_holder(map(self._log.load, reservations(self._log.keyed, what, name)))


def units_around(log: FactLog, person: Person) -> tuple[OrgUnit, ...]:
    """The units around a person as the log tells of them now, from their own up to the root."""
    return place_of(log, person.unit_id)


def place_of(log: FactLog, unit_id: OrgUnitId | None) -> tuple[OrgUnit, ...]:
    """A unit as the log tells of it now, with those above it."""
    found: list[OrgUnit] = []
    while unit_id is not None and (unit := OrgUnit.fold(log.load(StreamId(unit_id)))) is not None:
        found.append(unit)
        unit_id = unit.parent_id
    return tuple(found)
