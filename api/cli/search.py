"""The search box in a terminal: what bears these words, and where they stand; part of ``desk``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
import typer
from rich import box
from rich.table import Column as RichColumn
from rich.table import Table

from api.cli.app import language_in_use, opened_desk, out, say
from api.cli.shown.listing import Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import looking
from api.cli.words import plain
from api.questions.at_hand.similar import (
    SimilarOfTicket,
    SimilarWanted,
    find_similar,
    list_similar,
)
from api.questions.search.box import Everything, Found, Piece, SearchWanted
from api.questions.search.box import search as search_everything
from events.values.text import Text

_KINDS: dict[str, Text] = {
    "ticket": Text(ru="Заявки", en="Tickets"),
    "problem": Text(ru="Проблемы", en="Problems"),
    "change": Text(ru="Запросы на изменение", en="Change requests"),
    "article": Text(ru="Статьи", en="Articles"),
    "person": Text(ru="Люди", en="People"),
    "service": Text(ru="Услуги", en="Services"),
    "unit": Text(ru="Подразделения", en="Org units"),
}
_NOTHING = Text(
    ru="Ничего не найдено. Проверьте слово или возьмите другое: ищутся слова целиком и их начала.",
    en="Nothing was found. Check the word, or take another: whole words and their beginnings are sought.",
)


SECTIONS: tuple[Column[Any], ...] = (
    Column(code="kind", heading=Text("Вид", "Kind"), value=lambda hit: hit.kind),
    Column(code="ref", heading=Text.same("№"), value=lambda hit: hit.ref),
    Column(code="title", heading=Text("Название", "Title"), value=lambda hit: "".join(one.text for one in hit.title)),
    Column(code="status", heading=Text("Статус", "Status"), value=lambda hit: hit.status),
)
"""What programs read of a search."""


@command()
def search(
    text: Annotated[
        list[str], typer.Argument(help="Слова, номер, имя, код, путь · Words, a number, a name, a code, a path")
    ],
    limit: Annotated[int, typer.Option(min=1, max=50, help="Сколько каждого вида · How many of each kind")] = 10,
    kinds: Annotated[str, typer.Option(help="Через запятую: ticket, person… · With commas: ticket, person…")] = "",
    *,
    how: Listing,
) -> None:
    """Поиск по всему сразу · Search of everything at once."""
    language = language_in_use()
    wanted = SearchWanted(text=" ".join(text), kinds=[kinds] if kinds else [], limit=limit)
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        viewer = msgspec.structs.replace(someone.viewer, language=language)
        clock = how.clock(desk, someone)
        found = search_everything(desk, viewer, wanted).value
    if how.is_for_programs:
        show([*found.exact, *(hit for section in found.sections for hit in section.hits)], SECTIONS, how, clock)
        return
    _notes(found.notes)
    if found.exact:
        _table(say("По номеру", "By number"), found.exact)
    for section in found.sections:
        many = f"{section.count}{'+' if section.is_more else ''}"
        _table(f"{_KINDS[section.kind].to(language)}: {many}", section.hits)
        _notes(section.notes)
    if _is_nothing(found):
        out.print(_NOTHING.to(language), markup=False)


def _is_nothing(found: Everything) -> bool:
    return not found.exact and not found.sections


COLUMNS: tuple[Column[Any], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(code="subject", heading=Text("Тема", "Subject"), value=lambda one: one.subject, grows=True),
    Column(
        code="status",
        heading=Text("Статус", "Status"),
        value=lambda one: one.status,
        cell=lambda one, at: one.status_name.to(at.language),
    ),
    Column(code="alike", heading=Text.same("%"), value=lambda one: one.alike),
)


@command()
def similar(
    told: Annotated[str, typer.Argument(metavar="TICKET|TEXT", help="Номер заявки или тема · A number, or a subject")],
    *,
    how: Listing,
) -> None:
    """Похожие заявки за месяц: не дубликат ли · Similar tickets of the last month."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        if told.lstrip("№#").strip().isdigit():
            found = list_similar(desk, someone.viewer, SimilarOfTicket(ref=told)).value.tickets
        else:
            found = find_similar(desk, someone.viewer, SimilarWanted(subject=told)).value.tickets
    show(found, COLUMNS, how, clock, nothing=say("Похожих нет.", "Nothing is similar."))


def _notes(notes: Iterable[Text]) -> None:
    for note in notes:
        out.print(note.to(language_in_use()), markup=False)


def _table(title: str, hits: Iterable[Found]) -> None:
    table = Table(
        RichColumn("", no_wrap=True),
        RichColumn("", ratio=1),
        RichColumn("", no_wrap=True),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_header=False,
        title=title,
        title_justify="left",
    )
    for hit in hits:
        status = "" if hit.status_name is None else plain(hit.status_name.to(language_in_use()))
        places = [_marked(excerpt.pieces) for excerpt in hit.excerpts]
        table.add_row(hit.ref, "\n".join([_marked(hit.title), *places]), status)
    out.print(table)


def _marked(pieces: Iterable[Piece]) -> str:
    """Somebody's words with what was sought in bold."""
    return "".join(f"[bold]{plain(piece.text)}[/bold]" if piece.is_hit else plain(piece.text) for piece in pieces)
