"""Small pictures of every kind that the desk takes, made here; for the tests of photos."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 2, height: int = 3) -> bytes:
    """A black PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" * (width + 1)) * min(height, 10))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif(width: int = 2, height: int = 3) -> bytes:
    """A GIF of one frame."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02D\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame + b";"


def jpeg(width: int = 2, height: int = 3) -> bytes:
    """The frame of a JPEG: its size, a scan and its end."""
    application = b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + application + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00\xff\xd9"


def _riff(chunk: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def webp_lossy(width: int = 2, height: int = 3) -> bytes:
    """The header of a lossy WebP."""
    data = b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 8
    return _riff(b"VP8 " + struct.pack("<I", len(data)) + data)


def webp_lossless(width: int = 2, height: int = 3) -> bytes:
    """The header of a lossless WebP."""
    data = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 11
    return _riff(b"VP8L" + struct.pack("<I", len(data)) + data)


def webp_extended(width: int = 2, height: int = 3) -> bytes:
    """The header of a WebP with more than one layer."""
    data = b"\0\0\0\0" + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return _riff(b"VP8X" + struct.pack("<I", len(data)) + data)


KINDS = {
    "png": (png, "image/png"),
    "gif": (gif, "image/gif"),
    "jpeg": (jpeg, "image/jpeg"),
    "webp lossy": (webp_lossy, "image/webp"),
    "webp lossless": (webp_lossless, "image/webp"),
    "webp extended": (webp_extended, "image/webp"),
}
