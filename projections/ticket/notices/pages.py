"""A person's notices, the newest first: of facts, of time that came, of orders that ended; asked by the questions.

Rights count at the moment of reading: what somebody does not see any more is told to them no more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from projections.facts.describe import called_actor
from projections.kit import guests, page_cursor, visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement

NoticeKind = Literal[
    "mention",
    "assigned",
    "comment",
    "status",
    "approval",
    "task",
    "task_due",
    "near",
    "missed",
    "bulk_ended",
    "send_refused",
]
KINDS: tuple[str, ...] = get_args(NoticeKind)
WORDS: dict[str, Text] = {
    "mention": Text("Вас упомянули в комментарии", "You were mentioned in a comment"),
    "assigned": Text("Заявка назначена вам или вашей команде", "The ticket was given to you or your team"),
    "comment": Text("Новый комментарий", "A new comment"),
    "status": Text("Заявка в другом статусе", "The ticket is in another status"),
    "approval": Text("Ждут вашего согласования", "Your approval is awaited"),
    "task": Text("Вам или вашей команде поставлена задача", "You or your team were given a task"),
    "task_due": Text("Наступил срок вашей задачи", "Your task is due"),
    "near": Text("Близок срок заявки", "The ticket is due soon"),
    "missed": Text("Срок заявки пропущен", "The ticket is past due"),
    "bulk_ended": Text("Массовое изменение завершено", "A bulk change has ended"),
    "send_refused": Text("Отложенная отправка не выполнена", "A delayed send was not carried out"),
}
KEPT = timedelta(days=90)
"""What is older is told no more."""
MOST_UNREAD = 1_000
"""The count stops here."""
_STATEMENTS = 128
_ORDER = "newest"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody is told of: on a ticket, or of an order of theirs by its ``order_id``."""

    notice_id: UUID
    kind: NoticeKind
    what: Text
    at: datetime
    is_read: bool
    ticket_id: UUID | None
    number: int | None
    subject: str | None
    by_id: UUID | None
    by: Text | None
    order_id: UUID | None


class NoticePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of notices, the cursor of the next one, and how many are unread, which stops at 1,000."""

    notices: tuple[Notice, ...]
    next_cursor: str | None
    unread: int


class NoticeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which notices; ``muted`` are the kinds that their reader does not want to hear of."""

    unread: bool = False
    kinds: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()


class _Row(NamedTuple):
    notice_id: UUID
    kind: NoticeKind
    at: datetime
    is_read: bool
    ticket_id: UUID | None
    number: int | None
    subject: str | None
    by_id: UUID | None
    by_name: str | None
    order_id: UUID | None


class _Branch(NamedTuple):
    """One source of notices: its tables with their condition, and what stands in the columns."""

    kind: Fragment
    at: Fragment
    key: Fragment
    source: Fragment
    on_ticket: bool = True
    by: bool = False
    order: Fragment = statement("NULL::uuid")


def _branches(seen: Fragment, inner: Fragment) -> tuple[_Branch, ...]:
    visible = statement("{seen} AND (NOT n.is_inner OR ({inner}) IS TRUE)", seen=seen, inner=inner)
    of_facts = (
        statement("notices n JOIN ticket_list t USING (ticket_id) WHERE n.person_id = %(me)s AND {v}", v=visible),
        statement(
            "notices n JOIN ticket_list t USING (ticket_id) WHERE n.actor_id <> %(me)s AND n.team_id"
            " = ANY(ARRAY(SELECT m.team_id FROM team_members m WHERE m.person_id = %(me)s)) AND {v}",
            v=visible,
        ),
        statement(
            "ticket_people g JOIN notices n ON n.ticket_id = g.ticket_id AND n.person_id IS NULL AND n.team_id IS NULL"
            " AND n.position > g.place JOIN ticket_list t ON t.ticket_id = n.ticket_id"
            " WHERE g.person_id = %(me)s AND g.role IN ('watch', 'copy') AND n.actor_id <> %(me)s AND {v}",
            v=visible,
        ),
    )
    return (
        *(
            _Branch(name("n.kind"), name("n.at"), statement("n.position || n.kind"), source, by=True)
            for source in of_facts
        ),
        _Branch(
            statement("'task_due'"),
            name("k.due_at"),
            statement("k.task_id::text || k.due_at"),
            statement(
                "ticket_tasks k JOIN ticket_list t USING (ticket_id) WHERE k.stands = 'open'"
                " AND k.responsible_id = %(me)s AND k.due_at <= %(now)s AND {seen}",
                seen=seen,
            ),
        ),
        _Branch(
            statement("'approval'"),
            name("a.since"),
            statement("a.approval_id::text || a.since"),
            statement("approval_voices a JOIN ticket_list t USING (ticket_id) WHERE a.person_id = %(me)s"),
        ),
        _Branch(
            statement("'bulk_ended'"),
            name("b.ended_at"),
            statement("b.job_id::text"),
            statement("desk.bulk_jobs b WHERE b.issuer_id = %(me)s AND b.ended_at IS NOT NULL"),
            on_ticket=False,
            order=name("b.job_id"),
        ),
        _Branch(
            statement("'send_refused'"),
            name("s.due_at"),
            statement("s.send_id::text"),
            statement("desk.sends s WHERE s.person_id = %(me)s AND s.refusal IS NOT NULL"),
            on_ticket=False,
            order=name("s.send_id"),
        ),
    )


