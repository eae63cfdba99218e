"""``desk demo``: a whole desk with a demo company, on this machine alone; added to the commands by ``api.cli.main``."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from api.cli.app import app, language_in_use, laying, out, progress, say, settings, stop
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk
    from api.settings import Settings

FOLDER = Path(".desk")
"""Where the demo keeps its data unless DESK_DATA_FOLDER says otherwise: apart from the data of ``desk serve``."""
TOKEN_DAYS = 30


@app.command()
def demo(
    port: Annotated[
        int | None, typer.Option(help="Порт; занятый заменяется свободным · Port; a free one if taken")
    ] = None,
    tickets: Annotated[int, typer.Option(min=1, max=5000, help="Сколько заявок загрузить · Tickets to load")] = 320,
) -> None:
    """Показать на компании-примере, без сервера и прав root · Show a demo company, no server and no root needed."""
    from api.bootstrap import open_desk
    from api.cli.people import show_first_passwords
    from api.demo.guide import guide
    from api.meters.shared import counted_together
    from api.serve import configure_logs, serve

    chosen = _settings_of_demo(settings(), port)
    # Beside the guide and the bars only what is wrong is worth a line.
    configure_logs(chosen.model_copy(update={"log_level": "error"}))
    with (
        suppress(KeyboardInterrupt),
        held_port(chosen) as listener,
        counted_together(),
        open_desk(chosen) as desk,
    ):
        with laying() as told:
            desk.prepare(laying=told)
        is_new = _bring_company(desk, tickets)
        show_first_passwords(desk)
        _show_logins(desk)
        token = _token(desk)
        serve(desk, ready=lambda url: guide(desk, url, token, is_new=is_new), listener=listener)
    out.print(say("Остановлено. Данные сохранены.", "Stopped. The data are kept."))


def _settings_of_demo(chosen: Settings, port: int | None) -> Settings:
    from api.demo.company import DESK_ADDRESS

    wanted: dict[str, object] = {} if port is None else {"port": port}
    if "data_folder" not in chosen.model_fields_set:
        wanted["data_folder"] = FOLDER
    if not chosen.own_addresses:
        wanted["own_addresses"] = DESK_ADDRESS
    return chosen.model_copy(update=wanted)


def held_port(settings: Settings) -> socket.socket:
    """The socket to listen on, held from the start: on any free port when somebody listens on the wanted one."""
    from api.wire.listener import AddressIsTaken, listening

    try:
        return listening(settings)
    except AddressIsTaken:
        return listening(settings.model_copy(update={"port": 0}))


def _bring_company(desk: Desk, tickets: int) -> bool:
    """Load the company unless it is there; whether it was loaded now."""
    from api.demo.load import is_foreign, is_loaded, load

    if is_loaded(desk):
        return False
    if is_foreign(desk):
        stop(
            Text(
                "В этой базе уже есть чужие данные, компания-пример туда не загружается. "
                "Укажите пустую базу или другую папку в DESK_DATA_FOLDER.",
                "This database holds data of its own, and the demo company is not loaded into it. "
                "Name an empty database, or another folder in DESK_DATA_FOLDER.",
            )
        )
    out.print(say("Загружается компания-пример «Северный ветер»…", "Loading the demo company, North Wind…"))
    with progress() as bars:
        load(desk, size=tickets, meter=Bars(bars))
    return True


def _show_logins(desk: Desk) -> None:
    """One login for each group: with passwords at the first start, later with how to get another one."""
    from api.demo.company import key_of
    from api.demo.guide import desk_command
    from api.demo.logins import LOGINS, first_passwords

    made = first_passwords(desk)
    title = say("Войти может каждая группа", "Every group can sign in")
    table = Table(
        say("Логин", "Login"), *((say("Пароль", "Password"),) if made else ()), say("Кто", "Who"), title=title
    )
    for who, role in LOGINS:
        password = made.get(key_of(who))
        table.add_row(key_of(who), *((password or "—",) if made else ()), role.to(language_in_use()))
    out.print(table)
    again = f"{desk_command(desk)} password {key_of(LOGINS[0][0])}"
    if made:
        out.print(say("Пароли показаны один раз. Новый пароль:", "Shown this once. Another password:"))
    else:
        out.print(say("Пароли уже показаны. Новый пароль:", "The passwords were shown already. Another one:"))
    out.print(again, soft_wrap=True, markup=False, highlight=False)


class Bars:
    """The phases of a load as bars in the terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    @contextmanager
    def phase(self, name: Text, total: int | None) -> Iterator[Callable[[int], None]]:
        """A bar for one phase; it is full when the phase ends."""
        from api.cli.app import language_in_use

        task = self._progress.add_task(f"{name.to(language_in_use()):<24}", total=total)
        yield lambda steps: self._progress.advance(task, steps)
        done = self._progress.tasks[task].completed
        self._progress.update(task, total=max(done, 1), completed=max(done, 1))


def _token(desk: Desk) -> str:
    """A fresh token for the operator: only its hash is stored, so an old one cannot be shown again."""
    from api.demo.company import OPERATOR
    from connectors.inbound.sign_in.accounts import AS_DESK
    from events.values.people import Actor

    identity = desk.identities.by_login(OPERATOR.email)
    if identity is None:
        raise LookupError(OPERATOR.email)
    return desk.bearer_tokens.make(
        AS_DESK,
        Actor(kind="person", id=identity.person.person_id, name=identity.person.name.full),
        OPERATOR.groups,
        language=desk.settings.language,
        label="demo",
        expires_at=desk.clock.now() + timedelta(days=TOKEN_DAYS),
    )
