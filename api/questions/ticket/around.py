"""Questions about what stands around tickets: of one of them, tasks over all, tags, time spent."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import in_their_teams, question
from api.questions.paging.whole import PageWanted, page_of, place_of, written
from api.questions.references import person_sought
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen
from api.questions.wishes import aware, foreign_cursor
from commands.command import Order
from commands.ticket.work import CloseTicket
from events.values.identity import CommandId, TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.text import Text
from projections.kit import visibility
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.person import directory
from projections.ticket.around import card, sums, tasks
from projections.ticket.around.card import ChecklistItem as ChecklistItem  # noqa: PLC0414 - for terminal and pages
from projections.ticket.around.card import TicketWork as TicketWork  # noqa: PLC0414 - for pages
from projections.ticket.around.sums import TagCount, TimeSum
from projections.ticket.around.tasks import TaskFilter, TaskPage
from projections.ticket.linked import LinkedTicket, unfinished_below


class TasksWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which tasks; ``responsible`` is an id, a login, “me” or “nobody”."""

    is_open: bool = True
    overdue: bool = False
    team: list[UUID] = []
    responsible: str | None = None
    due_before: datetime | None = None
    cursor: str | None = None
    limit: int = 50


class TagsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Tags that begin so."""

    text: str = ""
    cursor: str | None = None
    limit: int = 200


class TimeWanted(PageWanted, frozen=True, kw_only=True):
    """Time spent that ended in [since, before), by somebody or by all; ``person`` is an id, a login or “me”.

    Without a beginning the seven days before the end; without an end, up to now.
    """

    since: datetime | None = None
    before: datetime | None = None
    person: str | None = None


class Tags(msgspec.Struct, frozen=True):
    """Tags and how many tickets bear each, the most first."""

    tags: list[dict[str, str | int]]
    next_cursor: str | None = None


class TimeSums(msgspec.Struct, frozen=True):
    """Time spent by person and activity; ``seconds`` is all of it, of every page."""

    sums: list[TimeSum]
    seconds: int
    next_cursor: str | None = None


@question("read-ticket-work", views_of(visibility.sight, card.around))
def read_work(desk: Desk, viewer: Viewer, ref: str) -> Answer[TicketWork]:
    """For staff who see the ticket; nothing of it on a ticket that they asked for themselves."""
    with desk.database.snapshot() as db:
        ticket_id, sight = seen(db, viewer, ref)
        if not sight.inner_read:
            return Answer(TicketWork())
        return Answer(card.around(db, viewer, ticket_id, now=desk.clock.now()))


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What would be closed together with a ticket now, and why not, if it cannot be."""

    children: tuple[LinkedTicket, ...] = ()
    code: str = ""
    texts: Text | None = None


@question("read-ticket-closing", views_of(visibility.sight, unfinished_below, directory.teams_of))
def read_closing(desk: Desk, viewer: Viewer, ref: str) -> Answer[Closing]:
    """The tickets below it that are not over, as far as the viewer sees them; decided as the order would be."""
    with desk.database.snapshot() as db:
        ticket_id, sight = seen(db, viewer, ref)
        children = unfinished_below(db, viewer, ticket_id) if sight.inner_read else ()
    order = Order(
        command=CloseTicket(ticket_id=TicketId(ticket_id), children=sight.inner_read),
        viewer=in_their_teams(desk, viewer),
        at=desk.clock.now(),
        command_id=CommandId(uuid4()),
    )
    (outcome,) = desk.bus.foretell([order])
    if isinstance(outcome, Refusal):
        return Answer(Closing(children=children, code=outcome.code(), texts=outcome.text))
    return Answer(Closing(children=children))


@question("list-tasks", views_of(tasks.visible_to))
def list_tasks(desk: Desk, viewer: Viewer, wanted: TasksWanted) -> Answer[TaskPage]:
    """What is due first stands first, what has no time last."""
    whose = None if wanted.responsible in {None, "nobody"} else wanted.responsible
    narrowed = TaskFilter(
        is_open=wanted.is_open,
        overdue=wanted.overdue,
        teams=tuple(wanted.team),
        responsible=None
        if whose is None
        else person_sought(desk, viewer, whose, field="responsible", words=("me", "nobody")),
        nobody=wanted.responsible == "nobody",
        due_before=aware("due_before", wanted.due_before),
    )
    with desk.database.snapshot() as db:
        try:
            page = tasks.visible_to(db, viewer, narrowed, now=desk.clock.now(), after=wanted.cursor, limit=wanted.limit)
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error
    return Answer(page)


@question("list-tags", views_of(sums.tags))
def list_tags(desk: Desk, viewer: Viewer, wanted: TagsWanted) -> Answer[Tags]:
    """Those of most tickets first."""
    with desk.database.snapshot() as db:
        after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[int, str])
        found: tuple[TagCount, ...] = sums.tags(
            db, viewer, beginning=wanted.text.lower(), after=after, limit=wanted.limit + 1
        )
    shown = found[: wanted.limit]
    goes_on = written((shown[-1].tickets, shown[-1].tag)) if len(found) > len(shown) else None
    return Answer(Tags([{"tag": one.tag, "tickets": one.tickets} for one in shown], goes_on))


@question("sum-time-spent", views_of(sums.time_spent))
def sum_time_spent(desk: Desk, viewer: Viewer, wanted: TimeWanted) -> Answer[TimeSums]:
    """By the instant at which the work ended; over the tickets that the viewer sees."""
    before = aware("before", wanted.before) or desk.clock.now()
    since = aware("since", wanted.since) or before - timedelta(days=7)
    if before <= since:
        raise InvalidField(
            field="before",
            reason_ru="конец должен быть позже начала («since»).",
            reason_en="the end must lie behind the beginning (“since”).",
        )
    person = None if wanted.person is None else person_sought(desk, viewer, wanted.person, field="person")
    with desk.database.snapshot() as db:
        found = sums.time_spent(db, viewer, since=since, before=before, person=person)
    page, goes_on = page_of(found, wanted, lambda one: (-one.seconds, str(one.person_id), one.activity))
    return Answer(TimeSums(page, sum(one.seconds for one in found), goes_on))
