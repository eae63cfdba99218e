"""One order for many tickets: what would come of it, its progress, and its end; asked by REST."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import in_their_teams, question
from api.questions.paging.whole import place_of, written
from commands.bus import fingerprint_of
from commands.command import Command
from commands.permissions import ADMINISTRATORS
from commands.refusals import KeyNamesAnotherRequest
from commands.ticket.many import IN_ONE_S_TEAM, MOST_TICKETS, orders_for
from commands.ticket.undo import UndoBulk
from connectors.storage.shelves.bulk_jobs import Asked, BulkJob, Item, ItemState, JobState
from events.values.identity import CommandId, TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.text import Text

NOBODY_S = UUID(int=0)
"""Stands for the ticket in an order that is meant for many."""


class NoSuchBulkOrder(Refusal):
    """There is no such bulk order among yours; it may be older than thirty days. Look at the list of your orders."""

    kind = "missing"
    ru: ClassVar[str] = (
        "Такой групповой команды нет среди ваших; возможно, ей больше тридцати дней. Посмотрите список своих групповых "
        "команд."
    )


class OrderToMany(msgspec.Struct, frozen=True, kw_only=True):
    """A command for each of some tickets, which are told by number or id; ``key`` is whose repetition it is."""

    command: Command
    tickets: dict[TicketId, int | None]
    key: CommandId


class BulkOrderIsRunning(Refusal):
    """The order is still being carried out. Wait until it has ended, or stop it first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Команда ещё выполняется. Дождитесь конца или сначала остановите её."


class NothingWasDone(Refusal):
    """The order changed no ticket: there is nothing to undo."""

    kind = "at_odds"
    ru: ClassVar[str] = "Команда не изменила ни одной заявки: отменять нечего."


class UndoWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which order is undone; ``key`` is whose repetition the undoing is."""

    ref: UUID
    key: CommandId


class WouldCome(msgspec.Struct, frozen=True, kw_only=True):
    """What would come of one ticket: facts by their names, none where nothing would happen, or why not."""

    ticket_id: UUID
    number: int | None
    would: Literal["change", "stay", "be_refused"]
    version: int | None = None
    facts: tuple[str, ...] = ()
    code: str = ""
    texts: Text | None = None


class BulkPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What would come of each ticket now, were it the only one."""

    change: int
    stay: int
    refused: int
    tickets: list[WouldCome]


class BulkOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one ticket; one that waits when its job has ended is left as it was."""

    nth: int
    ticket_id: UUID
    number: int | None
    state: ItemState
    version: int | None
    position: int
    code: str = ""
    texts: Text | None = None


class BulkProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is. ``position`` is the place in the log behind which reads show all that was done so far."""

    job_id: UUID
    command: str
    state: JobState
    asked_at: datetime
    ended_at: datetime | None
    tickets: int
    waiting: int
    done: int
    unchanged: int
    refused: int
    position: int
    outcomes: list[BulkOutcome] = []
    next_cursor: str | None = None


class BulkJobs(msgspec.Struct, frozen=True):
    """One's own jobs, the newest first."""

    jobs: list[BulkProgress]
    next_cursor: str | None = None


class JobsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """So many of one's jobs, from where on."""

    cursor: str | None = None
    limit: int = 20


class JobWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which job, and which of its tickets."""

    older: ClassVar[str] = "after"
    ref: UUID
    after: int = 0
    state: ItemState | None = None
    cursor: str | None = None
    limit: int = 500


@question("preview-bulk")
def preview(desk: Desk, viewer: Viewer, wanted: OrderToMany) -> Answer[BulkPreview]:
    """Each is decided by its handler as it would be, without a fact; another hand may still be first."""
    asks = in_their_teams(desk, viewer) if wanted.command.name in IN_ONE_S_TEAM else viewer
    tickets = [*wanted.tickets]
    orders = orders_for(wanted.key, wanted.command, tickets, viewer=asks, at=desk.clock.now())
    found = [
        WouldCome(
            ticket_id=ticket,
            number=wanted.tickets[ticket],
            would="be_refused",
            code=outcome.code(),
            texts=outcome.text,
        )
        if isinstance(outcome, Refusal)
        else WouldCome(
            ticket_id=ticket,
            number=int(outcome.reference),
            would="change" if outcome.facts else "stay",
            version=outcome.version,
            facts=outcome.facts,
        )
        for ticket, outcome in zip(tickets, desk.bus.foretell(orders), strict=True)
    ]
    return Answer(
        BulkPreview(
            change=sum(one.would == "change" for one in found),
            stay=sum(one.would == "stay" for one in found),
            refused=sum(one.would == "be_refused" for one in found),
            tickets=found,
        )
    )


@question("order-bulk")
def order(desk: Desk, viewer: Viewer, wanted: OrderToMany) -> Answer[BulkProgress]:
    """The first batch is carried out at once, the others by the desk; the same key gives the same job."""
    tickets = [*wanted.tickets.items()]
    (one,) = orders_for(wanted.key, wanted.command, [TicketId(NOBODY_S)], viewer=viewer, at=desk.clock.now())
    named = b"".join(ticket.bytes for ticket, _ in tickets)
    kept = desk.bulk.jobs.ask(
        wanted.key,
        digest=desk.log.keyed.digest("bulk", fingerprint_of(one, desk.log.keyed) + named),
        command=wanted.command.name,
        asked=Asked(
            actor=viewer.actor,
            groups=viewer.groups,
            language=viewer.language,
            content=msgspec.Raw(msgspec.json.encode(wanted.command)),
        ),
        tickets=tickets,
        now=desk.clock.now(),
    )
    if kept == "another":
        raise KeyNamesAnotherRequest
    desk.bulk.carry_on(wanted.key, held=kept == "made")
    return Answer(_told(desk, _job(desk, viewer, wanted.key), JobWanted(ref=wanted.key, limit=MOST_TICKETS)))


@question("preview-bulk-undo")
def preview_undo(desk: Desk, viewer: Viewer, wanted: UndoWanted) -> Answer[BulkPreview]:
    """Of each ticket that the order changed: whether it can be undone, and by which facts."""
    return preview(desk, viewer, _undoing(desk, viewer, wanted))


@question("order-bulk-undo")
def undo(desk: Desk, viewer: Viewer, wanted: UndoWanted) -> Answer[BulkProgress]:
    """A job of its own, for the tickets that were changed: with progress, and a result a ticket."""
    return order(desk, viewer, _undoing(desk, viewer, wanted))


def _undoing(desk: Desk, viewer: Viewer, wanted: UndoWanted) -> OrderToMany:
    job = _job(desk, viewer, wanted.ref)
    if job.state == "running":
        raise BulkOrderIsRunning
    done = desk.bulk.jobs.items(job.job_id, after=0, limit=MOST_TICKETS, state="done")
    if not done:
        raise NothingWasDone
    tickets = {TicketId(item.ticket_id): item.number for item in done}
    return OrderToMany(
        command=UndoBulk(ticket_id=TicketId(NOBODY_S), job_id=job.job_id), tickets=tickets, key=wanted.key
    )


@question("read-bulk")
def read(desk: Desk, viewer: Viewer, wanted: JobWanted) -> Answer[BulkProgress]:
    """For whoever asked for it, and administrators."""
    return Answer(_told(desk, _job(desk, viewer, wanted.ref), wanted))


@question("list-bulk")
def list_jobs(desk: Desk, viewer: Viewer, wanted: JobsWanted) -> Answer[BulkJobs]:
    """Of the last thirty days."""
    after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[datetime, UUID])
    found = desk.bulk.jobs.of_issuer(viewer.actor.id, wanted.limit + 1, after=after)
    shown = found[: wanted.limit]
    goes_on = written((shown[-1].asked_at, shown[-1].job_id)) if len(found) > len(shown) else None
    return Answer(BulkJobs([_progress(job) for job in shown], goes_on))


@question("stop-bulk")
def stop(desk: Desk, viewer: Viewer, ref: UUID) -> Answer[BulkProgress]:
    """What waits is left as it is; a batch that is under way is finished. One that has ended stays as it ended."""
    job = _job(desk, viewer, ref)
    desk.bulk.jobs.end(job.job_id, "stopped", desk.clock.now())
    return Answer(_told(desk, _job(desk, viewer, ref), JobWanted(ref=ref, limit=MOST_TICKETS)))


def _job(desk: Desk, viewer: Viewer, ref: UUID) -> BulkJob:
    found = desk.bulk.jobs.job(ref)
    if found is None or not (found.issuer_id == viewer.actor.id or viewer.groups & ADMINISTRATORS):
        raise NoSuchBulkOrder
    return found


def _progress(job: BulkJob) -> BulkProgress:
    return BulkProgress(**{name: getattr(job, name) for name in BulkJob.__struct_fields__ if name != "issuer_id"})


def _told(desk: Desk, job: BulkJob, wanted: JobWanted) -> BulkProgress:
    after = wanted.after if wanted.cursor is None else place_of(wanted.cursor, int)
    items = desk.bulk.jobs.items(job.job_id, after=after, limit=wanted.limit + 1, state=wanted.state)
    shown = items[: wanted.limit]
    goes_on = written(shown[-1].nth) if len(items) > len(shown) else None
    return msgspec.structs.replace(_progress(job), outcomes=[_outcome(item) for item in shown], next_cursor=goes_on)


def _outcome(item: Item) -> BulkOutcome:
    return BulkOutcome(
        nth=item.nth,
        ticket_id=item.ticket_id,
        number=item.number,
        state=item.state,
        version=item.version,
        position=item.position,
        code=item.code,
        texts=Text(item.text_ru, item.text_en) if item.code else None,
    )
