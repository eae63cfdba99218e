"""The columns of the list: the usual ones as they always were, others as tables of tickets tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET

from api.console.asked import Asked
from api.console.listing.filters import CHANNELS
from api.console.listing.wanted import Listing
from api.questions.ticket.export import COLUMNS
from api.questions.ticket.pages import TicketLine
from events.values.ticket_view import USUAL_COLUMNS

ALWAYS = ("number", "subject")
"""What a row is known by; its link stands on the subject."""
MANY, VERY_MANY = 8, 14


class ColumnShown(msgspec.Struct, frozen=True, kw_only=True):
    """A column: its code and its heading; ``is_plain``: its cells are told as texts."""

    code: str
    name: str
    is_plain: bool


def shown(listing: Listing) -> list[ColumnShown]:
    """The columns of a list, with what every list has in front; one that nobody knows is left out."""
    told = [*(one for one in ALWAYS if one not in listing.columns), *listing.columns]
    if "number" in told and told[0] != "number" and "number" not in listing.columns:
        told = ["number", *(one for one in told if one != "number")]
    found = [
        ColumnShown(code=one, name=heading(listing.asked, one), is_plain=one not in USUAL_COLUMNS)
        for one in told
        if one in COLUMNS
    ]
    return [
        *found,
        *(ColumnShown(code=f"attribute.{one}", name=one, is_plain=True) for one in listing.settings.attributes),
    ]


def heading(asked: Asked, code: str) -> str:
    """What stands above a column: times are by the reader's own clock, and need no zone."""
    return "№" if code == "number" else asked.told(COLUMNS[code][0]).replace(" ({zone})", "")


def choices(asked: Asked) -> list[tuple[str, str]]:
    """All that there are, by their codes."""
    return [(code, heading(asked, code)) for code in COLUMNS if code not in ALWAYS]


def breadth(columns: Sequence[ColumnShown]) -> str:
    """How much room a table needs: many columns scroll sideways."""
    return "very-broad" if len(columns) > VERY_MANY else "broad" if len(columns) > MANY else ""


def cells(asked: Asked, line: TicketLine, columns: Sequence[ColumnShown]) -> Mapping[str, str]:
    """The texts of the plain ones."""
    return {one.code: _cell(asked, line, one.code) for one in columns if one.is_plain}


def _cell(asked: Asked, line: TicketLine, code: str) -> str:
    if line.beside is UNSET:
        return ""
    if code.startswith("attribute."):
        return line.beside.attributes.get(code.removeprefix("attribute."), "")
    if code == "channel":
        return asked.told(CHANNELS.get(line.beside.channel)) or line.beside.channel
    told = COLUMNS[code][1](line, line.beside, asked.language)
    if isinstance(told, datetime):
        return asked.times.when(told)
    return "" if told is None else str(told)
