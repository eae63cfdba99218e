"""``desk demo``: a whole desk with a demo company, on this machine alone; added to the commands by ``api.cli.main``."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
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
    from connectors.storage.embedded.early import EarlyServer

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
    from api.processes.logs import configure_logs

    configure_logs(settings().model_copy(update={"log_level": "error"}))
    with suppress(KeyboardInterrupt), _begun(settings()) as begun:
        _serve_demo(port, tickets, begun)
    out.print(say("Остановлено. Данные сохранены.", "Stopped. The data are kept."))


def _begun(chosen: Settings) -> AbstractContextManager[EarlyServer | None]:
    """An embedded server, which starts beside all that is to be read in for a desk."""
    if chosen.database_url is not None:
        return nullcontext()
    from connectors.storage.embedded.early import begun_early

    return begun_early(_in_folder_of_demo(chosen).server_folder)


def _serve_demo(port: int | None, tickets: int, begun: EarlyServer | None) -> None:
    from api.bootstrap import open_desk
    from api.cli.people import show_first_passwords
    from api.demo.beside import loaded
    from api.demo.guide import guide, places
    from api.meters.shared import counted_together
    from api.serve import serve

    chosen = _settings_of_demo(settings(), port)
    with held_port(chosen) as listener, counted_together(), open_desk(chosen, begun=begun) as desk:
        with laying() as told:
            desk.prepare(laying=told)
        _refuse_foreign(desk)
        is_new, app = loaded(desk, lambda told: _bring_company(desk, tickets, told))

        def ready(url: str) -> None:
            places(desk, url, is_new=is_new)
            # Each takes a fifth of a second, and nobody signs in before they have read one.
            show_first_passwords(desk)
            _show_logins(desk)
            guide(desk, url, _token(desk))

        serve(desk, ready=ready, listener=listener, app=app)


def _settings_of_demo(chosen: Settings, port: int | None) -> Settings:
    from api.demo.company import DESK_ADDRESS

    wanted: dict[str, object] = {} if port is None else {"port": port}
    if not chosen.own_addresses:
        wanted["own_addresses"] = DESK_ADDRESS
    return _in_folder_of_demo(chosen).model_copy(update=wanted)


def _in_folder_of_demo(chosen: Settings) -> Settings:
    return chosen if "data_folder" in chosen.model_fields_set else chosen.model_copy(update={"data_folder": FOLDER})


def held_port(settings: Settings) -> socket.socket:
    """The socket to listen on, held from the start: on any free port when somebody listens on the wanted one."""
    from api.wire.listener import AddressIsTaken, listening

    try:
        return listening(settings)
    except AddressIsTaken:
        return listening(settings.model_copy(update={"port": 0}))


def _refuse_foreign(desk: Desk) -> None:
    from api.demo.load import is_foreign

    if is_foreign(desk):
        stop(
            Text(
                "В этой базе уже есть чужие данные, компания-пример туда не загружается. "
                "Укажите пустую базу или другую папку в DESK_DATA_FOLDER.",
                "This database holds data of its own, and the demo company is not loaded into it. "
                "Name an empty database, or another folder in DESK_DATA_FOLDER.",
            )
        )


def _bring_company(desk: Desk, tickets: int, told: Callable[[], None]) -> None:
    """Load the company under bars; each step is ``told``."""
    from api.demo.load import load

    out.print(say("Загружается компания-пример «Северный ветер»…", "Loading the demo company, North Wind…"))
    with progress() as bars:
        load(desk, size=tickets, meter=Bars(bars, told))


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

    def __init__(self, progress: Progress, told: Callable[[], None]) -> None:
        self._progress = progress
        self._told = told

    @contextmanager
    def phase(self, name: Text, total: int | None) -> Iterator[Callable[[int], None]]:
        """A bar for one phase; it is full when the phase ends."""
        from api.cli.app import language_in_use

        task = self._progress.add_task(f"{name.to(language_in_use()):<24}", total=total)

        def stepped(steps: int) -> None:
            self._progress.advance(task, steps)
            self._told()

        yield stepped
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
