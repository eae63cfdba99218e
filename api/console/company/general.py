"""The company as a whole, its departments and its clients: found by name, opened as trees."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.company import units
from api.console.company.teams import is_called
from api.console.company.tree import Tree
from api.console.rendering import elsewhere, page
from api.questions.org_unit.cards import Among, UnitLine, UnitsSought, UnitsWanted, find_units, list_units
from api.questions.person.cards import PersonsWanted, find_persons
from api.questions.person.teams import TeamView, list_teams

A_PAGE, A_FEW = 50, 10


def overview(asked: Asked) -> Response:
    """Our own company, and everybody and everything found by a word: people, departments, clients, teams."""
    if not asked.may("list-units"):
        return elsewhere("/company/teams")
    sought = asked.wish("q").strip()
    found = (
        find_persons(asked.desk, asked.viewer, PersonsWanted(text=sought, cursor=_cursor(asked), limit=A_PAGE)).value
        if sought
        else None
    )
    own = _own(asked)
    return page(
        asked,
        "company/general.html",
        sought=sought,
        people=() if found is None else found.persons,
        more="" if found is None or found.next_cursor is None else asked.address(cursor=found.next_cursor),
        teams=_teams(asked, sought) if sought and not _cursor(asked) else (),
        units=_found(asked, sought, None, A_FEW) if sought and not _cursor(asked) else (),
        **units.shown(asked, str(own.unit_id)),
    )


def departments(asked: Asked) -> Response:
    """The tree of our own company (rows 61-63)."""
    return _tree(asked, "ours", (_own(asked),), more="")


def clients(asked: Asked) -> Response:
    """Clients with their branches (rows 72g-72h)."""
    wanted = UnitsWanted(cursor=_cursor(asked), limit=A_PAGE)
    found = list_units(asked.desk, asked.viewer, wanted, asked.min_position).value
    roots = tuple(
        one for one in found.units if one.kind == "company" and (_with_archived(asked) or not one.is_archived)
    )
    more = "" if found.next_cursor is None else asked.address(cursor=found.next_cursor)
    return _tree(asked, "clients", roots, more=more)


def _tree(asked: Asked, among: Among, roots: tuple[UnitLine, ...], *, more: str) -> Response:
    sought = asked.wish("q").strip()
    archived = _with_archived(asked)
    return page(
        asked,
        "company/tree.html",
        among=among,
        sought=sought,
        archived=archived,
        found=_found(asked, sought, among, A_PAGE) if sought else (),
        nodes=[] if sought else Tree(asked, roots, archived=archived).nodes,
        own=roots[0] if among == "ours" else None,
        more="" if sought else more,
    )


def _own(asked: Asked) -> UnitLine:
    """Our own company stands first among the roots."""
    return list_units(asked.desk, asked.viewer, UnitsWanted(limit=1), asked.min_position).value.units[0]


def _found(asked: Asked, sought: str, among: Among | None, most: int) -> list[UnitLine]:
    wanted = UnitsSought(text=sought, among=among, limit=most)
    found = find_units(asked.desk, asked.viewer, wanted, asked.min_position).value.units
    return [one for one in found if _with_archived(asked) or not one.is_barred]


def _teams(asked: Asked, sought: str) -> list[TeamView]:
    found = list_teams(asked.desk, asked.viewer, None, asked.min_position).value.teams
    return [one for one in found if is_called(one, sought)][:A_FEW]


def _cursor(asked: Asked) -> str | None:
    return asked.wish("cursor") or None


def _with_archived(asked: Asked) -> bool:
    return bool(asked.wish("archived"))
