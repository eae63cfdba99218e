"""The question that a specialist asks of the tickets most: a page of the list; the viewer first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import LEVELS, Clock, Level
from projections.kit import guests, page_cursor, visibility
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.sla_clocks.counts import OPEN, OVERDUE
from projections.ticket_type import remembered
from projections.ticket_type.rows import StatusShown
from sla_engine.instants import NEVER, instant_if_any, micros

Sort = Literal["due", "priority", "number", "changed", "registered"]

_KEYS: dict[str, tuple[str, str]] = {
    "due": ("c.due_us", "bigint"),
    "priority": ("t.priority", "smallint"),
    "number": ("t.number", "bigint"),
    "changed": ("t.changed_at", "timestamptz"),
    "registered": ("t.registered_at", "timestamptz"),
}

_KEPT = 512
"""So many pages are kept put together: by who sees what, what is narrowed, the order and the length."""


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is narrowed to; what is not named does not narrow. ``nobody`` asks for tickets of no one."""

    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    priorities: tuple[Level, ...] = ()
    teams: tuple[UUID, ...] = ()
    responsible: UUID | None = None
    nobody: bool = False
    requester: UUID | None = None
    agreement: UUID | None = None
    service: UUID | None = None
    service_exactly: bool = False
    is_open: bool | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    text: str = ""


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list. ``due_at`` is the earliest due of the clocks that run, ``due_clock`` whose it is; none
    while all stand.
    """  # noqa: D205 - one sentence, and no summary of it

    ticket_id: UUID
    number: int
    type: str
    type_name: Text
    subject: str
    status: str
    status_name: Text
    status_colour: str
    priority: str
    requester_id: UUID
    requester_name: str
    agreement_id: UUID
    service_id: UUID | None
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    registered_at: datetime
    changed_at: datetime
    version: int
    comments: int
    last_word: str | None
    due_at: datetime | None
    due_clock: Clock | None
    is_overdue: bool
    missed_at: datetime | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list and the cursor of the next one, if there is one."""

    tickets: tuple[TicketLine, ...]
    next_cursor: str | None


_OF_STATUS = statement("c.status = ANY(%(statuses)s)")
_OF_TYPE = statement("c.type = ANY(%(types)s)")
_OF_PRIORITY = statement("c.priority = ANY(%(priorities)s::smallint[])")
_OF_TEAM = statement("c.team_id = ANY(%(teams)s)")
_OF_RESPONSIBLE = statement("c.responsible_id = %(who)s")
_OF_NOBODY = statement("c.responsible_id IS NULL")
_OF_REQUESTER = statement("c.requester_id = %(requester)s")
_OF_AGREEMENT = statement("c.agreement_id = %(agreement)s")
_EXACTLY = statement("c.service_id = %(service)s")
_AMONG = statement(
    "({exactly} OR c.service_id IN (SELECT service_id FROM services WHERE path @> ARRAY[%(service)s::uuid]))",
    exactly=_EXACTLY,
)
"""A service and those below it in the catalogue."""
_OPEN, _NOT_OPEN = statement("({open})", open=OPEN), statement("NOT ({open})", open=OPEN)
_IN_TIME = statement("c.alarm_us >= %(now)s")
_DUE_BEFORE = statement("c.due_us < %(due_before)s")
_OF_WORDS = statement("(t.subject ILIKE %(text)s OR t.number::text = %(word)s)")


class _Share(NamedTuple):
    """Tickets whose lines are read alike: ``line`` is what is read, ``key`` what they are ordered by."""

    line: Fragment
    key: Fragment
    conditions: tuple[Fragment, ...] = ()


def _line_of(changed_at: Fragment, version: Fragment, comments: Fragment) -> Fragment:
    """What is read of a ticket, in the order in which ``_line`` tells it."""
    return statement(
        "t.ticket_id, t.number, t.type, t.subject, t.status, t.priority, t.requester_id, t.requester_name,"
        " t.agreement_id, t.service_id, t.team_id, t.responsible_id, t.registered_at, {changed_at} AS changed_at,"
        " {version} AS version, {comments} AS comments, t.last_word, c.due_us, c.alarm_us, c.missed_us,"
        " CASE WHEN c.due_us = {never} THEN NULL WHEN c.reaction_stopped_us = {never}"
        " AND c.reaction_due_us = c.due_us THEN 'reaction' ELSE 'resolution' END AS due_clock",
        changed_at=changed_at,
        version=version,
        comments=comments,
        never=number(NEVER),
    )


