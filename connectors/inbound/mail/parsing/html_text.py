"""HTML of a message to plain text that reads the same; called by ``mail_body``."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import nh3
from typing_extensions import override

from connectors.inbound.mail.parsing.html_tags import BLOCKS, KEPT, PARAGRAPHS, SILENT, tidied

_BLANK = re.compile(r"[ \t\n\r\f]+")

LARGEST_HTML = 400_000
"""Characters that are read of one letter's HTML, in all its parts together."""
DEEPEST_QUOTE = 9
"""Levels of ``>`` that are shown: beyond them nobody counts."""


def text_of(html: str) -> str:
    """The words of ``html`` as a person sees them, quotes marked with ``>``.

    The sanitizer reads what is left of the tags the way a browser does, so that what comes after it is balanced
    and bears no scripts. What would cost it too much, and is no letter, only loses its tags.
    """
    html = html[:LARGEST_HTML]
    tidy = tidied(html).html
    if tidy is None:
        lines = unescape(re.sub(r"<[^<>]*>", "\n", html)).split("\n")
        return "\n".join(filter(None, map(str.strip, lines)))
    clean = nh3.clean(
        tidy,
        tags=set(KEPT),
        clean_content_tags=set(SILENT),
        attributes={"a": {"href"}, "img": {"alt"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines; knows how deep it is in quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._verbatim = 0
        self._links: list[tuple[str, int]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._end_line()
        elif tag in {"td", "th"}:
            if self._line:
                self._line.append("\t")
        elif tag == "img":
            self._line.append(given.get("alt", ""))
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._line)))
        elif tag in BLOCKS:
            self._block(tag)
            self._quotes += tag == "blockquote"
            self._verbatim += tag == "pre"
            if tag == "li":
                self._line.append("- ")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._end_link(*self._links.pop())
        elif tag in BLOCKS:
            self._block(tag)
            self._quotes -= tag == "blockquote" and self._quotes > 0
            self._verbatim -= tag == "pre" and self._verbatim > 0

    @override
    def handle_data(self, data: str) -> None:
        if self._verbatim:
            first, *rest = data.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
        else:
            self._line.append(_BLANK.sub(" ", data))

    def text(self) -> str:
        """All lines, at most one blank line between them."""
        self._end_line()
        return re.sub(r"\n(?: *\n){2,}", "\n\n", "\n".join(line.rstrip() for line in self._lines)).strip("\n")

    def _block(self, tag: str) -> None:
        if "".join(self._line).strip():
            self._end_line()
        self._line.clear()
        if tag in PARAGRAPHS and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark())

    def _end_line(self) -> None:
        words = "".join(self._line)
        line = words.rstrip() if self._verbatim else re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", words)).strip()
        self._lines.append(self._mark() + line)
        self._line.clear()

    def _mark(self) -> str:
        return "> " * min(self._quotes, DEEPEST_QUOTE)

    def _end_link(self, target: str, start: int) -> None:
        words = "".join(self._line[start:]).strip()
        shown = target.removeprefix("mailto:").removeprefix("tel:")
        if shown and shown.rstrip("/") not in {words, words.rstrip("/"), f"http://{words}", f"https://{words}"}:
            self._line.append(f" ({shown})")
