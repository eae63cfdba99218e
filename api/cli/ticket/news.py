"""``desk notices`` and ``desk seen``: what one is told of, and what one has looked at; part of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.text import Text as Line

from api.cli.app import app, opened_desk, out, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, pages, show
from api.cli.shown.options import Paged, command
from api.cli.ticket.acting import As, acting
from api.cli.ticket.cards import as_called
from api.cli.ticket.told_times import Clock
from api.cli.words import without_control
from api.questions.live import looked
from api.questions.live.looked import Selected
from api.questions.live.notices import NoticesWanted, list_notices
from events.values.log_place import LAST
from events.values.text import Text

MOST_NOTICES = 200
"""On one page."""


def _told(one: Any, clock: Clock) -> Line:
    told = Line(without_control(one.what.to(clock.language)), style="" if one.is_read else "bold")
    return told if one.subject is None else told.append(f" · {without_control(one.subject[:60])}", style="not bold")


COLUMNS: tuple[Column[Any], ...] = (
    Column(code="at", heading=Text("Когда", "When"), value=lambda one: one.at),
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(code="what", heading=Text("Что", "What"), value=lambda one: one.kind, cell=_told, grows=True),
    Column(code="by", heading=Text("Кто", "Who"), value=lambda one: one.by, rank=1, most=24),
    Column(code="subject", heading=Text("Тема", "Subject"), value=lambda one: one.subject, rank=FOR_PROGRAMS),
    Column(code="is_read", heading=Text("Прочитано", "Read"), value=lambda one: one.is_read, rank=FOR_PROGRAMS),
)


@command()
def notices(
    *,
    unread: Annotated[
        bool, typer.Option("--unread", help="Без прочитанных, и с --all · Unread, with --all too")
    ] = False,
    read: Annotated[bool, typer.Option("--read", help="И отметить прочитанными все · And mark all as read")] = False,
    how: Paged,
) -> None:
    """О чём вам сообщают: упоминания, назначения, ответы, сроки · What you are told of: mentions, answers, time."""
    with opened_desk() as desk:
        someone = acting(desk, how.who)
        clock = how.clock(desk, someone)
        left = 0

        def page(cursor: str | None) -> tuple[Sequence[Any], str | None]:
            nonlocal left
            wanted = NoticesWanted(unread=unread or not how.every, limit=min(how.page, MOST_NOTICES), cursor=cursor)
            found = list_notices(desk, someone.viewer, wanted).value
            left = found.unread
            return found.notices, found.next_cursor

        rows, is_cut = pages(page, how)
        if read:
            desk.notice_marks.read_all(someone.viewer.actor.id, clock.now)
    show(rows, COLUMNS, how, clock, is_cut=is_cut, notes=[say(f"непрочитанных: {left}", f"unread: {left}")])


@app.command()
def seen(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER...", help="Номера заявок · Numbers of tickets")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Всё, что есть · All that there is")] = False,
    back: Annotated[bool, typer.Option("--back", help="Снова не просмотрены · Back to unread")] = False,
    who: As = None,
) -> None:
    """Отметить просмотренными · Mark as seen: what others do from now on is new."""
    with opened_desk() as desk:
        viewer = acting(desk, who).viewer
        if every or not numbers:
            looked.keep(desk, viewer, looked.selected(desk, viewer, Selected(all=every)))
        for number in () if every else numbers or ():
            with as_called(number):
                if back:
                    looked.keep(desk, viewer, looked.before_last_news(desk, viewer, number), back=True)
                else:
                    looked.keep(desk, viewer, looked.looked_at(desk, viewer, number, LAST))
    told = say("все заявки", "all tickets") if every else ", ".join(f"№{number}" for number in numbers or ())
    words = say("Снова не просмотрено: ", "Back to unread: ") if back else say("Просмотрено: ", "Seen: ")
    out.print(words + told, markup=False)
