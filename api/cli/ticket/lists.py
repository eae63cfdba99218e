"""``desk tickets``: the list by what it is narrowed to, in as many columns as the terminal has room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich import box
from rich.table import Column, Table
from rich.text import Text as Line

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.ticket.acting import As, Exact, InUtc, NobodyActs, clock_of, looking
from api.cli.ticket.names import person_called, priority_called, status_called, team_called
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from api.questions.ticket.pages import LEVEL_NAMES, TicketsWanted, list_tickets
from events.values.text import Text

if TYPE_CHECKING:
    from api.questions.ticket.pages import TicketLine

Several = list[str] | None


class _Shown(NamedTuple):
    """A column: its heading, from which width of the terminal on it is shown, and what stands in it."""

    heading: Text
    from_width: int
    cell: Callable[[TicketLine, Clock], Line]


def _words(text: Text | None, language: str, style: str = "") -> Line:
    return Line("" if text is None else without_control(text.to(language)), style=style)


def _responsible(line: TicketLine, clock: Clock) -> Line:
    return _words(line.responsible, clock.language, "" if line.responsible_away_until is None else "dim strike")


def _subject(line: TicketLine) -> Line:
    """What others did something on since the reader looked stands out; what they have begun to write is marked."""
    told = Line("• " if line.is_unread is True else "", style="bold" if line.is_unread is True else "")
    told.append(without_control(line.subject[:60]))
    return told.append(say(" ✎ черновик", " ✎ draft"), style="dim") if line.has_draft else told


def _due(line: TicketLine, clock: Clock) -> Line:
    return Line(clock.told(line.due_at), style="bold red" if line.is_overdue else "", no_wrap=True)


COLUMNS: tuple[_Shown, ...] = (
    _Shown(Text("№", "№"), 0, lambda line, _: Line(str(line.number), style="bold")),
    _Shown(Text("Тема", "Subject"), 0, lambda line, _: _subject(line)),
    _Shown(Text("Статус", "Status"), 0, lambda line, at: _words(line.status_name, at.language, line.status_colour)),
    _Shown(Text("Приоритет", "Priority"), 80, lambda line, at: _words(LEVEL_NAMES[line.priority], at.language)),
    _Shown(Text("Срок", "Due"), 0, _due),
    _Shown(Text("Команда", "Team"), 100, lambda line, at: _words(line.team, at.language)),
    _Shown(Text("Ответственный", "Responsible"), 130, _responsible),
    _Shown(Text("Заявитель", "Requester"), 150, lambda line, _: Line(without_control(line.requester_name))),
    _Shown(Text("Изменена", "Changed"), 170, lambda line, at: Line(at.told(line.changed_at), no_wrap=True)),
)


@app.command()
def tickets(  # noqa: PLR0913, PLR0917 - each narrows the list
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    status: Annotated[Several, typer.Option(help="Статус, имя или код · Status, name or code")] = None,
    priority: Annotated[Several, typer.Option(help="Приоритет · Priority")] = None,
    team: Annotated[Several, typer.Option(help="Команда; mine — свои; nobody · Team; mine; nobody")] = None,
    responsible: Annotated[Several, typer.Option(help="me, логин, e-mail, nobody · me, login, e-mail, nobody")] = None,
    requester: Annotated[Several, typer.Option(help="me, логин, e-mail · me, login, e-mail")] = None,
    tag: Annotated[Several, typer.Option(help="С одной из меток · With one of these tags")] = None,
    no_tag: Annotated[Several, typer.Option(help="Ни одной из меток · With none of these tags")] = None,
    text: Annotated[str, typer.Option(help="Со словами · With these words")] = "",
    sort: Annotated[
        str | None,
        typer.Option(help="due, priority, number, changed, registered; «-» впереди — наоборот · “-” turns it round"),
    ] = None,
    *,
    me: Annotated[bool, typer.Option("--me", help="Те, где ответственный — вы · Those that you have")] = False,
    unread: Annotated[bool, typer.Option("--unread", help="Где есть новое для вас · Where something is new")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Только просроченные · Only what is overdue")] = False,
    every: Annotated[bool, typer.Option("--all", help="И завершённые · Closed ones, too")] = False,
    who: As = None,
    utc: InUtc = False,
    exact: Exact = False,
) -> None:
    """Список: что горит раньше, стоит выше · The list: what is due first stands first."""
    with opened_desk() as desk:
        someone = looking(desk, who)
        clock = clock_of(desk, someone, utc=utc, exact=exact)
        if not someone.is_somebody and (me or unread or "me" in [*(responsible or []), *(requester or [])]):
            raise NobodyActs

        def person(told: str) -> str:
            return told if told in {"me", "nobody"} else str(person_called(desk, someone, told))

        def of_team(told: str) -> str:
            return told if told in {"mine", "nobody"} else str(team_called(desk, someone, told))

        wanted = TicketsWanted(
            is_open=None if every or status else True,
            status=[status_called(one) for one in status or ()],
            priority=[priority_called(one) for one in priority or ()],
            team=[of_team(one) for one in team or ()],
            responsible=[*(person(one) for one in responsible or ()), *(["me"] if me else [])],
            requester=[person(one) for one in requester or ()],
            overdue=True if overdue else None,
            tag=tag or [],
            tag_none=no_tag or [],
            unread=True if unread else None,
            text=text,
            sort=sort,
            limit=limit,
        )
        page = list_tickets(desk, someone.viewer, wanted).value
    out.print(_table(page.tickets, clock, is_cut=page.next_cursor is not None))


def _table(lines: Sequence[TicketLine], clock: Clock, *, is_cut: bool) -> Table:
    shown = [column for column in COLUMNS if column.from_width <= out.width]
    more = say("показаны не все, больше — по --limit; ", "not all are shown, more by --limit; ") if is_cut else ""
    table = Table(
        *(_column(column.heading.to(language_in_use())) for column in shown),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption=more + clock.zone_told(),
    )
    for line in lines:
        table.add_row(*(column.cell(line, clock) for column in shown))
    return table


def _column(heading: str) -> Column:
    if heading in {"Тема", "Subject"}:
        return Column(heading, min_width=28, ratio=1)
    return Column(heading, no_wrap=heading in {"№", "Срок", "Due", "Изменена", "Changed"})
