"""``desk correct``: what a ticket said first, and for whom it is; part of ``desk``."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import typer

from api.cli.app import app, out
from api.cli.team.belonging import unit_of_person
from api.cli.ticket.acting import As, carry_out, clock_of
from api.cli.ticket.cards import Ref, summary
from api.cli.ticket.names import person_called
from api.cli.ticket.work import working
from api.cli.written.texts import text_of
from api.questions.references import ticket_ref
from commands.ticket.correct import CorrectRequester, CorrectTicketWords
from events.values.refusal import Refusal


class CorrectWhat(Refusal):
    """Nothing was said to be corrected. Say --subject, --description, --file, --requester, or several of them."""

    ru: ClassVar[str] = (
        "Не сказано, что исправить. Укажите --subject, --description, --file, --requester или несколько из них."
    )


class WhoseUnitIsThat(Refusal):
    """--unit says for which unit of a person's the ticket is. Name the person, too: --requester WHO."""

    ru: ClassVar[str] = "--unit говорит, за какое подразделение человека заявка. Укажите и человека: --requester КТО."


@app.command()
def correct(
    ref: Ref,
    *,
    subject: Annotated[str | None, typer.Option(help="Тема · Subject")] = None,
    description: Annotated[
        str | None, typer.Option(help="Описание; пустое — убрать · Description; an empty one is none")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", help="Описание из файла; «-» — из ввода · Description from a file; “-”: input"),
    ] = None,
    requester: Annotated[
        str | None, typer.Option(help="Для кого она: логин, e-mail · For whom it is: login, e-mail")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="За какое подразделение · For which of their units: its name, or its id")
    ] = None,
    who: As = None,
) -> None:
    """Исправить тему, описание, заявителя · Correct subject, description, requester."""
    if unit is not None and requester is None:
        raise WhoseUnitIsThat
    words: dict[str, Any] = {}
    if subject is not None:
        words["subject"] = subject
    if description is not None or file is not None:
        words["description"] = (description if file is None else text_of(file, "")) or None
    if not words and requester is None:
        raise CorrectWhat
    with working(ref, who) as (desk, someone):
        ticket = {"ticket_id": str(ticket_ref(ref))}
        of_whom: dict[str, Any] = {}
        if requester is not None:
            person_id = person_called(desk, someone, requester)
            of_whom["requester"] = {"person_id": str(person_id)}
            if unit is not None:
                of_whom["unit_id"] = str(unit_of_person(desk, someone, person_id, unit))
        if words:
            carry_out(desk, someone, CorrectTicketWords, {**ticket, **words})
        if of_whom:
            carry_out(desk, someone, CorrectRequester, {**ticket, **of_whom})
        out.print(summary(desk, someone, ref, clock_of(desk, someone)))
