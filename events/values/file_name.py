"""What a file is called without folders and tricks; used by commands that take references and by the mail intake."""

from __future__ import annotations

import re

LONGEST_FILE_NAME = 150
_LONGEST_SUFFIX = 10
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, and what is not seen or turns the reading direction: "gpj.exe" must not read as "exe.jpg"."""


def plain_file_name(given: str) -> str:
    """The last part of a path, on one line, of bearable length; empty when nothing of a name is left."""
    # Only so much is looked at: no file system knows longer names.
    line = " ".join(_UNSEEN.sub(" ", given[: 10 * LONGEST_FILE_NAME]).split())
    name = re.split(r"[\\/]", line)[-1].strip(". ")
    if len(name) <= LONGEST_FILE_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    keep = f"{dot}{suffix}" if dot and len(suffix) <= _LONGEST_SUFFIX else ""
    return (stem or name)[: LONGEST_FILE_NAME - len(keep) - 1] + "…" + keep
