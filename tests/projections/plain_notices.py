"""Whom the facts of a ticket tell of it, read one after the other; used by the property of what people are told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from events.fact import Recorded
from events.ticket import (
    TicketAssigned,
    TicketCommented,
    TicketPutInProgress,
    TicketRegistered,
    TicketReopened,
    TicketResolved,
    TicketUnassigned,
)
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_shares import TicketShared, TicketShareEnded
from events.ticket_tasks import TaskAdded, TaskDone, TaskReplanned
from events.ticket_words import TicketPeopleMentioned
from events.values.people import Responsible, Viewer

STATUS = (TicketPutInProgress, TicketResolved, TicketReopened)


class Told(NamedTuple):
    """Something that a fact says to some people: named ones, whoever is in a team, or whoever goes along."""

    position: int
    at: datetime
    kind: str
    ticket: UUID
    by: UUID
    is_inner: bool
    person: UUID | None = None
    team: UUID | None = None


class Task(msgspec.Struct):
    responsible: Responsible | None
    due: datetime | None
    is_open: bool = True


class Ticket(msgspec.Struct):
    """A ticket as its facts tell of it, read one after the other."""

    number: int
    requester: UUID
    responsible: Responsible | None = None
    along: dict[tuple[UUID, str], int] = {}
    shared: set[UUID] = set()
    tasks: dict[UUID, Task] = {}
    told: list[Told] = []

    def read(self, one: Recorded) -> None:  # noqa: C901, PLR0912 - a case a fact
        fact = one.fact
        match fact:
            case TicketRegistered() | TicketAssigned():
                self.responsible = fact.responsible
                self._give(one, "assigned", fact.responsible, is_inner=False)
            case TicketUnassigned():
                self.responsible = None
            case TicketRequesterCorrected():
                self.requester = fact.requester.person_id
            case TicketCommented():
                self._tell_all(one, "comment", is_inner=not fact.is_public)
            case TicketPeopleMentioned():
                for person in fact.persons:
                    self._tell(one, "mention", is_inner=not fact.is_public, person=person)
            case TaskAdded() | TaskReplanned():
                self.tasks[fact.task_id] = Task(fact.responsible, fact.due_at)
                self._give(one, "task", fact.responsible, is_inner=True)
            case TaskDone():
                self.tasks[fact.task_id].is_open = False
            case TicketWatched() | TicketCopied():
                self.along.setdefault((fact.person_id, type(fact).__name__), one.position)
            case TicketUnwatched():
                self.along.pop((fact.person_id, "TicketWatched"), None)
            case TicketCopyEnded():
                self.along.pop((fact.person_id, "TicketCopied"), None)
            case TicketShared(person_id=UUID() as person):
                self.shared.add(person)
            case TicketShareEnded(person_id=UUID() as person):
                self.shared.discard(person)
            case _ if isinstance(fact, STATUS):
                self._tell_all(one, "status", is_inner=False)
            case _:
                assert one.fact is fact

    def _give(self, one: Recorded, kind: str, to: Responsible | None, *, is_inner: bool) -> None:
        if to is not None and to.person_id is not None:
            self._tell(one, kind, is_inner=is_inner, person=to.person_id)
        elif to is not None:
            self._tell(one, kind, is_inner=is_inner, team=to.team_id)

    def _tell_all(self, one: Recorded, kind: str, *, is_inner: bool) -> None:
        if not is_inner:
            self._tell(one, kind, is_inner=is_inner, person=self.requester)
        if self.responsible is not None and self.responsible.person_id is not None:
            self._tell(one, kind, is_inner=is_inner, person=self.responsible.person_id)
        self._tell(one, kind, is_inner=is_inner)

    def _tell(self, one: Recorded, kind: str, *, is_inner: bool, **whom: UUID) -> None:
        meta = one.metadata
        self.told.append(Told(one.position, meta.recorded_at, kind, one.stream, meta.actor.id, is_inner, **whom))

    def is_for(self, one: Told, by: Viewer) -> bool:
        """Whether it is said to them, whatever they may see."""
        me = by.actor.id
        if one.by == me:
            return False
        if one.person is not None or one.team is not None:
            return one.person == me or one.team in by.teams
        return any(since < one.position for (person, _), since in self.along.items() if person == me)

    def sees(self, by: Viewer) -> bool:
        return self.reaches(by) or (by.actor.id, "TicketCopied") in self.along

    def reaches(self, by: Viewer) -> bool:
        """Whether they see it otherwise than by sharing the conversation."""
        me = by.actor.id
        if "specialist" in by.groups or self.requester == me or me in self.shared:
            return True
        if "second_line" not in by.groups:
            return False
        hands = [self.responsible, *(task.responsible for task in self.tasks.values() if task.is_open)]
        mine = {hand.person_id for hand in hands if hand is not None}
        of_teams = {hand.team_id for hand in hands[1:] if hand is not None and hand.person_id is None}
        if self.responsible is not None:
            of_teams.add(self.responsible.team_id)
        return me in mine or not of_teams.isdisjoint(by.teams)

    def reads_inner(self, by: Viewer) -> bool:
        return by.is_staff and self.requester != by.actor.id and self.reaches(by)


class Said(NamedTuple):
    """A notice, as it is told to somebody."""

    at: datetime
    kind: str
    number: int
    is_read: bool


class Marks(msgspec.Struct):
    """What one person has read, and of what they do not want to hear."""

    until: datetime | None = None
    read: set[tuple[str, int, datetime]] = set()
    looked: dict[UUID, int] = {}
    muted: frozenset[str] = frozenset()


def plain(tickets: Sequence[Ticket], by: Viewer, marks: Marks, now: datetime) -> Iterator[Said]:
    for ticket in tickets:
        if not ticket.sees(by):
            continue
        for _, at, kind, stream, _, is_inner, *_ in {
            # What reaches somebody in two ways is told once.
            (one.position, one.kind): one
            for one in ticket.told
            if ticket.is_for(one, by)
        }.values():
            if kind in marks.muted or (is_inner and not ticket.reads_inner(by)):
                continue
            position = next(one.position for one in ticket.told if (one.at, one.kind) == (at, kind))
            is_seen = position <= marks.looked.get(stream, -1)
            yield Said(at, kind, ticket.number, is_seen or _is_marked(marks, kind, ticket.number, at))
        for task in ticket.tasks.values():
            is_mine = task.responsible is not None and task.responsible.person_id == by.actor.id
            if is_mine and task.is_open and task.due is not None and task.due <= now and "task_due" not in marks.muted:
                is_read = _is_marked(marks, "task_due", ticket.number, task.due)
                yield Said(task.due, "task_due", ticket.number, is_read)


def _is_marked(marks: Marks, kind: str, number: int, at: datetime) -> bool:
    return (kind, number, at) in marks.read or (marks.until is not None and at <= marks.until)