@reads("ticket_list", "sla_clocks", "directory", "services", "ticket_types", also=(guests.masked,))
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
    where, params = _where(viewer, wanted, now)
    if after is not None:
        params["key"], params["last"] = page_cursor.opened(after, sort, _KEYS[sort][1], descending=descending)
    shares, more = _shares(viewer, sort)
    params |= more
    page = _asked(shares, tuple(where), sort, descending, after is not None, limit + 1)
    cursor.execute(page, params, binary=True)
    # Tuples, whose order ``_line`` tells: rows by name cost a page of fifty a tenth more of 1.5 ms.
    rows = cursor.fetchall()
    at = micros(now)
    shown = remembered.statuses_shown(cursor, {(row[2], row[4], row[-4], row[-3]) for row in rows})  # by number: above
    named = [(row[0], row[6], row[-2] or row[7]) for row in rows]  # by number: as above
    masked = guests.masked(cursor, viewer, named)
    # A row ends with what it is ordered by.
    last = rows[limit - 1] if len(rows) > limit > 0 else None
    return Page(
        tickets=tuple(_line(row, at, shown, masked) for row in rows[:limit]),
        next_cursor=page_cursor.closed(sort, last[-1], last[0], descending=descending) if last else None,
    )


@lru_cache(_KEPT)
def _asked(
    shares: tuple[_Share, ...],
    where: tuple[Fragment, ...],
    sort: Sort,
    descending: bool,  # noqa: FBT001 - as above
    goes_on: bool,  # noqa: FBT001 - as above
    limit: int,
) -> Fragment:
    """The names are looked up for the page alone, in the same round trip.

    The limit is no parameter: a plan that is made for any limit walks no index.
    """
    column, kind = _KEYS[sort]
    way = statement("DESC") if descending else statement("ASC")
    # Of the table that the key is a column of: one index leads the order and the place to go on at.
    tie = name("c.ticket_id") if sort == "due" else name("t.ticket_id")
    behind = statement("<") if descending else statement(">")
    parts = []
    for share in shares:
        conditions = [*where, *share.conditions]
        if goes_on:
            conditions.append(
                statement(
                    "({key}, {tie}) {behind} (%(key)s::{kind}, %(last)s::uuid)",
                    key=share.key,
                    tie=tie,
                    behind=behind,
                    kind=name(kind),
                )
            )
        parts.append(
            statement(
                "(SELECT {line} FROM sla_clocks c JOIN ticket_list t USING (ticket_id) WHERE {held}"
                " ORDER BY {key} {way}, {tie} {way} LIMIT {limit})",
                line=share.line,
                held=joined(" AND ", conditions),
                key=share.key,
                way=way,
                tie=tie,
                limit=number(limit),
            )
        )
    return statement(
        "SELECT p.*, team.name_ru, team.name_en, person.name, kind.tableoid, kind.version, asker.name,"
        " {shown_as} FROM ({parts}) p"
        " LEFT JOIN teams team USING (team_id) LEFT JOIN persons person ON person.person_id = p.responsible_id"
        " LEFT JOIN persons asker ON asker.person_id = p.requester_id"
        " LEFT JOIN ticket_types kind ON kind.code = p.type"
        " ORDER BY {shown_as} {way}, p.ticket_id {way} LIMIT {limit}",
        shown_as=name(f"p.{column.partition('.')[2]}"),
        parts=joined(" UNION ALL ", parts),
        way=way,
        limit=number(limit),
    )


