"""Commands that work on a ticket: comment, take, assign, start, hold, resume, resolve; part of ``desk``.

Each is the order that REST takes, given by a person with their rights, and prints the ticket as it then is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregates.ticket_refusals import WhichTeamTakesIt
from api.cli.app import app, opened_desk, out
from api.cli.ticket.acting import Acting, As, acting, carry_out, clock_of
from api.cli.ticket.cards import Ref, as_called, summary
from api.cli.ticket.names import InWhichTeam, instant_called, responsible_called, team_called
from api.cli.ticket.templates import Template, words
from api.cli.written.drafted import drafted, sent
from api.questions.references import article_ref, ticket_ref
from api.questions.ticket.card import read_ticket
from commands.ticket.give_back import GiveTicketBack
from commands.ticket.take import PassTicketOn, TakeTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import (
    AssignTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from commands.command import Command


NOBODY = "nobody"


@contextmanager
def working(ref: str, told: str | None) -> Iterator[tuple[Desk, Acting]]:
    """The desk, and who works on the ticket of this name; also for ``merging``."""
    with opened_desk() as desk, as_called(ref):
        yield desk, acting(desk, told)


def done(desk: Desk, who: Acting, ref: str, command: type[Command], **content: Any) -> None:
    """Carry it out, and tell the ticket as it now is."""
    carry_out(desk, who, command, {"ticket_id": str(ticket_ref(ref)), **content})
    out.print(summary(desk, who, ref, clock_of(desk, who)))


FromDraft = Annotated[bool, typer.Option("--draft", help="То, что в вашем черновике · What your draft says")]
Article = Annotated[str | None, typer.Option(help="Сослаться на статью: K-1 · Quote an article: K-1")]


def quoting(article: str | None) -> dict[str, str]:
    """The article that an answer quotes, as an order names it."""
    return {} if article is None else {"article": str(article_ref(article))}


@app.command()
def comment(
    ref: Ref,
    text: Annotated[str, typer.Argument(help="Текст · What to say")] = "",
    *,
    template: Template = None,
    private: Annotated[bool, typer.Option("--private", help="Только для сотрудников · For staff only")] = False,
    article: Article = None,
    draft: FromDraft = False,
    who: As = None,
) -> None:
    """Написать комментарий · Write a comment."""
    with working(ref, who) as (desk, someone):
        kind = "note" if private else "reply"
        begun, files = drafted(desk, someone, ref, kind) if draft else (text, {})
        said = words(desk, someone, ref, begun, template) | quoting(article) | files
        done(desk, someone, ref, CommentOnTicket, body=said.pop("text"), is_public=not private, **said)
        if draft:
            sent(desk, someone, ref, kind)


@app.command()
def take(
    ref: Ref,
    *,
    team: Annotated[str | None, typer.Option(help="В какой команде · In which team")] = None,
    over: Annotated[bool, typer.Option("--over", help="Перенять у другого · Take it over from another")] = False,
    who: As = None,
) -> None:
    """Взять заявку себе и начать работу · Take a ticket yourself and begin."""
    with working(ref, who) as (desk, someone):
        named_team = {} if team is None else {"team_id": str(team_called(desk, someone, team))}
        try:
            done(desk, someone, ref, TakeTicket, take_over=over, **named_team)
        except WhichTeamTakesIt as refused:
            # The same, by the name that it has here.
            raise InWhichTeam(told=someone.viewer.actor.name, teams=refused.params["teams"]) from refused


@app.command("give-back")
def give_back(ref: Ref, *, who: As = None) -> None:
    """Вернуть заявку, взятую по ошибке · Give back a ticket that you took by mistake."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, GiveTicketBack)


@app.command()
def assign(
    ref: Ref,
    to: Annotated[
        str,
        typer.Argument(
            metavar="WHO", help="me, логин, e-mail, команда или nobody · me, login, e-mail, team, or nobody"
        ),
    ],
    *,
    team: Annotated[str | None, typer.Option(help="В какой команде · In which team")] = None,
    note: Annotated[str, typer.Option(help="Записка тому, кто получит · A note for whoever gets it")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="Хотя человека нет · Although they are away")] = False,
    to_substitute: Annotated[
        bool, typer.Option("--to-substitute", help="Тому, кто замещает · To who stands in")
    ] = False,
    who: As = None,
) -> None:
    """Назначить команду или человека в ней · Make a team, or somebody in it, responsible."""
    with working(ref, who) as (desk, someone):
        if to.strip().casefold() == NOBODY:
            done(desk, someone, ref, UnassignTicket)
            return
        now_of = read_ticket(desk, someone.viewer, ref).value.team_id
        responsible = responsible_called(desk, someone, to, now_of=now_of, team=team)
        of_absent = {"confirm": confirm, "to_substitute": to_substitute}
        if note:
            done(desk, someone, ref, PassTicketOn, responsible=responsible, note=note, **of_absent)
        else:
            done(desk, someone, ref, AssignTicket, responsible=responsible, **of_absent)


@app.command()
def start(ref: Ref, *, who: As = None) -> None:
    """Взять в работу · Put in progress."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, PutTicketInProgress)


@app.command()
def hold(
    ref: Ref,
    reason: Annotated[str, typer.Argument(help="Чего ждём · What it waits for")],
    *,
    until: Annotated[
        str | None, typer.Option(help="До когда: 2ч, 3д, завтра 09:00 · Until when: 2h, 3d, tomorrow 09:00")
    ] = None,
    who: As = None,
) -> None:
    """Отложить · Put on hold."""
    with working(ref, who) as (desk, someone):
        wake_up = {} if until is None else {"wake_up_at": instant_called(until, clock_of(desk, someone)).isoformat()}
        done(desk, someone, ref, PutTicketOnHold, reason=reason, **wake_up)


@app.command()
def resume(ref: Ref, *, who: As = None) -> None:
    """Вернуть из отложенных · Resume what was on hold."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, ResumeTicket)


@app.command()
def resolve(
    ref: Ref,
    solution: Annotated[str, typer.Argument(help="Что сделано · What was done")] = "",
    *,
    template: Template = None,
    article: Article = None,
    draft: FromDraft = False,
    who: As = None,
) -> None:
    """Решить · Resolve."""
    with working(ref, who) as (desk, someone):
        begun, files = drafted(desk, someone, ref, "solution") if draft else (solution, {})
        said = words(desk, someone, ref, begun, template) | quoting(article) | files
        done(desk, someone, ref, ResolveTicket, solution=said.pop("text"), **said)
        if draft:
            sent(desk, someone, ref, "solution")
