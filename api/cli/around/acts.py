"""Further acts on a ticket: reopen, decline, priority, take back; part of ``desk``."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import typer

from api.cli.app import app
from api.cli.ticket.acting import As
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import priority_called
from api.cli.ticket.work import done, working
from commands.ticket.correct import TakeTicketBack
from commands.ticket.talk import PrioritiseTicket
from commands.ticket.work import DeclineTicket, ReopenTicket
from events.values.refusal import Refusal

Reason = Annotated[str, typer.Argument(help="Почему · Why")]
Level = Annotated[str | None, typer.Option(help="low, normal, high, critical")]


class WhichPriority(Refusal):
    """No priority was said. Say one, or --impact and --urgency, out of which it follows."""

    ru: ClassVar[str] = "Приоритет не указан. Укажите его или --impact и --urgency, из которых он следует."


@app.command()
def reopen(ref: Ref, reason: Reason = "", *, who: As = None) -> None:
    """Вернуть решённую в работу · Reopen what was resolved."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, ReopenTicket, reason=reason)


@app.command()
def decline(ref: Ref, reason: Reason, *, who: As = None) -> None:
    """Отклонить · Decline."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, DeclineTicket, reason=reason)


@app.command()
def priority(
    ref: Ref,
    level: Annotated[
        str | None, typer.Argument(help="Приоритет · Priority: low, normal, high, critical", show_default=False)
    ] = None,
    *,
    impact: Level = None,
    urgency: Level = None,
    who: As = None,
) -> None:
    """Назначить приоритет или влияние и срочность · Set the priority, or impact and urgency."""
    said = {"priority": level, "impact": impact, "urgency": urgency}
    content: dict[str, Any] = {name: priority_called(told) for name, told in said.items() if told}
    if not content:
        raise WhichPriority
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, PrioritiseTicket, **content)


@app.command("take-back")
def take_back(ref: Ref, reason: Reason = "", *, who: As = None) -> None:
    """Забрать свою новую заявку: больше не нужна · Take your own new ticket back: it is not needed."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, TakeTicketBack, reason=reason)
