"""Life cycles (rows 166-167): a table of statuses and a grid of the ways between them; the picture is of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.forms import Json
from api.console.rendering import page
from api.console.settings.drafts import acted, carried, draft_of, led_of
from api.console.settings.ticket_types import card_of, picture
from api.questions.ticket_type import list_ticket_types
from events.values.lifecycle import SAID_NAMES
from events.values.people import GROUP_NAMES, WORKING_GROUPS

WORKERS = {group: name for group, name in GROUP_NAMES.items() if group in WORKING_GROUPS}
"""Whom a way can be kept for: those who work on tickets."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing of the grid: the element of the list that it would be, and the way, if there is one."""

    nth: int
    leaves: str
    enters: str
    way: Json | None


def life_cycles(asked: Asked) -> Response:
    """One a type."""
    found = list_ticket_types(asked.desk, asked.viewer, None, asked.min_position).value.types
    return page(asked, "settings/life_cycles.html", types=found)


def life_cycle(asked: Asked, code: str) -> Response:
    """Drawn, and as tables: who may go where, and what they must say."""
    found = card_of(asked, code).type
    return page(
        asked,
        "settings/life_cycle.html",
        type=found,
        cycle=found.definition.lifecycle,
        picture=picture(asked, found.definition),
        said=SAID_NAMES,
        groups=GROUP_NAMES,
    )


def form(asked: Asked, code: str) -> Response:
    """All of it in one form, so that it is saved whole; a button for a status asks for the form anew."""
    found = card_of(asked, code).type
    draft = draft_of(asked, found.definition)
    acted(draft, asked.field("_act"), asked)
    cycle = draft["lifecycle"]
    kept = {one["code"] for one in cycle["statuses"]}
    led = led_of(asked)
    gone = [one for one in found.definition.lifecycle.statuses if one.code not in kept]
    return page(
        asked,
        "settings/life_cycle_form.html",
        type=found,
        draft=draft,
        cycle=cycle,
        grid=_grid(cycle),
        gone=gone,
        led={one.code: led.get(one.code, "") for one in gone},
        said=SAID_NAMES,
        workers=WORKERS,
        names={one["code"]: one["name"][asked.language] for one in cycle["statuses"]},
        carried=carried(_without_required(draft), but=("lifecycle",)),
    )


def _grid(cycle: Json) -> list[list[Cell | None]]:
    """Rows of where a way leaves, columns of where it enters; nothing on the diagonal.

    Ways that there are keep their places in the list, which say which of them a card offers first.
    """
    codes: Sequence[str] = [one["code"] for one in cycle["statuses"]]
    ways = {(one["leaves"], one["enters"]): (nth, one) for nth, one in enumerate(cycle["transitions"])}
    fresh = count(len(cycle["transitions"]))
    return [[None if one == other else _cell(one, other, ways, fresh) for other in codes] for one in codes]


def _cell(leaves: str, enters: str, ways: Mapping[tuple[str, str], tuple[int, Json]], fresh: Iterator[int]) -> Cell:
    known = ways.get((leaves, enters))
    nth, way = (next(fresh), None) if known is None else known
    return Cell(nth=nth, leaves=leaves, enters=enters, way=way)


def _without_required(draft: Json) -> Json:
    """Where an attribute is asked for is ticked beside each status."""
    return {**draft, "attributes": [{**one, "required_in": []} for one in draft["attributes"]]}
