"""The question of a person's photo (row 66)."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.person import NoSuchPerson
from api.bootstrap import Desk
from api.pictures.kinds import picture
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.refusals import NoPhoto
from events.values.people import Viewer
from projections.kit import visibility


class Photo(msgspec.Struct, frozen=True):
    """The picture itself, and what kind it is: read from it, whatever was said of it."""

    content: bytes
    media_type: str


@question("read-photo")
def read_photo(desk: Desk, viewer: Viewer, ref: UUID) -> Answer[Photo]:
    """One's own, or anybody's for those who see every card."""
    identity = desk.identities.of(ref)
    if identity is None or not visibility.sees_person(viewer, ref):
        raise NoSuchPerson
    photo = identity.person.photo
    kept = None if photo is None else desk.contents.of_owner(ref, photo.sha256)
    if photo is None or kept is None:
        raise NoPhoto
    content = kept.whole()
    # Read again: the fact may have come another way, and says what somebody said.
    return Answer(Photo(content, picture(content).media_type), etag=photo.sha256)
