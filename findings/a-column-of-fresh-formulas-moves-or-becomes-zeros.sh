#!/usr/bin/env bash
# Where openpyxl 3.1.5 or XlsxWriter 3.3.1 meets python-calamine 0.9.1: a column of formulas that no spreadsheet program
# has calculated yet. Written by openpyxl it holds no value at all, and when it is the first column, `to_python()` and
# `iter_rows()` give every row one cell short: names stand where keys should be. Written by XlsxWriter the very same
# formulas carry the value 0, and each reads as the number 0.0, also where the formula gives a text.
#
# Both files are valid: ECMA-376 lets a formula cell have no cached value, and any value. Import templates that a
# program fills and a person never opens in a spreadsheet program are such files.
# Seen: "openpyxl to_python() [['name', 'phone'], ...]", "openpyxl skip_empty_area=False [['', 'name', 'phone'], ...]",
# "XlsxWriter to_python() [[0.0, 'name', 'phone'], ...]".
# Way out: always `to_python(skip_empty_area=False)`; look up the formulas apart, and doubt a 0 or a blank under one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-calamine==0.9.1 openpyxl==3.1.5 XlsxWriter==3.3.1
cat >"$folder/read.py" <<'PY'
import sys
from pathlib import Path

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

folder = Path(sys.argv[1])
ROWS = [["=UPPER(B1)", "name", "phone"], ["=UPPER(B2)", "Anna", "100"]]

book = openpyxl.Workbook()
for row in ROWS:
    book.active.append(row)
book.save(folder / "openpyxl.xlsx")
book = xlsxwriter.Workbook(str(folder / "XlsxWriter.xlsx"))
sheet = book.add_worksheet()
for number, row in enumerate(ROWS):
    sheet.write_row(number, 0, row)
book.close()

seen = {}
for writer in ("openpyxl", "XlsxWriter"):
    sheet = CalamineWorkbook.from_path(str(folder / f"{writer}.xlsx")).get_sheet_by_index(0)
    seen[writer, "to_python()"] = sheet.to_python()
    seen[writer, "iter_rows()"] = list(sheet.iter_rows())
    seen[writer, "skip_empty_area=False"] = sheet.to_python(skip_empty_area=False)
for (writer, way), rows in seen.items():
    print(f"{writer:10} {way:22} {rows}")
moved = [["name", "phone"], ["Anna", "100"]]
kept = [["", "name", "phone"], ["", "Anna", "100"]]
zeros = [[0.0, "name", "phone"], [0.0, "Anna", "100"]]
assert list(seen.values()) == [moved, moved, kept, zeros, zeros, zeros], f"the behaviour has changed: {seen}"
PY
"$folder/venv/bin/python" "$folder/read.py" "$folder"