def _shares(viewer: Viewer, sort: Sort) -> tuple[tuple[_Share, ...], dict[str, Any]]:
    """The tickets by what the viewer reads of them, with parameters; mostly all are one share.

    Ordered by the last change, those on which the viewer reads no private words stand where public ones put them:
    two shares, so that an index leads each.
    """
    inner, params = visibility.inner(viewer, "t")
    if sort == "changed" and params:
        own, more = visibility.own_words(viewer, "t")
        return (_Share(*_WHOLE, (inner,)), _Share(*_PUBLIC, (own,))), params | more
    changed_at, params = visibility.shown(viewer, "t", "changed_at", "shown_at")
    line = _line_of(
        changed_at,
        visibility.shown(viewer, "t", "changed_version", "shown_version")[0],
        visibility.shown(viewer, "t", "comments", "public_comments")[0],
    )
    return (_Share(line, changed_at if sort == "changed" else name(_KEYS[sort][0])),), params


_WHOLE = (_line_of(name("t.changed_at"), name("t.changed_version"), name("t.comments")), name("t.changed_at"))
_PUBLIC = (_line_of(name("t.shown_at"), name("t.shown_version"), name("t.public_comments")), name("t.shown_at"))


def _where(viewer: Viewer, wanted: TicketFilter, now: datetime) -> tuple[list[Fragment], dict[str, Any]]:
    # Columns that both tables have are asked of the clocks, whose indexes are led by due.
    predicate, params = visibility.tickets(viewer, "c")
    where = [predicate]
    text = wanted.text.replace("\0", "").strip()
    sought = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    levels = [LEVELS.index(level) for level in wanted.priorities]
    due_before = None if wanted.due_before is None else micros(wanted.due_before)
    for is_asked, condition, values in (
        (bool(wanted.statuses), _OF_STATUS, {"statuses": list(wanted.statuses)}),
        (bool(wanted.types), _OF_TYPE, {"types": list(wanted.types)}),
        (bool(levels), _OF_PRIORITY, {"priorities": levels}),
        (bool(wanted.teams), _OF_TEAM, {"teams": list(wanted.teams)}),
        (wanted.responsible is not None, _OF_RESPONSIBLE, {"who": wanted.responsible}),
        (wanted.nobody, _OF_NOBODY, {}),
        (wanted.requester is not None, _OF_REQUESTER, {"requester": wanted.requester}),
        (wanted.agreement is not None, _OF_AGREEMENT, {"agreement": wanted.agreement}),
        (wanted.service is not None, _EXACTLY if wanted.service_exactly else _AMONG, {"service": wanted.service}),
        (wanted.is_open is not None, _OPEN if wanted.is_open else _NOT_OPEN, {}),
        (wanted.overdue is not None, OVERDUE if wanted.overdue else _IN_TIME, {"now": micros(now)}),
        (due_before is not None, _DUE_BEFORE, {"due_before": due_before}),
        (bool(text), _OF_WORDS, {"text": f"%{sought}%", "word": text.lstrip("#")}),
    ):
        if is_asked:
            where.append(condition)
            params.update(values)
    return where, params


def _line(
    row: tuple[Any, ...], now: int, shown: Mapping[tuple[str, str], StatusShown], masked: Mapping[UUID, str]
) -> TicketLine:
    (ticket_id, ticket_no, kind, subject, status, priority, requester_id, requester_name) = row[:8]  # by number: above
    (agreement_id, service_id, team_id, responsible_id, registered_at, changed_at) = row[8:14]  # by number: as above
    rest = row[14:]  # by number: as above
    (version, comments, last_word, due, alarm, missed, due_clock, team_ru, team_en, person, _, _, asker, _) = rest
    return TicketLine(
        ticket_id=ticket_id,
        number=ticket_no,
        type=kind,
        type_name=shown[kind, status].type_name,
        subject=subject,
        status=status,
        status_name=shown[kind, status].name,
        status_colour=shown[kind, status].colour,
        priority=LEVELS[priority],
        requester_id=requester_id,
        requester_name=masked.get(ticket_id, asker or requester_name),
        agreement_id=agreement_id,
        service_id=service_id,
        team_id=team_id,
        team=None if team_en is None else Text(ru=team_ru, en=team_en),
        responsible_id=responsible_id,
        responsible=None if person is None else Text.same(person),
        registered_at=registered_at,
        changed_at=changed_at,
        version=version,
        comments=comments,
        last_word=last_word,
        due_at=instant_if_any(due),
        due_clock=due_clock,
        is_overdue=alarm < now,
        missed_at=instant_if_any(missed),
    )
