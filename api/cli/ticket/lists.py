"""``desk tickets``: the list by what it is narrowed to, in as many columns as the terminal has room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET
from rich.text import Text as Line

from api.cli.app import opened_desk, say
from api.cli.many.narrowing import Narrowing
from api.cli.shown.listing import Column, pages, show
from api.cli.shown.options import Paged, command
from api.cli.ticket.acting import looking
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from api.questions.ticket.pages import LEVEL_NAMES, TicketLine, TicketsWanted, list_tickets
from events.values.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


def _words(text: Text | None, language: str, style: str = "") -> Line:
    return Line("" if text is None else without_control(text.to(language)), style=style)


def _responsible(line: TicketLine, clock: Clock) -> Line:
    return _words(line.responsible, clock.language, "" if line.responsible_away_until is None else "dim strike")


def _subject(line: TicketLine, _: Clock) -> Line:
    """What others did something on since the reader looked stands out; what they have begun to write is marked."""
    told = Line("• " if line.is_unread is True else "", style="bold" if line.is_unread is True else "")
    told.append(_short(without_control(line.subject)))
    if line.checklist is not UNSET:
        told.append(f" ☑ {line.checklist.ticked}/{line.checklist.items}", style="dim")
    return told.append(say(" ✎ черновик", " ✎ draft"), style="dim") if line.has_draft else told


LONGEST_SUBJECT = 100


def _short(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1].rstrip() + "…"


def _due(line: TicketLine, clock: Clock) -> Line:
    return Line(clock.told(line.due_at), style="bold red" if line.is_overdue else "")


COLUMNS: tuple[Column[TicketLine], ...] = (
    Column(
        code="number",
        heading=Text.same("№"),
        value=lambda line: line.number,
        cell=lambda line, _: Line(str(line.number), style="bold"),
    ),
    Column(code="subject", heading=Text("Тема", "Subject"), value=lambda line: line.subject, cell=_subject, grows=True),
    Column(
        code="status",
        heading=Text("Статус", "Status"),
        value=lambda line: line.status,
        cell=lambda line, at: _words(line.status_name, at.language, line.status_colour),
        most=16,
    ),
    Column(
        code="priority",
        heading=Text("Приоритет", "Priority"),
        value=lambda line: line.priority,
        cell=lambda line, at: _words(LEVEL_NAMES[line.priority], at.language),
        rank=1,
    ),
    Column(code="due", heading=Text("Срок", "Due"), value=lambda line: line.due_at, cell=_due),
    Column(code="team", heading=Text("Команда", "Team"), value=lambda line: line.team, rank=2, most=20),
    Column(
        code="responsible",
        heading=Text("Ответственный", "Responsible"),
        value=lambda line: line.responsible,
        cell=_responsible,
        rank=3,
        most=24,
    ),
    Column(
        code="requester",
        heading=Text("Заявитель", "Requester"),
        value=lambda line: line.requester_name,
        rank=4,
        most=24,
    ),
    Column(code="changed", heading=Text("Изменена", "Changed"), value=lambda line: line.changed_at, rank=5),
    Column(
        code="type",
        heading=Text("Тип", "Type"),
        value=lambda line: line.type,
        cell=lambda line, at: line.type_name.to(at.language),
        rank=6,
        most=20,
    ),
    Column(code="registered", heading=Text("Создана", "Registered"), value=lambda line: line.registered_at, rank=7),
)


@command()
def tickets(which: Narrowing, how: Paged) -> None:
    """Список: что горит раньше, стоит выше · The list: what is due first stands first."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        narrowed = which.wanted(desk, someone, with_closed=how.every)

        def page(cursor: str | None) -> tuple[Sequence[TicketLine], str | None]:
            wanted = TicketsWanted(**narrowed, cursor=cursor, limit=how.page)
            found = list_tickets(desk, someone.viewer, wanted).value
            return found.tickets, found.next_cursor

        lines, is_cut = pages(page, how)
    show(lines, COLUMNS, how, clock, is_cut=is_cut)
