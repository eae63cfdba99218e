#!/usr/bin/env bash
# tnefparse 1.4.0: the title of a file in winmail.dat is decoded as UTF-8, although the stream names the code page of
# its texts (attOemCodepage, see [MS-OXTNEF]). One title with letters beyond ASCII makes `name`, `long_filename()` and
# `dump()` raise UnicodeDecodeError; the contents are fine.
#
# Who is hit: every desk that takes in letters of Outlook in Russian, German, Greek ... whose files have names of words.
# Seen: "code page 1251: long_filename UnicodeDecodeError, name UnicodeDecodeError, dump UnicodeDecodeError, data hello",
# and "ASCII title: invoice.pdf".
# Way out: guard each file alone, and read the title's bytes by the stream's own code page.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tnefparse==1.4.0
cat >"$folder/read.py" <<'PY'
import struct
from importlib.metadata import version

from tnefparse import TNEF

def attribute(level, number, data):
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

def winmail(title, code_page):
    return b"".join([
        struct.pack("<IH", 0x223E9F78, 1),
        attribute(1, 0x00089006, struct.pack("<I", 0x00010000)),  # attTnefVersion
        attribute(1, 0x00069007, struct.pack("<II", code_page, 0)),  # attOemCodepage
        attribute(2, 0x00069002, b"\x01\0" + b"\xff" * 4 + bytes(8)),  # attAttachRenddata: a file
        attribute(2, 0x00018010, title.encode(f"cp{code_page}") + b"\0"),  # attAttachTitle
        attribute(2, 0x0006800F, b"hello"),  # attAttachData
    ])

def told(ask):
    try:
        return str(ask())
    except UnicodeDecodeError as error:
        return type(error).__name__

def read(title, code_page):
    stream = TNEF(winmail(title, code_page))
    (file,) = stream.attachments
    dumped = "fine" if told(stream.dump) != "UnicodeDecodeError" else "UnicodeDecodeError"
    return told(file.long_filename), told(lambda: file.name), dumped, file.data.decode()

print("tnefparse", version("tnefparse"))
for title, code_page in (("invoice.pdf", 1251), ("Счёт.pdf", 1251), ("Zähler.pdf", 1252)):
    seen = read(title, code_page)
    print(f"{title} in code page {code_page}: long_filename {seen[0]}, name {seen[1]}, dump {seen[2]}, data {seen[3]}")
    raised = "UnicodeDecodeError"
    expected = ("invoice.pdf", "invoice.pdf", "fine", "hello") if title.isascii() else (raised, raised, raised, "hello")
    assert seen == expected, f"the behaviour has changed: {seen}"
PY
"$folder/venv/bin/python" "$folder/read.py"
