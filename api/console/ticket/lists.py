"""The list of tickets: views with counts, a filter, pages by cursor or groups, rows by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.listing import columns, filters, grouped, views
from api.console.listing.grouped import GroupShown
from api.console.listing.rows import KEPT_IN_LINKS, Row, rows_told
from api.console.listing.wanted import OWN_VIEWS, Listing
from api.console.offered import lists
from api.console.rendering import is_whole, page
from api.console.ticket import cards
from api.questions.ticket import pages
from api.questions.ticket.pages import CountsWanted, TicketsWanted
from commands.catalogue import may_issue
from events.values.refusal import Refusal

MOST_ROWS = 200
COUNT_LIMIT = 10_000


class ViewLink(msgspec.Struct, frozen=True, kw_only=True):
    """A view above the list."""

    name: str
    href: str
    is_chosen: bool
    count: str = ""


class GroupRows(msgspec.Struct, frozen=True, kw_only=True):
    """A group of the list with its first rows."""

    group: GroupShown
    rows: Sequence[Row]


def tickets(asked: Asked) -> Response:
    """The whole list; ``open`` names the ticket whose card stands beside it."""
    listing = Listing(asked)
    shown, whole = columns.shown(listing), is_whole(asked, "ticket/list.html")
    tell = rows_told(asked, shown)
    refusal, found, of_groups, more_groups, kept = None, None, [], 0, None
    try:
        if listing.group and not asked.wish("cursor"):
            groups, more_groups = grouped.groups(listing)
            of_groups = [GroupRows(group=one, rows=tell(one.lines)) for one in groups]
        else:
            wanted = listing.tickets(cursor=asked.wish("cursor") or None)
            found = pages.list_tickets(asked.desk, asked.viewer, wanted, asked.min_position).value
        kept = views.keeping(listing) if whole else None
    except Refusal as refused:
        # The bar stays where it is: there the way out is.
        refusal = asked.told(refused.text)
    opened = asked.wish("open")
    return page(
        asked,
        "ticket/list.html",
        views=[] if asked.part == "page" else view_links(asked, listing),
        chosen=chosen_name(asked, listing),
        columns=shown,
        breadth=columns.breadth(shown),
        rows=[] if found is None else tell(found.tickets),
        groups=of_groups,
        more_groups=more_groups,
        more="" if found is None or found.next_cursor is None else asked.address(cursor=found.next_cursor, open=None),
        refusal=refusal,
        quick=asked.wish("q"),
        sort=asked.wish("sort") or listing.settings.sort,
        chips=filters.chips(asked) if whole else [],
        without_filter=f"/tickets?{urlencode({'view': listing.view})}",
        bar=_bar(asked, listing) if whole else None,
        kept=kept,
        opened=opened,
        may_work=may_issue(asked.viewer, "take-ticket"),
        teams=lists.standing_teams(asked) if whole and may_issue(asked.viewer, "assign-ticket") else [],
        card=cards.shown(asked, opened) if opened and whole else None,
    )


def _bar(asked: Asked, listing: Listing) -> dict[str, object]:
    """What the filter, the columns and the tables offer."""
    return {
        "statuses": filters.statuses(asked).items(),
        "types": filters.types(asked).items(),
        "levels": lists.levels(asked),
        "teams": lists.teams(asked),
        "services": lists.services(asked),
        "columns": columns.choices(asked),
        "chosen": set(listing.columns),
        "groups": grouped.choices(asked),
        "group": listing.group,
        "audiences": views.audiences(asked),
        "own_teams": lists.own_teams(asked),
        "sorts": [(code, asked.told(name)) for code, name in views.SORTS.items()],
        "xlsx": views.exported(listing, "xlsx"),
        "csv": views.exported(listing, "csv"),
        "beside": [
            (name, value)
            for name in KEPT_IN_LINKS
            for value in asked.wishes(name)
            if value and name not in {"columns", "group"}
        ],
        "outside": [(name, value) for name in ("view", "sort", "columns", "group") for value in asked.wishes(name)],
    }


def rows(asked: Asked) -> Response:
    """Some rows by their numbers, as they are now: what the stream named; ``fits`` says which are of the view still."""
    listing = Listing(asked)
    shown = columns.shown(listing)
    numbers = [one for one in asked.wish("numbers").split(",") if one.isdecimal()][:MOST_ROWS]
    known = TicketsWanted(numbers=numbers, clocks=True, limit=MOST_ROWS, beside=not listing.are_usual)
    seen, fits = None, None
    if numbers:
        inside = listing.tickets(numbers=numbers, limit=MOST_ROWS, clocks=False, beside=False)
        seen = pages.list_tickets(asked.desk, asked.viewer, known, asked.min_position).value
        fits = pages.list_tickets(asked.desk, asked.viewer, inside, asked.min_position).value
    return page(
        asked,
        "ticket/rows.html",
        columns=shown,
        rows=[] if seen is None else rows_told(asked, shown)(seen.tickets),
        fits=[] if fits is None else [line.number for line in fits.tickets],
        views=view_links(asked, listing),
    )


def view_links(asked: Asked, listing: Listing) -> list[ViewLink]:
    """The views above the list with their counts, each a link."""
    counts = pages.count_tickets(asked.desk, asked.viewer, CountsWanted(), asked.min_position).value
    own = [
        ViewLink(
            name=asked.told(one.name),
            href=f"/tickets?view={one.code}",
            is_chosen=one.code == listing.view,
            count=_counted(getattr(counts, one.counted)) if one.counted else "",
        )
        for one in OWN_VIEWS
    ]
    made = [
        ViewLink(
            name=asked.told(one.name),
            href=f"/tickets?view={one.view_id}",
            is_chosen=str(one.view_id) == listing.view,
            count="" if one.count is None else _counted(one.count.count, is_more=one.count.is_more),
        )
        for one in listing.views
    ]
    return own + made


def chosen_name(asked: Asked, listing: Listing) -> str:
    """What the list is called, for the title."""
    if listing.own is not None:
        return asked.told(listing.own.name)
    named = next((one.name for one in listing.views if str(one.view_id) == listing.view), None)
    return asked.told(named) or asked.say("Заявки", "Tickets")


def _counted(count: int, *, is_more: bool = False) -> str:
    return f"{count}+" if is_more or count >= COUNT_LIMIT else str(count)
