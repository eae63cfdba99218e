"""A table as a workbook of Excel, one sheet, written row by row into its archive; written by exports.

Five small files of an archive are all that a workbook needs. Each row is written as it comes and words stand in their
cells, so nothing is kept for the end: a hundred thousand rows take the memory of one. See decision 0192.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from typing import IO
from xml.sax.saxutils import escape

from api.sheets.cells import Cell, readable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - what Excel counts days from, by any clock
_HEADING, _INSTANT, _HOURS = 1, 2, 3
"""Places in the list of looks in ``_STYLES``."""
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_HEAD}<styleSheet {_MAIN}><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_WHEN = (1980, 1, 1, 0, 0, 0)
"""When the parts were made, as far as the archive tells: the same table is the same file."""


class Workbook:
    """One sheet; its first row stays in sight. Words are words: nothing is calculated, whatever it begins with."""

    def __init__(self, file: IO[bytes], language: str, title: str) -> None:
        self._language = language
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        for name, content in _PARTS.items():
            self._archive.writestr(_part(name), content)
        self._archive.writestr(
            _part("xl/workbook.xml"),
            f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{escape(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        self._sheet = self._archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        self._write(
            f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
            ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
        )

    def head(self, headings: list[str]) -> None:
        """The first row."""
        self._write(f"<row>{''.join(self._words(heading, _HEADING) for heading in headings)}</row>")

    def row(self, cells: list[Cell]) -> None:
        """One more."""
        self._write(f"<row>{''.join(map(self._told, cells))}</row>")

    def close(self) -> None:
        """The sheet ends, and the archive gets its list; the file stays open."""
        self._write("</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()

    def _told(self, cell: Cell) -> str:
        if cell is None or cell == "":
            return "<c/>"
        if isinstance(cell, str):
            return self._words(cell, 0)
        if isinstance(cell, datetime):
            return f'<c s="{_INSTANT}"><v>{_days(cell)!r}</v></c>'
        return f'<c s="{_HOURS}"><v>{cell!r}</v></c>' if isinstance(cell, float) else f"<c><v>{cell}</v></c>"

    def _words(self, words: str, look: int) -> str:
        # A workbook writes signs as _x000B_, so words that look like that are told apart.
        told = escape(readable(words, self._language)).replace("_x", "_x005F_x")
        return f'<c t="inlineStr" s="{look}"><is><t xml:space="preserve">{told}</t></is></c>'

    def _write(self, text: str) -> None:
        self._sheet.write(text.encode())


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _WHEN)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _days(at: datetime) -> float:
    return (at - _DAY_0).total_seconds() / 86_400
