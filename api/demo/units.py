"""The departments of the demo's own company and its clients with their branches, and where everybody sits.

Set up by ``api.demo.load``, before the people.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.change import NameHead, ShareCompanyTickets
from commands.person.units import AddPersonUnit
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId

ZONE = "Europe/Moscow"
OWN = FoundDesk(title=Named(ru="Северный ветер", en="Severny Veter"), time_zone=ZONE)


class Place(msgspec.Struct, frozen=True):
    """A unit of the demo; ``above`` is the key of the one that it is in, ``head`` and ``people`` are keys, too."""

    ru: str
    en: str
    above: str = ""
    is_client: bool = False
    head: str = ""
    people: tuple[str, ...] = ()


PLACES: dict[str, Place] = {
    "management": Place("Дирекция", "Management", head="b.gromov", people=("b.gromov", "a.ryabinina", "p.ershov")),
    "support": Place("Служба поддержки", "Service desk", head="v.klimova"),
    "network": Place("Группа сетей и связи", "Network group", above="support", people=("i.samoylov", "l.meyer")),
    "accounting": Place(
        "Бухгалтерия", "Accounting", head="l.panova", people=("l.panova", "k.ignatieva", "t.ershova", "s.nazarova")
    ),
    "sales": Place("Отдел продаж", "Sales", head="e.markova", people=("e.markova", "v.sedov", "d.kotov", "r.galiev")),
    "warehouse": Place("Склад", "Warehouse", people=("m.zimin", "yu.belyaeva", "g.sotnikov", "n.orlov")),
    "yantar": Place("Янтарь Ритейл", "Yantar Retail", is_client=True, head="i.lanskaya", people=("i.lanskaya",)),
    "yantar-city": Place(
        "Магазины Калининграда", "Kaliningrad shops", "yantar", is_client=True, people=("o.tihiy", "zh.morozova")
    ),
    "yantar-coast": Place("Магазины побережья", "Shops of the coast", "yantar", is_client=True, people=("p.vlasov",)),
    "baltic": Place("Балтик Фрейт", "Baltic Freight", is_client=True, head="e.hughes", people=("e.hughes", "m.novak")),
    "baltic-port": Place(
        "Портовый терминал", "Port terminal", "baltic", is_client=True, people=("j.whitfield", "s.lindqvist")
    ),
    "baltic-air": Place("Авиагрузы", "Air freight", "baltic", is_client=True, people=("t.okafor",)),
}
"""What stands above comes first."""

_BY_PERSON = {person: key for key, place in PLACES.items() for person in place.people}


def place_of(person: str) -> str:
    """The key of the unit that somebody sits in; who is not told elsewhere works for the desk."""
    return _BY_PERSON.get(person, "support")


def unit_command(place: Place, units: Mapping[str, OrgUnitId]) -> Command:
    """What adds a unit, when those above it are there."""
    title = Named(ru=place.ru, en=place.en)
    if not place.is_client:
        return AddDepartment(title=title, parent_id=units.get(place.above, OWN_COMPANY))
    if not place.above:
        return AddCompany(title=title, time_zone=ZONE)
    return AddBranch(title=title, parent_id=units[place.above])


def head_commands(units: Mapping[str, OrgUnitId], people: Mapping[str, PersonId]) -> dict[str, Command]:
    """Who heads what, one client whose people see each other's tickets, and who belongs to it beside us."""
    heads: dict[str, Command] = {
        f"head:{key}": NameHead(unit_id=units[key], head=people[place.head])
        for key, place in PLACES.items()
        if place.head
    }
    return {
        **heads,
        "shares:yantar": ShareCompanyTickets(unit_id=units["yantar"], shares_tickets=True),
        # Who sells to them sits there some days, and asks for their cash desks as one of theirs.
        "belongs:yantar": AddPersonUnit(person_id=people["e.markova"], unit_id=units["yantar"], sees="own"),
    }
