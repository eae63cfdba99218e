"""The question that a specialist asks of the tickets most: a page of the list; the viewer first."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import LEVELS, Clock, Level
from projections.kit import guests, visibility
from projections.kit.reads import reads
from projections.sla_clocks.counts import OPEN, OVERDUE
from projections.ticket_type import rows as ticket_types
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


_CURSORS: dict[str, Any] = {
    "bigint": Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    "smallint": Annotated[int, msgspec.Meta(ge=0, le=len(LEVELS))],
    "timestamptz": Annotated[datetime, msgspec.Meta(tz=True)],
}
"""What the key of a cursor may be, so that none reaches the database that it cannot compare."""


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


_LINE = (
    "t.ticket_id, t.number, t.type, t.subject, t.status, t.priority, t.requester_id, t.requester_name,"
    " t.agreement_id, t.service_id, t.team_id, t.responsible_id, t.registered_at, {changed_at} AS changed_at,"
    " {version} AS version, {comments} AS comments, t.last_word, c.due_us, c.alarm_us, c.missed_us,"
    f" CASE WHEN c.due_us = {NEVER} THEN NULL WHEN c.reaction_stopped_us = {NEVER}"
    " AND c.reaction_due_us = c.due_us THEN 'reaction' ELSE 'resolution' END AS due_clock"
)
BELOW = "SELECT service_id FROM services WHERE path @> ARRAY[%(service)s::uuid]"
"""A service and those below it in the catalogue."""
_FROM = " FROM sla_clocks c JOIN ticket_list t USING (ticket_id) "


@reads("ticket_list", "sla_clocks", "directory", "services", also=(ticket_types.statuses_shown, guests.masked))
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
    kind = _KEYS[sort][1]
    shown_as = _KEYS[sort][0].partition(".")[2]
    direction = "DESC" if descending else "ASC"
    if after is not None:
        params["key"], params["last"] = _opened(after, sort, descending)
    parts = []
    for line, key, condition, more in _shares(viewer, sort):
        params |= more
        conditions = [*where, *condition]
        if after is not None:
            conditions.append(f"({key}, {_tie(sort)}) {'<' if descending else '>'} (%(key)s::{kind}, %(last)s::uuid)")
        parts.append(
            f"(SELECT {line}{_FROM} WHERE {' AND '.join(conditions)}"
            f" ORDER BY {key} {direction}, {_tie(sort)} {direction} LIMIT {limit + 1:d})"
        )
    # The names are looked up for the page alone, in the same round trip. The limit is no parameter: a plan that
    # is made for any limit walks no index.
    cursor.execute(
        f"SELECT p.*, team.name_ru, team.name_en, person.name, asker.name, p.{shown_as}"  # noqa: S608 - fragments of our own
        f" FROM ({' UNION ALL '.join(parts)}) p"
        " LEFT JOIN teams team USING (team_id) LEFT JOIN persons person ON person.person_id = p.responsible_id"
        " LEFT JOIN persons asker ON asker.person_id = p.requester_id"
        f" ORDER BY p.{shown_as} {direction}, p.ticket_id {direction} LIMIT {limit + 1:d}".encode(),
        params,
        binary=True,
    )
    # Tuples, whose order ``_line`` tells: rows by name cost a page of fifty a tenth more of 1.5 ms.
    rows = cursor.fetchall()
    at = micros(now)
    shown = ticket_types.statuses_shown(cursor, {(row[2], row[4]) for row in rows})
    masked = guests.masked(cursor, viewer, [(row[0], row[6], row[-2] or row[7]) for row in rows])
    return Page(
        tickets=tuple(_line(row, at, shown, masked) for row in rows[:limit]),
        next_cursor=_closed(rows[limit - 1], sort, descending) if len(rows) > limit > 0 else None,
    )


def _shares(viewer: Viewer, sort: Sort) -> list[tuple[str, str, list[str], dict[str, Any]]]:
    """The tickets by what the viewer reads of them: line, key, conditions, params; mostly all are one share.

    Ordered by the last change, those on which the viewer reads no private words stand where public ones put them:
    two shares, so that an index leads each.
    """
    inner, params = visibility.inner(viewer, "t")
    if sort == "changed" and params:
        own, more = visibility.own_words(viewer, "t")
        whole = _LINE.format(changed_at="t.changed_at", version="t.changed_version", comments="t.comments")
        public = _LINE.format(changed_at="t.shown_at", version="t.shown_version", comments="t.public_comments")
        return [(whole, "t.changed_at", [inner], params), (public, "t.shown_at", [own], more)]
    changed_at, params = visibility.shown(viewer, "t", "changed_at", "shown_at")
    line = _LINE.format(
        changed_at=changed_at,
        version=visibility.shown(viewer, "t", "changed_version", "shown_version")[0],
        comments=visibility.shown(viewer, "t", "comments", "public_comments")[0],
    )
    return [(line, changed_at if sort == "changed" else _KEYS[sort][0], [], params)]


def _tie(sort: Sort) -> str:
    """The id of the table that the key is a column of: one index leads the order and the place to go on at."""
    return "c.ticket_id" if sort == "due" else "t.ticket_id"


def _where(viewer: Viewer, wanted: TicketFilter, now: datetime) -> tuple[list[str], dict[str, Any]]:
    # Columns that both tables have are asked of the clocks, whose indexes are led by due.
    predicate, params = visibility.tickets(viewer, "c")
    where: list[str] = [predicate]
    text = wanted.text.replace("\0", "").strip()
    sought = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    overdue = OVERDUE if wanted.overdue else "c.alarm_us >= %(now)s"
    levels = [LEVELS.index(level) for level in wanted.priorities]
    service = "c.service_id = %(service)s" + ("" if wanted.service_exactly else f" OR c.service_id IN ({BELOW})")
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
        (wanted.service is not None, service, {"service": wanted.service}),
        (wanted.is_open is not None, OPEN if wanted.is_open else f"NOT ({OPEN})", {}),
        (wanted.overdue is not None, overdue, {"now": micros(now)}),
        (due_before is not None, "c.due_us < %(due_before)s", {"due_before": due_before}),
        (
            bool(text),
            "(t.subject ILIKE %(text)s OR t.number::text = %(word)s)",
            {"text": f"%{sought}%", "word": text.lstrip("#")},
        ),
    ):
        if is_asked:
            where.append(f"({condition})")
            params.update(values)
    return where, params


def _line(
    row: tuple[Any, ...], now: int, shown: Mapping[tuple[str, str], StatusShown], masked: Mapping[UUID, str]
) -> TicketLine:
    (ticket_id, number, kind, subject, status, priority, requester_id, requester_name) = row[:8]
    (agreement_id, service_id, team_id, responsible_id, registered_at, changed_at) = row[8:14]
    (version, comments, last_word, due, alarm, missed, due_clock, team_ru, team_en, person, asker, _) = row[14:]
    return TicketLine(
        ticket_id=ticket_id,
        number=number,
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


def _closed(row: tuple[Any, ...], sort: Sort, descending: bool) -> str:  # noqa: FBT001 - passed on
    """A row ends with what it is ordered by."""
    return cursor_at(sort, row[-1], row[0], descending=descending)


def cursor_at(sort: Sort, key: object, ticket_id: UUID, *, descending: bool = False) -> str:
    """The cursor that goes on right behind a place of an order."""
    content = msgspec.json.encode([sort, descending, key, ticket_id])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _opened(text: str, sort: Sort, descending: bool) -> tuple[Any, UUID]:  # noqa: FBT001 - passed on
    kind: Any = _CURSORS[_KEYS[sort][1]]
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        order, down, key, last = msgspec.json.decode(content, type=tuple[str, bool, kind, UUID])
    except (ValueError, msgspec.DecodeError) as error:
        raise CursorIsForeign from error
    if (order, down) != (sort, descending):
        raise CursorIsForeign
    return key, last
