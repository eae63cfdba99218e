"""What people wrote, as a page shows it: paragraphs, line breaks and links, nothing else of it is markup."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINK = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]")
_GAP = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str | None) -> Markup:
    """A text as paragraphs; addresses in it can be followed, and tell the other side nothing of where from."""
    told = [part for part in _GAP.split((text or "").strip()) if part]
    return Markup("").join(Markup("<p>{}</p>").format(_lines(part)) for part in told)


def _lines(part: str) -> Markup:
    return Markup("<br>").join(_linked(line) for line in part.split("\n"))


def _linked(line: str) -> Markup:
    found, end = [], 0
    for link in _LINK.finditer(line):
        found += [escape(line[end : link.start()]), _anchor(link[0])]
        end = link.end()
    return Markup("").join([*found, escape(line[end:])])


def _anchor(address: str) -> Markup:
    return Markup('<a href="{0}" rel="noopener noreferrer" target="_blank">{0}</a>').format(address)
