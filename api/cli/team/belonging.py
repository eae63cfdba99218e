"""``desk belong`` and ``desk leave``: a person of several companies; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import typer
from rich.table import Table

from aggregates.person import NoSuchPerson
from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.ticket.acting import Acting, As, acting, carry_out, clock_of
from api.cli.ticket.names import instant_called, person_called
from api.questions.org_unit.cards import UnitLine, UnitsSought, find_units
from api.questions.person.cards import CardWanted, read_person
from commands.person.units import AddPersonUnit, LeavePersonUnit
from events.values.further_unit import SEES_NAMES
from events.values.refusal import Listed, Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk

Whom = Annotated[str, typer.Argument(metavar="PERSON", help="Логин или e-mail · Login or e-mail")]
Unit = Annotated[str, typer.Argument(metavar="UNIT", help="Название компании, филиала, отдела или id · Name or id")]


class NoUnitIsCalledThat(Refusal):
    """There is no unit “{told}”, or more than one. There are: {units}."""

    ru: ClassVar[str] = "Подразделения «{told}» нет, или их несколько. Есть: {units}."


@app.command()
def belong(
    person: Whom,
    unit: Unit,
    *,
    own: Annotated[bool, typer.Option("--own", help="Только свои заявки · Only their own tickets")] = False,
    since: Annotated[str | None, typer.Option("--from", help="С какого времени · From when on")] = None,
    until: Annotated[str | None, typer.Option(help="До когда: 30д, 15.01.2030 · Until when: 30d")] = None,
    who: As = None,
) -> None:
    """Сказать, что человек относится и к этому подразделению · Let a person belong to another unit, too."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        clock = clock_of(desk, someone)
        content: dict[str, str] = {
            "person_id": str(person_called(desk, someone, person)),
            "unit_id": str(unit_called(desk, someone, unit)),
            "sees": "own" if own else "company",
        }
        if since is not None:
            content["from_at"] = instant_called(since, clock).isoformat()
        if until is not None:
            content["until_at"] = instant_called(until, clock).isoformat()
        carry_out(desk, someone, AddPersonUnit, content)
        out.print(_table(desk, someone, UUID(content["person_id"])))


@app.command()
def leave(person: Whom, unit: Unit, *, who: As = None) -> None:
    """Человек больше не относится к подразделению · Let a person belong to a further unit no longer."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        person_id = person_called(desk, someone, person)
        unit_id = unit_of_person(desk, someone, person_id, unit)
        carry_out(desk, someone, LeavePersonUnit, {"person_id": str(person_id), "unit_id": str(unit_id)})
        out.print(_table(desk, someone, person_id))


def unit_called(desk: Desk, who: Acting, told: str) -> UUID:
    """A unit by its name, by the beginning of one that no other has, or its id; for those who see the tree."""
    try:
        return UUID(told)
    except ValueError:
        found = find_units(desk, who.viewer, UnitsSought(text=told)).value.units
    wanted = told.strip().casefold()
    whole = [one for one in found if wanted in {one.name.ru.casefold(), one.name.en.casefold()}] or found
    if not whole:  # what it is called is not known: what there is at the top leads on
        whole = find_units(desk, who.viewer, UnitsSought(limit=20)).value.units
        raise NoUnitIsCalledThat(told=told, units=Listed({str(one.unit_id): one.name for one in whole}))
    if len(whole) != 1:
        raise NoUnitIsCalledThat(told=told, units=Listed({str(one.unit_id): one.name for one in whole}))
    return whole[0].unit_id


def unit_of_person(desk: Desk, who: Acting, person: UUID, told: str) -> UUID:
    """One of the units that somebody belongs to, by its name or its company's, or an id; as their card tells them."""
    try:
        return UUID(told)
    except ValueError:
        pass
    try:
        card = read_person(desk, who.viewer, CardWanted(ref=person)).value
    except NoSuchPerson:
        return unit_called(desk, who, told)
    theirs = [units for units in (card.units, *(one.units for one in card.further)) if units]
    wanted = told.strip().casefold()
    named = [
        units for units in theirs if any(wanted in {one.name.ru.casefold(), one.name.en.casefold()} for one in units)
    ]
    if len(named) != 1:
        known = Listed({str(units[0].unit_id): units[0].name for units in named or theirs})
        raise NoUnitIsCalledThat(told=told, units=known)
    return named[0][0].unit_id


def _table(desk: Desk, someone: Acting, person: UUID) -> Table:
    """All units that somebody belongs to, the main one first."""
    card = read_person(desk, someone.viewer, CardWanted(ref=person)).value
    language, clock = language_in_use(), clock_of(desk, someone)
    table = Table(
        say("Подразделение", "Unit"), say("Видит", "Sees"), say("С", "From"), say("До", "Until"), title=card.person.name
    )

    def called(units: tuple[UnitLine, ...]) -> str:
        return " · ".join(unit.name.to(language) for unit in reversed(units))

    table.add_row(called(card.units), say("основное", "the main one"), "", "")
    for one in card.further:
        since = "" if one.from_at is None else clock.told(one.from_at)
        until = "" if one.until_at is None else clock.told(one.until_at)
        table.add_row(called(one.units), SEES_NAMES[one.sees].to(language), since, until)
    return table
