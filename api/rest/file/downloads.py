"""Files served over HTTP, and who looked at them; for whoever reads the words beside them, and for auditors."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from api.bootstrap import Desk
from api.http.door import TheAsker, TheDesk
from api.http.files.served import FileAnswer, preview_of
from api.http.swift.laid import Routes
from api.pictures.previews import LARGEST, SMALLEST
from api.questions.answer import Answer
from api.questions.file import contents, downloads
from api.questions.file.contents import CardFileWanted, FileWanted, ServedFile
from api.questions.file.downloads import DownloadsWanted
from api.questions.references import person_ref
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, MinPosition, Ref, Someone, ThePage, goes_on, page_size, wanted_of
from connectors.storage.shelves.downloads import Download
from events.values.people import Viewer

router = Routes()

Digest = Annotated[str, Path(max_length=64, description="What the file is known by: the SHA-256 of its bytes, in hex.")]
OnTicket = Annotated[str | None, Query(max_length=40, description="The ticket where it stands: a number or an id.")]
OnArticle = Annotated[str | None, Query(max_length=40, description="The article where it stands: K-1 or an id.")]
Inline = Annotated[
    bool, Query(description="Show it where it stands, if it is a picture or plain text; all else is kept as a file.")
]
Small = Annotated[
    int | None,
    Query(
        ge=SMALLEST,
        le=LARGEST,
        description="Of a picture: drawn anew, its longest side at most so many pixels, without what the camera wrote.",
    ),
]

_LOOKS = wanted_of(
    DownloadsWanted,
    person=Query(description="Only what this person looked at."),
    ticket=Query(ge=1, le=BIGGEST, description="Only files of the ticket of this number."),
    sha256=Query(max_length=64, description="Only this content, by its SHA-256."),
    before=Query(
        ge=1, le=BIGGEST, deprecated=True, description="Only entries older; “cursor” is what every list takes."
    ),
    cursor=goes_on(),
    limit=page_size(500),
)


@router.get(
    "/files/{sha256}", tags=["files"], operation_id="read-file", summary="Содержимое файла · The content of a file"
)
def read_file(  # noqa: PLR0913, PLR0917 - what an address may say
    request: Request,
    sha256: Digest,
    desk: TheDesk,
    asker: TheAsker,
    ticket: OnTicket = None,
    article: OnArticle = None,
    inline: Inline = False,  # noqa: FBT002 - a parameter of the address
    preview: Small = None,
    min_position: MinPosition = None,
) -> Response:
    """For whoever reads the words that it stands beside; a part of it by ``Range``. Each look is noted for auditors."""
    found = contents.read_file(desk, asker, FileWanted(sha256=sha256, ticket=ticket, article=article), min_position)
    return _sent(request, desk, asker.viewer, found, inline=inline, preview=preview)


@router.get(
    "/persons/{ref}/files/{sha256}",
    tags=["persons"],
    operation_id="read-person-file",
    summary="Файл с карточки человека · A file on a person's card",
)
def read_person_file(
    request: Request,
    ref: Someone,
    sha256: Digest,
    desk: TheDesk,
    asker: TheAsker,
    inline: Inline = False,  # noqa: FBT002 - a parameter of the address
    preview: Small = None,
) -> Response:
    """One's own, or anybody's for those who see every card. Each look is noted for auditors."""
    wanted = CardFileWanted(ref=person_ref(desk, asker.viewer, ref), sha256=sha256)
    found = contents.read_person_file(desk, asker, wanted)
    return _sent(request, desk, asker.viewer, found, inline=inline, preview=preview)


def _sent(
    request: Request, desk: Desk, viewer: Viewer, found: Answer[ServedFile], *, inline: bool, preview: int | None
) -> Response:
    """A content, or a picture drawn anew, as it is served safely; that it was looked at is noted."""
    file = found.value
    answer: Response
    if preview is None:
        answer = FileAnswer(request, file.content, name=file.name, etag=found.etag, inline=inline)
        is_sent = answer.is_sent
    else:
        answer = preview_of(request, lambda: desk.previews.of(file.content, preview), preview, etag=found.etag)
        is_sent = answer.status_code == 200  # noqa: PLR2004 - what HTTP calls it
    if is_sent:
        desk.downloads.record(
            Download(
                entry_id=0,
                at=desk.clock.now(),
                person_id=viewer.actor.id,
                what="file" if preview is None else "preview",
                sha256=file.sha256,
                size_bytes=file.content.size,
                ticket=file.ticket,
                about=file.about,
                source=request.client.host if request.client else "",
                client=request.headers.get("user-agent", ""),
            )
        )
    if not found.is_fresh:
        answer.headers["X-Stale"] = "true"
    return answer


@router.get(
    "/tickets/{ref}/files",
    tags=["tickets"],
    operation_id="list-ticket-files",
    summary="Файлы заявки · The files of a ticket",
)
def list_ticket_files(
    ref: Ref, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Those beside the words that one reads, also of tickets that were merged into it; each with where it is read."""
    return encoded(contents.list_files(desk, asker, page.of(ref), min_position))


@router.get(
    "/downloads",
    tags=["files"],
    operation_id="list-downloads",
    summary="Кто какие файлы открывал · Who opened which files",
)
def list_downloads(desk: TheDesk, asker: TheAsker, wanted: Annotated[DownloadsWanted, Depends(_LOOKS)]) -> Response:
    """Each look with its time and address, kept for 400 days; asking whether one's copy is still right is no look."""
    return encoded(downloads.list_downloads(desk, asker, wanted))
