"""Commands that make one ticket of two, and two of them again: merge, unmerge; part of ``desk``."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.app import app
from api.cli.ticket.acting import As
from api.cli.ticket.cards import Ref
from api.cli.ticket.work import done, working
from api.questions.references import ticket_ref
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import MergeTicket


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
def unmerge(ref: Ref, *, who: As = None) -> None:
    """Отменить объединение · Undo the merge."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, UnmergeTicket)
