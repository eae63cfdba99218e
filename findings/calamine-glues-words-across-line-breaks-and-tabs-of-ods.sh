#!/usr/bin/env bash
# python-calamine 0.9.1: a line break or a tab inside a paragraph of an OpenDocument cell is dropped, and the words around
# it are glued together: "Street 1" <text:line-break/> "Riga" is read as "Street 1Riga". Repeated spaces (<text:s>) and
# several paragraphs are kept.
#
# OpenDocument 1.3, part 3, 6.1.4 and 6.1.5: these elements stand for a tab and a line break of the text.
# Who is hit: imports of clients and people from .ods: addresses, two phones or two e-mail addresses in one cell become
# one word that is nobody's, and nothing is raised.
# Seen: "'Street 1Riga'", "'+371 20000001+371 20000002'", beside "'two   spaces'" and "'para one\npara two'".
# Way out: read <table:table-cell> of content.xml oneself where it holds text:tab or text:line-break (odfpy's teletype
# knows both), or refuse such a cell by its address.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 odfpy==1.4.1
cat >"$folder/read.py" <<'PY'
import sys
from importlib.metadata import version

from odf import teletype
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, S, Tab
from python_calamine import CalamineWorkbook

def paragraph(before, element, after):
    made = P(text=before)
    made.addElement(element)
    made.addText(after)
    return made

cells = [
    [paragraph("Street 1", LineBreak(), "Riga")],
    [paragraph("+371 20000001", Tab(), "+371 20000002")],
    [paragraph("two", S(c=3), "spaces")],
    [P(text="para one"), P(text="para two")],
]
table, row = Table(name="People"), TableRow()
for paragraphs in cells:
    cell = TableCell(valuetype="string")
    for one in paragraphs:
        cell.addElement(one)
    row.addElement(cell)
table.addElement(row)
document = OpenDocumentSpreadsheet()
document.spreadsheet.addElement(table)
document.save(f"{sys.argv[1]}/people.ods")

(read,) = CalamineWorkbook.from_path(f"{sys.argv[1]}/people.ods").get_sheet_by_index(0).to_python()
by_odfpy = [teletype.extractText(paragraphs[0]) for paragraphs in cells[:2]]
print("python-calamine", version("python-calamine"), read)
print("odfpy", version("odfpy"), by_odfpy)
assert read == ["Street 1Riga", "+371 20000001+371 20000002", "two   spaces", "para one\npara two"], "changed"
assert by_odfpy == ["Street 1\nRiga", "+371 20000001\t+371 20000002"], "changed"
PY
"$folder/venv/bin/python" "$folder/read.py" "$folder"
