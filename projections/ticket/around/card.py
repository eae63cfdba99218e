"""What stands around one ticket, for the staff who see it: links, tags, tasks, time spent; asked by its question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.folds.ticket_checks import CheckState
from events.folds.ticket_work import TaskState, TicketWorkState, TimeState
from events.values.identity import CheckId
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket_link import LINK_NAMES, LinkKind
from events.values.time_spent import ACTIVITY_NAMES
from projections.kit.reads import reads
from projections.person import directory
from projections.ticket.around import brought
from projections.ticket.around.rows import load
from projections.ticket.linked import LinkedTicket, seen


class TicketLink(msgspec.Struct, frozen=True, kw_only=True):
    """Another ticket that the viewer may see, and what this one is to it."""

    kind: LinkKind
    kind_name: Text
    ticket: LinkedTicket


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work on the ticket (row 162); ``is_overdue`` while it is open past its time."""

    task_id: UUID
    title: str
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    due_at: datetime | None
    is_overdue: bool
    stands: Literal["open", "done", "given_up"]
    reason: str
    added_at: datetime
    ended_at: datetime | None


class ChecklistItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item of the checklist, and by whom and when it was ticked off. Withdrawn ones are told apart."""

    check_id: UUID
    words: str
    is_ticked: bool
    ticked_by: UUID | None
    ticked_by_name: Text | None
    ticked_at: datetime | None


class TimeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Time that somebody spent on the ticket; ``seconds`` up to ``until_at``."""

    entry_id: UUID
    person_id: UUID
    person: Text | None
    activity: str
    activity_name: Text
    seconds: int
    until_at: datetime
    note: str


class CameWith(msgspec.Struct, frozen=True, kw_only=True):
    """What came with a ticket that was merged into this one: a tag, a link, who watches or is in copy, an item."""

    merged_from: int
    tag: str | None = None
    link: TicketLink | None = None
    watcher_id: UUID | None = None
    in_copy_id: UUID | None = None
    check: str | None = None


class TicketWork(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around a ticket; ``seconds`` is all time spent on it. ``hidden_links`` lead out of sight.

    ``checklist`` stands in its order, what was taken off it in ``withdrawn_checks``. ``came_with`` tells of which of
    this, and of who goes along, came with tickets that were merged into it.
    """

    links: tuple[TicketLink, ...] = ()
    hidden_links: int = 0
    tags: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    withdrawn_checks: tuple[ChecklistItem, ...] = ()
    times: tuple[TimeEntry, ...] = ()
    seconds: int = 0
    came_with: tuple[CameWith, ...] = ()


@reads("ticket_list", also=(seen, directory.names, brought.of_ticket))
def around(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, now: datetime) -> TicketWork:
    """All of it; whether the viewer reads what is for staff on this ticket is asked first."""
    state = load(cursor, [ticket_id])[ticket_id]
    linked = {one.ticket_id: one for one in seen(cursor, viewer, [to for _, to in state.links])}
    names = directory.names(cursor, _people(state))
    links = sorted(
        (
            TicketLink(kind=kind, kind_name=LINK_NAMES[kind], ticket=linked[to])
            for kind, to in state.links
            if to in linked
        ),
        key=lambda link: (link.kind, link.ticket.number),
    )
    return TicketWork(
        links=tuple(links),
        hidden_links=len(state.links) - len(links),
        tags=tuple(sorted(state.tags)),
        tasks=tuple(_task(task, names, now) for task in state.tasks.values()),
        checklist=tuple(_check(one, names) for one in state.checklist),
        withdrawn_checks=tuple(_check(one, names) for one in state.checks.values() if one.is_withdrawn),
        times=tuple(_time(entry, names) for entry in state.times.values()),
        seconds=sum(entry.seconds for entry in state.times.values()),
        came_with=tuple(_came_with(brought.of_ticket(cursor, ticket_id), links, state)),
    )


def _came_with(
    rows: Sequence[brought.Brought], links: Sequence[TicketLink], state: TicketWorkState
) -> Iterator[CameWith]:
    """Links that lead out of the viewer's sight are none."""
    shown = {(str(link.kind), link.ticket.ticket_id): link for link in links}
    for row in rows:
        if row.what == "tag":
            yield CameWith(merged_from=row.number, tag=row.value)
        elif row.what == "link" and row.to_id is not None and (link := shown.get((row.value, row.to_id))):
            yield CameWith(merged_from=row.number, link=link)
        elif row.what == "watcher":
            yield CameWith(merged_from=row.number, watcher_id=row.to_id)
        elif row.what == "check" and (check := state.checks.get(CheckId(row.to_id or UUID(int=0)))) is not None:
            yield CameWith(merged_from=row.number, check=check.words)
        elif row.what == "copy":
            yield CameWith(merged_from=row.number, in_copy_id=row.to_id)


def _people(state: TicketWorkState) -> set[UUID]:
    named = [task.responsible for task in state.tasks.values() if task.responsible is not None]
    return {
        *(one.team_id for one in named),
        *(one.person_id for one in named if one.person_id is not None),
        *(entry.person_id for entry in state.times.values()),
        *(check.ticked_by for check in state.checks.values() if check.ticked_by is not None),
    }


def _task(task: TaskState, names: dict[UUID, Text], now: datetime) -> Task:
    team_id = None if task.responsible is None else task.responsible.team_id
    person_id = None if task.responsible is None else task.responsible.person_id
    return Task(
        task_id=task.task_id,
        title=task.title,
        team_id=team_id,
        team=None if team_id is None else names.get(team_id),
        responsible_id=person_id,
        responsible=None if person_id is None else names.get(person_id),
        due_at=task.due_at,
        is_overdue=task.stands == "open" and task.due_at is not None and task.due_at < now,
        stands=task.stands,
        reason=task.reason,
        added_at=task.added_at,
        ended_at=task.ended_at,
    )


def _check(check: CheckState, names: dict[UUID, Text]) -> ChecklistItem:
    by = check.ticked_by
    return ChecklistItem(
        check_id=check.check_id,
        words=check.words,
        is_ticked=check.is_ticked,
        ticked_by=by,
        ticked_by_name=None if by is None else names.get(by),
        ticked_at=check.ticked_at,
    )


def _time(entry: TimeState, names: dict[UUID, Text]) -> TimeEntry:
    return TimeEntry(
        entry_id=entry.entry_id,
        person_id=entry.person_id,
        person=names.get(entry.person_id),
        activity=entry.activity,
        activity_name=ACTIVITY_NAMES[entry.activity],
        seconds=entry.seconds,
        until_at=entry.until_at,
        note=entry.note,
    )
