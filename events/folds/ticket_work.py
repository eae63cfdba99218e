"""The one reading of what stands around a ticket; shared by its aggregate and by ``projections.ticket_work``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeVar, cast

import msgspec
from msgspec.structs import replace

from events.fact import Recorded
from events.folds import ticket_checks as checks
from events.folds.reading import Reading, begins, on, on_told, passes_over
from events.folds.ticket_checks import CheckState
from events.ticket import TicketRegistered
from events.ticket_articles import TicketArticleQuoted
from events.ticket_checks import (
    CheckRestored,
    CheckReworded,
    ChecksAdded,
    ChecksReordered,
    CheckTicked,
    CheckUnticked,
    CheckWithdrawn,
)
from events.ticket_links import TicketLinked, TicketUnlinked
from events.ticket_pictures import PicturesInPlaceTold
from events.ticket_rating import LowRatingTold, TicketRated, TicketRatingChanged
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.ticket_tags import TicketTagged, TicketUntagged
from events.ticket_tasks import TaskAdded, TaskDone, TaskGivenUp, TaskReplanned, TaskTakenUpAgain
from events.ticket_time import TimeSpent, TimeSpentCorrected, TimeSpentWithdrawn
from events.ticket_work import TICKET_WORK
from events.values.identity import CheckId, PersonId, ServiceId, TaskId, TicketId, TimeEntryId
from events.values.people import Responsible
from events.values.ticket_link import LinkKind
from events.values.time_spent import Activity


class TaskState(msgspec.Struct, frozen=True, kw_only=True):
    """One task: what is to be done, by whom, until when, and what became of it at ``ended_at``."""

    task_id: TaskId
    title: str
    responsible: Responsible | None = None
    due_at: datetime | None = None
    stands: Literal["open", "done", "given_up"] = "open"
    reason: str = ""
    added_at: datetime
    ended_at: datetime | None = None


class TimeState(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of time spent, as it was corrected last."""

    entry_id: TimeEntryId
    person_id: PersonId
    activity: Activity
    seconds: int
    until_at: datetime
    note: str = ""


class RatingState(msgspec.Struct, frozen=True, kw_only=True):
    """How content whoever asked was, as they said it last; of whom and what, as that stood when they said it first."""

    score: int
    words: str = ""
    rated_at: datetime
    changed_at: datetime | None = None
    responsible: Responsible | None = None
    service_id: ServiceId | None = None


