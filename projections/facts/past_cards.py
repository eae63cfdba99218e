"""Cards of people, units and teams as of any date, folded from the facts of their streams; no table is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from events.fact import Fact, Recorded
from events.folds.reading import told_by
from events.folds.team import TEAM, TeamState
from events.org_unit import (
    Kind,
    OrgUnitAdded,
    OrgUnitArchived,
    OrgUnitFed,
    OrgUnitHeadNamed,
    OrgUnitMoved,
    OrgUnitRenamed,
    OrgUnitRestored,
    OrgUnitSharingSet,
    OrgUnitUnfed,
    OrgUnitZoneSet,
)
from events.person import (
    PersonDeactivated,
    PersonEmailsChanged,
    PersonFed,
    PersonGroupsGranted,
    PersonLanguageChanged,
    PersonLicensed,
    PersonLoginGiven,
    PersonMoved,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonPositionChanged,
    PersonReactivated,
    PersonRegistered,
    PersonRenamed,
    PersonUnfed,
    PersonZoneChanged,
)
from events.values.identity import StreamId
from events.values.people import Group, Language, Licence, PersonKind, Source
from events.values.person_name import PersonName
from events.values.text import Text
from events.values.ticket import Attachment

Load = Callable[[Iterable[StreamId]], Mapping[StreamId, Sequence[Recorded]]]
"""How streams are read: ``FactLog.load_many``."""


class UnitThen(msgspec.Struct, kw_only=True):
    """A unit as it was."""

    unit_id: UUID
    kind: Kind
    name: Text
    parent_id: UUID | None
    head_id: UUID | None = None
    is_archived: bool = False
    time_zone: str = ""
    source: Source | None = None
    shares_tickets: bool = False


class PersonThen(msgspec.Struct, kw_only=True):
    """A person as they were; ``units`` leads from their own unit up to the root, as the tree was."""

    person_id: UUID
    kind: PersonKind
    name: PersonName
    unit_id: UUID | None
    position: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    time_zone: str
    login: str = ""
    licence: Licence = "unlicensed"
    groups: frozenset[Group] = frozenset()
    is_active: bool = True
    units: tuple[UnitThen, ...] = ()
    teams: tuple[TeamState, ...] = ()
    reports_to: UUID | None = None
    photo: Attachment | None = None
    language: Language = "ru"
    source: Source | None = None


_PERSON_SETS: dict[type[Fact], str] = {
    PersonRenamed: "name",
    PersonMoved: "unit_id",
    PersonPositionChanged: "position",
    PersonEmailsChanged: "emails",
    PersonPhonesChanged: "phones",
    PersonZoneChanged: "time_zone",
    PersonLoginGiven: "login",
    PersonLicensed: "licence",
    PersonGroupsGranted: "groups",
    PersonPhotoChanged: "photo",
    PersonLanguageChanged: "language",
    PersonFed: "source",
}
_UNIT_SETS: dict[type[Fact], str] = {
    OrgUnitRenamed: "name",
    OrgUnitMoved: "parent_id",
    OrgUnitZoneSet: "time_zone",
    OrgUnitFed: "source",
    OrgUnitSharingSet: "shares_tickets",
}
"""Facts that say what one field is from now on: it bears the same name in the fact and on the card."""


def person(load: Load, person_id: UUID, at: datetime, teams: Iterable[UUID] = ()) -> PersonThen | None:
    """A person's card at an instant, with their units and, of these teams, those that they belonged to.

    ``None`` when nobody had registered them by then.
    """
    found = _person(load([StreamId(person_id)])[StreamId(person_id)], at)
    if found is None:
        return None
    found.units = () if found.unit_id is None else path(load, found.unit_id, at)
    found.teams = tuple(
        then
        for history in load(StreamId(one) for one in teams).values()
        if (then := team(history, at)) is not None and person_id in then.members and not then.is_disbanded
    )
    found.reports_to = next((one.head_id for one in found.units if one.head_id not in {None, person_id}), None)
    return found


def path(load: Load, unit_id: UUID, at: datetime) -> tuple[UnitThen, ...]:
    """A unit at an instant and those that were above it, up to the root; empty when it did not exist."""
    found: list[UnitThen] = []
    above: UUID | None = unit_id
    while above is not None and (then := unit(load([StreamId(above)])[StreamId(above)], at)) is not None:
        if any(one.unit_id == above for one in found):
            break  # moves that were told with the time of another day
        found.append(then)
        above = then.parent_id
    return tuple(found)


def unit(history: Sequence[Recorded], at: datetime) -> UnitThen | None:
    """What the facts of a unit's stream told by an instant."""
    found: UnitThen | None = None
    for fact in _told(history, at):
        if isinstance(fact, OrgUnitAdded):
            found = UnitThen(
                unit_id=fact.unit_id, kind=fact.kind, name=fact.name, parent_id=fact.parent_id, source=fact.source
            )
        elif found is None:
            return None
        elif isinstance(fact, OrgUnitHeadNamed):
            found.head_id = fact.head
        elif isinstance(fact, OrgUnitUnfed):
            found.source = None
        elif isinstance(fact, OrgUnitArchived | OrgUnitRestored):
            found.is_archived = isinstance(fact, OrgUnitArchived)
        else:
            _set(found, fact, _UNIT_SETS)
    return found


def team(history: Sequence[Recorded], at: datetime) -> TeamState | None:
    """What the facts of a team's stream told by an instant."""
    return TEAM.fold(TeamState, told_by(history, at))


def _person(history: Sequence[Recorded], at: datetime) -> PersonThen | None:
    found: PersonThen | None = None
    for fact in _told(history, at):
        if isinstance(fact, PersonRegistered):
            found = PersonThen(
                person_id=fact.person_id,
                kind=fact.kind,
                name=fact.name,
                unit_id=fact.unit_id,
                position=fact.position,
                emails=fact.emails,
                phones=fact.phones,
                time_zone=fact.time_zone,
                language=fact.language,
                source=fact.source,
            )
        elif found is None:
            return None
        elif isinstance(fact, PersonUnfed):
            found.source = None
        elif isinstance(fact, PersonDeactivated | PersonReactivated):
            found.is_active = isinstance(fact, PersonReactivated)
        else:
            _set(found, fact, _PERSON_SETS)
    return found


def _set(card: Any, fact: Fact, sets: Mapping[type[Fact], str]) -> None:
    if (field := sets.get(type(fact))) is not None:
        setattr(card, field, getattr(fact, field))


def _told(history: Sequence[Recorded], at: datetime) -> list[Fact]:
    return [recorded.fact for recorded in history if recorded.metadata.occurred_at <= at]