@lru_cache(_STATEMENTS)
def _asked(
    seen: Fragment,
    inner: Fragment,
    limit: int,
    goes_on: bool,  # noqa: FBT001 - what the statement hangs on
    unread: bool,  # noqa: FBT001 - as above
) -> Fragment:
    """Each source gives its newest, so that all of them are found by index; what two tell is told once."""
    parts = [_part(branch, limit, goes_on=goes_on, unread=unread) for branch in _branches(seen, inner)]
    return statement(
        "SELECT DISTINCT ON (at, notice_id) {columns} FROM ({parts}) x ORDER BY at DESC, notice_id DESC LIMIT {limit}",
        columns=selected(_Row),
        parts=joined(" UNION ALL ", parts),
        limit=number(limit),
    )


def _part(branch: _Branch, limit: int, *, goes_on: bool, unread: bool) -> Fragment:
    key = statement("md5({key})::uuid", key=branch.key)
    conditions = [
        statement("{at} > %(since)s AND {kind} = ANY(%(kinds)s)", at=branch.at, kind=branch.kind),
    ]
    if goes_on:
        conditions.append(statement("({at}, {key}) < (%(key)s, %(last)s)", at=branch.at, key=key))
    looked = (
        statement(
            " OR n.position <= (SELECT l.place FROM desk.looked l WHERE l.person_id = %(me)s"
            " AND l.ticket_id = n.ticket_id)"
        )
        if branch.by
        else statement("")
    )
    is_read = statement(
        "coalesce({at} <= (SELECT r.until FROM desk.notices_seen r WHERE r.person_id = %(me)s), false)"
        " OR EXISTS (SELECT FROM desk.notices_read r WHERE r.person_id = %(me)s AND r.notice_id = {key}){looked}",
        at=branch.at,
        key=key,
        looked=looked,
    )
    if unread:
        conditions.append(statement("({is_read}) IS NOT TRUE", is_read=is_read))
    nothing = statement("NULL::bigint")
    return statement(
        "(SELECT {columns} FROM {source} AND {conditions} ORDER BY {at} DESC, {key} DESC LIMIT {limit})",
        columns=selected(
            _Row,
            notice_id=key,
            kind=branch.kind,
            at=branch.at,
            is_read=statement("({is_read}) IS TRUE", is_read=is_read),
            ticket_id=name("t.ticket_id") if branch.on_ticket else statement("NULL::uuid"),
            number=name("t.number") if branch.on_ticket else nothing,
            subject=name("t.subject") if branch.on_ticket else statement("NULL::text"),
            by_id=name("n.actor_id") if branch.by else statement("NULL::uuid"),
            by_name=name("n.actor_name") if branch.by else statement("NULL::text"),
            order_id=branch.order,
        ),
        source=branch.source,
        conditions=joined(" AND ", conditions),
        at=branch.at,
        key=key,
        limit=number(limit),
    )


