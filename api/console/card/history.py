"""A ticket's history in words, the ticket as it was registered, and all of it on paper."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.console.ticket.cards import shown
from api.questions.ticket.card import read_as_registered, read_ticket
from api.questions.ticket.history import HistoryWanted, TicketHistory, read_history

MOST_ENTRIES = 500


def history(asked: Asked, ref: str) -> Response:
    """Every fact with who and when, oldest first; page by page."""
    told = read_history(
        asked.desk,
        asked.viewer,
        HistoryWanted(ref=ref, in_words=True, limit=MOST_ENTRIES, cursor=asked.wish("cursor") or None),
        asked.min_position,
    ).value
    ticket = read_ticket(asked.desk, asked.viewer, ref, asked.min_position).value
    more = "" if told.next_cursor is None else asked.address(cursor=told.next_cursor)
    return page(asked, "ticket/history.html", ticket=ticket, entries=_lines(asked, told), more=more)


def registered(asked: Asked, ref: str) -> Response:
    """Unit, company, service, agreement and versions of then."""
    found = read_as_registered(asked.desk, asked.viewer, ref, asked.min_position).value
    return page(asked, "ticket/registered.html", registered=found)


def printed(asked: Asked, ref: str) -> Response:
    """The whole ticket for paper: fields, conversation, what stands around it, history."""
    wanted = HistoryWanted(ref=ref, in_words=True, limit=MOST_ENTRIES)
    entries: list[tuple[object, str]] = []
    while True:
        told = read_history(asked.desk, asked.viewer, wanted, asked.min_position).value
        entries += _lines(asked, told)
        if told.next_cursor is None:
            break
        wanted = HistoryWanted(ref=ref, in_words=True, limit=MOST_ENTRIES, cursor=told.next_cursor)
    return page(asked, "ticket/print.html", card=shown(asked, ref), entries=entries)


def _lines(asked: Asked, told: TicketHistory) -> list[tuple[object, str]]:
    return [
        (one, asked.told(told.more_of(one, asked.zone)) if one.position in told.told else "") for one in told.entries
    ]
