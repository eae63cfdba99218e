"""``desk --help`` and ``desk help``: all commands on a screen, by who uses them, and each with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text as Line
from typer.core import TyperGroup
from typing_extensions import override

from events.values.text import Text


class Users(NamedTuple):
    """Who uses some commands, and these in the order in which they are needed."""

    who: Text
    commands: str


BY_WHO: tuple[Users, ...] = (
    Users(
        Text("Все", "Everybody"),
        "whoami tickets card search similar register form comment attach files fetch draft drafts"
        " rate take-back views make-view notices seen history sla articles article approvals approve reject"
        " absent back",
    ),
    Users(
        Text("Специалист", "Specialist"),
        "take give-back start hold resume resolve close reopen decline assign priority correct comment-edit"
        " comment-withdraw ask-approval withdraw-approval tag tags link unlink watch unwatch copy uncopy share unshare"
        " task done tasks checklist checklists tick untick spend time macro macros make-macro templates make-template"
        " merge unmerge split",
    ),
    Users(
        Text("Руководитель", "Lead"),
        "bulk jobs job export ratings rating-link absences dealing on-call rota cover swap",
    ),
    Users(Text("База знаний", "Knowledge"), "write publish withdraw"),
    Users(Text("Технолог", "Technologist"), "types type services try freezes freeze lift freeze-history"),
    Users(
        Text("Администратор", "Administrator"),
        "rights token password duplicates merge-persons belong leave member redact quarantine audit",
    ),
    Users(
        Text("На машине", "On the machine"),
        "serve demo found intake migrate rebuild settings health zones vectors docs completion help",
    ),
)
"""Who -> commands; what is named nowhere stands at the end, so that no command goes unseen."""
OTHERS = Text("Ещё", "More")
ENDS = (
    Text("Кто вы", "Who you are"),
    Text(
        "--as ЛОГИН, или для всех команд export DESK_AS=ЛОГИН, или токен в DESK_TOKEN",
        "--as LOGIN, or for all commands export DESK_AS=LOGIN, or a token in DESK_TOKEN",
    ),
    Text("Списки", "Lists"),
    Text(
        "--all до последней страницы; --json и --tsv для программ; --zone пояс; NO_COLOR без цвета",
        "--all to the last page; --json and --tsv for programs; --zone; NO_COLOR for no colour",
    ),
    Text("Коды", "Exit codes"),
    Text(
        "0 сделано, 1 отказ или сделано не всё, 2 команда записана неверно, 130 прервано",
        "0 done, 1 refused or not all done, 2 wrongly typed, 130 interrupted",
    ),
)
"""What holds for all commands: names, and what is said of each."""


def grouped(known: Mapping[str, Any]) -> Iterator[tuple[Text, list[str]]]:
    """The commands that there are, by who uses them."""
    placed: set[str] = set()
    for who, commands in BY_WHO:
        there = [name for name in commands.split() if name in known]
        placed.update(there)
        if there:
            yield who, there
    if left := [name for name in known if name not in placed]:
        yield OTHERS, left


def page(known: Mapping[str, Any], language: str) -> Group:
    """All commands by their names."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for who, names in grouped(known):
        table.add_row(Line(who.to(language), style="bold"), " ".join(names))
    ends = Table.grid(padding=(0, 2))
    ends.add_column(no_wrap=True)
    ends.add_column(overflow="fold")
    for name, told in zip(ENDS[::2], ENDS[1::2], strict=True):
        ends.add_row(Line(name.to(language), style="dim"), told.to(language))
    usage = Text(
        "desk КОМАНДА [КЛЮЧИ]     ключи: desk КОМАНДА --help     со словами: desk help [СЛОВО]",
        "desk COMMAND [OPTIONS]     options: desk COMMAND --help     in words: desk help [WORD]",
    )
    other = Text("In English: DESK_LANGUAGE=en desk --help", "По-русски: DESK_LANGUAGE=ru desk --help")
    return Group(usage.to(language), "", table, "", ends, Line(other.to(language), style="dim"))


class ByWho(TyperGroup):
    """The app, whose page of help is this one."""

    @override
    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print it: the library asks for it to be written down, and prints its own pages like this, too."""
        from api.cli.app import language_in_use, out

        out.print(page(self.commands, language_in_use()), markup=False, highlight=False)


def know_help(app: typer.Typer) -> None:
    """Add ``desk help``."""

    @app.command("help")
    def help_in_words(
        ctx: typer.Context,
        word: Annotated[str, typer.Argument(help="Часть имени или слов · A part of a name or of its words")] = "",
    ) -> None:
        """Все команды со словами · All commands with their words."""
        from api.cli.app import language_in_use, out

        language = language_in_use()
        commands = ctx.find_root().command.commands  # type: ignore[attr-defined] # the root is a group
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style="bold")
        table.add_column(overflow="fold")
        for who, names in grouped(commands):
            told = [(name, in_words(commands[name].help or "", language)) for name in names]
            found = [(name, words) for name, words in told if word.casefold() in f"{name} {words}".casefold()]
            if found:
                table.add_row(Line(who.to(language), style="dim"), "")
            for name, words in found:
                table.add_row(f"  {name}", words)
        out.print(table, markup=False, highlight=False)


def in_words(told: str, language: str) -> str:
    """The first line of a command's page in one language: all pages tell both, with a point between."""
    first = " ".join(told.split("\n\n", maxsplit=1)[0].split())
    ru, point, en = first.partition(" · ")
    return (en if point and language == "en" else ru).rstrip(".")