@reads("ticket_list", "directory", "approvals", also=(guests.hidden,))
def of_person(
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: NoticeFilter,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = 50,
) -> NoticePage:
    """A page of somebody's notices; raises ``CursorIsForeign``."""
    place = None if after is None else page_cursor.opened(after, _ORDER, "timestamptz", descending=True)
    rows = rows_of(_Row, cursor.execute(*_wanted(viewer, wanted, now, limit + 1, place)))
    last = rows[limit - 1] if len(rows) > limit else None
    return NoticePage(
        notices=tuple(_notice(cursor, viewer, row) for row in rows[:limit]),
        next_cursor=None if last is None else page_cursor.closed(_ORDER, last.at, last.notice_id, descending=True),
        unread=unread(cursor, viewer, wanted.muted, now=now),
    )


@reads("ticket_list", "directory", "approvals")
def unread(cursor: Cursor[Any], viewer: Viewer, muted: Collection[str], *, now: datetime) -> int:
    """How many of somebody's notices are unread, 1,000 at most."""
    asked, params = _wanted(viewer, NoticeFilter(unread=True, muted=frozenset(muted)), now, MOST_UNREAD)
    cursor.execute(statement("SELECT count(*) FROM ({asked}) told", asked=asked), params)
    (found,) = cursor.fetchone() or (0,)
    return int(found)


def _wanted(
    viewer: Viewer,
    wanted: NoticeFilter,
    now: datetime,
    limit: int,
    place: tuple[Any, UUID] | None = None,
) -> tuple[Fragment, dict[str, Any]]:
    """The statement, and its parameters."""
    seen, params = visibility.tickets(viewer, "t")
    inner, more = visibility.inner(viewer, "t")
    kinds = (wanted.kinds or frozenset(KINDS)) - wanted.muted
    asked = {**params, **more, "me": viewer.actor.id, "now": now, "since": now - KEPT, "kinds": sorted(kinds)}
    if place is not None:
        asked["key"], asked["last"] = place
    return _asked(seen, inner, limit, place is not None, wanted.unread), asked


def _notice(cursor: Cursor[Any], viewer: Viewer, row: _Row) -> Notice:
    by = None
    if row.by_id is not None and row.by_name is not None and row.ticket_id is not None:
        hidden = guests.hidden(cursor, viewer, row.ticket_id, [(row.by_id, row.by_name)])
        by = guests.word(row.by_id) if hidden else called_actor(row.by_id, row.by_name)
    return Notice(
        notice_id=row.notice_id,
        kind=row.kind,
        what=WORDS[row.kind],
        at=row.at,
        is_read=row.is_read,
        ticket_id=row.ticket_id,
        number=row.number,
        subject=row.subject,
        by_id=row.by_id,
        by=by,
        order_id=row.order_id,
    )


class _ToldRow(NamedTuple):
    person_id: UUID
    position: int
    ticket_id: UUID
    is_inner: bool


# From the few notices to whom they concern: there are many more who listen.
_TOLD = statement(
    "SELECT DISTINCT {columns} FROM notices n CROSS JOIN LATERAL (SELECT n.person_id WHERE n.person_id IS NOT NULL"
    " UNION ALL SELECT m.person_id FROM team_members m WHERE m.team_id = n.team_id"
    " UNION ALL SELECT g.person_id FROM ticket_people g WHERE n.person_id IS NULL AND n.team_id IS NULL"
    " AND g.ticket_id = n.ticket_id AND g.role IN ('watch', 'copy') AND g.place < n.position) AS w (person_id)"
    " LEFT JOIN desk.notice_settings s ON s.person_id = w.person_id"
    " WHERE n.position > %(since)s AND n.position <= %(until)s AND n.actor_id <> w.person_id"
    " AND NOT n.kind = ANY(coalesce(s.muted, '{{}}'))",
    columns=selected(_ToldRow, person_id=name("w.person_id"), ticket_id=name("n.ticket_id")),
)


@reads("ticket_list", "directory")
def told_between(
    cursor: Cursor[Any], persons: Collection[UUID], since: int, until: int
) -> dict[UUID, list[tuple[int, UUID, bool]]]:
    """Person -> position, ticket and whether it is private, of what they are told of in a piece of the log."""
    found: dict[UUID, list[tuple[int, UUID, bool]]] = {}
    for row in rows_of(_ToldRow, cursor.execute(_TOLD, {"since": since, "until": until})):
        if row.person_id in persons:
            found.setdefault(row.person_id, []).append((row.position, row.ticket_id, row.is_inner))
    return found
