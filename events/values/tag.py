"""How a tag is spelt; shared by the command that tags, the conditions of lists and whoever finds tickets by them."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from msgspec import Meta

from events.values.one_line import one_line

MOST_TAGS = 30
"""So many tags a ticket bears at most."""
LONGEST_TAG = 50

Tag = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_TAG,
        pattern=r"^[^,\n]*[^\s,][^,\n]*(?![\s\S])",
        description="Up to 50 characters without a comma; kept in small letters.",
    ),
]


def spelt(tag: str) -> str:
    """A tag as it is kept: one spelling for what looks the same, whoever types it."""
    return one_line(unicodedata.normalize("NFKC", tag)).lower()
