"""The questions that a specialist asks of the tickets: pages of the list and counts; the viewer first."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import LEVELS, Level
from projections import directory, ticket_types, visibility
from sla_engine.instants import NEVER, instant, micros

Sort = Literal["due", "priority", "number", "changed", "registered"]
COUNT_LIMIT = 10_000
"""Counts stop here: "10000+" tells a person as much as an exact million, and costs nothing."""

_KEYS: dict[str, tuple[str, str]] = {
    "due": ("c.due_us", "bigint"),
    "priority": ("t.priority", "smallint"),
    "number": ("t.number", "bigint"),
    "changed": ("t.changed_at", "timestamptz"),
    "registered": ("t.registered_at", "timestamptz"),
}


class CursorIsForeign(ValueError):  # noqa: N818 - it names what is wrong
    """The cursor is not one that this list gave out for this order: ask for the first page again."""


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
    is_open: bool | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    text: str = ""


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list. ``due_at`` is the earliest due of the clocks that run; none while all stand."""

    ticket_id: UUID
    number: int
    type: str
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
    is_overdue: bool
    missed_at: datetime | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list and the cursor of the next one, if there is one."""

    tickets: tuple[TicketLine, ...]
    next_cursor: str | None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the viewer's tickets there are; each stops at ``COUNT_LIMIT``."""

    by_status: dict[str, int]
    open: int
    overdue: int
    mine: int
    nobodys: int


_LINE = (
    "t.ticket_id, t.number, t.type, t.subject, t.status, t.priority, t.requester_id, t.requester_name,"
    " t.agreement_id, t.service_id, t.team_id, t.responsible_id, t.registered_at, t.changed_at,"
    " t.changed_version, t.comments, t.last_word, c.due_us, c.alarm_us, c.missed_us"
)
_FROM = " FROM sla_clocks c JOIN ticket_list t USING (ticket_id) "


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
    key, kind = _KEYS[sort]
    direction = "DESC" if descending else "ASC"
    if after is not None:
        where.append(f"({key}, t.ticket_id) {'<' if descending else '>'} (%(key)s::{kind}, %(last)s::uuid)")
        params["key"], params["last"] = _opened(after, sort, descending)
    params["limit"] = limit + 1
    cursor.execute(
        f"SELECT {_LINE}{_FROM} WHERE {' AND '.join(where)}"
        f" ORDER BY {key} {direction}, {_tie(sort)} {direction} LIMIT %(limit)s".encode(),
        params,
    )
    rows = cursor.fetchall()
    lines = _lines(cursor, rows[:limit], micros(now))
    more = len(rows) > limit
    return Page(tickets=lines, next_cursor=_closed(rows[limit - 1], sort, descending) if more and lines else None)


def _tie(sort: Sort) -> str:
    return "c.ticket_id" if sort == "due" else "t.ticket_id"


def counts(cursor: Cursor[Any], viewer: Viewer, *, now: datetime) -> Counts:
    """The numbers above the list, each bounded in cost."""

    def count(extra: str, **more: Any) -> int:
        where, params = _where(viewer, TicketFilter(is_open=True), now)
        where.append(extra)
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1{_FROM}WHERE {' AND '.join(where)}"  # noqa: S608 - fragments of our own
            f" LIMIT {COUNT_LIMIT}) AS x".encode(),
            {**params, **more},
        )
        row = cursor.fetchone()
        return int(row[0]) if row else 0

    where, params = _where(viewer, TicketFilter(is_open=True), now)
    cursor.execute(
        "SELECT status, count(*) FROM (SELECT t.status"  # noqa: S608 - fragments of our own
        f"{_FROM}WHERE {' AND '.join(where)} LIMIT {COUNT_LIMIT}) AS x GROUP BY status".encode(),
        params,
    )
    by_status = {status: int(found) for status, found in cursor}
    return Counts(
        by_status=by_status,
        open=sum(by_status.values()),
        overdue=count("c.alarm_us < %(now_us)s", now_us=micros(now)),
        mine=count("t.responsible_id = %(me)s", me=viewer.actor.id),
        nobodys=count("t.responsible_id IS NULL"),
    )


