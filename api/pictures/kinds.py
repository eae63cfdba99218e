"""Reads whether bytes are a picture, of what kind and size: signatures and dimensions only; used for photos.

Nothing is decoded, so no picture can be made to cost much; what is kept is served as exactly the kind that it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import msgspec

from api.http.refusals import NotAPicture

MOST_PIXELS = 10_000
"""The longest side of a photo."""


class Picture(msgspec.Struct, frozen=True):
    """What kind of picture, and how large."""

    media_type: str
    width: int
    height: int


def picture(content: bytes) -> Picture:
    """What the bytes show; raises ``NotAPicture``."""
    for media_type, read in _READERS.items():
        size = read(content)
        if size is not None and all(0 < side <= MOST_PIXELS for side in size):
            return Picture(media_type, *size)
    raise NotAPicture(limit=MOST_PIXELS)


Size = tuple[int, int]


def _png(content: bytes) -> Size | None:
    """Its chunks from the header to the end, each with the checksum that it says."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    size: Size | None = None
    at, has_pixels = 8, False
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 8 + length
        if end + 4 > len(content) or zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4]):
            return None
        if size is None:
            if kind != b"IHDR" or length != 13:  # noqa: PLR2004 - as PNG says
                return None
            size = int.from_bytes(content[at + 8 : at + 12]), int.from_bytes(content[at + 12 : at + 16])
        has_pixels = has_pixels or kind == b"IDAT"
        if kind == b"IEND":
            return size if has_pixels else None
        at = end + 4
    return None


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN = 0xDA


def _jpeg(content: bytes) -> Size | None:
    """Its segments up to the first scan: one of them says the size; an end mark comes last."""
    if not content.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in content[-64:]:
        return None
    size: Size | None = None
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every mark begins so
        kind = content[at + 1]
        if kind == 0xFF:  # noqa: PLR2004 - filling
            at += 1
            continue
        if kind in _BARE:
            at += 2
            continue
        if kind == _SCAN:
            return size
        if kind in _FRAMES and at + 9 <= len(content):
            height, width = int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 7 : at + 9])
            size = (width, height)
        at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    return None


def _gif(content: bytes) -> Size | None:
    """Its header, and the mark that ends it."""
    if content[:6] not in {b"GIF87a", b"GIF89a"} or len(content) < 14 or content.rstrip(b"\0")[-1:] != b";":  # noqa: PLR2004 - header and mark
        return None
    return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")


def _webp(content: bytes) -> Size | None:
    """Its first chunk says the size, in one of three ways."""
    said = int.from_bytes(content[4:8], "little") + 8
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < max(30, said):
        return None
    kind, data = content[12:16], content[20:30]
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if kind == b"VP8L" and data[0] == 0x2F:  # noqa: PLR2004 - its signature
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
    return None


_READERS: dict[str, Callable[[bytes], Size | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
}
MEDIA_TYPES = tuple(_READERS)
