"""Tables as files: whatever somebody wrote stands in its cell as words, and every program reads it back the same."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from api.sheets.cells import LONGEST, Cell, defused, readable
from api.sheets.csv_file import CsvSheet
from api.sheets.workbook import Workbook

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AT = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a cell is told by a clock of its own


def as_csv(*rows: list[Cell], language: str = "en") -> str:
    file = io.BytesIO()
    sheet = CsvSheet(file, language)
    sheet.head(["A"])
    for row in rows:
        sheet.row(row)
    sheet.close()
    return file.getvalue().decode("utf-8")


def as_workbook(*rows: list[Cell]) -> tuple[zipfile.ZipFile, list[list[tuple[str, str]]]]:
    """The archive, and of each cell its kind and what it holds."""
    file = io.BytesIO()
    sheet = Workbook(file, "ru", "Заявки & <другое>")
    sheet.head(["A"])
    for row in rows:
        sheet.row(row)
    sheet.close()
    archive = zipfile.ZipFile(file)
    root = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    return archive, [
        [(cell.get("t", ""), "".join(cell.itertext())) for cell in row] for row in root.iter(f"{SPACE}row")
    ]


@pytest.mark.parametrize(
    "words", ["=1+1", "+7 495 000", "-1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1", "\n=1", "\u00a0=cmd|' /C calc'!A0"]
)
def test_what_a_spreadsheet_would_calculate_is_shown(words: str) -> None:
    assert defused(words) == f"'{words}"
    (_, (cell,)) = csv.reader(io.StringIO(as_csv([words])))
    assert cell.startswith("'")
    _, (_, [(kind, told)]) = as_workbook([words])
    assert (kind, told.strip("\ufffd")) == ("inlineStr", words)


@pytest.mark.parametrize("words", ["Не печатает", "1001", "a=b", "C#", "№ 5", "'=1", ""])
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert defused(words) == words


def test_a_text_over_the_limit_of_a_cell_is_cut_and_says_so() -> None:
    for sign, units in (("я", 1), ("😀", 2)):
        whole = sign * (LONGEST // units + 10)
        told = readable(whole, "ru")
        assert told.endswith(f"… [обрезано, всего знаков: {len(whole)}]")
        assert LONGEST - 1 <= len(told.encode("utf-16-le")) // 2 <= LONGEST
        assert readable(sign * (LONGEST // units), "ru") == sign * (LONGEST // units)


def test_signs_that_no_cell_can_hold_become_one_that_says_so() -> None:
    words = "a\0b\x0bc\x1bd\x7f\ud800e\r\nf\rg\th"
    told = "a\ufffdb\ufffdc\ufffdd\ufffd\ufffde\nf\ng\th"
    assert readable(words, "en") == told
    _, (_, [(_, cell)]) = as_workbook([words])
    assert cell == told


def test_words_that_look_like_a_sign_of_a_workbook_are_told_apart_from_one() -> None:
    archive, _ = as_workbook(["_x0041_ <b>&amp;</b>"])
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x0041_ &lt;b&gt;&amp;amp;&lt;/b&gt;" in sheet


def test_numbers_instants_and_nothing_are_told_as_what_they_are() -> None:
    _, (_, cells) = as_workbook([1001, 1.5, AT, None, ""])
    assert cells == [("", "1001"), ("", "1.5"), ("", "46083.395833333336"), ("", ""), ("", "")]
    assert as_csv([1001, 1.5, AT, None]) == "\ufeffA\r\n1001,1.50,2026-03-02 09:30,\r\n"
    assert as_csv([1001, -1.5, AT], language="ru") == "\ufeffA\r\n1001;-1,50;2026-03-02 09:30\r\n"


def test_words_with_separators_quotes_and_lines_are_read_back_the_same() -> None:
    words = 'a;b,"c"\nd'
    for language, separator in (("ru", ";"), ("en", ",")):
        text = as_csv([words, "e"], language=language).removeprefix("\ufeff")
        assert list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) == [["A"], [words, "e"]]


def test_a_workbook_is_whole_and_the_same_table_is_the_same_file() -> None:
    archive, rows = as_workbook(["x"])
    assert archive.testzip() is None
    for name in archive.namelist():
        ET.fromstring(archive.read(name))  # noqa: S314 - our own
    assert rows == [[("inlineStr", "A")], [("inlineStr", "x")]]
    again, _ = as_workbook(["x"])
    assert [each.CRC for each in archive.infolist()] == [each.CRC for each in again.infolist()]
