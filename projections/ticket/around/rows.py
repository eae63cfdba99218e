"""The tables of what stands around tickets: written with the list, of which they are part; read by ``around``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Recorded
from events.folds.ticket_work import WORK, RatingState, TaskState, TicketWorkState, TimeState
from events.values.identity import PersonId, ServiceId, TaskId, TeamId, TicketId, TimeEntryId
from events.values.people import Responsible
from events.values.ticket_link import LinkKind
from events.values.time_spent import Activity
from projections.kit.columns import SetOfRows, rows_of, selected
from projections.kit.statement import statement
from projections.ticket.around import checks

_LINKS = SetOfRows("ticket_links", {"ticket_id": "uuid", "kind": "text", "to_id": "uuid"})
_TAGS = SetOfRows("ticket_tags", {"ticket_id": "uuid", "tag": "text"})
_TASKS = SetOfRows(
    "ticket_tasks",
    {"task_id": "uuid"},
    {
        "ticket_id": "uuid",
        "place": "int",
        "title": "text",
        "team_id": "uuid",
        "responsible_id": "uuid",
        "due_at": "timestamptz",
        "stands": "text",
        "reason": "text",
        "added_at": "timestamptz",
        "ended_at": "timestamptz",
    },
)
_TIMES = SetOfRows(
    "ticket_times",
    {"entry_id": "uuid"},
    {
        "ticket_id": "uuid",
        "person_id": "uuid",
        "activity": "text",
        "seconds": "int",
        "until_at": "timestamptz",
        "note": "text",
    },
)


_RATINGS = SetOfRows(
    "ticket_ratings",
    {"ticket_id": "uuid"},
    {
        "score": "smallint",
        "words": "text",
        "rated_at": "timestamptz",
        "rerated_at": "timestamptz",
        "team_id": "uuid",
        "responsible_id": "uuid",
        "service_id": "uuid",
    },
)


class _Link(NamedTuple):
    ticket_id: TicketId
    kind: LinkKind
    to_id: TicketId


class _Tag(NamedTuple):
    ticket_id: TicketId
    tag: str


class _Task(NamedTuple):
    task_id: TaskId
    ticket_id: TicketId
    place: int
    title: str
    team_id: TeamId | None
    responsible_id: PersonId | None
    due_at: datetime | None
    stands: Literal["open", "done", "given_up"]
    reason: str
    added_at: datetime
    ended_at: datetime | None


class _Time(NamedTuple):
    entry_id: TimeEntryId
    ticket_id: TicketId
    person_id: PersonId
    activity: Activity
    seconds: int
    until_at: datetime
    note: str


class _Rating(NamedTuple):
    ticket_id: TicketId
    score: int
    words: str
    rated_at: datetime
    rerated_at: datetime | None
    team_id: TeamId | None
    responsible_id: PersonId | None
    service_id: ServiceId | None


_OF_RATINGS = statement("SELECT {columns} FROM ticket_ratings WHERE ticket_id = ANY(%s)", columns=selected(_Rating))
_OF_LINKS = statement("SELECT {columns} FROM ticket_links WHERE ticket_id = ANY(%s)", columns=selected(_Link))
_OF_TAGS = statement("SELECT {columns} FROM ticket_tags WHERE ticket_id = ANY(%s)", columns=selected(_Tag))
_OF_TASKS = statement(
    "SELECT {columns} FROM ticket_tasks WHERE ticket_id = ANY(%s) ORDER BY place", columns=selected(_Task)
)
_OF_TIMES = statement(
    "SELECT {columns} FROM ticket_times WHERE ticket_id = ANY(%s) ORDER BY until_at, entry_id", columns=selected(_Time)
)


def follow(cursor: Cursor[Any], batch: Sequence[Recorded], tell: Callable[[TicketWorkState], None]) -> None:
    """Fold facts of what stands around tickets, write what became of it, and ``tell`` what stands there now."""
    before = load(cursor, {recorded.stream for recorded in batch})
    now = dict(before)
    for recorded in batch:
        now[recorded.stream] = WORK.after(now[recorded.stream], recorded)
    for table, rows in _TABLES:
        table.write(cursor, rows(before.values()), rows(now.values()))
    for stands in now.values():
        tell(stands)


def load(cursor: Cursor[Any], tickets: Collection[UUID]) -> dict[UUID, TicketWorkState]:
    """What stands around tickets, by their ids; tags in no order."""
    wanted = list(tickets)
    links: dict[UUID, set[tuple[LinkKind, TicketId]]] = {one: set() for one in wanted}
    tags: dict[UUID, list[str]] = {one: [] for one in wanted}
    tasks: dict[UUID, dict[TaskId, TaskState]] = {one: {} for one in wanted}
    listed = checks.load(cursor, wanted)
    times: dict[UUID, dict[TimeEntryId, TimeState]] = {one: {} for one in wanted}
    cursor.execute(_OF_LINKS, (wanted,))
    for link in rows_of(_Link, cursor):
        links[link.ticket_id].add((link.kind, link.to_id))
    cursor.execute(_OF_TAGS, (wanted,))
    for tag in rows_of(_Tag, cursor):
        tags[tag.ticket_id].append(tag.tag)
    cursor.execute(_OF_TASKS, (wanted,))
    for task in rows_of(_Task, cursor):
        tasks[task.ticket_id][task.task_id] = _task(task)
    cursor.execute(_OF_TIMES, (wanted,))
    for entry in rows_of(_Time, cursor):
        times[entry.ticket_id][entry.entry_id] = _time(entry)
    cursor.execute(_OF_RATINGS, (wanted,))
    ratings = {row.ticket_id: _rating(row) for row in rows_of(_Rating, cursor)}
    return {
        one: TicketWorkState(
            ticket_id=TicketId(one),
            number=0,
            links=frozenset(links[one]),
            tags=tuple(tags[one]),
            tasks=tasks[one],
            checks=listed[one],
            times=times[one],
            rating=ratings.get(TicketId(one)),
        )
        for one in wanted
    }


def _task(row: _Task) -> TaskState:
    return TaskState(
        task_id=row.task_id,
        title=row.title,
        responsible=None if row.team_id is None else Responsible(row.team_id, row.responsible_id),
        due_at=row.due_at,
        stands=row.stands,
        reason=row.reason,
        added_at=row.added_at,
        ended_at=row.ended_at,
    )


def _time(row: _Time) -> TimeState:
    return TimeState(
        entry_id=row.entry_id,
        person_id=row.person_id,
        activity=row.activity,
        seconds=row.seconds,
        until_at=row.until_at,
        note=row.note,
    )


def _rating(row: _Rating) -> RatingState:
    return RatingState(
        score=row.score,
        words=row.words,
        rated_at=row.rated_at,
        changed_at=row.rerated_at,
        responsible=None if row.team_id is None else Responsible(row.team_id, row.responsible_id),
        service_id=row.service_id,
    )


def _ratings(known: Collection[TicketWorkState]) -> set[tuple[object, ...]]:
    return {
        _Rating(
            ticket_id=one.ticket_id,
            score=one.rating.score,
            words=one.rating.words,
            rated_at=one.rating.rated_at,
            rerated_at=one.rating.changed_at,
            team_id=None if one.rating.responsible is None else one.rating.responsible.team_id,
            responsible_id=None if one.rating.responsible is None else one.rating.responsible.person_id,
            service_id=one.rating.service_id,
        )
        for one in known
        if one.rating is not None
    }


def _links(known: Collection[TicketWorkState]) -> set[tuple[object, ...]]:
    return {_Link(one.ticket_id, kind, to) for one in known for kind, to in one.links}


def _tags(known: Collection[TicketWorkState]) -> set[tuple[object, ...]]:
    return {_Tag(one.ticket_id, tag) for one in known for tag in one.tags}


def _tasks(known: Collection[TicketWorkState]) -> set[tuple[object, ...]]:
    return {
        _Task(
            task_id=task.task_id,
            ticket_id=one.ticket_id,
            place=place,
            title=task.title,
            team_id=None if task.responsible is None else task.responsible.team_id,
            responsible_id=None if task.responsible is None else task.responsible.person_id,
            due_at=task.due_at,
            stands=task.stands,
            reason=task.reason,
            added_at=task.added_at,
            ended_at=task.ended_at,
        )
        for one in known
        for place, task in enumerate(one.tasks.values())
    }


def _times(known: Collection[TicketWorkState]) -> set[tuple[object, ...]]:
    return {
        _Time(
            entry_id=entry.entry_id,
            ticket_id=one.ticket_id,
            person_id=entry.person_id,
            activity=entry.activity,
            seconds=entry.seconds,
            until_at=entry.until_at,
            note=entry.note,
        )
        for one in known
        for entry in one.times.values()
    }


_TABLES = (
    (_LINKS, _links),
    (_TAGS, _tags),
    (_TASKS, _tasks),
    (checks.TABLE, checks.rows),
    (_TIMES, _times),
    (_RATINGS, _ratings),
)
"""Each table, and its rows as they follow from what stands around tickets."""
