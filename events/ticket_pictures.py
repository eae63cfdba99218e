"""Which files of a letter or a comment are pictures within its words; told beside these, read where files are listed.

What words call a picture is a word of theirs, and so of whoever asked for the ticket (0149).
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.identity import CommentId, PersonId, TicketId
from events.values.picture import PictureInPlace


class PicturesInPlaceTold(Fact, frozen=True, kw_only=True):
    """These files of a comment, or without one of the registration, stand within its words."""

    stored_name: ClassVar[str] = "ticket.pictures-in-place@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "pictures[].content_id")

    ticket_id: TicketId
    requester_id: PersonId
    pictures: tuple[PictureInPlace, ...]
    comment_id: CommentId | None = None
