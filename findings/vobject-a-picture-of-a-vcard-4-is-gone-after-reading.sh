#!/usr/bin/env bash
# vobject 0.9.9 reads a contact of vCard 4.0 (RFC 6350), as telephones and address books give it: the picture is a data
# URI, "PHOTO:data:image/png;base64,iVBORw0KGgo=". The value that is read ends before the comma: nothing of the picture
# is left, no error is raised, and what is written again has lost it for good (and gained a backslash before the
# semicolon). A contact of vCard 3.0 with the same picture keeps it.
#
# Valid: RFC 6350, 6.2.4, shows this very form, and 4.2 says that a URI needs no escapes.
# Seen: "4.0: 'data:image/png;base64' written PHOTO:data:image/png\;base64", "3.0: 8 bytes".
# Way out: take PHOTO, LOGO, SOUND and KEY of a version 4.0 from the unfolded lines themselves, before the library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check vobject==0.9.9
"$folder/venv/bin/python" - <<'PY'
import vobject

PICTURE = "iVBORw0KGgo="


def card(version: str, photo: str) -> str:
    lines = ("BEGIN:VCARD", f"VERSION:{version}", "FN:Anna Orlova", "N:Orlova;Anna;;;", photo, "END:VCARD", "")
    return "\r\n".join(lines)


four = vobject.readOne(card("4.0", f"PHOTO:data:image/png;base64,{PICTURE}"))
written = next(line for line in four.serialize().splitlines() if line.startswith("PHOTO"))
three = vobject.readOne(card("3.0", f"PHOTO;ENCODING=b;TYPE=PNG:{PICTURE}"))
print(f"4.0: {four.photo.value!r} written {written}")
print(f"3.0: {len(three.photo.value)} bytes")
assert four.photo.value == "data:image/png;base64", four.photo.value
assert written == "PHOTO:data:image/png\\;base64", written
assert three.photo.value == b"\x89PNG\r\n\x1a\n", three.photo.value
PY
