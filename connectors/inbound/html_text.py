"""HTML of a message to plain text that reads the same; called by ``mail_body``."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import nh3

_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"})
_BLOCKS = _PARAGRAPHS | {
    *("address", "article", "aside", "dd", "div", "dl", "dt", "figure", "footer", "form"),
    *("header", "hr", "li", "main", "nav", "pre", "section", "tr"),
}
_KEPT = _BLOCKS | {"a", "br", "td", "th", "img"}
_SILENT = {"script", "style", "title", "head", "template", "noscript", "iframe", "svg"}
_BLANK = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSE_THEMSELVES = frozenset(
    {*("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "param", "embed")}
    | {*("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "colgroup")}
)

LARGEST_HTML = 400_000
DEEPEST = 200
MOST_ATTRIBUTES = 2_000
DEEPEST_QUOTE = 9
"""Levels of ``>`` that are shown: beyond them nobody counts."""


def text_of(html: str) -> str:
    """The words of ``html`` as a person sees them, quotes marked with ``>``.

    The sanitizer goes first: it reads any soup the way a browser does, so that what comes after it is balanced
    and bears no scripts. What would cost it quadratic time, and is no letter, only loses its tags.
    """
    html = html[:LARGEST_HTML]
    if _is_overload(html):
        return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^<>]*>", "\n", html))).strip()
    clean = nh3.clean(
        html,
        tags=set(_KEPT),
        clean_content_tags=_SILENT,
        attributes={"a": {"href"}, "img": {"alt"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return reader.text()


def _is_overload(html: str) -> bool:
    """Whether elements are nested, or attributes piled up, as no mailer does it."""
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _CLOSE_THEMSELVES:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return True
    return any(chunk.count("=", chunk.find("<")) > MOST_ATTRIBUTES for chunk in html.split(">") if "<" in chunk)


class _Reader(HTMLParser):
    """Collects lines; knows how deep it is in quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._verbatim = 0
        self._links: list[tuple[str, int]] = []

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
        elif tag in _BLOCKS:
            self._block(tag)
            self._quotes += tag == "blockquote"
            self._verbatim += tag == "pre"
            if tag == "li":
                self._line.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._end_link(*self._links.pop())
        elif tag in _BLOCKS:
            self._block(tag)
            self._quotes -= tag == "blockquote" and self._quotes > 0
            self._verbatim -= tag == "pre" and self._verbatim > 0

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
        if tag in _PARAGRAPHS and self._lines and self._lines[-1].strip("> "):
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
