"""A table as text with separators, as the spreadsheets of the reader's country open it; written by exports."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import IO

from api.sheets.cells import Cell, defused, readable

MEDIA_TYPE = "text/csv; charset=utf-8"
_SEPARATORS = {"ru": ";"}
"""Language -> what spreadsheets split by, where a comma stands in numbers."""


class CsvSheet:
    """Begins with a mark by which Excel knows UTF-8. Nothing in it is calculated when it is opened."""

    def __init__(self, file: IO[bytes], language: str) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        self._language = language
        self._rows = csv.writer(self._text, delimiter=_SEPARATORS.get(language, ","), lineterminator="\r\n")

    def head(self, headings: list[str]) -> None:
        """The first row."""
        self._rows.writerow([self._told(heading) for heading in headings])

    def row(self, cells: list[Cell]) -> None:
        """One more."""
        self._rows.writerow([self._told(cell) for cell in cells])

    def close(self) -> None:
        """What is kept goes into the file, which stays open."""
        self._text.flush()
        self._text.detach()

    def _told(self, cell: Cell) -> str:
        if isinstance(cell, str):
            return defused(readable(cell, self._language))
        if isinstance(cell, datetime):
            return f"{cell:%Y-%m-%d %H:%M}"
        if isinstance(cell, float):
            told = f"{cell:.2f}"
            return told.replace(".", ",") if self._language == "ru" else told
        return "" if cell is None else str(cell)