class TicketWorkState(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around one ticket; the order is that in which it was said."""

    ticket_id: TicketId
    number: int
    links: frozenset[tuple[LinkKind, TicketId]] = frozenset()
    tags: tuple[str, ...] = ()
    tasks: dict[TaskId, TaskState] = {}
    checks: Mapping[CheckId, CheckState] = {}
    times: dict[TimeEntryId, TimeState] = {}
    rating: RatingState | None = None

    def linked(self, kind: LinkKind) -> frozenset[TicketId]:
        """The tickets that this one is that to."""
        return frozenset(to for how, to in self.links if how == kind)

    @property
    def checklist(self) -> tuple[CheckState, ...]:
        """The items that stand on its checklist, in their order."""
        return tuple(one for one in self.checks.values() if not one.is_withdrawn)


W = TypeVar("W", bound=TicketWorkState)


def _registered(kind: type[W], fact: TicketRegistered) -> W:
    return kind(ticket_id=fact.ticket_id, number=fact.number)


def _linked(work: W, fact: TicketLinked) -> W:
    return replace(work, links=work.links | {(fact.kind, fact.to)})


def _unlinked(work: W, fact: TicketUnlinked) -> W:
    return replace(work, links=work.links - {(fact.kind, fact.to)})


def _tagged(work: W, fact: TicketTagged) -> W:
    return replace(work, tags=tuple(dict.fromkeys((*work.tags, *fact.tags))))


def _untagged(work: W, fact: TicketUntagged) -> W:
    return replace(work, tags=tuple(tag for tag in work.tags if tag not in fact.tags))


def _added(work: W, told: Recorded) -> W:
    fact = cast("TaskAdded", told.fact)
    task = TaskState(
        task_id=fact.task_id,
        title=fact.title,
        responsible=fact.responsible,
        due_at=fact.due_at,
        added_at=told.metadata.occurred_at,
    )
    return replace(work, tasks={**work.tasks, fact.task_id: task})


def _replanned(work: W, fact: TaskReplanned) -> W:
    return _with(work, fact.task_id, title=fact.title, responsible=fact.responsible, due_at=fact.due_at)


def _done(work: W, told: Recorded) -> W:
    task_id = cast("TaskDone", told.fact).task_id
    return _with(work, task_id, stands="done", reason="", ended_at=told.metadata.occurred_at)


def _given_up(work: W, told: Recorded) -> W:
    fact = cast("TaskGivenUp", told.fact)
    return _with(work, fact.task_id, stands="given_up", reason=fact.reason, ended_at=told.metadata.occurred_at)


def _again(work: W, fact: TaskTakenUpAgain) -> W:
    return _with(work, fact.task_id, stands="open", reason="", ended_at=None)


def _with(work: W, task_id: TaskId, **more: object) -> W:
    return replace(work, tasks={**work.tasks, task_id: replace(work.tasks[task_id], **more)})


def _spent(work: W, fact: TimeSpent) -> W:
    entry = TimeState(
        entry_id=fact.entry_id,
        person_id=fact.person_id,
        activity=fact.activity,
        seconds=fact.seconds,
        until_at=fact.until_at,
        note=fact.note,
    )
    return replace(work, times={**work.times, fact.entry_id: entry})


def _corrected(work: W, fact: TimeSpentCorrected) -> W:
    entry = replace(
        work.times[fact.entry_id],
        activity=fact.activity,
        seconds=fact.seconds,
        until_at=fact.until_at,
        note=fact.note,
    )
    return replace(work, times={**work.times, fact.entry_id: entry})


def _withdrawn(work: W, fact: TimeSpentWithdrawn) -> W:
    return replace(work, times={one: entry for one, entry in work.times.items() if one != fact.entry_id})


def _checks_added(work: W, fact: ChecksAdded) -> W:
    return replace(work, checks=checks.added(work.checks, fact))


def _ticked(work: W, told: Recorded) -> W:
    return replace(work, checks=checks.ticked_off(work.checks, told))


def _unticked(work: W, fact: CheckUnticked) -> W:
    return replace(work, checks=checks.unticked(work.checks, fact.check_id))


def _check_reworded(work: W, fact: CheckReworded) -> W:
    return replace(work, checks=checks.reworded(work.checks, fact))


def _checks_reordered(work: W, fact: ChecksReordered) -> W:
    return replace(work, checks=checks.reordered(work.checks, fact))


def _withdrawn_check(work: W, fact: CheckWithdrawn) -> W:
    return replace(work, checks=checks.withdrawn(work.checks, fact.check_id, is_withdrawn=True))


def _restored_check(work: W, fact: CheckRestored) -> W:
    return replace(work, checks=checks.withdrawn(work.checks, fact.check_id, is_withdrawn=False))


def _rated(work: W, told: Recorded) -> W:
    fact = cast("TicketRated", told.fact)
    rating = RatingState(
        score=fact.score,
        words=fact.words,
        rated_at=told.metadata.occurred_at,
        responsible=fact.responsible,
        service_id=fact.service_id,
    )
    return replace(work, rating=rating)


def _rated_anew(work: W, told: Recorded) -> W:
    fact = cast("TicketRatingChanged", told.fact)
    if work.rating is None:
        return work
    at = told.metadata.occurred_at
    return replace(work, rating=replace(work.rating, score=fact.score, words=fact.words, changed_at=at))


WORK = Reading(
    TicketWorkState,
    begins(TicketRegistered, _registered),
    on(TicketLinked, _linked),
    on(TicketUnlinked, _unlinked),
    on(TicketTagged, _tagged),
    on(TicketUntagged, _untagged),
    on_told(TaskAdded, _added),
    on(TaskReplanned, _replanned),
    on_told(TaskDone, _done),
    on_told(TaskGivenUp, _given_up),
    on(TaskTakenUpAgain, _again),
    on(TimeSpent, _spent),
    on(TimeSpentCorrected, _corrected),
    on(TimeSpentWithdrawn, _withdrawn),
    on(ChecksAdded, _checks_added),
    on_told(CheckTicked, _ticked),
    on(CheckUnticked, _unticked),
    on(CheckReworded, _check_reworded),
    on(ChecksReordered, _checks_reordered),
    on(CheckWithdrawn, _withdrawn_check),
    on(CheckRestored, _restored_check),
    on_told(TicketRated, _rated),
    on_told(TicketRatingChanged, _rated_anew),
    passes_over(ReplyTemplateUsed),
    passes_over(MacroApplied),
    passes_over(TicketArticleQuoted),
    passes_over(LowRatingTold),
    passes_over(PicturesInPlaceTold),
)
_OF_WORK = frozenset(TICKET_WORK)


def around(kind: type[W], history: Sequence[Recorded]) -> W | None:
    """What the facts of a ticket's stream tell of what stands around it; ``None`` when they tell of something else."""
    return WORK.fold(kind, [*history[:1], *(told for told in history[1:] if type(told.fact) in _OF_WORK)])
