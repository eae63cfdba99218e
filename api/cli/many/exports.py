"""``desk export``: a list or a view as a table for Excel or as CSV, into a file or the output; part of ``desk``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import IO, Annotated, ClassVar

import typer
from msgspec.structs import replace

from api.cli.app import err, language_in_use, opened_desk, say
from api.cli.many.narrowing import Narrowing
from api.cli.shown.options import Reading, command
from api.cli.ticket.acting import looking
from api.cli.words import reason_of
from api.questions.ticket.export import Export, ExportWanted, export_tickets
from api.sheets.csv_file import CsvSheet
from api.sheets.workbook import Workbook
from events.values.refusal import Refusal
from events.values.text import Text

IN_MEMORY = 1_000_000
TITLE = Text("Заявки", "Tickets")


class WhichFormat(Refusal):
    """“{told}” is neither csv nor xlsx. Give the file such an ending, or say --format."""

    ru: ClassVar[str] = "«{told}» — не csv и не xlsx. Дайте файлу такое окончание или укажите --format."


class TableIsThere(Refusal):
    """There is a file {file} already. Name another one, or say --over to write over it."""

    kind = "at_odds"
    ru: ClassVar[str] = "Файл {file} уже есть. Назовите другой или добавьте --over, чтобы записать поверх."


class TableCannotBeWritten(Refusal):
    """{file} was not written: {why}."""

    ru: ClassVar[str] = "{file} не записан: {why}."


@command()
def export(
    file: Annotated[str, typer.Argument(help="Файл .csv или .xlsx; «-» — вывод · A file; “-”: the output")],
    *,
    columns: Annotated[
        list[str] | None, typer.Option(help="Столбцы, с запятыми · Columns, with commas", show_default=False)
    ] = None,
    form: Annotated[str | None, typer.Option("--format", help="csv, xlsx")] = None,
    every: Annotated[bool, typer.Option("--all", help="И завершённые · Closed ones, too")] = False,
    over: Annotated[bool, typer.Option("--over", help="Поверх файла · Over a file that is there")] = False,
    which: Narrowing,
    how: Reading,
) -> None:
    """Список или представление таблицей · A list or a view as a table."""
    kind = (form or ("csv" if file == "-" else Path(file).suffix.removeprefix("."))).lower()
    if kind not in {"csv", "xlsx"}:
        raise WhichFormat(told=form or file)
    if file != "-" and Path(file).exists() and not over:
        raise TableIsThere(file=file)
    language = language_in_use()
    with (
        tempfile.SpooledTemporaryFile(IN_MEMORY) as table,
        opened_desk() as desk,
    ):
        someone = looking(desk, how.who)
        wanted = ExportWanted(
            **which.wanted(desk, someone, with_closed=every),
            columns=columns or [],
            zone=str(how.clock(desk, someone).zone),
        )
        sheet = CsvSheet(table, language) if kind == "csv" else Workbook(table, language, TITLE.to(language))
        viewer = replace(someone.viewer, language=language)
        rows = export_tickets(desk, viewer, Export(wanted, sheet)).value.rows
        _hand_over(table, file)
    if file != "-":
        err.print(
            say(f"Записано: {file}, заявок: {rows}", f"Written: {file}, {rows} tickets"), markup=False, highlight=False
        )


def _hand_over(table: IO[bytes], file: str) -> None:
    """Whole or not at all: what is half written nobody takes for a table."""
    table.seek(0)
    if file == "-":
        while part := table.read(65_536):
            sys.stdout.buffer.write(part)
        return
    part_name = Path(f"{file}.part")
    try:
        with part_name.open("wb") as target:
            while part := table.read(65_536):
                target.write(part)
        os.replace(part_name, file)  # noqa: PTH105 - the name as it was given
    except OSError as error:
        part_name.unlink(missing_ok=True)
        raise TableCannotBeWritten(file=file, why=reason_of(error)) from error
