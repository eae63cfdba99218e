"""Reply templates in a terminal: ``desk templates``, and what one says on a ticket for ``comment`` and ``resolve``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from api.cli.app import language_in_use, opened_desk
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import looking
from api.cli.ticket.names import refuse_several
from api.cli.ticket.told_times import Clock
from api.questions.at_hand.templates import (
    FilledWanted,
    TemplateLine,
    TemplatesWanted,
    fill_template,
    list_templates,
)
from api.questions.paging.whole import EVERY_LINE
from events.values.refusal import Listed, Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.cli.ticket.acting import Acting


class NoTemplateCalled(Refusal):
    """There is no reply template “{told}”. There are: {names}."""

    kind = "missing"
    ru: ClassVar[str] = "Шаблона «{told}» нет. Есть: {names}."


class NothingToSay(Refusal):
    """Say something: a text, or a reply template by --template."""

    ru: ClassVar[str] = "Напишите текст или назовите шаблон: --template."


Template = Annotated[str | None, typer.Option(help="Шаблон ответа, по названию · A reply template, by its name")]


def words(desk: Desk, who: Acting, ref: str, text: str, template: str | None) -> dict[str, Any]:
    """What is to be said: a text as it is, or what a template says on the ticket, with the template's id."""
    if template is None:
        if not text.strip():
            raise NothingToSay
        return {"text": text}
    found = _called(desk, who, template)
    filled = fill_template(desk, who.viewer, FilledWanted(ref=found.template_id, ticket=ref)).value
    said = f"{filled.text}\n\n{text}" if text.strip() else filled.text
    return {"text": said, "template_id": str(found.template_id)}


def _called(desk: Desk, who: Acting, told: str) -> TemplateLine:
    there = list_templates(desk, who.viewer, TemplatesWanted(limit=EVERY_LINE)).value.templates
    wanted = " ".join(told.split()).lower()
    found = [one for one in there if wanted in {str(one.template_id), one.name.ru.lower(), one.name.en.lower()}]
    if not found:
        names = Listed({str(one.template_id): one.name for one in there}, Text(ru="ни одного", en="none"))
        raise NoTemplateCalled(told=told, names=names)
    refuse_several(told, [one.template_id for one in found])
    return found[0]


def _begin(one: TemplateLine, clock: Clock) -> str:
    body = one.body.to("ru" if clock.language == "ru" else "en")[0]
    return " ".join(body.split())[:80]


COLUMNS: tuple[Column[TemplateLine], ...] = (
    Column(code="name", heading=Text("Шаблон", "Template"), value=lambda one: one.name, most=40),
    Column(
        code="text",
        heading=Text("Текст", "Text"),
        value=lambda one: one.body.to("ru" if language_in_use() == "ru" else "en")[0],
        cell=_begin,
        grows=True,
    ),
    Column(code="used", heading=Text("Раз", "Uses"), value=lambda one: one.used),
    Column(code="id", heading=Text.same("id"), value=lambda one: one.template_id, rank=FOR_PROGRAMS),
)


@command()
def templates(
    text: Annotated[str, typer.Argument(help="Слова из названия или текста · Words of its name or text")] = "",
    *,
    how: Listing,
) -> None:
    """Шаблоны ответов, которые вам открыты · Reply templates that are open to you."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        found = list_templates(desk, someone.viewer, TemplatesWanted(text=text, limit=EVERY_LINE)).value.templates
    show(found, COLUMNS, how, clock)
