"""``desk quarantine``: messages that became no ticket, why, their originals; part of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli.app import AS_SYSTEM, language_in_use, out, say, standing_desk, stop
from api.cli.shown.listing import Column, pages, show
from api.cli.shown.options import Paged, command
from api.cli.ticket.acting import Acting
from api.cli.ticket.told_times import Clock
from api.cli.words import plain, reason_of
from api.questions.quarantine import QuarantineWanted, list_quarantine, read_original, read_quarantined
from api.questions.quarantine import release as release_quarantined
from api.questions.refusals import NoSuchThing
from events.values.text import Text

if TYPE_CHECKING:
    from connectors.storage.shelves.quarantine import Quarantined


def _why(one: Quarantined, clock: Clock) -> str:
    return one.text.to(clock.language)


COLUMNS: tuple[Column[Quarantined], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.entry_id),
    Column(code="received", heading=Text("Получено", "Received"), value=lambda one: one.received_at),
    Column(code="from", heading=Text("От", "From"), value=lambda one: one.sender, most=30, rank=1),
    Column(code="subject", heading=Text("Тема", "Subject"), value=lambda one: one.subject, grows=True),
    Column(code="reason", heading=Text("Почему", "Why"), value=lambda one: one.reason, cell=_why, grows=True),
)


@command()
def quarantine(
    entry: Annotated[
        int | None, typer.Argument(help="Номер письма; без него — список · Number; without it a list")
    ] = None,
    original: Annotated[
        Path | None, typer.Option(help="Записать исходное письмо в файл · Write the original to a file")
    ] = None,
    *,
    release: Annotated[bool, typer.Option(help="Письмо разобрано, убрать из списка · Dealt with")] = False,
    how: Paged,
) -> None:
    """Письма, не ставшие заявками, и почему · Messages that became no ticket, and why."""
    if entry is None and (original is not None or release):
        stop(Text("Укажите номер письма из desk quarantine", "Give the number of a message from desk quarantine"))
    with standing_desk() as desk:
        clock = how.clock(desk, Acting(viewer=AS_SYSTEM))
        if entry is None:

            def page(cursor: str | None) -> tuple[Sequence[Quarantined], str | None]:
                wanted = QuarantineWanted(cursor=cursor, limit=how.page)
                found = list_quarantine(desk, AS_SYSTEM, wanted).value
                return found.entries, found.next_cursor

            rows, is_cut = pages(page, how)
            show(rows, COLUMNS, how, clock, is_cut=is_cut)
            return
        try:
            _tell(read_quarantined(desk, AS_SYSTEM, entry).value, clock.zone)
        except NoSuchThing:
            stop(Text(f"Письма {entry} в карантине нет", f"There is no message {entry} in quarantine"))
        if original is not None:
            _write(read_original(desk, AS_SYSTEM, entry).value, original)
        if release:
            is_new = release_quarantined(desk, AS_SYSTEM, entry).value.is_new
            out.print(say("Разобрано", "Released") if is_new else say("Уже было разобрано", "Released before"))


def _tell(found: Quarantined, zone: tzinfo) -> None:
    table = Table(show_header=False)
    for name, value in (
        ("№", str(found.entry_id)),
        (say("Почему", "Why"), f"{found.text.to(language_in_use())} ({found.reason})"),
        (say("От", "From"), found.sender),
        (say("Тема", "Subject"), found.subject),
        (say("Откуда", "Source"), found.source),
        (say("Байт", "Bytes"), str(found.size)),
        (say("Получено", "Received"), _second(found.received_at, zone)),
        (say("Разобрано", "Released"), "—" if found.released_at is None else _second(found.released_at, zone)),
        (say("Кто разобрал", "Released by"), "—" if found.released_by is None else found.released_by.name),
    ):
        table.add_row(name, plain(value))
    out.print(table)


def _second(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S} {zone}"


def _write(content: bytes, file: Path) -> None:
    try:
        # Never over a file that is there: what is in quarantine may bear any name.
        with file.open("xb") as target:
            target.write(content)
    except OSError as error:
        why = reason_of(error)
        stop(Text(f"{file} не записан: {why.ru}", f"{file} was not written: {why.en}"))
    out.print(say(f"Записано: {file}", f"Written: {file}"), markup=False, highlight=False)
