"""Files sent over HTTP, as the body itself or in a form: stored piece by piece as they come, sealed (row 173)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, ClassVar
from urllib.parse import unquote

import msgspec
from fastapi import Header, Query, Request, Response

from api.bootstrap import Desk
from api.http.callers import caller_of
from api.http.door import TheDesk, TheViewer, as_json, in_worker
from api.http.files.forms import Begun, Ended, FormReader, Some, boundary_of
from api.http.swift.laid import Routes
from api.questions.file.limits import FileIsEmpty, FileIsTooLarge
from commands.attachments import FileNeedsName
from connectors.storage.shelves.sealed_chunks import CHUNK
from connectors.storage.shelves.sealed_contents import Incoming
from events.values.file_name import plain_file_name
from events.values.one_line import can_be_seen
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.ticket import Attachment

router = Routes()

MOST_AT_ONCE = 20
"""Files in one form."""

Name = Annotated[str, Query(max_length=1_000, description="What the file is called, where the body is the file.")]
NameHead = Annotated[
    str, Header(alias="X-File-Name", max_length=3_000, description="The same, percent-encoded, for who sends no query.")
]


class TooManyFiles(Refusal):
    """A form brings at most {limit} files. Send the others in another one."""

    ru: ClassVar[str] = "В одной форме не больше {limit} файлов. Остальные отправьте следующей."
    field = "body"
    rule: ClassVar[str] = "row 173"


class UploadedFiles(msgspec.Struct, frozen=True):
    """What was stored, as commands take it: give these as ``attachments``, within a day."""

    files: list[Attachment]


class _Taking:
    """The files of one request, one behind the other; whatever ends it early leaves nothing of them."""

    def __init__(self, request: Request, desk: Desk, viewer: Viewer) -> None:
        self._request = request
        self._desk = desk
        self._viewer = viewer
        self._limit = desk.settings.most_file_bytes
        self._incoming: Incoming | None = None
        self._name = self._said = ""
        self._kept: list[Attachment] = []
        self._whole: list[tuple[Incoming, str, str]] = []
        self._piece = bytearray()

    async def of_body(self, name: str) -> list[Attachment]:
        """The body is the file."""
        self._begin(name, self._request.headers.get("content-type", "").partition(";")[0].strip().lower())
        async for part in self._parts():
            await self._take(part)
        await self._end()
        return await self._keep()

    async def of_form(self, boundary: bytes) -> list[Attachment]:
        """The body is a form with files; its other fields say nothing."""
        reader, is_file = FormReader(boundary), False
        async for part in self._parts():
            for event in reader.feed(part):
                if isinstance(event, Begun):
                    # A browser sends an empty part for a field where nothing was chosen.
                    is_file = bool(event.file_name)
                    if event.file_name:
                        self._begin(event.file_name, event.media_type)
                elif is_file and isinstance(event, Some):
                    await self._take(event.data)
                elif is_file and isinstance(event, Ended):
                    await self._end()
        reader.end()
        if not self._whole:
            raise FileIsEmpty
        return await self._keep()

    async def drop(self) -> None:
        """Nothing of it stays."""
        for incoming in (*(one for one, _, _ in self._whole), self._incoming):
            if incoming is not None:
                await in_worker(self._request, incoming.dropped)

    async def _parts(self) -> AsyncIterator[bytes]:
        async for part in self._request.stream():
            if part:
                yield part

    def _begin(self, given: str, said: str) -> None:
        if len(self._whole) >= MOST_AT_ONCE:
            raise TooManyFiles(limit=MOST_AT_ONCE)
        self._name, self._said = plain_file_name(given), said
        if not can_be_seen(self._name):
            raise FileNeedsName(field="name")
        self._incoming = self._desk.contents.begin(by=self._viewer.actor.id, now=self._desk.clock.now())

    async def _take(self, data: bytes) -> None:
        incoming = self._incoming
        if incoming is None:
            return
        if incoming.size + len(self._piece) + len(data) > self._limit:
            raise FileIsTooLarge(limit=self._limit)
        self._piece += data
        if len(self._piece) >= CHUNK:
            await self._hand_over(incoming)

    async def _hand_over(self, incoming: Incoming) -> None:
        piece, self._piece = bytes(self._piece), bytearray()
        await in_worker(self._request, incoming.take, piece)

    async def _end(self) -> None:
        incoming = self._incoming
        if incoming is None:
            return
        await self._hand_over(incoming)
        if not incoming.size:
            raise FileIsEmpty
        self._whole.append((incoming, self._name, self._said))
        self._incoming = None

    async def _keep(self) -> list[Attachment]:
        return await in_worker(self._request, self._kept_for, self._request)

    def _kept_for(self, request: Request) -> list[Attachment]:
        # It may have taken long: whoever was let out meanwhile leaves nothing.
        caller_of(request, self._desk)
        coming = sum(incoming.size for incoming, _, _ in self._whole)
        self._desk.uploads.refuse_too_many(self._viewer.actor.id, self._desk.clock.now(), coming)
        for incoming, name, said in self._whole:
            content = incoming.kept(name=name, said=said)
            self._kept.append(Attachment(content.sha256, name, content.media_type, content.size_bytes))
        return self._kept


@router.post(
    "/files",
    tags=["files"],
    operation_id="upload-file",
    summary="Загрузить файлы, чтобы приложить их · Upload files, to attach them",
    status_code=201,
)
async def upload_file(
    request: Request, desk: TheDesk, viewer: TheViewer, name: Name = "", name_head: NameHead = ""
) -> Response:
    """The file as the body with ``?name=``, or a form (multipart/form-data) with up to 20 of them.

    What kind of file it is is found from its bytes, whatever is said of it; folders in its name are dropped. The same
    bytes are kept once. What nothing names within a day is removed.
    """
    length = request.headers.get("content-length", "0")
    boundary = boundary_of(request.headers.get("content-type", ""))
    coming = int(length) if length.isdigit() else 0
    if boundary is None and coming > desk.settings.most_file_bytes:
        raise FileIsTooLarge(limit=desk.settings.most_file_bytes)
    await in_worker(request, desk.uploads.refuse_too_many, viewer.actor.id, desk.clock.now())
    taking = _Taking(request, desk, viewer)
    try:
        files = await taking.of_body(name or unquote(name_head)) if boundary is None else await taking.of_form(boundary)
    except BaseException:
        await taking.drop()
        raise
    return as_json(UploadedFiles(files), status=201)
