"""The question that a specialist asks of the tickets most: a page of the list; the viewer first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import guests, page_cursor, visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.person import absences
from projections.ticket.lists import beside, clocks, unread
from projections.ticket.lists.filters import TicketFilter, narrowed, planned
from projections.ticket.lists.kept_lines import KeptLines
from projections.ticket.lists.lines import SORTED_BY, TicketLine, line, line_of
from projections.ticket.lists.orders import KEYS, Key, Sort, key_of, way
from projections.ticket.lists.unread import MARKS
from projections.ticket_type import remembered
from sla_engine.instants import Micros, micros

_KEPT = 512
"""So many pages are kept put together: by who sees what, what is narrowed, the order and the length."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list and the cursor of the next one, if there is one. ``is_first``: the viewer never saw a list."""

    tickets: tuple[TicketLine, ...]
    next_cursor: str | None
    is_first: bool | UnsetType = UNSET


class _Share(NamedTuple):
    """Tickets whose lines are read alike: ``line`` is what is read, ``key`` what they are ordered by; ``whole``:
    whether it tells what is private, too; ``news``: where the last of it stands that others than the viewer did.
    """  # noqa: D205 - one sentence

    line: Fragment
    key: Fragment
    whole: Fragment
    news: Fragment
    conditions: tuple[Fragment, ...] = ()


_Marks = tuple[bool | None, bool]
"""Whether a ticket is unread, none for who never saw a list, and whether the viewer has a draft on it."""


class _Order(NamedTuple):
    """Which tickets, in which order, and how many of them."""

    where: tuple[Fragment, ...]
    sort: Sort
    tie: Fragment
    descending: bool
    goes_on: bool
    limit: int


_LINES = KeptLines()


