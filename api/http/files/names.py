"""What a file is called in the head of an answer (RFC 6266), so that every browser reads it; used by what serves."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from events.values.file_name import plain_file_name

_PLAIN = re.compile(r"[^ !#$&'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]")
"""What does not stand as it is between quotes: among it %, which some browsers decode there."""


def disposition(name: str, kind: Literal["attachment", "inline"]) -> str:
    """The value of Content-Disposition; an old browser reads the letters that it knows, any other the whole name."""
    whole = plain_file_name(name) or "file"
    plain = _PLAIN.sub("_", whole)
    if not re.search("[A-Za-z0-9]", plain.rpartition(".")[0] or plain):
        plain = "file" + (plain[plain.rindex(".") :] if "." in plain else "")
    told = f'{kind}; filename="{plain}"'
    return told if plain == whole else f"{told}; filename*=UTF-8''{quote(whole, safe='')}"
