"""Views of tickets as their makers keep them: what the list shows now as a new one, and a page to change and share."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.listing import columns, grouped
from api.console.listing.wanted import REST, Listing
from api.console.offered import lists
from api.console.rendering import page
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of
from api.questions.ticket.views import ViewCard, ViewsWanted, list_views
from commands.permissions import administers
from events.values.shared_with import AudienceKind
from events.values.text import Text
from events.values.ticket_condition import AllOf, Condition

AUDIENCES: dict[AudienceKind, Text] = {
    "maker": Text("только для меня", "for me alone"),
    "team": Text("для команды", "for a team"),
    "everyone": Text("для всех", "for everyone"),
}
SORTS = {
    "due": Text("по сроку", "by due"),
    "priority": Text("по приоритету", "by priority"),
    "-changed": Text("недавние сверху", "latest first"),
    "-number": Text("новые сверху", "newest first"),
    "number": Text("по номеру", "by number"),
}


class Keeping(msgspec.Struct, frozen=True, kw_only=True):
    """What the list shows now, as a form carries it: to be kept as a view of this id, or into the one looked at."""

    view_id: str
    condition: str
    columns: tuple[str, ...]
    attributes: tuple[str, ...]
    sort: str
    group: str
    into: ViewCard | None = None


def keeping(listing: Listing) -> Keeping:
    """The condition of the filter, within that of the view that is looked at; raises what is wrong with it."""
    asked, kept = listing.asked, listing.kept
    narrowed = condition_of(asked.desk, asked.viewer, TicketsNarrowed(**listing.narrowed))
    of: tuple[Condition, ...] = narrowed.of
    if kept is not None:
        there = kept.settings.condition
        of = (*of, *(there.of if isinstance(there, AllOf) else (there,)))
    return Keeping(
        view_id=str(uuid4()),
        condition=told(AllOf(of=of)),
        columns=tuple(one.code for one in columns.shown(listing) if not one.code.startswith("attribute.")),
        attributes=tuple(listing.settings.attributes),
        sort=asked.wish("sort") or listing.settings.sort,
        group=listing.group,
        into=kept if kept is not None and kept.may_change else None,
    )


def told(condition: Condition) -> str:
    """A condition as one field of a form bears it."""
    return msgspec.json.encode(condition).decode()


def audiences(asked: Asked) -> list[tuple[str, str]]:
    """For whom a view may be: everyone's are the administrators'."""
    known = [one for one in AUDIENCES if one != "everyone" or administers(asked.viewer)]
    return [(code, asked.told(AUDIENCES[code])) for code in known]


def exported(listing: Listing, kind: str) -> str:
    """Where the same list is a table; its columns, too."""
    asked = listing.asked
    wanted = listing.narrowed | {"sort": asked.wish("sort")}
    if listing.own is None:
        wanted["view"] = listing.view
    named = [(REST.get(name, name), value) for name, value in wanted.items()]
    query = [(name, _plain(one)) for name, told in named for one in (told if isinstance(told, list) else [told])]
    chosen = ",".join([*listing.columns, *(f"attribute.{one}" for one in listing.settings.attributes)])
    pairs = [("format", kind), *((name, one) for name, one in query if one), ("columns", chosen)]
    return f"/api/v1/tickets/export?{urlencode(pairs)}"


def _plain(told: object) -> str:
    return str(told).lower() if isinstance(told, bool) else "" if told is None else str(told)


def views(asked: Asked) -> Response:
    """All that one sees; those that one may change, with forms to do so."""
    wanted = ViewsWanted(counts=True, cursor=asked.wish("cursor") or None, limit=100)
    found = list_views(asked.desk, asked.viewer, wanted, asked.min_position).value
    teams = dict(lists.teams(asked))
    return page(
        asked,
        "listing/views.html",
        views=found.views,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
        whose=lambda one: _whose(asked, one, teams),
        conditions={one.view_id: told(one.settings.condition) for one in found.views},
        audiences=audiences(asked),
        teams=lists.own_teams(asked) if not administers(asked.viewer) else lists.teams(asked),
        columns=columns.choices(asked),
        sorts=[(code, asked.told(name)) for code, name in SORTS.items()],
        groups=grouped.choices(asked),
        me=asked.viewer.actor.id,
        administers=administers(asked.viewer),
    )


def _whose(asked: Asked, one: ViewCard, teams: dict[str, str]) -> str:
    if one.audience.kind == "team":
        return teams.get(str(one.audience.team_id), asked.told(AUDIENCES["team"]))
    return asked.told(AUDIENCES[one.audience.kind])
