"""What every command of the command line shares: the app, where it writes and in which language, an open desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from typing_extensions import override

from api.cli.places import refuse_to_begin
from api.cli.shown.help_page import ByWho, know_help
from api.settings import Settings
from events.values.people import SYSTEM, Viewer
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from connectors.storage.foundations.steps import OnLaying

app = typer.Typer(
    cls=ByWho,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Deskledger: сервис-деск · a service desk",
)
AS_SYSTEM = Viewer(actor=SYSTEM, groups=frozenset({"administrator"}))
"""Whoever may run commands on this machine reads the database anyway."""
LAG_S = 1.0
"""Seconds for which a command that looks waits for a running desk's read models."""


def enough() -> NoReturn:
    """Whoever reads has had enough, as “| head” has: what is left goes nowhere, and nothing is wrong."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)


class Terminal(Console):
    """Where a command writes: whoever stops reading ends it quietly."""

    @override
    def on_broken_pipe(self) -> None:
        """The library would call it a failure."""
        enough()


def console(**where: Any) -> Terminal:
    """Where a command writes: in colour on a terminal, unless NO_COLOR or CLICOLOR=0; elsewhere by CLICOLOR_FORCE."""
    known = os.environ
    is_forced = known.get("CLICOLOR_FORCE", "0") not in {"", "0"}
    is_plain = bool(known.get("NO_COLOR")) or (known.get("CLICOLOR") == "0" and not is_forced)
    return Terminal(force_terminal=True if is_forced else None, no_color=is_plain or None, **where)


out = console()
err = console(stderr=True)
know_help(app)


def settings() -> Settings:
    """The settings, or a clear word about the one that does not fit."""
    return Settings()


def say(ru: str, en: str) -> str:
    """A text in the language of the command line."""
    return Text(ru, en).to(language_in_use())


def language_in_use() -> str:
    """The language of the command line, also while another setting does not fit."""
    try:
        return settings().language
    except ValidationError:
        return "en" if os.environ.get("DESK_LANGUAGE", "").strip().lower() == "en" else "ru"


@contextmanager
def standing_desk() -> Iterator[Desk]:
    """A desk as it stands, for a command that changes no table: one of another desk's making is told of and left."""
    from connectors.storage.server.migrate import refuse_older

    with _desk(may_mend=False) as desk:
        refuse_older(desk.database)
        yield desk


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """A desk to look at: its read models as a running desk keeps them, and nothing is changed, not even they."""
    with standing_desk() as desk:
        desk.refuse_other_read_models()
        _tell_lag(desk)
        yield desk


@contextmanager
def working_desk(*, may_begin: bool = False) -> Iterator[Desk]:
    """A desk for a command that writes: its read models are made where they are not there, its truth is left.

    ``may_begin``: in a database that no desk has used, the tables of truth are made as well.
    """
    from connectors.storage.server.migrate import is_untouched, refuse_older

    with _desk() as desk:
        if not (may_begin and is_untouched(desk.database)):
            refuse_older(desk.database)
        with laying() as told:
            desk.prepare(laying=told)
        yield desk


@contextmanager
def _desk(*, may_mend: bool = True) -> Iterator[Desk]:
    """Where there is a desk at all; of the log only errors are heard."""
    from api.bootstrap import open_desk
    from api.processes.logs import configure_logs

    chosen = settings()
    refuse_to_begin(chosen)
    configure_logs(chosen.model_copy(update={"log_level": "error"}))
    with open_desk(chosen, may_mend=may_mend) as desk:
        yield desk


def _tell_lag(desk: Desk) -> None:
    """Give a running desk a moment to take in what was written last; what it does not take in is told."""
    head = desk.log.head()
    try:
        if desk.waiter.wait([consumer.name for consumer in desk.consumers], head, LAG_S):
            return
    finally:
        desk.waiter.stop()
    stopped(
        Text(
            "Показано не всё: проекции отстают от журнала. Их догоняет работающий Deskledger («desk serve»); "
            "если он работает, причину назовёт «desk health».",
            "Not everything is shown: the read models are behind the log. A running desk (“desk serve”) takes in the "
            "rest; if one runs, “desk health” says what is in its way.",
        )
    )


def progress() -> Progress:
    """A bar for long work."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    )


@contextmanager
def laying() -> Iterator[OnLaying]:
    """A bar for each thing that is done once to the facts of older desks; none where nothing is left to do."""
    bar = progress()
    tasks: dict[str, TaskID] = {}

    def told(words: Text, done: int, total: int) -> None:
        name = words.to(language_in_use())
        bar.start()
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=total)
        bar.update(tasks[name], completed=done, total=total)

    try:
        yield told
    finally:
        if tasks:
            bar.stop()


def stop(text: Text) -> NoReturn:
    """End the command with words and exit status 1."""
    stopped(text)
    raise typer.Exit(1)


def stopped(text: Text) -> None:
    """Tell why a command ends."""
    err.print(text.to(language_in_use()), style="red", markup=False, highlight=False, soft_wrap=True)
