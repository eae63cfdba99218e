"""Small pictures of pictures, drawn anew so that nothing of the sender's bytes is passed on; made by the routes.

Only what ``api.pictures.kinds`` knows is decoded, and only of bearable size: first frame, turned as it is to be seen,
without whatever the camera wrote beside the pixels. They are made anew each time: browsers keep them by their ETag.
"""

from __future__ import annotations

from io import BytesIO
from threading import BoundedSemaphore
from typing import ClassVar, NamedTuple

from PIL import Image, ImageOps

from api.http.refusals import NotAPicture
from api.pictures.kinds import picture
from api.wire.refusals import WorkersAreBusy
from connectors.storage.shelves.sealed_contents import Opened
from events.values.refusal import Refusal

SMALLEST, LARGEST = 16, 2_048
"""The longest side of a preview."""
MOST_BYTES = 30_000_000
MOST_PIXELS = {"image/jpeg": 50_000_000}
MOST_PIXELS_OF_OTHERS = 25_000_000
"""So many pixels are decoded at most: a JPEG is read at a part of its size."""
AT_ONCE = 2
"""Pictures that a process decodes at one time: each may take 100 MB."""
WAIT_S = 5.0
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


class NoPreviewOfThis(Refusal):
    """There is no preview of this file: it is no picture, a damaged one, or a very large one. Open the file itself."""

    ru: ClassVar[str] = "Этот файл не показать уменьшенным: он не картинка, повреждён или велик. Откройте сам файл."
    rule: ClassVar[str] = "row 173"
    field = "preview"


class Preview(NamedTuple):
    """A picture that was drawn here."""

    content: bytes
    media_type: str


class Previews:
    """Makes previews, a few at a time."""

    def __init__(self) -> None:
        self._places = BoundedSemaphore(AT_ONCE)

    def of(self, content: Opened, side: int) -> Preview:
        """Of a stored content: its longest side is ``side`` at most; raises ``NoPreviewOfThis``."""
        if content.size > MOST_BYTES or not content.media_type.startswith("image/"):
            raise NoPreviewOfThis
        return self.made(content.whole(), side)

    def made(self, content: bytes, side: int) -> Preview:
        """The same of bytes."""
        if not self._places.acquire(timeout=WAIT_S):
            raise WorkersAreBusy(seconds=f"{WAIT_S:g}")
        try:
            return drawn(content, side)
        finally:
            self._places.release()


def drawn(content: bytes, side: int) -> Preview:
    """A small picture of a picture; raises ``NoPreviewOfThis``."""
    try:
        seen = picture(content)
        if seen.width * seen.height > MOST_PIXELS.get(seen.media_type, MOST_PIXELS_OF_OTHERS):
            raise NoPreviewOfThis
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.size != (seen.width, seen.height):
                raise NoPreviewOfThis
            opened.draft("RGB", (side, side))
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail((side, side))
            return _encoded(turned)
    except (NotAPicture, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise NoPreviewOfThis from error


def _encoded(shown: Image.Image) -> Preview:
    """As JPEG, or as PNG where something shows through; pixels alone."""
    out = BytesIO()
    has_holes = "A" in shown.getbands() or "transparency" in shown.info
    plain = Image.new("RGBA" if has_holes else "RGB", shown.size)
    plain.paste(shown.convert(plain.mode))
    if has_holes:
        plain.save(out, "PNG")
        return Preview(out.getvalue(), "image/png")
    plain.save(out, "JPEG", quality=82)
    return Preview(out.getvalue(), "image/jpeg")
