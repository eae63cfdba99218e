"""A list or a view of tickets as a file over HTTP."""

from __future__ import annotations

import tempfile
from typing import IO, Annotated, Literal

from fastapi import Depends, Query, Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.ticket import export
from api.questions.ticket.export import COLUMNS, Export, ExportWanted
from api.rest.parameters import MinPosition, wanted_of
from api.rest.ticket.narrowed import NARROWED
from api.sheets import csv_file, workbook
from api.sheets.csv_file import CsvSheet
from api.sheets.workbook import Workbook
from events.values.text import Text

router = Routes()

IN_MEMORY = 1_000_000
"""Bytes of a table that are kept in memory; a longer one lies in a file without a name, which ends with its answer."""
PART = 65_536
TITLE = Text("Заявки", "Tickets")
_WANTED = wanted_of(
    ExportWanted,
    **NARROWED,
    sort=Query(description="due, priority, number, changed, registered; “-” turns it round."),
    view=Query(description="A view: its condition, order and columns."),
    columns=Query(description=f"{', '.join(COLUMNS)}, attribute.code; several with commas."),
)


class FileOnItsWay(Response):
    """A file that was written for this answer alone: sent part by part as it is taken, then gone."""

    def __init__(self, file: IO[bytes], media_type: str, name: str, headers: dict[str, str]) -> None:
        self._file = file
        size = file.seek(0, 2)
        file.seek(0)
        super().__init__(
            headers={
                **headers,
                "Content-Type": media_type,
                "Content-Disposition": f'attachment; filename="{name}"',
                "Content-Length": str(size),
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
            }
        )

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; each part waits until the one before is taken."""
        with self._file:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            part = b"" if scope["method"] == "HEAD" else self._file.read(PART)
            while part:
                following = self._file.read(PART)
                await send({"type": "http.response.body", "body": part, "more_body": bool(following)})
                part = following
            if scope["method"] == "HEAD" or not self._file.tell():
                await send({"type": "http.response.body", "body": b""})


@router.get(
    "/tickets/export",
    tags=["tickets"],
    operation_id="export-tickets",
    summary="Список или представление таблицей: CSV, XLSX · A list or a view as a table: CSV, XLSX",
)
def export_tickets(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[ExportWanted, Depends(_WANTED)],
    format: Annotated[Literal["csv", "xlsx"], Query(description="csv or xlsx.")] = "csv",  # noqa: A002 - its name
    min_position: MinPosition = None,
) -> Response:
    """What the list shows, all of it, up to 100,000 rows of one moment; in one's language, by one's clock."""
    language = asker.viewer.language
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by the answer
    try:
        sheet = CsvSheet(file, language) if format == "csv" else Workbook(file, language, TITLE.to(language))
        answer = export.export_tickets(desk, asker, Export(wanted, sheet), min_position)
    except BaseException:
        file.close()
        raise
    kind = csv_file.MEDIA_TYPE if format == "csv" else workbook.MEDIA_TYPE
    name = f"tickets-{desk.clock.now():%Y-%m-%d}.{format}"
    return FileOnItsWay(file, kind, name, {} if answer.is_fresh else {"X-Stale": "true"})