def _where(viewer: Viewer, wanted: TicketFilter, now: datetime) -> tuple[list[str], dict[str, Any]]:
    # Columns that both tables have are asked of the clocks, whose indexes are led by due.
    predicate, params = visibility.tickets(viewer, "c")
    where = [predicate]
    text = wanted.text.strip()
    sought = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    overdue = "c.alarm_us < %(now)s" if wanted.overdue else "c.alarm_us >= %(now)s"
    levels = [LEVELS.index(level) for level in wanted.priorities]
    due_before = None if wanted.due_before is None else micros(wanted.due_before)
    for is_asked, condition, values in (
        (bool(wanted.statuses), "c.status = ANY(%(statuses)s)", {"statuses": list(wanted.statuses)}),
        (bool(wanted.types), "c.type = ANY(%(types)s)", {"types": list(wanted.types)}),
        (bool(levels), "c.priority = ANY(%(priorities)s::smallint[])", {"priorities": levels}),
        (bool(wanted.teams), "c.team_id = ANY(%(teams)s)", {"teams": list(wanted.teams)}),
        (wanted.responsible is not None, "c.responsible_id = %(who)s", {"who": wanted.responsible}),
        (wanted.nobody, "c.responsible_id IS NULL", {}),
        (wanted.requester is not None, "c.requester_id = %(requester)s", {"requester": wanted.requester}),
        (wanted.agreement is not None, "c.agreement_id = %(agreement)s", {"agreement": wanted.agreement}),
        (wanted.service is not None, "c.service_id = %(service)s", {"service": wanted.service}),
        (wanted.is_open is not None, "c.is_open = %(is_open)s", {"is_open": wanted.is_open}),
        (wanted.overdue is not None, overdue, {"now": micros(now)}),
        (due_before is not None, "c.due_us < %(due_before)s", {"due_before": due_before}),
        (
            bool(text),
            "(t.subject ILIKE %(text)s OR t.number::text = %(word)s)",
            {"text": f"%{sought}%", "word": text.lstrip("#")},
        ),
    ):
        if is_asked:
            where.append(condition)
            params.update(values)
    return where, params


def _lines(cursor: Cursor[Any], rows: list[tuple[Any, ...]], now: int) -> tuple[TicketLine, ...]:
    ids = {found for row in rows for found in (row[10], row[11]) if found is not None}
    named = directory.names(cursor, ids) if ids else {}
    shown = ticket_types.standings(cursor, {(row[2], row[4]) for row in rows})
    return tuple(
        TicketLine(
            ticket_id=row[0],
            number=row[1],
            type=row[2],
            subject=row[3],
            status=row[4],
            status_name=shown[row[2], row[4]].name,
            status_colour=shown[row[2], row[4]].colour,
            priority=LEVELS[row[5]],
            requester_id=row[6],
            requester_name=row[7],
            agreement_id=row[8],
            service_id=row[9],
            team_id=row[10],
            team=named.get(row[10]),
            responsible_id=row[11],
            responsible=named.get(row[11]),
            registered_at=row[12],
            changed_at=row[13],
            version=row[14],
            comments=row[15],
            last_word=row[16],
            due_at=_told(row[17]),
            is_overdue=row[18] < now,
            missed_at=_told(row[19]),
        )
        for row in rows
    )


def _told(us: int) -> datetime | None:
    return None if us == NEVER else instant(us)


_PLACES = {"due": 17, "priority": 5, "number": 1, "changed": 13, "registered": 12}


def _closed(row: tuple[Any, ...], sort: Sort, descending: bool) -> str:  # noqa: FBT001 - passed on
    content = msgspec.json.encode([sort, descending, row[_PLACES[sort]], row[0]])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _opened(text: str, sort: Sort, descending: bool) -> tuple[Any, UUID]:  # noqa: FBT001 - passed on
    kind: Any = datetime if sort in {"changed", "registered"} else int
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        order, down, key, last = msgspec.json.decode(content, type=tuple[str, bool, kind, UUID])
    except (ValueError, msgspec.DecodeError) as error:
        raise CursorIsForeign from error
    if (order, down) != (sort, descending):
        raise CursorIsForeign
    return key, last
