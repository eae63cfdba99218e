#!/usr/bin/env bash
# python-calamine 0.9.1: whether a workbook behind a password is told as such depends on the ending of its file name.
# The same bytes are a PasswordError under .xlsx, .xlsm and .xlsb, "Cannot find Workbook stream" under .xls, "invalid
# Zip archive" under .ods, and "Cannot detect file format" without an ending or from a file object.
#
# An upload in a web application is a file object, so the one case in which a person could be helped ("take the
# password off and send it again") reads like a broken file. Excel writes an encrypted workbook as an OLE container
# with the streams EncryptionInfo and EncryptedPackage ([MS-OFFCRYPTO]), so the first eight bytes are those of a .xls.
# Seen: the table below, line for line.
# Way out: look for the stream name EncryptedPackage (UTF-16) in the bytes before the library is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-calamine==0.9.1 openpyxl==3.1.5 msoffcrypto-tool==6.1.0
cat >"$folder/read.py" <<'PY'
import io
import sys
from pathlib import Path

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from python_calamine import CalamineWorkbook

folder = Path(sys.argv[1])
plain = io.BytesIO()
workbook = openpyxl.Workbook()
workbook.active["A1"] = "Anna"
workbook.save(plain)
plain.seek(0)
locked = io.BytesIO()
OOXMLFile(plain).encrypt("a password", locked)

def told(ask):
    try:
        ask()
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return "opened"

seen = {}
for name in ("people.xlsx", "people.xlsm", "people.xlsb", "people.xls", "people.ods", "people"):
    file = folder / name
    file.write_bytes(locked.getvalue())
    seen[name] = told(lambda: CalamineWorkbook.from_path(str(file)))
seen["file object"] = told(lambda: CalamineWorkbook.from_filelike(io.BytesIO(locked.getvalue())))
for name, words in seen.items():
    print(f"{name:12} {words}")
assert b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in locked.getvalue()
assert [words.split(":")[0] for words in seen.values()] == [
    "PasswordError", "PasswordError", "PasswordError", "CalamineError", "ZipError", "CalamineError", "CalamineError",
], f"the behaviour has changed: {seen}"
assert seen["file object"] == "CalamineError: Cannot detect file format", seen
PY
"$folder/venv/bin/python" "$folder/read.py" "$folder"
