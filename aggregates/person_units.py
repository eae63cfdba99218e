"""To which units a person belongs beside their main one; driven by ``commands.person.units``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec.structs import asdict

from aggregates.person import Person
from aggregates.person_refusals import BuiltInStays
from events.fact import Fact
from events.person_units import PersonUnitAdded, PersonUnitLeft
from events.values.further_unit import FurtherUnit
from events.values.identity import OrgUnitId
from events.values.refusal import Refusal

MOST_UNITS = 20


class UnitIsTheMainOne(Refusal):
    """{person} stands in that unit already: it is their main one. Choose another, or move them first."""

    ru: ClassVar[str] = "{person} и так числится в этом подразделении. Выберите другое или сначала переведите человека."
    field = "unit_id"


class MainUnitIsNotLeft(Refusal):
    """That unit is where {person} stands: it is their main one. Move them to another instead."""

    ru: ClassVar[str] = "Это подразделение у человека основное ({person}). Переведите человека в другое."
    field = "unit_id"


class BelongingIsEmpty(Refusal):
    """It would end before it begins, or is over already. Name a later end, or none."""

    ru: ClassVar[str] = "Срок закончился бы раньше, чем начался, или уже прошёл. Назовите более поздний или никакого."
    field = "until_at"


class TooManyUnits(Refusal):
    """Nobody belongs to more than {limit} units beside their own. Let them leave one first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Дополнительных подразделений у человека не больше {limit}. Сначала уберите одно из них."
    field = "unit_id"


def add(person: Person, wanted: FurtherUnit, at: datetime) -> list[Fact]:
    """The person belongs there, too, or for another time than before, or sees something else there."""
    person.refuse_merged("person_id")
    if person.unit_id is None:
        raise BuiltInStays(login=person.login)
    if wanted.unit_id == person.unit_id:
        raise UnitIsTheMainOne(person=person.name.full)
    known = {one.unit_id: one for one in person.further}
    if known.get(wanted.unit_id) == wanted:
        return []
    if wanted.until_at is not None and wanted.until_at <= max(wanted.from_at or at, at):
        raise BelongingIsEmpty
    if wanted.unit_id not in known and len(known) >= MOST_UNITS:
        raise TooManyUnits(limit=MOST_UNITS)
    return [PersonUnitAdded(person_id=person.person_id, **asdict(wanted))]


def leave(person: Person, unit_id: OrgUnitId) -> list[Fact]:
    """They belong there no longer; nothing happens where they do not."""
    if all(one.unit_id != unit_id for one in person.further):
        if unit_id == person.unit_id:
            raise MainUnitIsNotLeft(person=person.name.full)
        return []
    return [PersonUnitLeft(person_id=person.person_id, unit_id=unit_id)]


def leave_all(person: Person) -> list[Fact]:
    """They belong to none any more."""
    return [fact for one in person.further for fact in leave(person, one.unit_id)]


def taken_over(kept: Person, wanted: Sequence[FurtherUnit], at: datetime) -> list[Fact]:
    """Where whoever is kept belongs from a merge on, beside where they do; what is over by then is not taken along."""
    there = {kept.unit_id, *(one.unit_id for one in kept.further)}
    room = MOST_UNITS - len(kept.further)
    new = {
        one.unit_id: one for one in wanted if one.unit_id not in there and (one.until_at is None or at < one.until_at)
    }
    return [PersonUnitAdded(person_id=kept.person_id, **asdict(one)) for one in [*new.values()][:room]]
