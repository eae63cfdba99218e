"""Commands that make one ticket of two, two of one, one end of several: merge, unmerge, split, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aggregates.ticket_comments import NoSuchComment
from api.cli.app import app
from api.cli.ticket.acting import Acting, As
from api.cli.ticket.cards import MOST_WORDS, Ref
from api.cli.ticket.work import done, working
from api.questions.references import ticket_ref
from api.questions.ticket.card import TimelineWanted, read_timeline
from commands.ticket.redact import RedactComment
from commands.ticket.split import SplitComment
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import CloseTicket, MergeTicket
from events.ticket import TicketCommented

if TYPE_CHECKING:
    from api.bootstrap import Desk

_COMMENT = TicketCommented.stored_name
Nth = Annotated[
    int, typer.Option("--comment", min=1, help="Который с конца: 1 — последний · Which, from the last one: 1")
]


def _comment(desk: Desk, who: Acting, ref: str, nth: int) -> str:
    """The comment that stands there in the conversation, from its end."""
    told = read_timeline(desk, who.viewer, TimelineWanted(ref=ref, limit=MOST_WORDS)).value.entries
    said = [one.comment_id for one in told if one.name == _COMMENT and one.merged_from is None and one.body]
    if nth > len(said):
        raise NoSuchComment
    return str(said[-nth])


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
        done(desk, someone, ref, SplitComment, comment_id=_comment(desk, someone, ref, nth), subject=subject)


@app.command()
def redact(
    ref: Ref,
    reason: Annotated[str, typer.Argument(help="Почему · Why")],
    *,
    nth: Nth = 1,
    files: Annotated[
        bool, typer.Option("--files", help="Вместе с файлами и письмом · With its files and its letter")
    ] = False,
    copies: Annotated[
        bool, typer.Option("--copies", help="И в заявке, выделенной из него · In the ticket split off from it, too")
    ] = False,
    who: As = None,
) -> None:
    """Сделать комментарий нечитаемым навсегда · Make a comment unreadable for good."""
    with working(ref, who) as (desk, someone):
        comment_id = _comment(desk, someone, ref, nth)
        done(desk, someone, ref, RedactComment, comment_id=comment_id, reason=reason, files=files, copies=copies)


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
