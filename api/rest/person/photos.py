"""A person's photo over HTTP: sent and read as the picture itself (row 66)."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Query, Request, Response

from aggregates.person import NoSuchPerson
from api.http.door import TheAsker, TheDesk, TheFile, TheViewer, expected_version
from api.http.files.served import preview_of
from api.http.swift.laid import Routes
from api.pictures.kinds import picture
from api.pictures.previews import LARGEST, SMALLEST
from api.questions.person.photo import read_photo as ask_for_photo
from api.questions.references import person_ref
from api.rest.commands import Key, Match, command_id_of, receipted
from api.rest.parameters import Someone
from commands.person.card import ChangePhoto
from events.values.ticket import Attachment

router = Routes()

Small = Annotated[
    int | None, Query(ge=SMALLEST, le=LARGEST, description="Drawn anew, its longest side at most so many pixels.")
]
Force = Annotated[bool, Query(description="Insist, although a source outside owns the photo.")]
Note = Annotated[str, Query(max_length=1000, description="Why one insists.")]


@router.post(
    "/persons/{ref}/photo", tags=["persons"], operation_id="upload-photo", summary="Задать фотографию · Set the photo"
)
def upload_photo(  # noqa: PLR0913, PLR0917 - what a command over HTTP has
    request: Request,
    ref: Someone,
    desk: TheDesk,
    viewer: TheViewer,
    body: TheFile,
    force: Force = False,  # noqa: FBT002 - a parameter of the address
    note: Note = "",
    key: Key = None,
    match: Match = None,
) -> Response:
    """The body is the picture: PNG, JPEG, GIF or WebP. What it is is read from it, whatever is said of it."""
    del key, match
    person_id = person_ref(desk, viewer, ref)
    if desk.identities.of(person_id) is None:
        raise NoSuchPerson
    seen = picture(body)
    kept = desk.contents.keep(body, by=viewer.actor.id, now=desk.clock.now(), name="photo")
    brought = msgspec.structs.replace(kept, media_type=seen.media_type)
    photo = Attachment(sha256=kept.sha256, name="photo", media_type=seen.media_type, size_bytes=len(body))
    command = ChangePhoto(person_id=person_id, photo=photo, force=force, note=note)
    receipt = desk.bus.execute(
        command,
        viewer=viewer,
        command_id=command_id_of(request, viewer),
        expected_version=expected_version(request),
        brought=[brought],
    )
    return receipted(receipt, desk)


@router.delete(
    "/persons/{ref}/photo",
    tags=["persons"],
    operation_id="remove-photo",
    summary="Убрать фотографию · Take the photo away",
)
def remove_photo(
    request: Request,
    ref: Someone,
    desk: TheDesk,
    viewer: TheViewer,
    force: Force = False,  # noqa: FBT002 - a parameter of the address
    note: Note = "",
) -> Response:
    """The card stays without one."""
    receipt = desk.bus.execute(
        ChangePhoto(person_id=person_ref(desk, viewer, ref), photo=None, force=force, note=note),
        viewer=viewer,
        command_id=command_id_of(request, viewer),
        expected_version=expected_version(request),
    )
    return receipted(receipt, desk)


@router.get("/persons/{ref}/photo", tags=["persons"], operation_id="read-photo", summary="Фотография · The photo")
def read_photo(request: Request, ref: Someone, desk: TheDesk, asker: TheAsker, preview: Small = None) -> Response:
    """One's own, or anybody's for those who see every card. It is never more than a picture to a browser."""
    answer = ask_for_photo(desk, asker, person_ref(desk, asker.viewer, ref))
    if preview is not None:
        return preview_of(request, lambda: desk.previews.made(answer.value.content, preview), preview, etag=answer.etag)
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": "inline",
        "Cache-Control": "private, max-age=3600",
        "ETag": f'"{answer.etag}"',
    }
    return Response(answer.value.content, media_type=answer.value.media_type, headers=headers)
