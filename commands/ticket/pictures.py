"""Pictures that stand within the words that come with them; told by the commands that register and comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from events.fact import Fact, Recorded
from events.ticket_pictures import PicturesInPlaceTold
from events.values.identity import CommentId, PersonId, TicketId
from events.values.picture import PictureInPlace, PlacedPicture
from events.values.refusal import Refusal
from events.values.ticket import Attachment


class NoSuchPicture(Refusal):
    """No picture of this content is attached here. Attach it as well, or leave it out of “in_place”."""

    ru: ClassVar[str] = "Картинки с таким содержимым среди вложений нет. Приложите её или уберите из «in_place»."
    rule: ClassVar[str] = "row 173"


def in_place(
    pictures: Sequence[PictureInPlace],
    files: Sequence[Attachment],
    ticket_id: TicketId,
    requester_id: PersonId,
    comment_id: CommentId | None = None,
) -> list[Fact]:
    """Nothing where there are none. Each is one of the files, and a picture."""
    seen = {file.sha256 for file in files if file.media_type.startswith("image/")}
    for nth, picture in enumerate(pictures):
        if picture.sha256 not in seen:
            raise NoSuchPicture(field=f"in_place[{nth}].sha256")
    if not pictures:
        return []
    told = tuple(PictureInPlace(sha256=one.sha256, content_id=one.content_id) for one in pictures)
    return [PicturesInPlaceTold(ticket_id=ticket_id, requester_id=requester_id, pictures=told, comment_id=comment_id)]


def pictures_of(history: Sequence[Recorded], comment_id: CommentId) -> tuple[PlacedPicture, ...]:
    """Those within the words of a comment."""
    told = (one.fact for one in history if isinstance(one.fact, PicturesInPlaceTold))
    return tuple(
        PlacedPicture(sha256=one.sha256, content_id=one.content_id)
        for fact in told
        if fact.comment_id == comment_id
        for one in fact.pictures
    )