@reads("ticket_list", "sla_clocks", "directory", "services", "org_tree", "ticket_types", also=(guests.masked,))
def visible_to(  # noqa: PLR0913 - a page is all of these
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: TicketFilter,
    *,
    now: datetime,
    sort: Sort = "due",
    descending: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """A page of the tickets that the viewer may see, in a stable order that writes do not shuffle.

    Raises ``CursorIsForeign`` for a cursor of another order or a broken one.
    """
    where, params = narrowed(cursor, viewer, wanted, now)
    if after is not None:
        params["key"], params["last"] = page_cursor.opened(after, sort, KEYS[sort][1], descending=descending)
    key = key_of(sort, where)
    shares, more = _shares(viewer, sort, key)
    params |= more
    params["viewer_self"] = viewer.actor.id
    order = _Order(tuple(where), sort, key.tie, descending, after is not None, limit + 1)
    # First pages are asked for over and over; what stands behind them seldom, and mostly by who reads it all once.
    told = _remembered if after is None else _read
    lines, keys, marks = told(cursor, viewer, shares, order, params, micros(now))
    named = [(line.ticket_id, line.requester_id, line.requester_name) for line in lines]
    masked = guests.masked(cursor, viewer, named)
    last = lines[limit - 1].ticket_id if len(lines) > limit > 0 else None
    if masked:
        lines = [replace(line, requester_name=masked.get(line.ticket_id, line.requester_name)) for line in lines]
    return Page(
        tickets=tuple(_marked(lines[:limit], marks)),
        next_cursor=page_cursor.closed(sort, keys[limit - 1], last, descending=descending) if last else None,
        is_first=True if marks and all(is_unread is None for is_unread, _ in marks) else UNSET,
    )


def _marked(lines: Sequence[TicketLine], marks: Sequence[_Marks]) -> Iterator[TicketLine]:
    """Lines are kept for all who read them alike; what is new is each reader's own."""
    for told, (is_unread, has_draft) in zip(lines, marks, strict=False):
        yield replace(told, is_unread=bool(is_unread), has_draft=has_draft) if is_unread or has_draft else told


def _read(
    cursor: Cursor[Any],
    _: Viewer,
    shares: tuple[_Share, ...],
    order: _Order,
    params: dict[str, Any],
    at: Micros,
) -> tuple[list[TicketLine], list[Any], list[_Marks]]:
    """The lines of a page, what each is ordered by, and what the viewer has of it."""
    cursor.execute(_asked(shares, order), params, prepare=planned(params), binary=True)
    # Tuples, whose order ``line`` tells: rows by name cost a page of fifty a tenth more of 1.5 ms.
    rows = cursor.fetchall()
    marks = [(row[-2], row[-1]) for row in rows]  # by number: as they are asked for
    return _lines(cursor, [row[:-2] for row in rows], at), [row[SORTED_BY] for row in rows], marks


def _remembered(
    cursor: Cursor[Any],
    viewer: Viewer,
    shares: tuple[_Share, ...],
    order: _Order,
    params: dict[str, Any],
    at: Micros,
) -> tuple[list[TicketLine], list[Any], list[_Marks]]:
    """The same; those that were told before are known by the versions of their rows, and only the others are read."""
    cursor.execute(_versions_asked(shares, order), {**params, "at_us": at}, prepare=planned(params), binary=True)
    found = cursor.fetchall()
    known = _LINES.known(cursor.connection)
    if strange := {ticket_id: version for ticket_id, version, *_ in found if version not in known}:
        share, more = _as_read(viewer)
        cursor.execute(_lines_asked(share), {**more, "strange": list(strange)}, binary=True)
        told = {line.ticket_id: line for line in _lines(cursor, cursor.fetchall(), at)}
        known = {**known, **_LINES.keep(cursor.connection, told, strange)}
    marks = [(is_unread, has_draft) for *_, is_unread, has_draft in found]
    return [known[version] for _, version, *_ in found], [key for _, _, key, *_ in found], marks


def _lines(cursor: Cursor[Any], rows: Sequence[tuple[Any, ...]], at: Micros) -> list[TicketLine]:
    shown = remembered.statuses_shown(cursor, {(row[2], row[4], row[-3], row[-2]) for row in rows})  # by number: lines
    return [line(row, at, shown) for row in rows]


@reads(also=(absences.gone_until,))
def with_absences(cursor: Cursor[Any], viewer: Viewer, page: Page, now: datetime) -> Page:
    """The page with until when those responsible are away, for staff: a line that is remembered knows no time."""
    responsible = {line.responsible_id for line in page.tickets if line.responsible_id is not None}
    gone = absences.gone_until(cursor, responsible, now) if visibility.sees_inner(viewer) else {}
    if not gone:
        return page
    told = (
        line if line.responsible_id not in gone else replace(line, responsible_away_until=gone[line.responsible_id])
        for line in page.tickets
    )
    return replace(page, tickets=tuple(told))


@reads(also=(clocks.of_tickets,))
def with_clocks(cursor: Cursor[Any], page: Page, now: datetime) -> Page:
    """The page with what is left on the clocks of each of its tickets."""
    found = clocks.of_tickets(cursor, [line.ticket_id for line in page.tickets], now)
    told = (replace(line, clocks=found.get(line.ticket_id, {})) for line in page.tickets)
    return replace(page, tickets=tuple(told))


@reads(also=(beside.beside,))
def with_beside(cursor: Cursor[Any], viewer: Viewer, page: Page) -> Page:
    """The page with what tables tell of each of its tickets."""
    found = beside.beside(cursor, viewer, [line.ticket_id for line in page.tickets])
    return replace(page, tickets=tuple(replace(line, beside=found[line.ticket_id]) for line in page.tickets))


@reads(also=(unread.news_of,))
def with_news(cursor: Cursor[Any], viewer: Viewer, page: Page) -> Page:
    """The page with what others did on each of its tickets that is unread."""
    found = unread.news_of(cursor, viewer, [line.ticket_id for line in page.tickets if line.is_unread])
    return replace(page, tickets=tuple(replace(line, news=found.get(line.ticket_id, UNSET)) for line in page.tickets))


@lru_cache(_KEPT)
def _asked(shares: tuple[_Share, ...], order: _Order) -> Fragment:
    """The names are looked up for the page alone, in the same round trip."""
    return _named(
        statement("p.*, {names}, {marks}", names=_NAMES, marks=MARKS),
        _found(order, [(share, share.line) for share in shares]),
        order,
    )


@lru_cache(_KEPT)
def _versions_asked(shares: tuple[_Share, ...], order: _Order) -> Fragment:
    """The same tickets, by what tells whether a line was read before."""
    return _named(
        statement("{version}, {marks}", version=_VERSION, marks=MARKS),
        _found(
            order, [(share, statement("{rows}, {whole} AS whole", rows=_ROWS, whole=share.whole)) for share in shares]
        ),
        order,
    )


@lru_cache(_KEPT)
def _lines_asked(share: _Share) -> Fragment:
    """Lines of tickets that were found."""
    return statement(
        "SELECT p.*, {names} FROM (SELECT {line}, NULL, NULL FROM sla_clocks c JOIN ticket_list t USING (ticket_id)"
        " WHERE t.ticket_id = ANY(%(strange)s)) p {joined}",
        names=_NAMES,
        line=share.line,
        joined=_JOINED,
    )


def _named(columns: Fragment, parts: Fragment, order: _Order) -> Fragment:
    return statement(
        "SELECT {columns} FROM ({parts}) p {joined} ORDER BY p.sorted_by {way}, p.ticket_id {way} LIMIT {limit}",
        columns=columns,
        parts=parts,
        joined=_JOINED,
        way=way(descending=order.descending),
        limit=number(order.limit),
    )


def _found(order: _Order, shares: Sequence[tuple[_Share, Fragment]]) -> Fragment:
    """The limit is no parameter: a plan that is made for any limit walks no index."""
    parts = []
    for share, read in shares:
        conditions = [*order.where, *share.conditions]
        if order.goes_on:
            conditions.append(
                statement(
                    "({key}, {tie}) {behind} (%(key)s::{kind}, %(last)s::uuid)",
                    key=share.key,
                    tie=order.tie,
                    behind=statement("<") if order.descending else statement(">"),
                    kind=name(KEYS[order.sort][1]),
                )
            )
        parts.append(
            statement(
                "(SELECT {read}, {key} AS sorted_by, {news} AS news_place"
                " FROM sla_clocks c JOIN ticket_list t USING (ticket_id) WHERE {held}"
                " ORDER BY {key} {way}, {tie} {way} LIMIT {limit})",
                read=read,
                held=joined(" AND ", conditions),
                key=share.key,
                news=share.news,
                way=way(descending=order.descending),
                tie=order.tie,
                limit=number(order.limit),
            )
        )
    return joined(" UNION ALL ", parts)


def _shares(viewer: Viewer, sort: Sort, key: Key) -> tuple[tuple[_Share, ...], dict[str, Any]]:
    """The tickets by what the viewer reads of them, with parameters; mostly all are one share.

    Ordered by the last change, those on which the viewer reads no private words stand where public ones put them:
    two shares, so that an index leads each.
    """
    inner, params = visibility.inner(viewer, "t")
    if sort == "changed" and params:
        own, more = visibility.own_words(viewer, "t")
        return (_WHOLE._replace(conditions=(inner,)), _PUBLIC._replace(conditions=(own,))), params | more
    share, params = _as_read(viewer)
    return (share if sort == "changed" else share._replace(key=key.column),), params


def _as_read(viewer: Viewer) -> tuple[_Share, dict[str, Any]]:
    """All tickets, ordered by the last change that the viewer may know of."""
    changed_at, params = visibility.shown(viewer, "t", "changed_at", "shown_at")
    line = line_of(
        changed_at,
        visibility.shown(viewer, "t", "changed_version", "shown_version")[0],
        visibility.shown(viewer, "t", "comments", "public_comments")[0],
        statement("CASE WHEN {inner} THEN t.checks ELSE 0 END", inner=visibility.inner(viewer, "t")[0]),
    )
    return _Share(line, changed_at, visibility.inner(viewer, "t")[0], unread.news_place(viewer)[0]), params


_WHOLE = _Share(
    line_of(name("t.changed_at"), name("t.changed_version"), name("t.comments"), name("t.checks")),
    name("t.changed_at"),
    visibility.ALL,
    unread.WHOLE,
)
_PUBLIC = _Share(
    line_of(name("t.shown_at"), name("t.shown_version"), name("t.public_comments"), statement("0")),
    name("t.shown_at"),
    statement("false"),
    unread.PUBLIC,
)
_JOINED = statement(
    "LEFT JOIN teams team USING (team_id) LEFT JOIN persons person ON person.person_id = p.responsible_id"
    " LEFT JOIN persons asker ON asker.person_id = p.requester_id LEFT JOIN ticket_types kind ON kind.code = p.type"
)
_NAMES = statement("team.name_ru, team.name_en, person.name, kind.tableoid, kind.version, asker.name")
_ROWS = statement(
    "t.ticket_id, t.team_id, t.responsible_id, t.requester_id, t.type, t.ctid AS t_at, t.xmin AS t_by,"
    " c.ctid AS c_at, c.xmin AS c_by, c.alarm_us < %(at_us)s AS late"
)
_VERSION = statement(
    "p.ticket_id, record_send(ROW(p.t_at, p.t_by, p.c_at, p.c_by, p.late, p.whole, team.ctid, team.xmin, person.ctid,"
    " person.xmin, asker.ctid, asker.xmin, kind.tableoid, kind.version)), p.sorted_by"
)
"""Whatever a line is made of: rows are known by where they stand and by who wrote them there."""
