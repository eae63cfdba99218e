"""Tasks inside tickets and the time spent on them: add, do, list, sum; part of ``desk``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer
from rich.text import Text as Line

from api.cli.app import app, opened_desk
from api.cli.shown.completion import teams_begun
from api.cli.shown.listing import FOR_PROGRAMS, Column, pages, show
from api.cli.shown.options import Listing, Paged, command
from api.cli.ticket.acting import Acting, As, NobodyActs, clock_of, looking
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import instant_called, past_called, person_called, responsible_called, team_called
from api.cli.ticket.told_times import Clock
from api.cli.ticket.work import done, working
from api.pictures.clocks import duration_words
from api.questions.paging.whole import EVERY_LINE
from api.questions.ticket.around import TasksWanted, TimeWanted, list_tasks, read_work, sum_time_spent
from api.questions.ticket.card import read_ticket
from commands.ticket.tasks import AddTask, DoTask, GiveUpTask, TakeUpTaskAgain
from commands.ticket.time_spent import SpendTime
from events.values.refusal import Listed, Refusal
from events.values.text import Text
from events.values.time_spent import ACTIVITY_NAMES

if TYPE_CHECKING:
    from api.bootstrap import Desk

MICROS = 1_000_000
_SPENT = re.compile(r"(?:(\d{1,2})\s*(?:h|ч)\.?)?\s*(?:(\d{1,4})\s*(?:m|min|м|мин)?\.?)?", re.IGNORECASE)
Nth = Annotated[
    int | None,
    typer.Argument(min=1, help="Которая по счёту на карточке · Which, as the card counts", show_default=False),
]


class WhichTask(Refusal):
    """Which task? Give its place: {tasks}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Какая задача? Укажите её место: {tasks}."


class HowLongIsThat(Refusal):
    """“{told}” is no time spent. Write “30m”, “1h 30m” or “90”, which is minutes."""

    ru: ClassVar[str] = "«{told}» не читается как длительность. Напишите «30м», «1ч 30м» или «90» — в минутах."


class NoSuchActivity(Refusal):
    """There is no activity “{told}”. There are: {activities}."""

    ru: ClassVar[str] = "Занятия «{told}» нет. Есть: {activities}."


@app.command()
def task(
    ref: Ref,
    title: Annotated[str, typer.Argument(help="Что сделать · What to do")],
    *,
    to: Annotated[str | None, typer.Option(help="Кому: me, логин, команда · For whom: me, login, team")] = None,
    due: Annotated[str | None, typer.Option(help="К сроку: 2ч, завтра 09:00 · By when: 2h, tomorrow 09:00")] = None,
    who: As = None,
) -> None:
    """Добавить задачу к заявке · Add a task to a ticket."""
    with working(ref, who) as (desk, someone):
        content: dict[str, Any] = {"title": title}
        if to is not None:
            now_of = read_ticket(desk, someone.viewer, ref).value.team_id
            content["responsible"] = responsible_called(desk, someone, to, now_of=now_of, team=None)
        if due is not None:
            content["due_at"] = instant_called(due, clock_of(desk, someone)).isoformat()
        done(desk, someone, ref, AddTask, **content)


@app.command("done")
def do_task(
    ref: Ref,
    nth: Nth = None,
    *,
    unneeded: Annotated[str | None, typer.Option(help="Не делать, и почему · Give it up, and why")] = None,
    again: Annotated[bool, typer.Option("--again", help="Снова открыть · Take it up again")] = False,
    who: As = None,
) -> None:
    """Задача сделана · A task is done."""
    with working(ref, who) as (desk, someone):
        task_id = _task(desk, someone, ref, nth, is_open=not again)
        if again:
            done(desk, someone, ref, TakeUpTaskAgain, task_id=task_id)
        elif unneeded is not None:
            done(desk, someone, ref, GiveUpTask, task_id=task_id, reason=unneeded)
        else:
            done(desk, someone, ref, DoTask, task_id=task_id)


def _task(desk: Desk, someone: Acting, ref: str, nth: int | None, *, is_open: bool) -> str:
    """That which stands there, or the only one that is meant."""
    there = read_work(desk, someone.viewer, ref).value.tasks
    if nth is not None and nth <= len(there):
        return str(there[nth - 1].task_id)
    meant = [one for one in there if (one.stands == "open") is is_open]
    if nth is None and len(meant) == 1:
        return str(meant[0].task_id)
    named = {str(place): Text.same(f"{place} {one.title}") for place, one in enumerate(there, 1)}
    raise WhichTask(tasks=Listed(named, Text("задач нет", "there are no tasks")))


def _title(one: Any, _: Clock) -> Line:
    return Line(one.title, style="" if one.stands == "open" else "dim strike")


