"""The card of a department, a client or a branch; what archiving it would touch is told before it is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Response

from aggregates.org_unit_refusals import NoSuchUnit
from api.console.asked import Asked
from api.console.company.entries import history
from api.console.rendering import page
from api.questions.history.cards import read_unit_history
from api.questions.org_unit.cards import UnitsWanted, list_people, list_units, preview_archive, read_unit
from api.questions.person.cards import CardWanted, PeopleWanted

A_PAGE = 100


def card(asked: Asked, ref: str) -> Response:
    """“Информация”: everything that is known of a unit, each field a form of its own; its history beside."""
    told = shown(asked, ref)
    asked.place = place_of(told["root"].kind == "own_company")
    return page(asked, "company/unit.html", **told)


def before_archive(asked: Asked, ref: str) -> Response:
    """Whom and what it would touch, in a sentence, and the order itself."""
    unit_id = unit_ref(ref)
    return page(
        asked,
        "company/archive.html",
        unit=read_unit(asked.desk, asked.viewer, CardWanted(ref=unit_id), asked.min_position).value.unit,
        inside=preview_archive(asked.desk, asked.viewer, unit_id, asked.min_position).value,
    )


def shown(asked: Asked, ref: str) -> dict[str, Any]:
    """What a unit's card shows."""
    desk, viewer, position, unit_id = asked.desk, asked.viewer, asked.min_position, unit_ref(ref)
    found = read_unit(desk, viewer, CardWanted(ref=unit_id), position).value
    cursor = asked.wish("cursor") or None
    people = list_people(desk, viewer, PeopleWanted(ref=unit_id, cursor=_of(cursor, "p"), limit=A_PAGE), position).value
    below = list_units(desk, viewer, UnitsWanted(parent=unit_id, cursor=_of(cursor, "u"), limit=A_PAGE), position).value
    tab = asked.wish("tab")
    return {
        "card": found,
        "unit": found.unit,
        "root": found.path[-1],
        "members": people.persons,
        "more_members": _more(asked, "p", people.next_cursor),
        "below": below.units,
        "more_below": _more(asked, "u", below.next_cursor),
        "tab": tab,
        "entries": history(asked, read_unit_history, unit_id) if tab == "history" else (),
    }


def place_of(is_ours: bool) -> str:  # noqa: FBT001 - whose it is
    """The entry of the menu that a card of ours, or of a client's, is below."""
    return "/company/departments" if is_ours else "/company/clients"


def unit_ref(ref: str) -> UUID:
    """A unit by its id."""
    try:
        return UUID(ref)
    except ValueError as error:
        raise NoSuchUnit from error


def _of(cursor: str | None, which: str) -> str | None:
    """Two lists stand on one card, and each goes on by itself: the first letter says which one."""
    return cursor[1:] if cursor and cursor.startswith(which) else None


def _more(asked: Asked, which: str, cursor: str | None) -> str:
    return "" if cursor is None else asked.address(cursor=which + cursor)
