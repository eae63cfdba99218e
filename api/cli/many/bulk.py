"""``desk bulk``, ``desk jobs``, ``desk job``: one order for many tickets, previewed, with a result each, undone."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID, uuid4

import typer

from api.cli.app import opened_desk, out, progress, say
from api.cli.many.acts import WORDS, Said, act_called
from api.cli.many.narrowing import Narrowing
from api.cli.shown.confirming import OnlyShow, Yes, confirm
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, acting
from api.cli.ticket.told_times import Clock
from api.http.body import decoded
from api.questions.paging.whole import EVERY_LINE
from api.questions.references import ticket_ref
from api.questions.ticket import bulk as orders
from api.questions.ticket.bulk import (
    NOBODY_S,
    BulkOutcome,
    BulkProgress,
    JobsWanted,
    JobWanted,
    OrderToMany,
    UndoWanted,
    WouldCome,
)
from api.questions.ticket.pages import TicketsWanted, list_tickets
from commands.catalogue import refuse_who_may_not
from commands.ticket.many import MOST_TICKETS
from events.values.identity import CommandId, TicketId
from events.values.refusal import Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

AGAIN_S = 0.2
"""Seconds to wait where another desk carries the order on."""
_SPAN = re.compile(r"[№#]?(\d{1,18})\s*[-–…]\s*[№#]?(\d{1,18})")


class WhichTickets(Refusal):
    """Which tickets? Give numbers or a span FROM-TO, or narrow them as a list is: --view, --team, --status."""

    ru: ClassVar[str] = (
        "Какие заявки? Укажите номера или промежуток ОТ-ДО либо отбор как в списке: --view, --team, --status."
    )


class TooManyTickets(Refusal):
    """These are more than {most} tickets, too many for one order. Narrow them."""

    ru: ClassVar[str] = "Это больше {most} заявок, слишком много для одной команды. Сузьте отбор."


class NothingWouldChange(Refusal):
    """Nothing was done: none of these tickets would change."""

    kind = "at_odds"
    ru: ClassVar[str] = "Ничего не сделано: ни одна из этих заявок не изменилась бы."


class NoJobBeginsSo(Refusal):
    """None of your orders begins with “{told}”, or several do. Look at “desk jobs”."""

    kind = "missing"
    ru: ClassVar[str] = "Ни одна из ваших команд не начинается с «{told}», или не одна. Посмотрите «desk jobs»."


WOULD = {
    "change": Text("изменится", "changes"),
    "stay": Text("останется", "stays as it is"),
    "be_refused": Text("отказ", "refused"),
}
CAME = {
    "waiting": Text("ждёт", "waits"),
    "done": Text("сделано", "done"),
    "unchanged": Text("осталась", "stayed as it was"),
    "refused": Text("отказ", "refused"),
}
STATES = {
    "running": Text("идёт", "running"),
    "done": Text("закончена", "done"),
    "stopped": Text("остановлена", "stopped"),
    "no_access": Text("доступ закрыт", "access ended"),
}


def _why(one: WouldCome | BulkOutcome, clock: Clock) -> str:
    return "" if one.texts is None else one.texts.to(clock.language)


PREVIEW: tuple[Column[WouldCome], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(
        code="would",
        heading=Text("Что будет", "What would come"),
        value=lambda one: one.would,
        cell=lambda one, at: WOULD[one.would].to(at.language),
    ),
    Column(code="code", heading=Text("Почему", "Why"), value=lambda one: one.code, cell=_why, grows=True),
)
OUTCOMES: tuple[Column[BulkOutcome], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(
        code="state",
        heading=Text("Что стало", "What came"),
        value=lambda one: one.state,
        cell=lambda one, at: CAME[one.state].to(at.language),
    ),
    Column(code="code", heading=Text("Почему", "Why"), value=lambda one: one.code, cell=_why, grows=True),
)
JOBS: tuple[Column[BulkProgress], ...] = (
    Column(code="job", heading=Text.same("id"), value=lambda job: job.job_id, cell=lambda job, _: str(job.job_id)[:8]),
    Column(
        code="command",
        heading=Text("Что", "What"),
        value=lambda job: job.command,
        cell=lambda job, at: WORDS.get(job.command, Text.same(job.command)).to(at.language),
        grows=True,
    ),
    Column(code="at", heading=Text("Когда", "When"), value=lambda job: job.asked_at),
    Column(
        code="state",
        heading=Text("Состояние", "State"),
        value=lambda job: job.state,
        cell=lambda job, at: STATES.get(job.state, Text.same(job.state)).to(at.language),
    ),
    Column(code="tickets", heading=Text("Заявок", "Tickets"), value=lambda job: job.tickets),
    Column(code="done", heading=Text("Сделано", "Done"), value=lambda job: job.done, rank=1),
    Column(code="refused", heading=Text("Отказов", "Refused"), value=lambda job: job.refused, rank=2),
    Column(code="waiting", heading=Text("Ждут", "Waiting"), value=lambda job: job.waiting, rank=FOR_PROGRAMS),
)


@command()
def bulk(
    act: Annotated[str, typer.Argument(help="assign, take, hold, resolve, close, tag, comment, macro…")],
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="NUMBER...", help="Номера, 1005-1010, «-» из ввода · Numbers, spans, “-”: the input"),
    ] = None,
    *,
    said: Said,
    which: Narrowing,
    preview: OnlyShow = False,
    yes: Yes = False,
    how: Listing,
) -> None:
    """Одна команда для многих заявок: показ, вопрос, ход, итог по каждой · One order for many tickets, previewed."""
    meant = act_called(act)
    with opened_desk() as desk:
        someone = acting(desk, how.who)
        clock = how.clock(desk, someone)
        refuse_who_may_not(someone.viewer, meant.command.name)
        content = meant.content(desk, someone, said)
        wanted = OrderToMany(
            command=decoded({**content, "ticket_id": str(NOBODY_S)}, meant.command, addressed="ticket_id"),
            tickets=_meant(desk, someone, numbers or [], which),
            key=CommandId(uuid4()),
        )
        found = orders.preview(desk, someone.viewer, wanted).value
        if preview or not yes:
            shown = found.tickets if preview or how.is_for_programs else [one for one in found.tickets if one.code]
            counted = _counted(found.change, found.stay, found.refused)
            if shown:
                show(shown, PREVIEW, how, clock)
            if not how.is_for_programs:
                out.print(counted, markup=False, highlight=False)
        if preview:
            return
        if not found.change:
            raise NothingWouldChange
        confirm(Text(f"Изменить заявок: {found.change}?", f"Change {found.change} tickets?"), yes=yes)
        _finished(desk, someone, orders.order(desk, someone.viewer, wanted).value, how, clock)


def _counted(change: int, stay: int, refused: int) -> str:
    return say(
        f"изменится: {change}, останется: {stay}, отказов: {refused}",
        f"would change: {change}, stay: {stay}, be refused: {refused}",
    )


def _meant(desk: Desk, someone: Acting, told: Sequence[str], which: Narrowing) -> dict[TicketId, int | None]:
    """Those of the numbers, or those of the list that it is narrowed to; raises where that is none or all."""
    named = [
        one for word in told for one in (sys.stdin.read().split() if word == "-" else word.replace(",", " ").split())
    ]
    if named:
        found = dict(_numbered(named))
    elif which.is_anything:
        found = {TicketId(one.ticket_id): one.number for one in _listed(desk, someone, which)}
    else:
        raise WhichTickets
    if not found:
        raise WhichTickets
    if len(found) > MOST_TICKETS:
        raise TooManyTickets(most=MOST_TICKETS)
    return found


def _numbered(named: Iterable[str]) -> Iterable[tuple[TicketId, int | None]]:
    for told in named:
        span = _SPAN.fullmatch(told)
        if span is None:
            digits = told.removeprefix("№").removeprefix("#")
            yield ticket_ref(told, field="numbers"), int(digits) if digits.isdigit() else None
            continue
        first, last = int(span[1]), int(span[2])
        if last - first >= MOST_TICKETS:
            raise TooManyTickets(most=MOST_TICKETS)
        for number in range(first, last + 1):
            yield ticket_ref(str(number), field="numbers"), number


def _listed(desk: Desk, someone: Acting, which: Narrowing) -> list[Any]:
    narrowed = which.wanted(desk, someone, with_closed=False)
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = list_tickets(desk, someone.viewer, TicketsWanted(**narrowed, cursor=cursor, limit=1_000)).value
        found += page.tickets
        cursor = page.next_cursor
        if cursor is None or len(found) > MOST_TICKETS:
            return found


def _finished(desk: Desk, someone: Acting, job: BulkProgress, how: Listing, clock: Clock) -> None:
    """Carry it on to its end, also where no desk runs; what was refused ends the command with status 1."""
    with progress() as bar:
        task = bar.add_task(WORDS.get(job.command, Text.same(job.command)).to(clock.language), total=job.tickets)
        while job.state == "running":
            bar.update(task, completed=job.tickets - job.waiting)
            if not desk.bulk.carry_on(job.job_id):
                time.sleep(AGAIN_S)
            job = orders.read(desk, someone.viewer, JobWanted(ref=job.job_id, limit=1)).value
        bar.update(task, completed=job.tickets - job.waiting)
    desk.catch_up()
    _tell_job(desk, someone, job.job_id, how, clock)
    if job.refused:
        raise typer.Exit(1)


def _tell_job(desk: Desk, someone: Acting, job_id: UUID, how: Listing, clock: Clock) -> None:
    job = orders.read(desk, someone.viewer, JobWanted(ref=job_id, limit=MOST_TICKETS)).value
    short = str(job.job_id)[:8]
    counted = say(
        f"{short}: сделано: {job.done}, осталось: {job.unchanged}, отказов: {job.refused}; отменить: "
        f"desk job {short} --undo",
        f"{short}: done: {job.done}, stayed: {job.unchanged}, refused: {job.refused}; to undo: desk job {short} --undo",
    )
    show(job.outcomes, OUTCOMES, how, clock, notes=[counted])


def _jobs(desk: Desk, someone: Acting) -> list[BulkProgress]:
    return orders.list_jobs(desk, someone.viewer, JobsWanted(limit=EVERY_LINE)).value.jobs


@command()
def jobs(*, how: Listing) -> None:
    """Ваши групповые команды · Your orders to many tickets."""
    with opened_desk() as desk:
        someone = acting(desk, how.who)
        clock = how.clock(desk, someone)
        found = _jobs(desk, someone)
    show(found, JOBS, how, clock)


@command()
def job(
    called: Annotated[str, typer.Argument(metavar="ID", help="Начало id из «desk jobs» · How its id begins")],
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Отменить сделанное · Undo what it did")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Остановить остаток · Stop what is left of it")] = False,
    yes: Yes = False,
    how: Listing,
) -> None:
    """Ход и итог групповой команды; отмена · How far an order to many tickets is; undo."""
    with opened_desk() as desk:
        someone = acting(desk, how.who)
        clock = how.clock(desk, someone)
        job_id = _job(desk, someone, called)
        if stop:
            orders.stop(desk, someone.viewer, job_id)
        if not undo:
            _tell_job(desk, someone, job_id, how, clock)
            return
        wanted = UndoWanted(ref=job_id, key=CommandId(uuid4()))
        found = orders.preview_undo(desk, someone.viewer, wanted).value
        if not yes:
            refused = [one for one in found.tickets if one.code]
            if refused and not how.is_for_programs:
                show(refused, PREVIEW, how, clock)
            out.print(_counted(found.change, found.stay, found.refused), markup=False, highlight=False)
        if not found.change:
            raise NothingWouldChange
        confirm(Text(f"Вернуть как было, заявок: {found.change}?", f"Undo it on {found.change} tickets?"), yes=yes)
        _finished(desk, someone, orders.undo(desk, someone.viewer, wanted).value, how, clock)


def _job(desk: Desk, someone: Acting, called: str) -> UUID:
    there = _jobs(desk, someone)
    found = [one.job_id for one in there if str(one.job_id).startswith(called.strip().casefold())]
    if len(found) != 1 or not called.strip():
        raise NoJobBeginsSo(told=called)
    return found[0]
