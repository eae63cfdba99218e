"""``desk quarantine``: messages that became no ticket, why, their originals; part of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli.app import AS_SYSTEM, app, language_in_use, out, say, standing_desk, stop
from api.cli.words import plain, reason_of
from api.questions.quarantine import QuarantineWanted, list_quarantine, read_original, read_quarantined
from api.questions.quarantine import release as release_quarantined
from api.questions.refusals import NoSuchThing
from events.values.text import Text

if TYPE_CHECKING:
    from connectors.storage.shelves.quarantine import Quarantined


@app.command()
def quarantine(
    entry: Annotated[
        int | None, typer.Argument(help="Номер письма; без него — список · Number; without it a list")
    ] = None,
    original: Annotated[
        Path | None, typer.Option(help="Записать исходное письмо в файл · Write the original to a file")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    *,
    release: Annotated[bool, typer.Option(help="Письмо разобрано, убрать из списка · Dealt with")] = False,
) -> None:
    """Письма, не ставшие заявками, и почему · Messages that became no ticket, and why."""
    if entry is None and (original is not None or release):
        stop(Text("Укажите номер письма из desk quarantine", "Give the number of a message from desk quarantine"))
    with standing_desk() as desk:
        if entry is None:
            out.print(_listed(list_quarantine(desk, AS_SYSTEM, QuarantineWanted(limit=limit)).value.entries))
            return
        try:
            _tell(read_quarantined(desk, AS_SYSTEM, entry).value)
        except NoSuchThing:
            stop(Text(f"Письма {entry} в карантине нет", f"There is no message {entry} in quarantine"))
        if original is not None:
            _write(read_original(desk, AS_SYSTEM, entry).value, original)
        if release:
            is_new = release_quarantined(desk, AS_SYSTEM, entry).value.is_new
            out.print(say("Разобрано", "Released") if is_new else say("Уже было разобрано", "Released before"))


def _listed(entries: list[Quarantined]) -> Table:
    table = Table(
        "№",
        say("Получено (UTC)", "Received (UTC)"),
        say("От", "From"),
        say("Тема", "Subject"),
        say("Почему", "Why"),
    )
    for found in entries:
        table.add_row(
            str(found.entry_id),
            f"{found.received_at:%d.%m.%Y %H:%M}",
            plain(found.sender),
            plain(found.subject),
            plain(found.text.to(language_in_use())),
        )
    return table


def _tell(found: Quarantined) -> None:
    table = Table(show_header=False)
    for name, value in (
        ("№", str(found.entry_id)),
        (say("Почему", "Why"), f"{found.text.to(language_in_use())} ({found.reason})"),
        (say("От", "From"), found.sender),
        (say("Тема", "Subject"), found.subject),
        (say("Откуда", "Source"), found.source),
        (say("Байт", "Bytes"), str(found.size)),
        (say("Получено (UTC)", "Received (UTC)"), f"{found.received_at:%d.%m.%Y %H:%M:%S}"),
        (
            say("Разобрано (UTC)", "Released (UTC)"),
            "—" if found.released_at is None else f"{found.released_at:%d.%m.%Y %H:%M:%S}",
        ),
        (say("Кто разобрал", "Released by"), "—" if found.released_by is None else found.released_by.name),
    ):
        table.add_row(name, plain(value))
    out.print(table)


def _write(content: bytes, file: Path) -> None:
    try:
        # Never over a file that is there: what is in quarantine may bear any name.
        with file.open("xb") as target:
            target.write(content)
    except OSError as error:
        why = reason_of(error)
        stop(Text(f"{file} не записан: {why.ru}", f"{file} was not written: {why.en}"))
    out.print(say(f"Записано: {file}", f"Written: {file}"), markup=False, highlight=False)
