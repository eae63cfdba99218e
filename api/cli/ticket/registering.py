"""``desk form`` and ``desk register``: what a service asks, and a ticket registered for it; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

import typer
from rich.console import Group
from rich.text import Text as Line

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.team.belonging import unit_of_person
from api.cli.ticket.acting import Acting, As, acting, carry_out, clock_of, looking
from api.cli.ticket.cards import summary
from api.cli.ticket.names import person_called
from api.cli.words import without_control
from api.questions.paging.whole import EVERY_LINE
from api.questions.service.catalogue import OffersWanted, read_my_catalogue
from api.questions.service.forms import FormWanted, read_form
from commands.ticket.register import RegisterTicket
from events.values.refusal import Listed, Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.questions.service.forms import Form, FormField

Service = Annotated[str, typer.Argument(metavar="SERVICE", help="Название услуги или id · A service's name, or its id")]
OfType = Annotated[str | None, typer.Option("--type", help="Тип заявки · Type of ticket")]


class NoServiceIsCalledThat(Refusal):
    """There is no service “{told}”, or more than one. There are: {services}."""

    ru: ClassVar[str] = "Услуги «{told}» нет, или их несколько. Есть: {services}."


class AnswerIsCodeAndValue(Refusal):
    """“{told}” is no answer. Write CODE=VALUE, by the codes that “desk form” shows."""

    ru: ClassVar[str] = "«{told}» — не ответ. Напишите КОД=ЗНАЧЕНИЕ, коды показывает «desk form»."


def service_called(desk: Desk, who: Acting, told: str) -> UUID:
    """A service by its name, a part of it that no other has, or its id; out of what somebody may ask for."""
    try:
        return UUID(told)
    except ValueError:
        offered = read_my_catalogue(desk, who.viewer, OffersWanted(all_of_it=True, limit=EVERY_LINE)).value.services
    sought = " ".join(told.lower().split())
    whole = [one for one in offered if sought in {one.name.ru.lower(), one.name.en.lower()}]
    found = whole or [one for one in offered if sought in one.name.ru.lower() or sought in one.name.en.lower()]
    if len(found) != 1:
        named = found or offered
        raise NoServiceIsCalledThat(told=told, services=Listed({str(one.service_id): one.name for one in named}))
    return found[0].service_id


@app.command()
def form(service: Service, *, kind: OfType = None, who: As = None) -> None:
    """Что спрашивает услуга · What a service asks."""
    with opened_desk() as desk:
        someone = looking(desk, who)
        wanted = FormWanted(service=service_called(desk, someone, service), type=kind)
        found = read_form(desk, someone.viewer, wanted).value
    out.print(Group(*_told(found)))


def _told(found: Form) -> list[Line]:
    language = language_in_use()
    head = f"{found.service.to(language)} · {found.type_name.to(language)}"
    lines = [Line(without_control(head), style="bold"), *map(_field, found.fields)]
    lines += [Line(without_control(lost.told.to(language)), style="bold red") for lost in found.lost]
    return lines


def _field(field: FormField) -> Line:
    language = language_in_use()
    told = [field.name.to(language)]
    if field.is_required:
        told.append(say("обязательно", "required"))
    if field.shown_when is not None:
        told.append(say("смотря по ответам", "depends on the answers"))
    if field.choices:
        told.append(", ".join(f"{choice.code} ({choice.name.to(language)})" for choice in field.choices))
    if field.default:
        told.append(say("если не указать: ", "if not told: ") + field.default)
    told += [words for words in (field.help.to(language),) if words]
    return Line(f"  {field.code}: ", style="dim").append(without_control(" · ".join(told)), style="not dim")


@app.command()
def register(  # noqa: PLR0913 - what a ticket is registered with
    subject: Annotated[str, typer.Argument(help="Тема · Subject")],
    *,
    service: Annotated[str | None, typer.Option(help="Услуга · Service")] = None,
    kind: OfType = None,
    answers: Annotated[
        list[str] | None, typer.Option("--answer", metavar="CODE=VALUE", help="Ответ на вопрос · Answer to a question")
    ] = None,
    description: Annotated[str, typer.Option(help="Описание · Description")] = "",
    requester: Annotated[
        str | None, typer.Option("--for", help="За кого: логин или e-mail · For whom: login or e-mail")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="За какое из подразделений заявителя · For which of the requester's units")
    ] = None,
    impact: Annotated[str | None, typer.Option(help="low, normal, high, critical")] = None,
    urgency: Annotated[str | None, typer.Option(help="low, normal, high, critical")] = None,
    who: As = None,
) -> None:
    """Зарегистрировать заявку · Register a ticket."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        said = {"description": description, "type": kind, "impact": impact, "urgency": urgency}
        content: dict[str, Any] = {"subject": subject, "attributes": dict(map(_answer, answers or ()))}
        content |= {name: told for name, told in said.items() if told}
        if service is not None:
            content["service_id"] = str(service_called(desk, someone, service))
        if requester is not None:
            content["requester"] = {"person_id": str(person_called(desk, someone, requester))}
        if unit is not None:
            whose = UUID(content["requester"]["person_id"]) if requester is not None else someone.viewer.actor.id
            content["unit_id"] = str(unit_of_person(desk, someone, whose, unit))
        number = carry_out(desk, someone, RegisterTicket, content).reference
        out.print(summary(desk, someone, number, clock_of(desk, someone)))


def _answer(told: str) -> tuple[str, str]:
    code, sign, value = told.partition("=")
    if not sign:
        raise AnswerIsCodeAndValue(told=told)
    return code.strip(), value.strip()
