"""What others did on tickets since somebody looked: SQL for lists and conditions, and what it was in detail.

How far somebody looked is no fact: ``desk.looked`` keeps it of a ticket, ``desk.looked_from`` of all others (0225).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.catalogue import stored_names
from events.inner import NO_NEWS
from events.ticket import TicketCommented
from events.ticket_status import STATUS_FACTS
from events.values.people import Viewer
from events.values.text import Text
from projections.facts.describe import called_actor
from projections.kit import guests, visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, number, statement

NOWHERE = 2**63 - 1
"""Who never saw a list yet has nothing new in it."""
_KEPT = 64
SO_FAR = statement("(SELECT f.place FROM desk.looked_from f WHERE f.person_id = %(viewer_self)s)")
"""Up to where tickets that the viewer never opened count as seen; none for who never saw a list."""
FLOOR = statement("coalesce({so_far}, {nowhere})", so_far=SO_FAR, nowhere=number(NOWHERE))


def _looked(alias: str, otherwise: Fragment) -> Fragment:
    """Up to where the viewer has looked at a ticket; ``otherwise`` is the place of one that they never opened."""
    return statement(
        "coalesce((SELECT l.place FROM desk.looked l WHERE l.person_id = %(viewer_self)s"
        " AND l.ticket_id = {ticket}), {otherwise})",
        ticket=name(f"{alias}.ticket_id"),
        otherwise=otherwise,
    )


_LOOKED = _looked("t", FLOOR)
MARKS = statement(
    "p.news_place > {looked},"
    " p.ticket_id = ANY(ARRAY(SELECT d.ticket_id FROM desk.drafts d WHERE d.person_id = %(viewer_self)s"
    " AND d.ticket_id IS NOT NULL AND (d.sent_by IS NULL"
    " OR NOT EXISTS (SELECT FROM desk.command_receipts r WHERE r.command_id = d.sent_by))))",
    looked=_looked("p", SO_FAR),
)
"""Of a line (``p``): whether it is unread, none for who never saw a list, and whether the viewer has a draft on it.

The mark is looked up row by row: joined, the planner would read all of the person's marks first.
"""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What others did on a ticket since somebody looked: how many comments and changes, and who did the last of it.

    ``status``: it stands in another one, or did meanwhile.
    """

    comments: int
    changes: int
    status: bool
    last_by_id: UUID
    last_by: Text


@cache
def _of_others(alias: str, place: str, by: str, before: str) -> Fragment:
    return statement(
        "CASE WHEN {t}.{by} = %(viewer_self)s THEN {t}.{before} ELSE {t}.{place} END",
        t=name(alias),
        place=name(place),
        by=name(by),
        before=name(before),
    )


WHOLE = _of_others("t", "news_place", "news_by", "news_before")
PUBLIC = _of_others("t", "shown_news_place", "shown_news_by", "shown_news_before")


def news_place(viewer: Viewer) -> tuple[Fragment, dict[str, Any]]:
    """The place of the last news on a ticket (``t``) by others than the viewer, of what is not hidden from them."""
    predicate, params = visibility.inner(viewer, "t")
    own = {"viewer_self": viewer.actor.id}
    if not params:
        return WHOLE if predicate == visibility.ALL else PUBLIC, own
    either = statement("CASE WHEN {inner} THEN {whole} ELSE {public} END", inner=predicate, whole=WHOLE, public=PUBLIC)
    return either, params | own


def unread(viewer: Viewer) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on a ticket (``t``): whether there is news that the viewer has not looked at."""
    place, params = news_place(viewer)
    return statement(
        "({place}) > {looked}",
        place=place,
        looked=_LOOKED,
    ), params


class _Row(NamedTuple):
    ticket_id: UUID
    comments: int
    changes: int
    status: bool
    by_id: UUID
    by_name: str


@lru_cache(_KEPT)
def _asked(inner: Fragment) -> Fragment:
    return statement(
        "SELECT {columns} FROM ticket_list t JOIN ticket_timeline e USING (ticket_id)"
        " WHERE t.ticket_id = ANY(%(tickets)s) AND e.actor_id <> %(viewer_self)s AND e.name <> ALL(%(no_news)s)"
        " AND (NOT e.is_inner OR ({inner}) IS TRUE)"
        " AND e.position > {looked} GROUP BY t.ticket_id",
        columns=selected(
            _Row,
            ticket_id=name("t.ticket_id"),
            comments=statement("count(*) FILTER (WHERE e.name = %(comment)s)"),
            changes=statement("count(*) FILTER (WHERE e.name <> %(comment)s)"),
            status=statement("bool_or(e.name = ANY(%(status)s))"),
            by_id=statement("(array_agg(e.actor_id ORDER BY e.position DESC))[1]"),
            by_name=statement("(array_agg(e.actor_name ORDER BY e.position DESC))[1]"),
        ),
        inner=inner,
        looked=_LOOKED,
    )


_NO_NEWS = sorted(stored_names(NO_NEWS))
_STATUS = sorted(stored_names(STATUS_FACTS))


@reads("ticket_list", "ticket_timeline", also=(guests.hidden,))
def news_of(cursor: Cursor[Any], viewer: Viewer, tickets: list[UUID]) -> dict[UUID, News]:
    """What is new on tickets that the viewer sees; those with nothing new are left out."""
    if not tickets:
        return {}
    inner, params = visibility.inner(viewer, "t")
    asked = {
        **params,
        "viewer_self": viewer.actor.id,
        "tickets": tickets,
        "no_news": _NO_NEWS,
        "comment": TicketCommented.stored_name,
        "status": _STATUS,
    }
    rows = rows_of(_Row, cursor.execute(_asked(inner), asked))
    return {
        row.ticket_id: News(
            comments=row.comments,
            changes=row.changes,
            status=row.status,
            last_by_id=row.by_id,
            last_by=_called(cursor, viewer, row),
        )
        for row in rows
    }


def _called(cursor: Cursor[Any], viewer: Viewer, row: _Row) -> Text:
    if guests.hidden(cursor, viewer, row.ticket_id, [(row.by_id, row.by_name)]):
        return guests.word(row.by_id)
    return called_actor(row.by_id, row.by_name)


@reads("ticket_timeline")
def place_of(cursor: Cursor[Any], ticket: UUID, version: int) -> int:
    """Where in the log the last fact of a ticket up to a version of it stands; 0 where there is none."""
    cursor.execute(
        "SELECT coalesce(max(position), 0) FROM ticket_timeline WHERE ticket_id = %s AND version <= %s",
        (ticket, version),
    )
    (place,) = cursor.fetchone() or (0,)
    return int(place)


@reads("ticket_list")
def last_news(cursor: Cursor[Any], viewer: Viewer, ticket: UUID) -> int:
    """The place of the last thing that others did on a ticket that the viewer sees; 0: they did nothing."""
    place, params = news_place(viewer)
    cursor.execute(
        statement("SELECT {place} FROM ticket_list t WHERE t.ticket_id = %(ticket)s", place=place),
        {**params, "ticket": ticket},
    )
    (found,) = cursor.fetchone() or (0,)
    return int(found)


@reads("ticket_list")
def seen_by_number(cursor: Cursor[Any], viewer: Viewer, numbers: Collection[int]) -> list[UUID]:
    """Those tickets of some numbers that the viewer sees."""
    seen, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement("SELECT t.ticket_id FROM ticket_list t WHERE t.number = ANY(%(numbers)s) AND {seen}", seen=seen),
        {**params, "numbers": list(numbers)},
    )
    return [ticket for (ticket,) in cursor]
