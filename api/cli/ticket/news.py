"""``desk notices`` and ``desk seen``: what one is told of, and what one has looked at; part of the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text as Line

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.ticket.acting import As, Exact, InUtc, acting, clock_of
from api.cli.ticket.cards import as_called
from api.cli.words import without_control
from api.questions.live import looked
from api.questions.live.looked import Selected
from api.questions.live.notices import NoticesWanted, list_notices
from events.values.log_place import LAST


@app.command()
def notices(
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    *,
    every: Annotated[bool, typer.Option("--all", help="И прочитанные · Read ones, too")] = False,
    read: Annotated[bool, typer.Option("--read", help="И отметить прочитанными все · And mark all as read")] = False,
    who: As = None,
    utc: InUtc = False,
    exact: Exact = False,
) -> None:
    """О чём вам сообщают: упоминания, назначения, ответы, сроки · What you are told of: mentions, answers, time."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        clock = clock_of(desk, someone, utc=utc, exact=exact)
        page = list_notices(desk, someone.viewer, NoticesWanted(unread=not every, limit=limit)).value
        if read:
            desk.notice_marks.read_all(someone.viewer.actor.id, clock.now)
    language = language_in_use()
    table = Table(
        say("Когда", "When"),
        "№",
        say("Что", "What"),
        say("Кто", "Who"),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption=say(f"непрочитанных: {page.unread}; ", f"unread: {page.unread}; ") + clock.zone_told(),
    )
    for one in page.notices:
        told = Line(one.what.to(language), style="" if one.is_read else "bold")
        if one.subject is not None:
            told.append(f" · {without_control(one.subject[:60])}", style="not bold")
        table.add_row(
            clock.told(one.at),
            "" if one.number is None else str(one.number),
            told,
            "" if one.by is None else without_control(one.by.to(language)),
        )
    out.print(table)


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
