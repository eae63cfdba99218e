"""What kind of file bytes are, told by their beginning and never by who sent them; used by the shelf and the intake.

A table of our own: the wheels that do this either bind a C library or tell no text from HTML. What a browser could
run is never called anything harmless, whatever else the bytes look like.
"""

from __future__ import annotations

import re

LOOKED_AT = 4096
"""Bytes from the beginning that are judged."""

UNKNOWN = "application/octet-stream"
HTML = "text/html"
SVG = "image/svg+xml"
PLAIN = "text/plain"
LETTER = "message/rfc822"

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
)
"""Place, bytes, kind."""

_PACKED = re.compile(
    rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]{1,30})|(word|xl|ppt)/[a-zA-Z_/]{1,60}\.(?:xml|rels)"
)
_OFFICE = {
    b"word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

_RUNS = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|script|iframe|frameset|object|embed|meta|base)[\s>/]|"
    r"<[a-z][^<>]{0,500}\son[a-z]{3,20}\s*=|<[^<>]{0,500}javascript:",
    re.IGNORECASE,
)
"""What makes a page of a text, wherever it stands in what is looked at."""
_BEGINS_PAGE = re.compile(
    r"(?:\s|<!--.{0,1000}?-->)*<(?:!--|a|b|br|div|font|form|h[1-6]|img|input|link|p|span|style|table|title|ul)[\s>/-]",
    re.IGNORECASE | re.DOTALL,
)
"""What a browser takes for a page where a text begins with it."""
_DRAWS = re.compile(r"<\s*(?:[a-z]{1,20}:)?svg\b|http://www\.w3\.org/2000/svg", re.IGNORECASE)
_LETTER = re.compile(
    r"(?:return-path|received|delivered-to|from|to|cc|date|subject|message-id|mime-version|reply-to|sender|"
    r"dkim-signature|arc-seal|x-[a-z-]{1,40}):\s?\S[^\n]*\r?\n(?:[ \t][^\n]*\n|[a-z][a-z0-9-]{0,60}:[^\n]*\n)",
    re.IGNORECASE,
)
_SCRIPT_NAMES = re.compile(
    r"\.(?:js|mjs|cjs|jse|vbs|vbe|wsf|wsh|hta|ps1|psm1|bat|cmd|sh|py|pl|rb|php|jsp|asp|aspx|svg|svgz|xht|xhtml|html?|"
    r"mht|mhtml|xml|xsl|xslt|url|lnk|reg|scf|swf|jar|jnlp)$",
    re.IGNORECASE,
)
"""Text that some program runs by its name alone: it is called nothing harmless."""

_HARMLESS_TEXT = frozenset(
    {*("text/csv", "text/calendar", "text/vcard", "text/x-vcard", "text/markdown", "text/x-log", "text/x-diff")}
    | {*("text/x-patch", "text/tab-separated-values", "text/rfc822-headers", "text/directory", "text/x-vcalendar")}
)
_FINER: dict[str, tuple[str, ...]] = {
    "application/zip": ("application/vnd.", "application/epub+zip", "application/java-archive"),
    "application/x-ole-storage": ("application/msword", "application/vnd.ms-", "application/vnd.visio"),
    "video/mp4": ("video/", "audio/mp4", "audio/x-m4a", "image/heic", "image/heif", "image/avif"),
    "audio/ogg": ("video/ogg", "application/ogg"),
}
"""Containers: which of the kinds that a sender says are kinds of what was found."""


def media_type(head: bytes, name: str = "", said: str = "") -> str:
    """The kind of a content that begins with ``head``; ``said`` counts only where it names a kind of what is found."""
    head = head[:LOOKED_AT]
    for place, mark, kind in _SIGNATURES:
        if head.startswith(mark, place):
            return _signed(head, kind, said)
    text = _text(head)
    return UNKNOWN if text is None else _written(text, name, said)


def _signed(head: bytes, kind: str, said: str) -> str:
    if kind.startswith(("image/", "audio/")) and _RUNS.search(head.decode("latin-1")):
        # A picture to one program and a page to another.
        return UNKNOWN
    within = _within(head) if kind == "application/zip" else ""
    return within or (said if said.startswith(_FINER.get(kind, ("\0",))) else kind)


def _written(text: str, name: str, said: str) -> str:
    begins = text.lstrip("\ufeff \t\r\n")
    if _DRAWS.search(text):
        return SVG
    if _LETTER.match(begins):
        return LETTER
    if _RUNS.search(text) or _BEGINS_PAGE.match(begins):
        return HTML
    if begins.startswith("<?xml"):
        return "application/xml"
    if begins.startswith("#!") or _SCRIPT_NAMES.search(name):
        return UNKNOWN
    return said if said in _HARMLESS_TEXT else PLAIN


def _within(head: bytes) -> str:
    found = _PACKED.search(head)
    if found is None:
        return ""
    return found[1].decode() if found[1] else _OFFICE[found[2]]


def _text(head: bytes) -> str | None:
    """The beginning as text; ``None`` for what is none. UTF-16 counts by its mark: browsers read it, too."""
    for mark, charset in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(charset, "replace")
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        # Something else than text; yet a page with a stray byte in it is still a page to a browser.
        loose = head.decode("latin-1")
        return loose if _RUNS.search(loose) or _DRAWS.search(loose) else None
    return head.decode("utf-8", "replace")
