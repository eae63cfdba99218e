"""Commands that show a ticket to a person or a group of rights: share, unshare; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aggregates.ticket_sharing import SHARED_WITH
from api.cli.app import app
from api.cli.ticket.acting import Acting, As
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import person_called
from api.cli.ticket.work import done, working
from commands.ticket.sharing import EndTicketShare, ShareTicket

if TYPE_CHECKING:
    from api.bootstrap import Desk

Whom = Annotated[
    str,
    typer.Argument(
        help="Логин, e-mail или группа: second_line, change_specialist, problem_specialist"
        " · A login, an e-mail or a group: second_line, change_specialist, problem_specialist"
    ),
]


@app.command()
def share(ref: Ref, whom: Whom, *, who: As = None) -> None:
    """Открыть заявку для чтения · Let somebody read a ticket."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, ShareTicket, **_called(desk, someone, whom))


@app.command()
def unshare(ref: Ref, whom: Whom, *, who: As = None) -> None:
    """Больше не открывать · Let them read it no longer."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, EndTicketShare, **_called(desk, someone, whom))


def _called(desk: Desk, someone: Acting, whom: str) -> dict[str, str]:
    if whom in SHARED_WITH:
        return {"group": whom}
    return {"person_id": str(person_called(desk, someone, whom))}
