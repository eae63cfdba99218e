"""The checklist of a ticket in a terminal: ``desk checklist`` shows and lengthens it, ``desk tick`` ticks items off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer
from rich.text import Text as Line

from api.cli.app import app, opened_desk, out, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import Acting, As, carry_out, looking
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import refuse_several
from api.cli.ticket.work import working
from api.cli.words import without_control
from api.questions.at_hand.checklists import ChecklistsWanted, ChecklistTemplateLine, list_templates
from api.questions.paging.whole import EVERY_LINE
from api.questions.references import ticket_ref
from api.questions.ticket.around import read_work
from commands.ticket.checks import AddChecklist, TickChecks, UntickChecks
from events.values.refusal import Listed, Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.questions.ticket.around import ChecklistItem
    from commands.command import Command


class NoSuchPlace(Refusal):
    """There is no item {nth} on this checklist; it has {items}. “desk checklist” shows it."""

    kind = "missing"
    ru: ClassVar[str] = "В чек-листе нет пункта {nth}, всего их {items}. Показать: «desk checklist»."


class NoChecklistCalled(Refusal):
    """There is no checklist template “{told}”. There are: {names}."""

    kind = "missing"
    ru: ClassVar[str] = "Шаблона чек-листа «{told}» нет. Есть: {names}."


Places = Annotated[list[int], typer.Argument(min=1, metavar="ITEM", help="Номера пунктов · Numbers of items")]


@command()
def checklist(
    ref: Ref,
    *,
    add: Annotated[list[str] | None, typer.Option(help="Добавить пункт · Add an item")] = None,
    template: Annotated[str | None, typer.Option(help="Добавить по шаблону · Add those of a template")] = None,
    how: Listing,
) -> None:
    """Чек-лист заявки · The checklist of a ticket."""
    with working(ref, how.who) as (desk, someone):
        if add or template:
            named = {} if template is None else {"checklist_id": template_called(desk, someone, template)}
            _order(desk, someone, ref, AddChecklist, items=add or [], **named)
        _show(desk, someone, ref, how)


_ITEMS: tuple[Column[tuple[int, ChecklistItem]], ...] = (
    Column(code="item", heading=Text("Пункт", "Item"), value=lambda one: one[0]),
    Column(code="words", heading=Text("Что сделать", "What to do"), value=lambda one: one[1].words, grows=True),
    Column(code="ticked", heading=Text("Отмечен", "Ticked off"), value=lambda one: one[1].is_ticked),
    Column(code="by", heading=Text("Кем", "By"), value=lambda one: one[1].ticked_by_name),
    Column(code="at", heading=Text("Когда", "When"), value=lambda one: one[1].ticked_at),
    Column(code="id", heading=Text.same("id"), value=lambda one: one[1].check_id),
)
"""An item and its place: what programs read, people read a list of boxes."""
_COLUMNS: tuple[Column[ChecklistTemplateLine], ...] = (
    Column(
        code="name",
        heading=Text("Чек-лист", "Checklist"),
        value=lambda one: one.name.en,
        cell=lambda one, at: one.name.to(at.language),
        grows=True,
    ),
    Column(code="items", heading=Text("Пунктов", "Items"), value=lambda one: len(one.items)),
    Column(code="used", heading=Text("Раз", "Uses"), value=lambda one: one.used),
    Column(code="id", heading=Text.same("id"), value=lambda one: one.checklist_id, rank=FOR_PROGRAMS),
)


@command()
def checklists(how: Listing) -> None:
    """Шаблоны чек-листов, которые вам открыты · Checklist templates that are open to you."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        found = list_templates(desk, someone.viewer, ChecklistsWanted()).value.templates
        clock = how.clock(desk, someone)
    show(found, _COLUMNS, how, clock)


@app.command()
def tick(ref: Ref, items: Places, *, who: As = None) -> None:
    """Отметить пункты чек-листа · Tick items of the checklist off."""
    with working(ref, who) as (desk, someone):
        _order(desk, someone, ref, TickChecks, checks=_called(desk, someone, ref, items))
        _show(desk, someone, ref)


@app.command()
def untick(ref: Ref, items: Places, *, who: As = None) -> None:
    """Снять отметки с пунктов чек-листа · Untick items of the checklist."""
    with working(ref, who) as (desk, someone):
        _order(desk, someone, ref, UntickChecks, checks=_called(desk, someone, ref, items))
        _show(desk, someone, ref)


def _order(desk: Desk, who: Acting, ref: str, command: type[Command], **content: object) -> None:
    carry_out(desk, who, command, {"ticket_id": str(ticket_ref(ref)), **content})


def _items(desk: Desk, who: Acting, ref: str) -> Sequence[ChecklistItem]:
    return read_work(desk, who.viewer, ref).value.checklist


def _called(desk: Desk, who: Acting, ref: str, items: Sequence[int]) -> list[str]:
    there = _items(desk, who, ref)
    for nth in items:
        if nth > len(there):
            raise NoSuchPlace(nth=nth, items=len(there))
    return [str(there[nth - 1].check_id) for nth in items]


def template_called(desk: Desk, who: Acting, told: str) -> str:
    """A checklist template by its name in either language, or its id."""
    there = list_templates(desk, who.viewer, ChecklistsWanted(limit=EVERY_LINE)).value.templates
    wanted = " ".join(told.split()).lower()
    found = [one for one in there if wanted in {str(one.checklist_id), one.name.ru.lower(), one.name.en.lower()}]
    if not found:
        names = Listed({str(one.checklist_id): one.name for one in there}, Text(ru="ни одного", en="none"))
        raise NoChecklistCalled(told=told, names=names)
    refuse_several(told, [one.checklist_id for one in found])
    return str(found[0].checklist_id)


def _show(desk: Desk, who: Acting, ref: str, how: Listing | None = None) -> None:
    how = how or Listing()
    there = _items(desk, who, ref)
    clock = how.clock(desk, who)
    if how.as_json:
        show(there, (), how, clock)
        return
    if how.as_tsv:
        show([*enumerate(there, start=1)], _ITEMS, how, clock)
        return
    if not there:
        out.print(say("Чек-листа нет.", "There is no checklist."))
        return
    for nth, one in enumerate(there, start=1):
        line = Line(f"{nth:>3} {'☑' if one.is_ticked else '☐'} {without_control(one.words)}")
        if one.ticked_at is not None:
            by = "" if one.ticked_by_name is None else f"{one.ticked_by_name.to(clock.language)}, "
            line.append(f"  {by}{clock.told(one.ticked_at)}", style="dim")
        out.print(line)
    out.print(say("Отмечено", "Ticked off"), f"{sum(one.is_ticked for one in there)}/{len(there)}")
