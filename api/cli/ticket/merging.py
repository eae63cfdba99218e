"""Commands that make one ticket of two, two of one, one end of several: merge, unmerge, split, close."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.app import app
from api.cli.corrected.comments import Nth, comment_called
from api.cli.ticket.acting import As
from api.cli.ticket.cards import Ref
from api.cli.ticket.work import done, working
from api.questions.references import ticket_ref
from commands.ticket.split import SplitComment
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import CloseTicket, MergeTicket


@app.command()
def merge(
    ref: Ref,
    into: Annotated[str, typer.Argument(help="Номер той, которой она продолжится · Number of the one it goes on as")],
    *,
    who: As = None,
) -> None:
    """Объединить с другой заявкой · Merge into another ticket."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, MergeTicket, into=str(ticket_ref(into, field="into")))


@app.command()
def split(
    ref: Ref,
    subject: Annotated[str, typer.Argument(help="Тема новой заявки · Subject of the new ticket")],
    *,
    nth: Nth = 1,
    who: As = None,
) -> None:
    """Выделить комментарий в отдельную заявку · Split a comment off as a ticket of its own."""
    with working(ref, who) as (desk, someone):
        comment_id = str(comment_called(desk, someone, ref, nth).comment_id)
        done(desk, someone, ref, SplitComment, comment_id=comment_id, subject=subject)


@app.command()
def close(
    ref: Ref,
    *,
    children: Annotated[
        bool, typer.Option("--children", help="Вместе с дочерними · With all that stands below it")
    ] = False,
    who: As = None,
) -> None:
    """Закрыть · Close."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, CloseTicket, children=children)


@app.command()
def unmerge(ref: Ref, *, who: As = None) -> None:
    """Отменить объединение · Undo the merge."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, UnmergeTicket)