TASKS: tuple[Column[Any], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(code="task", heading=Text("Задача", "Task"), value=lambda one: one.title, cell=_title, grows=True),
    Column(
        code="due",
        heading=Text("Срок", "Due"),
        value=lambda one: one.due_at,
        cell=lambda one, at: Line(at.told(one.due_at), style="bold red" if one.is_overdue else ""),
    ),
    Column(code="responsible", heading=Text("Кто", "Who"), value=lambda one: one.responsible, rank=1, most=24),
    Column(code="team", heading=Text("Команда", "Team"), value=lambda one: one.team, rank=2, most=20),
    Column(code="subject", heading=Text("Заявка", "Ticket"), value=lambda one: one.subject, rank=3, grows=True),
    Column(code="stands", heading=Text("Стоит", "Stands"), value=lambda one: one.stands, rank=FOR_PROGRAMS),
)


@command()
def tasks(
    *,
    me: Annotated[bool, typer.Option("--me", help="Ваши · Your own")] = False,
    team: Annotated[list[str] | None, typer.Option(help="Команда · Team", autocompletion=teams_begun)] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Только просроченные · Only what is overdue")] = False,
    over: Annotated[bool, typer.Option("--done", help="Сделанные и снятые · Done ones and given up")] = False,
    how: Paged,
) -> None:
    """Задачи по всем заявкам · Tasks of all tickets."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        if me and not someone.is_somebody:
            raise NobodyActs
        teams = [team_called(desk, someone, one) for one in team or ()]

        def page(cursor: str | None) -> tuple[Sequence[Any], str | None]:
            wanted = TasksWanted(
                is_open=not over,
                overdue=overdue,
                team=teams,
                responsible="me" if me else None,
                cursor=cursor,
                limit=min(how.page, 200),
            )
            found = list_tasks(desk, someone.viewer, wanted).value
            return found.tasks, found.next_cursor

        rows, is_cut = pages(page, how)
    show(rows, TASKS, how, clock, is_cut=is_cut)


def minutes_called(told: str) -> int:
    """“30m”, “1ч 30м” or a bare number of minutes."""
    found = _SPENT.fullmatch(" ".join(told.split()))
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not minutes:
        raise HowLongIsThat(told=told)
    return minutes


def _activity(told: str) -> str:
    wanted = told.strip().casefold()
    for code, name in ACTIVITY_NAMES.items():
        if wanted in {code, name.ru, name.en}:
            return code
    raise NoSuchActivity(told=told, activities=Listed({str(code): name for code, name in ACTIVITY_NAMES.items()}))


@app.command()
def spend(
    ref: Ref,
    length: Annotated[str, typer.Argument(metavar="TIME", help="Сколько: 30м, 1ч 30м · How long: 30m, 1h 30m")],
    note: Annotated[str, typer.Argument(help="На что · What with")] = "",
    *,
    activity: Annotated[str, typer.Option(help="Занятие: work, travel… · Activity: work, travel…")] = "work",
    who: As = None,
) -> None:
    """Записать затраченное время · Write down time spent."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, SpendTime, minutes=minutes_called(length), activity=_activity(activity), note=note)


TIMES: tuple[Column[Any], ...] = (
    Column(code="person", heading=Text("Кто", "Who"), value=lambda one: one.person, grows=True),
    Column(
        code="activity",
        heading=Text("Занятие", "Activity"),
        value=lambda one: one.activity,
        cell=lambda one, at: one.activity_name.to(at.language),
    ),
    Column(
        code="seconds",
        heading=Text("Время", "Time"),
        value=lambda one: one.seconds,
        cell=lambda one, at: duration_words(one.seconds * MICROS, at.language),
    ),
    Column(code="tickets", heading=Text("Заявок", "Tickets"), value=lambda one: one.tickets, rank=1),
)


def since_called(told: str | None, clock: Clock) -> datetime | None:
    """From when on, if that is told."""
    return None if told is None else past_called(told, clock)


@command()
def time(
    *,
    since: Annotated[str | None, typer.Option(help="С: 7д, 01.11.2026; иначе неделя · From: 7d, else a week")] = None,
    before: Annotated[str | None, typer.Option(help="До · Until")] = None,
    person: Annotated[str | None, typer.Option(help="Кто: me, логин · Who: me, login")] = None,
    how: Listing,
) -> None:
    """Затраченное время по людям и занятиям · Time spent by person and activity."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        whose = None if person is None else str(person_called(desk, someone, person))
        wanted = TimeWanted(
            since=since_called(since, clock), before=since_called(before, clock), person=whose, limit=EVERY_LINE
        )
        found = sum_time_spent(desk, someone.viewer, wanted).value
    show(list(found.sums), TIMES, how, clock, notes=[duration_words(found.seconds * MICROS, clock.language)])
