"""What every command of the command line shares: the app, where it writes and in which language, an open desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli_places import refuse_to_begin
from api.settings import Settings
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Deskledger: сервис-деск · a service desk",
)
out = Console()
err = Console(stderr=True)


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
def opened_desk() -> Iterator[Desk]:
    """A prepared desk for a command; what was said with words ends the command with these words."""
    from api.bootstrap import open_desk
    from api.serve import configure_logs

    chosen = settings()
    refuse_to_begin(chosen)
    configure_logs(chosen.model_copy(update={"log_level": "error"}))
    with open_desk(chosen) as desk:
        desk.prepare()
        yield desk


@contextmanager
def standing_desk() -> Iterator[Desk]:
    """A desk as it stands, for a command that changes no table: one of another desk's making is told of and left."""
    from api.bootstrap import open_desk
    from api.serve import configure_logs
    from connectors.storage.migrate import refuse_older

    chosen = settings()
    refuse_to_begin(chosen)
    configure_logs(chosen.model_copy(update={"log_level": "error"}))
    with open_desk(chosen, may_mend=False) as desk:
        refuse_older(desk.database)
        yield desk


def progress() -> Progress:
    """A bar for long work."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    )


def stop(text: Text) -> NoReturn:
    """End the command with words and exit status 1."""
    stopped(text)
    raise typer.Exit(1)


def stopped(text: Text) -> None:
    """Tell why a command ends."""
    err.print(text.to(language_in_use()), style="red", markup=False, highlight=False, soft_wrap=True)
