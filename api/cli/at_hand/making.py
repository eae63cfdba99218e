"""``desk make-template``, ``make-macro``, ``make-view``: what somebody, a team or everyone keeps at hand."""

from __future__ import annotations

import json
import shlex
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_type_hints

import msgspec
import typer

from api.cli.app import language_in_use, opened_desk, out, say
from api.cli.many.acts import ACTS, ActNeeds, Said, act_called
from api.cli.many.narrowing import Narrowing
from api.cli.shown.options import command
from api.cli.ticket.acting import Acting, As, acting, carry_out, clock_of
from api.cli.ticket.names import instant_called, team_called
from api.cli.words import no_json
from api.cli.written.texts import File, text_of
from api.questions.paging.whole import EVERY_LINE
from api.questions.ticket.narrowing import TicketsNarrowed, condition_of
from api.questions.ticket.views import ViewsWanted, list_views
from commands.macro import MakeMacro
from commands.reply_template import MakeReplyTemplate
from commands.ticket_view import MakeView
from events.values.refusal import Refusal

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from commands.command import Command

HOUR = timedelta(hours=1)


class SayOneOf(Refusal):
    """It is for a team or for everyone: say --for-team TEAM or --for-everyone, not both."""

    ru: ClassVar[str] = "Это или для команды, или для всех: укажите --for-team КОМАНДА или --for-everyone, не оба."


class NoSuchOption(Refusal):
    """A step “{act}” has no {option}. Steps are said as “desk bulk” says them: “priority --level high”."""

    ru: ClassVar[str] = "У шага «{act}» нет {option}. Шаги записывают как в «desk bulk»: «priority --level high»."


class OptionNeedsValue(Refusal):
    """{option} of the step “{act}” has no value. Say it behind: “{option} VALUE”."""

    ru: ClassVar[str] = "У ключа {option} шага «{act}» нет значения. Укажите его следом: «{option} ЗНАЧЕНИЕ»."


class StepsAreNoJson(Refusal):
    """{file} is no JSON: {why}. Give the acts as the interface takes them, or say them by --step."""

    ru: ClassVar[str] = "{file} — не JSON: {why}. Дайте шаги так, как их принимает API, или назовите их в --step."


class WhatDoesItDo(Refusal):
    """A macro does at least one thing. Say --step “priority --level high”, several times, or --file."""

    ru: ClassVar[str] = (
        "Макрос делает хотя бы одно. Укажите --step «priority --level high», можно несколько, или --file."
    )


class ForWhom(msgspec.Struct, frozen=True, kw_only=True):
    """Whose it is: one's own, unless a team or everyone is named; and who may change it."""

    who: As = None
    for_team: Annotated[str | None, typer.Option(help="Для команды · For a team")] = None
    for_everyone: Annotated[bool, typer.Option("--for-everyone", help="Для всех · For everyone")] = False
    open_to_edits: Annotated[
        bool, typer.Option("--they-edit", help="Менять могут все, кому открыто · Whoever sees it may change it")
    ] = False
    english: Annotated[str | None, typer.Option(help="Название по-английски · Its name in English")] = None

    def told(self, desk: Desk, someone: Acting, title: str) -> dict[str, Any]:
        """What an order says of it: what it is called, to whom it is open."""
        if self.for_team is not None and self.for_everyone:
            raise SayOneOf
        audience: dict[str, str] = {"kind": "everyone" if self.for_everyone else "maker"}
        if self.for_team is not None:
            audience = {"kind": "team", "team_id": str(team_called(desk, someone, self.for_team))}
        named = {"ru": title} if self.english is None else {"ru": title, "en": self.english}
        return {"title": named, "audience": audience, "edited_by": "audience" if self.open_to_edits else "maker"}


Title = Annotated[str, typer.Argument(metavar="NAME", help="Как называется · What it is called")]


@command("make-template")
def make_template(
    title: Title,
    text: Annotated[str, typer.Argument(help="Текст; без него — редактор · The words; without: an editor")] = "",
    *,
    other: Annotated[
        str, typer.Option("--in-other-language", help="То же на другом языке · The same in the other language")
    ] = "",
    file: File = None,
    whose: ForWhom,
) -> None:
    """Создать шаблон ответа · Make a reply template."""
    with opened_desk() as desk:
        someone = acting(desk, whose.who)
        mine, theirs = ("ru", "en") if language_in_use() == "ru" else ("en", "ru")
        body = {mine: text or text_of(file, ""), theirs: other}
        _made(desk, someone, MakeReplyTemplate, title, {**whose.told(desk, someone, title), "body": body})


