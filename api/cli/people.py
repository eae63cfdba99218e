"""``desk found``, ``desk password`` and ``desk rights``: accounts and who may what; part of the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.table import Table

from api.cli.app import app, err, language_in_use, out, say, standing_desk, stop, working_desk
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.questions.rights import Matrix

FIRST_PASSWORDS = "first-passwords.txt"
"""Where the passwords of the first start lie when no terminal was there to show them."""

WIDEST = 1_000
"""How wide a table may become before anybody asks whether it fits."""


@app.command()
def found() -> None:
    """Основать: своя компания, admin и system с паролями · Found the desk: own company, admin and system."""
    with working_desk(may_begin=True) as desk:
        if not show_first_passwords(desk):
            out.print(say("Уже основано: пароли показаны не будут", "Founded already: no passwords to show"))


@app.command()
def password(
    login: Annotated[str, typer.Argument(help="Логин или e-mail человека · The person's login or e-mail")],
    *,
    without_code: Annotated[
        bool, typer.Option("--without-code", help="Снять и второй фактор · Take the second factor off, too")
    ] = False,
) -> None:
    """Создать человеку новый пароль, показать его один раз · Make a new password for a person, shown once."""
    from connectors.inbound.sign_in.accounts import AS_DESK

    with standing_desk() as desk:
        identity = desk.identities.by_login(login)
        if identity is None:
            stop(Text(f"Логина {login} нет", f"There is no login {login}"))
        person_id = identity.person.person_id
        made = desk.accounts.generate_password(AS_DESK, person_id)
        if without_code and desk.second_factor.is_on(person_id):
            desk.second_factor.take_off(AS_DESK, person_id)
    # Alone on standard output, so that a script can take it.
    err.print(say("Показан один раз; сменить при входе:", "Shown once, to be changed at sign-in:"))
    sys.stdout.write(made + "\n")


def show_first_passwords(desk: Desk, *, to_somebody: bool = True) -> bool:
    """Found the desk at its first start; whether there were passwords to show, which are shown this once (row 31).

    With ``to_somebody`` false nobody is there to see them, and they are kept in a file.
    """
    made = desk.found()
    if not made:
        return False
    if not to_somebody:
        _keep_first_passwords(made, desk.settings.data_folder)
        return True
    table = Table.grid(padding=(0, 2))
    for login, password in made.items():
        table.add_row(login, password)
    words = (
        "Первый запуск: логины и пароли. Показаны один раз; смените их при входе.",
        "First start: logins and passwords. They are shown once; change them when you sign in.",
    )
    out.print(Panel(table, title=words[0], subtitle=words[1], expand=False, width=92))
    return True


def _keep_first_passwords(made: dict[str, str], folder: Path) -> None:
    """Into a file that its owner alone reads: what is no terminal is kept, by a journal, for example."""
    path = folder / FIRST_PASSWORDS
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{login}\t{password}\n" for login, password in made.items())
    except OSError as error:
        logins = " ".join(made)
        err.print(
            say(
                f"{path}: {error.strerror}. Первые пароли записать некуда; создайте новые: desk password для {logins}",
                f"{path}: {error.strerror}. The first passwords could not be kept; make new ones by desk password "
                f"for {logins}",
            ),
            markup=False,
            soft_wrap=True,
        )
        return
    out.print(
        say(
            f"Первый запуск: логины и пароли — в файле {path.resolve()}. Смените их при входе и удалите файл.",
            f"First start: logins and passwords are in the file {path.resolve()}. Change them when you sign in, and "
            "delete the file.",
        ),
        markup=False,
        soft_wrap=True,
    )


@app.command("rights")
def show_rights() -> None:
    """Показать, кому что можно · Show who may what."""
    from api.questions.rights import rights

    told, language = rights(), language_in_use()
    for matrix in told.matrices:
        wide = Table("", *told.groups, title=matrix.title.to(language))
        for name, cells in matrix.rows.items():
            words = (cells[group].to(language) if group in cells else "" for group in told.groups)
            wide.add_row(name, *words)
        fits = out.measure(wide, options=out.options.update(max_width=WIDEST)).maximum <= out.width
        out.print(wide if fits else _narrow(matrix, language))


def _narrow(matrix: Matrix, language: str) -> Table:
    """For a terminal that would cut names short: the groups of a line one after the other."""
    from api.questions.rights import YES

    table = Table(title=matrix.title.to(language), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, cells in matrix.rows.items():
        told = (group if word == YES else f"{group}: {word.to(language)}" for group, word in cells.items())
        table.add_row(name, ", ".join(told))
    return table
