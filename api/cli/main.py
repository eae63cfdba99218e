"""The command line: ``desk`` and ``deskledger``; every text in the language of DESK_LANGUAGE."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import psycopg
import typer
from pydantic import ValidationError
from rich.table import Table
from typer.exceptions import TyperException

from api.cli.app import (
    app,
    enough,
    err,
    language_in_use,
    laying,
    opened_desk,
    out,
    progress,
    say,
    settings,
    standing_desk,
    stop,
    stopped,
    working_desk,
)
from api.cli.places import unknown_variables
from api.cli.words import no_json, plain, reason_of, refused, setting, speak, usage
from api.settings import MEANINGS
from events.values.refusal import Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from connectors.inbound.mail.intake import Outcome


@app.command()
def serve(
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Порт; 0 — любой свободный · Port; 0: any")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Адрес · Address")] = None,
) -> None:
    """Запустить всё: API, проекции, хранитель времени · Run everything: API, read models, timekeeper."""
    from api.bootstrap import open_desk
    from api.cli.people import show_first_passwords
    from api.meters.shared import counted_together
    from api.processes.logs import configure_logs
    from api.serve import serve as run
    from api.wire.listener import listening

    named = {name: value for name, value in (("port", port), ("host", host)) if value is not None}
    chosen = settings().model_copy(update=named)
    configure_logs(chosen)
    # The port first: whoever mistyped it hears so before a database is started.
    with (
        suppress(KeyboardInterrupt),
        closing(listening(chosen)) as listener,
        counted_together(),
        open_desk(chosen) as desk,
    ):
        with laying() as told_of_older_facts:
            stale = desk.prepare(laying=told_of_older_facts)
        for name in stale:
            out.print(say(f"Проекция {name} построена заново", f"Read model {name} was rebuilt"))
        # The output of a service lies in a journal for years.
        show_first_passwords(desk, to_somebody=sys.stdout.isatty())
        run(desk, ready=announce, listener=listener)
    out.print(say("Остановлено", "Stopped"))


def announce(url: str) -> None:
    """Say where the desk is."""
    docs_at = say(f"документация: {url}/docs", f"documentation: {url}/docs")
    out.print(f"Deskledger: {url} ({docs_at})")


@app.command()
def migrate() -> None:
    """Обновить таблицы базы данных · Bring the database up to date."""
    from api.bootstrap import open_desk

    with open_desk(settings()) as desk, laying() as told_of_older_facts:
        applied = desk.migrate(told_of_older_facts)
    out.print("\n".join(applied) if applied else say("Всё уже применено", "Everything is applied already"))


@app.command("settings")
def show_settings() -> None:
    """Показать настройки · Show the settings."""
    table = Table("DESK_…", say("Значение", "Value"), say("Смысл", "Meaning"))
    for name, value in settings():
        table.add_row(
            f"DESK_{name.upper()}", "" if value is None else plain(str(value)), MEANINGS[name].to(language_in_use())
        )
    out.print(table)


@app.command()
def intake(files: Annotated[list[Path], typer.Argument(help="Письма .eml · Raw .eml messages")]) -> None:
    """Принять письма из файлов · Take in messages from files.

    Код 0: все файлы прочитаны, и каждое письмо сохранено, пусть и в карантине: файлы больше не нужны · Status 0: all
    files were read, and every message is kept, be it in quarantine: the files are needed no more.

    Код 1: какой-то файл не прочитан; остальные приняты, и повтор не примет их дважды · Status 1: a file was not read;
    the others were taken in, and another run takes none of them in twice.
    """
    unread = 0
    with working_desk() as desk:
        desk.catch_up()
        for file in files:
            try:
                raw = file.read_bytes()
            except OSError as error:
                unread += 1
                err.print(f"{file}: {reason_of(error).to(language_in_use())}", style="red", markup=False)
                continue
            outcome = desk.intake().take(raw, source=file.name)
            desk.catch_up()
            out.print(f"{file.name}: {told(outcome)}", markup=False)
    if unread:
        raise typer.Exit(1)


def told(outcome: Outcome) -> str:
    """What became of a message, in words."""
    words = {
        "registered": say(f"заявка {outcome.number}", f"ticket {outcome.number}"),
        "commented": say(f"комментарий к заявке {outcome.number}", f"comment on ticket {outcome.number}"),
        "known": say(f"уже принято ({outcome.number})", f"taken in before ({outcome.number})"),
        "quarantined": say("карантин: ", "quarantine: ") + outcome.text.to(language_in_use()),
    }
    return words[outcome.result]


@app.command()
def docs(*, check: Annotated[bool, typer.Option(help="Только сравнить · Only compare")] = False) -> None:
    """Записать docs/generated · Write docs/generated."""
    from api.generated import documents, unrecorded

    made = documents()
    stale = []
    for path, text in made.items():
        target = Path("docs/generated") / path
        if check:
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                stale.append(str(target))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    if stale:
        stop(
            Text(
                f"Устарели: {', '.join(stale)}. Выполните make docs", f"Out of date: {', '.join(stale)}. Run make docs"
            )
        )
    if lacking := ", ".join(unrecorded(made["openapi.json"])):
        stop(
            Text(
                f"Записанные ответы и операции расходятся: {lacking}. Выполните make docs",
                f"Recorded answers and operations differ: {lacking}. Run make docs",
            )
        )


@app.command()
def vectors(file: Annotated[Path, typer.Argument(help="Файл случаев · A file of cases")]) -> None:
    """Прогнать случаи рабочего времени и SLA · Run cases of working time and SLA."""
    from sla_engine.vectors import run

    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = reason_of(error)
        stop(Text(f"{file} не читается: {why.ru}", f"{file} cannot be read: {why.en}"))
    except ValueError as error:
        why = no_json(error)
        stop(Text(f"{file} — не JSON: {why.ru}", f"{file} is no JSON: {why.en}"))
    report = run(document)
    for found in report.differences:
        sys.stdout.write(f"{found.case}: {found.asked}: expected {found.expected}, found {found.found}\n")
    sys.stdout.write(f"{report.passed} passed, {report.failed} failed\n")
    if report.failed:
        raise typer.Exit(1)


@app.command()
def health() -> None:
    """Состояние: журнал, проекции, отставание · How the desk is: log, read models, lag.

    loops: held — им занят работающий Deskledger, free — никем · held: some desk runs it, free: nobody does.
    """
    from api.readiness import readiness_from_beside

    with standing_desk() as desk:
        desk.refuse_other_read_models()
        is_ready, why = readiness_from_beside(desk)
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(why), indent=2).decode() + "\n")
    if not is_ready:
        raise typer.Exit(1)


@app.command("zones")
def show_zones() -> None:
    """Правила часовых поясов и что сдвинут новые · The rules of time zones, and what new ones would move.

    Ничего не меняет: часы пересчитает следующий запуск · Changes nothing: the next start measures the clocks anew.
    """
    from api.questions import health

    with opened_desk() as desk, desk.database.snapshot() as db:
        now = desk.clock.now()
        found = {"zone_rules": health.zone_rules_now(db), "preview": health.new_zone_rules(db, now)}
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")


@app.command()
def rebuild(name: Annotated[str, typer.Argument(help="Имя проекции · Name of the read model")]) -> None:
    """Построить проекцию заново рядом и подменить · Rebuild a read model beside the live one and swap."""
    from api.bootstrap import PROJECTIONS

    if name not in PROJECTIONS:
        stop(
            Text(
                f"Проекции «{name}» нет; есть: {', '.join(PROJECTIONS)}",
                f"There is no read model “{name}”; known: {', '.join(PROJECTIONS)}",
            )
        )
    with working_desk() as desk, progress() as bar:
        task = bar.add_task(name, total=None)
        position = desk.rebuild(name, lambda done, total: bar.update(task, completed=done, total=total))
    out.print(say(f"Готово до позиции {position}", f"Done up to position {position}"))


def know_every_command() -> None:
    """Add the commands of all modules to the app; the demo after all others, where the help has always told it."""
    from api.cli import articles as cli_articles  # noqa: F401 - they add their commands to the app
    from api.cli import audit as cli_audit  # noqa: F401 - they add their commands to the app
    from api.cli import people as cli_people  # noqa: F401 - they add their commands to the app
    from api.cli import quarantine as cli_quarantine  # noqa: F401 - they add their commands to the app
    from api.cli import search as cli_search  # noqa: F401 - they add their commands to the app
    from api.cli import sharing as cli_sharing  # noqa: F401 - they add their commands to the app
    from api.cli import tokens as cli_tokens  # noqa: F401 - they add their commands to the app
    from api.cli.at_hand import checklists as cli_checklists  # noqa: F401 - they add their commands to the app
    from api.cli.rules import trying as cli_trying  # noqa: F401 - they add their commands to the app
    from api.cli.shown import further as cli_further  # noqa: F401 - they add their commands to the app
    from api.cli.team import absences as cli_absences  # noqa: F401 - they add their commands to the app
    from api.cli.team import belonging as cli_belonging  # noqa: F401 - they add their commands to the app
    from api.cli.team import dealing as cli_dealing  # noqa: F401 - they add their commands to the app
    from api.cli.team import freezes as cli_freezes  # noqa: F401 - they add their commands to the app
    from api.cli.team import freezing as cli_freezing  # noqa: F401 - they add their commands to the app
    from api.cli.team import on_call as cli_on_call  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import cards as cli_cards  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import explained as cli_tickets  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import lists as cli_lists  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import macros as cli_macros  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import merging as cli_merging  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import news as cli_news  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import registering as cli_registering  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import templates as cli_templates  # noqa: F401 - they add their commands to the app
    from api.cli.ticket import work as cli_work  # noqa: F401 - they add their commands to the app

    _know_demo()


def _know_demo() -> None:
    """The demo after all others, where the help has always told it."""
    from api.cli import demo as cli_demo  # noqa: F401 - it adds its command to the app


def typed() -> int | None:
    """Do what was typed, down to the last byte that is written: its exit status."""
    try:
        status: int | None = app(standalone_mode=False, prog_name="desk")
        sys.stdout.flush()
    except BrokenPipeError:
        enough()
    return status


def main() -> None:
    """Run a command; a refusal ends it with its words, never with a trace."""
    from connectors.storage.server.database import DatabaseUnreachable
    from connectors.storage.server.states import told_to_operator

    know_every_command()
    # A process that dies in native code says where; otherwise it would be gone without a word.
    if sys.__stderr__ is not None and not faulthandler.is_enabled():
        faulthandler.enable(sys.__stderr__)
    # A supervisor's SIGTERM ends a command as Ctrl-C does: what was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for warning in unknown_variables(os.environ):
        stopped(warning)
    speak(language_in_use())
    try:
        sys.exit(typed())
    except TyperException as error:
        if text := error.format_message():
            stopped(usage(text))
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (psycopg.Error, DatabaseUnreachable) as error:
        stopped(told_to_operator(error))
    except Refusal as refusal:
        stopped(refused(refusal))
    except ValidationError as error:
        for found in error.errors():
            stopped(setting(found))
    sys.exit(1)
