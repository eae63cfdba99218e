"""Tickets that stand together by what they have in common: the groups with their counts, and the first few of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from api.console.asked import Asked
from api.console.listing import filters
from api.console.listing.wanted import Listing
from api.questions.ticket import pages
from api.questions.ticket.pages import TicketLine
from api.questions.ticket.views import GROUPED_BY, GroupsWanted, group_tickets
from events.values.text import Text

MOST_SHOWN, A_GROUP = 20, 10
NOTHING: Mapping[str, str] = {"team": "nobody", "responsible": "nobody"}
"""How a filter names what has none of it; elsewhere it is “none”."""
PARAMETERS = {"type": "ticket_type"}


class GroupShown(msgspec.Struct, frozen=True, kw_only=True):
    """A group: what it is called, how many are in it, the first of them, and the list of all of them."""

    key: str
    name: str
    count: int
    href: str
    lines: Sequence[TicketLine]


def choices(asked: Asked) -> list[tuple[str, str]]:
    """By what a list can be grouped."""
    return [(code, asked.told(filters.NAMES[code])) for code in GROUPED_BY]


def groups(listing: Listing) -> tuple[list[GroupShown], int]:
    """The largest first, and how many more there are than are shown."""
    asked, by = listing.asked, listing.group
    kept = listing.kept
    wanted = GroupsWanted(**listing.narrowed, by=by, view=None if kept is None else kept.view_id)
    found = group_tickets(asked.desk, asked.viewer, wanted, asked.min_position).value.groups
    shown = [_shown(listing, by, one.key, one.name, one.count) for one in found[:MOST_SHOWN]]
    return shown, max(len(found) - MOST_SHOWN, 0)


def _name(asked: Asked, by: str, key: str | None, name: Text | None) -> str:
    if key is None:
        return asked.say("не указано", "none")
    return asked.told(asked.level_name(key)) if by == "priority" else asked.told(name) or key


def _shown(listing: Listing, by: str, key: str | None, name: Text | None, count: int) -> GroupShown:
    asked = listing.asked
    value = NOTHING.get(by, "none") if key is None else key
    inside = listing.tickets(**{PARAMETERS.get(by, by): [value]}, limit=A_GROUP)
    if by == "service" and key is not None:
        inside = msgspec.structs.replace(inside, service_exactly=True)
    lines = pages.list_tickets(asked.desk, asked.viewer, inside, asked.min_position).value.tickets
    return GroupShown(
        key=value,
        name=_name(asked, by, key, name),
        count=count,
        href=asked.address(**{by: value}, group="none", cursor=None, open=None),
        lines=lines,
    )
