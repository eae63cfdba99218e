"""What is grave is shown before it is done: a person is asked, a script says ``--yes``; for commands."""

from __future__ import annotations

import sys
from typing import Annotated, ClassVar

import typer

from api.cli.app import err, language_in_use, out
from events.values.refusal import Refusal
from events.values.text import Text

Yes = Annotated[bool, typer.Option("--yes", help="Не спрашивать, для скриптов · Do not ask, for scripts")]
OnlyShow = Annotated[
    bool, typer.Option("--preview", "--dry-run", help="Только показать, что будет · Only show what would come of it")
]
_YES = frozenset({"y", "yes", "д", "да"})


class SayYes(Refusal):
    """Nothing was done: nobody is at a terminal to be asked. Look at what stands above, and say --yes."""

    kind = "at_odds"
    ru: ClassVar[str] = "Ничего не сделано: спросить некого, это не терминал. Прочтите, что выше, и добавьте --yes."


class NothingWanted(Refusal):
    """Nothing was done: the answer was no."""

    kind = "at_odds"
    ru: ClassVar[str] = "Ничего не сделано: вы ответили «нет»."


def confirm(question: Text, *, yes: bool) -> None:
    """Go on only where somebody wants it; raises ``SayYes`` or ``NothingWanted``."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise SayYes
    choice = Text(ru=" [да/НЕТ] ", en=" [yes/NO] ")
    err.print(question.to(language_in_use()) + choice.to(language_in_use()), end="", markup=False, highlight=False)
    if sys.stdin.readline().strip().casefold() not in _YES:
        raise NothingWanted


def told(text: Text) -> None:
    """A line of what would come of it."""
    out.print(text.to(language_in_use()), markup=False, highlight=False, soft_wrap=True)
