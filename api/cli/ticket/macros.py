"""Macros in a terminal: ``desk macros`` lists them, ``desk macro`` applies one to a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

import typer

from api.cli.app import app, opened_desk
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, As, looking
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import refuse_several
from api.cli.ticket.work import done, working
from api.questions.at_hand.macros import MacrosWanted, list_macros
from api.questions.paging.whole import EVERY_LINE
from commands.ticket.macros import ApplyMacro
from events.values.refusal import Listed, Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk


class NoMacroCalled(Refusal):
    """There is no macro “{told}”. There are: {names}."""

    kind = "missing"
    ru: ClassVar[str] = "Макроса «{told}» нет. Есть: {names}."


COLUMNS: tuple[Column[Any], ...] = (
    Column(code="name", heading=Text("Макрос", "Macro"), value=lambda one: one.name, grows=True),
    Column(
        code="acts",
        heading=Text("Шаги", "Acts"),
        value=lambda one: [str(act.__struct_config__.tag) for act in one.acts],
        most=60,
        rank=1,
    ),
    Column(code="used", heading=Text("Раз", "Uses"), value=lambda one: one.used),
    Column(code="id", heading=Text.same("id"), value=lambda one: one.macro_id, rank=FOR_PROGRAMS),
)


@command()
def macros(
    ref: Annotated[
        str | None, typer.Argument(help="Заявка: только для неё · A ticket: those that are offered on it")
    ] = None,
    *,
    how: Listing,
) -> None:
    """Макросы, которые вам открыты · Macros that are open to you."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        found = list_macros(desk, someone.viewer, MacrosWanted(ticket=ref, limit=EVERY_LINE)).value.macros
    show(found, COLUMNS, how, clock)


@app.command()
def macro(
    ref: Ref,
    called: Annotated[str, typer.Argument(metavar="NAME", help="Название макроса · The macro's name")],
    who: As = None,
) -> None:
    """Выполнить макрос: всё или ничего · Apply a macro: all of it or nothing."""
    with working(ref, who) as (desk, someone):
        done(desk, someone, ref, ApplyMacro, macro_id=str(macro_called(desk, someone, called)))


def macro_called(desk: Desk, someone: Acting, called: str) -> UUID:
    """A macro by its name in either language, or its id."""
    there = list_macros(desk, someone.viewer, MacrosWanted(limit=EVERY_LINE)).value.macros
    wanted = " ".join(called.split()).lower()
    found = [one for one in there if wanted in {str(one.macro_id), one.name.ru.lower(), one.name.en.lower()}]
    if not found:
        names = Listed({str(one.macro_id): one.name for one in there}, Text(ru="ни одного", en="none"))
        raise NoMacroCalled(told=called, names=names)
    refuse_several(called, [one.macro_id for one in found])
    return found[0].macro_id