@command("make-macro")
def make_macro(
    title: Title,
    *,
    step: Annotated[
        list[str] | None,
        typer.Option(help="Шаг, как в desk bulk: «tag --add сбой» · A step, as desk bulk says it"),
    ] = None,
    file: Annotated[str | None, typer.Option("--file", help="Шаги в JSON, как в API · The steps in JSON")] = None,
    type_code: Annotated[list[str] | None, typer.Option("--type", help="Для какого типа · On which type")] = None,
    status: Annotated[list[str] | None, typer.Option(help="В каком статусе · In which status")] = None,
    whose: ForWhom,
) -> None:
    """Создать макрос из нескольких шагов · Make a macro of several steps."""
    if not step and file is None:
        raise WhatDoesItDo
    with opened_desk() as desk:
        someone = acting(desk, whose.who)
        acts = [_step(desk, someone, one) for one in step or ()]
        if file is not None:
            acts += _steps_of(file)
        offered = {"types": type_code or [], "statuses": status or []}
        _made(desk, someone, MakeMacro, title, {**whose.told(desk, someone, title), "acts": acts, "offered": offered})


@command("make-view")
def make_view(
    title: Title,
    *,
    column: Annotated[list[str] | None, typer.Option(help="Столбец, по порядку · A column, in their order")] = None,
    group: Annotated[str | None, typer.Option(help="Группировать по · Group by: status, team…")] = None,
    which: Narrowing,
    whose: ForWhom,
) -> None:
    """Создать представление: какие заявки, какие столбцы · Make a view: which tickets, which columns."""
    with opened_desk() as desk:
        someone = acting(desk, whose.who)
        wanted = which.wanted(desk, someone, with_closed=False)
        view, sort = wanted.pop("view"), wanted.pop("sort")
        parts = list(condition_of(desk, someone.viewer, TicketsNarrowed(**wanted)).of)
        settings: dict[str, Any] = {"sort": sort or "due"}
        if view is not None:
            there = list_views(desk, someone.viewer, ViewsWanted(limit=EVERY_LINE)).value.views
            like = next(one.settings for one in there if one.view_id == view)
            parts.insert(0, like.condition)
            settings = msgspec.to_builtins(like) | ({} if sort is None else {"sort": sort})
        settings["condition"] = {"op": "all", "of": msgspec.to_builtins(parts)}
        told = {"columns": column, "group": group}
        settings |= {name: value for name, value in told.items() if value}
        _made(desk, someone, MakeView, title, {**whose.told(desk, someone, title), "settings": settings})


def _made(desk: Desk, who: Acting, order: type[Command], title: str, content: dict[str, Any]) -> None:
    receipt = carry_out(desk, who, order, content)
    made = say(f"Создано: {title}", f"Made: {title}")
    out.print(made, str(receipt.stream), markup=False, highlight=False, soft_wrap=True)


def _step(desk: Desk, who: Acting, told: str) -> dict[str, Any]:
    """A step in the words of ``desk bulk``, as a macro keeps it."""
    name, *words = shlex.split(told) or [""]
    act = act_called(name)
    said = _said(name, words)
    content = act.content(desk, who, said)
    if name.strip().casefold() == "hold" and content.pop("wake_up_at", None):
        clock = clock_of(desk, who)
        content["for_hours"] = max(1, round((instant_called(said.until or "", clock) - clock.now) / HOUR))
    if act is ACTS["checklist"] and (content.pop("items", None) or "checklist_id" not in content):
        raise ActNeeds(act=name, option="--template")
    return {"do": act.command.name, **content}


def _said(act: str, words: list[str]) -> Said:
    """The options of a step."""
    kinds = get_type_hints(Said)
    found: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        option, joined, value = word.partition("=")
        field = option.removeprefix("--").replace("-", "_")
        if not option.startswith("--") or field not in kinds:
            raise NoSuchOption(act=act, option=word)
        if kinds[field] is bool:
            found[field] = True
            continue
        told = value if joined else next(rest, None)
        if told is None:
            raise OptionNeedsValue(act=act, option=option)
        if kinds[field] == list[str] | None:
            found.setdefault(field, []).append(told)
        else:
            found[field] = told
    return Said(**found)


def _steps_of(file: str) -> list[Any]:
    try:
        told = json.loads(text_of(file, ""))
    except ValueError as error:
        raise StepsAreNoJson(file=file, why=no_json(error)) from error
    return told if isinstance(told, list) else [told]
