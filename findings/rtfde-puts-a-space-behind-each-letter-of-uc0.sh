#!/usr/bin/env bash
# RTFDE 0.1.2.2, which takes the HTML out of the RTF of Outlook's letters (.msg, winmail.dat): under \uc0, where no
# fallback follows a \u, the space that ends the control word is kept. "Принтер" becomes "П р и н т е р ".
#
# RTF 1.9.1: a space that delimits a control word is part of the control word. \uc0 is what writers use that spare the
# fallback characters. With \uc1 and a fallback, and as bytes of the code page, the same word is read as it should be.
# Who is hit: letters in any script but Latin: no word of them is found again, in a search or in a rule.
# Seen: "\uc0: <p>П р и н т е р </p>", and "<p>Принтер</p>" for the two others.
# Way out: take the space behind \u out of the RTF under \uc0 before it is read, or use the letter's plain text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check RTFDE==0.1.2.2
"$folder/venv/bin/python" - <<'PY'
import logging
from importlib.metadata import version

from RTFDE.deencapsulate import DeEncapsulator

logging.disable(logging.CRITICAL)
WORD = "Принтер"

def letter(body):
    head = r"{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset204 Arial;}}"
    return (head + r"{\*\htmltag64 <p>}" + body + r"{\*\htmltag72 </p>}}").encode("ascii")

def html(body):
    reader = DeEncapsulator(letter(body))
    reader.deencapsulate()
    return reader.html if isinstance(reader.html, str) else reader.html.decode()

print("RTFDE", version("RTFDE"))
seen = {
    r"\uc0": html(r"\uc0 " + "".join(rf"\u{ord(sign)} " for sign in WORD)),
    r"\uc1": html(r"\uc1 " + "".join(rf"\u{ord(sign)}?" for sign in WORD)),
    "bytes": html("".join(rf"\'{byte:02x}" for byte in WORD.encode("cp1251"))),
}
for how, told in seen.items():
    print(f"{how}: {told}")
whole = f"<p>{WORD}</p>"
assert seen == {r"\uc0": "<p>П р и н т е р </p>", r"\uc1": whole, "bytes": whole}, "the behaviour has changed"
PY
