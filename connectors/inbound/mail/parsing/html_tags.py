"""HTML of any soup to few tags that close what they open, read once from left to right; called by ``html_text``.

A browser's parser takes quadratic time where elements stay open: for each end tag that closes nothing it looks through
all of them, and for each paragraph it opens forgotten bold and italics anew. What comes out of here gives it no such
work: tags that carry no words are gone, an end tag stands only where something of its name is open, and the work that
is left is counted.
"""

from __future__ import annotations

import re
from collections import Counter

import msgspec

PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"})
BLOCKS = PARAGRAPHS | {
    *("address", "article", "aside", "dd", "div", "dl", "dt", "figure", "footer", "form"),
    *("header", "hr", "li", "main", "nav", "pre", "section", "tr"),
}
KEPT = BLOCKS | {"a", "br", "td", "th", "img"}
SILENT = frozenset({"script", "style", "title", "head", "template", "noscript", "iframe", "svg"})
"""Elements whose content nobody sees."""

_EMITTED = KEPT | {"template", "noscript", "svg"}
_UNSEEN_RAW = frozenset({"script", "style", "title", "iframe", "noembed", "noframes"})
_RAW = _UNSEEN_RAW | {"textarea", "xmp", "plaintext"}
"""Elements that hold no tags but their own end."""
_VOID = frozenset({"br", "hr", "img"})
_CLOSE_THEMSELVES = frozenset({"p", "li", "dt", "dd", "td", "th", "tr"})
_ATTRIBUTES = {"a": "href", "img": "alt"}

DEEPEST = 200
MOST_WORK = 1_500_000
"""Open elements that stand before the parser's eyes, counted at every tag: no letter of a person comes near."""
_LONGEST_VALUE = 2_000

# Possessive: what was read is never read again, whatever comes behind it.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+|[\"'])*+)>",
)
_PAIR = re.compile(r"([^\s=/>\"']++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?+")
_SPECIAL = re.compile(r"<(?=[a-zA-Z/!?])")
_BEGINS = re.compile(r"</?[a-zA-Z]")


class Tidied(msgspec.Struct, frozen=True):
    """What is left, and the work that a parser has with it; ``html`` is ``None`` where that is more than bearable."""

    html: str | None
    work: int


def tidied(html: str) -> Tidied:
    """Read once from left to right; a tag or a comment that never ends takes the rest with it, as in a browser."""
    out: list[str] = []
    opened: Counter[str] = Counter()
    at = depth = work = 0
    while (found := _SPECIAL.search(html, at)) is not None:
        out.append(_words(html[at : found.start()]))
        at = found.start()
        if html.startswith("<!--", at):
            at = _behind(html, "-->", at + 2)
            continue
        if _BEGINS.match(html, at) is None:
            # A comment that is none: it ends where a tag would.
            at = _behind(html, ">", at + 1)
            continue
        tag = _TAG.match(html, at)
        if tag is None:
            return Tidied("".join(out), work)
        at = tag.end()
        closes, name = bool(tag[1]), tag[2].lower()
        if name in _RAW and not closes:
            end, at = _end_of_raw(html, name, at)
            out.append("" if name in _UNSEEN_RAW else _words(html[tag.end() : end]))
            continue
        if name not in _EMITTED or (closes and not opened[name] and name not in {"p", "br"}):
            continue
        if name not in _VOID and name not in _CLOSE_THEMSELVES:
            depth += -1 if closes else 1
        if name not in _VOID:
            opened[name] += -min(1, opened[name]) if closes else 1
        work += 1 + depth
        if depth > DEEPEST or work > MOST_WORK:
            return Tidied(None, work)
        out.append(f"</{name}>" if closes else f"<{name}{_attribute(name, tag[3])}>")
    out.append(_words(html[at:]))
    return Tidied("".join(out), work)


def _words(text: str) -> str:
    return text.replace("<", "&lt;")


def _behind(html: str, end: str, at: int) -> int:
    found = html.find(end, at)
    return len(html) if found < 0 else found + len(end)


def _end_of_raw(html: str, name: str, at: int) -> tuple[int, int]:
    """Where the content of an element that holds no tags ends, and where it goes on behind its end tag."""
    found = None if name == "plaintext" else re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
    return (len(html), len(html)) if found is None else (found.start(), _behind(html, ">", found.end()))


def _attribute(name: str, given: str) -> str:
    """The one attribute of a tag that says something."""
    wanted = _ATTRIBUTES.get(name)
    if wanted is None:
        return ""
    for pair in _PAIR.finditer(given):
        if pair[1].lower() == wanted:
            value = (pair[2] or pair[3] or pair[4] or "")[:_LONGEST_VALUE]
            return f' {wanted}="{value.replace(chr(34), "&quot;").replace("<", "&lt;")}"'
    return ""
