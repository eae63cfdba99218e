"""``desk comment-edit``, ``comment-withdraw``, ``redact``: what was said, made good or unreadable; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregates.ticket_comments import NoSuchComment
from api.cli.app import app
from api.cli.shown.confirming import OnlyShow, Yes, confirm, told
from api.cli.ticket.acting import Acting, As, clock_of, foretold
from api.cli.ticket.cards import MOST_WORDS, Ref
from api.cli.ticket.work import done, working
from api.cli.words import without_control
from api.cli.written.texts import File, text_of
from api.questions.ticket.card import TimelineWanted, read_timeline
from commands.ticket.comments import EditComment, WithdrawComment
from commands.ticket.redact import RedactComment
from events.ticket import TicketCommented
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

_COMMENT = TicketCommented.stored_name
LONGEST = 200
Nth = Annotated[
    int, typer.Option("--comment", min=1, help="Который с конца: 1 — последний · Which, from the last one: 1")
]


def comment_called(desk: Desk, who: Acting, ref: str, nth: int) -> Any:
    """The entry of the comment that stands there in the conversation, from its end; also for ``merging``."""
    there = read_timeline(desk, who.viewer, TimelineWanted(ref=ref, limit=MOST_WORDS)).value.entries
    said = [one for one in there if one.name == _COMMENT and one.merged_from is None and one.body]
    if nth > len(said):
        raise NoSuchComment
    return said[-nth]


@app.command("comment-edit")
def comment_edit(
    ref: Ref,
    text: Annotated[str, typer.Argument(help="Новый текст; без него — редактор · New words; without: an editor")] = "",
    *,
    nth: Nth = 1,
    file: File = None,
    who: As = None,
) -> None:
    """Изменить свой комментарий · Give a comment of your own other words."""
    with working(ref, who) as (desk, someone):
        found = comment_called(desk, someone, ref, nth)
        body = text or text_of(file, found.body or "")
        done(desk, someone, ref, EditComment, comment_id=str(found.comment_id), body=body)


@app.command("comment-withdraw")
def comment_withdraw(ref: Ref, *, nth: Nth = 1, who: As = None) -> None:
    """Отозвать комментарий · Take a comment back."""
    with working(ref, who) as (desk, someone):
        found = comment_called(desk, someone, ref, nth)
        done(desk, someone, ref, WithdrawComment, comment_id=str(found.comment_id))


@app.command()
def redact(  # noqa: PLR0913 - all that a grave order says
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
    preview: OnlyShow = False,
    yes: Yes = False,
    who: As = None,
) -> None:
    """Сделать комментарий нечитаемым навсегда · Make a comment unreadable for good."""
    with working(ref, who) as (desk, someone):
        found = comment_called(desk, someone, ref, nth)
        content = {"comment_id": str(found.comment_id), "reason": reason, "files": files, "copies": copies}
        facts = foretold(desk, someone, ref, RedactComment, **content).facts
        _tell(desk, someone, found, files=files, others=len(facts) - 1)
        if preview:
            return
        confirm(Text("Сделать нечитаемым? Отменить нельзя.", "Make it unreadable? There is no way back."), yes=yes)
        done(desk, someone, ref, RedactComment, **content)


def _tell(desk: Desk, who: Acting, comment: Any, *, files: bool, others: int) -> None:
    """What would be read by nobody any more."""
    clock = clock_of(desk, who)
    body = " ".join(without_control(comment.body or "").split())
    short = body if len(body) <= LONGEST else f"{body[:LONGEST]}…"
    told(Text.same(f"{clock.told(comment.at)} · {comment.actor.to(clock.language)}: {short}"))
    told(
        Text(
            "Исчезнет для всех и навсегда, вместе со всем, чем был до правок, и из черновиков и ждущих отправок.",
            "Gone for everybody and for good, with all that it said before it was edited, and from drafts and what"
            " waits to be sent.",
        )
    )
    names = ", ".join(file.name for file in comment.attachments)
    if files and names:
        told(Text(f"И файлы: {names}", f"Its files, too: {names}"))
    elif names:
        told(Text(f"Файлы останутся: {names} (--files)", f"Its files stay: {names} (--files)"))
    if others > 0:
        told(Text(f"И в заявках, где он продолжается: {others}", f"And where it goes on as a ticket: {others}"))
