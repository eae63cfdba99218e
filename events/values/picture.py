"""A picture that stands within the words of a letter or a comment, and by what they point at it; kept in facts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.text import Text
from events.values.ticket import is_digest

LONGEST_CONTENT_ID = 250
MOST_IN_PLACE = 100
ContentId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_CONTENT_ID,
        pattern=r"^[\x21-\x3b=\x3f-\x7e]+(?![\s\S])",
        description="A Content-ID without its brackets, as words point at it: cid:image001.png@01DC",
    ),
]


class PictureInPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the files it is, and what the words call it; in a fact that is sealed, and may be erased."""

    sha256: str
    content_id: str

    def __post_init__(self) -> None:
        if not is_digest(self.sha256):
            raise InvalidValue(
                Text(ru="нужен SHA-256 файла: 64 знака 0-9a-f.", en="the SHA-256 of a file is needed: 64 of 0-9a-f."),
                field="sha256",
            )


class PlacedPicture(PictureInPlace, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same as somebody says it."""

    content_id: ContentId


InPlace = Annotated[
    tuple[PlacedPicture, ...],
    Meta(max_length=MOST_IN_PLACE, description="Which of the attached pictures stand within the words."),
]
