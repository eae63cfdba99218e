"""An answer that is a stored content, sent chunk by chunk as it is taken; made by the routes that serve files."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from api.http.files.names import disposition
from api.http.files.ranges import Wanted, is_known, wanted
from api.http.front import IS_HEAD
from api.pictures.previews import Preview
from api.wire.refusals import WorkersAreBusy
from api.wire.workers import Workers
from connectors.storage.shelves.sealed_chunks import CHUNK
from connectors.storage.shelves.sealed_contents import Opened

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})
"""Kinds that nothing can run from: these may be shown where they stand, everything else is kept as a file."""
ACTIVE = frozenset({"text/html", "image/svg+xml", "application/xml", "application/xhtml+xml"})
"""Kinds that a browser would run: they are told as bytes of no kind."""
AHEAD = 2
"""Chunks that are read before they are sent: a busy machine has its threads wait for each other."""
TRIES = 12
"""So often a busy desk is waited for in the middle of a file, 5 seconds each."""


def heads_of(name: str, media_type: str, *, etag: str, inline: bool) -> dict[str, str]:
    """What the head of an answer says of a content: it runs nothing, and no other site shows it."""
    kind: Literal["inline", "attachment"] = "inline" if inline and media_type in SHOWN else "attachment"
    told = "application/octet-stream" if media_type in ACTIVE else media_type
    return {
        "Content-Type": "text/plain; charset=utf-8" if told == "text/plain" else told,
        "Content-Disposition": disposition(name, kind),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        # Whoever asks again is asked again who they are: rights of a minute ago open nothing.
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }


class FileAnswer(Response):
    """A content, or the part of it that was asked for. Raises ``RangeIsBeyondEnd`` and ``FileDamaged`` when made."""

    def __init__(self, request: Request, content: Opened, *, name: str, etag: str, inline: bool) -> None:
        quoted = f'"{etag}"'
        heads = heads_of(name, content.media_type, etag=quoted, inline=inline)
        self._content = content
        self._first = b""
        self._wanted = Wanted(0, 0, is_part=False)
        self.is_sent = False
        """Whether anything of the content goes out."""
        if is_known(request.headers, quoted):
            status = 304
            heads.pop("Content-Type")
        else:
            part = self._wanted = wanted(request.headers, content.size, quoted)
            status = 206 if part.is_part else 200
            heads["Content-Length"] = str(part.end - part.first)
            if part.is_part:
                heads["Content-Range"] = f"bytes {part.first}-{part.end - 1}/{content.size}"
            if not request.scope.get(IS_HEAD):
                self.is_sent = True
                # While there is no answer yet: a content that is damaged gets one that says so.
                self._first = content.chunk(part.first // CHUNK)
        super().__init__(status_code=status, headers=heads)
        if status == 304:  # noqa: PLR2004 - what HTTP calls it
            del self.headers["content-length"]

    @override
    def init_headers(self, headers: object = None) -> None:
        """As told, and nothing that the framework would guess."""
        told: dict[str, str] = headers if isinstance(headers, dict) else {}
        self.raw_headers = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in told.items()]

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; whoever hangs up in the middle is read for no longer."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if not self.is_sent:
            await send({"type": "http.response.body", "body": b""})
            return
        workers: Workers = scope["app"].state.workers
        gone = asyncio.ensure_future(_gone(receive))
        first, end, _ = self._wanted
        nth, last = first // CHUNK, max(end - 1, 0) // CHUNK
        # Those that follow are read while this one is taken.
        ahead: deque[asyncio.Future[bytes]] = deque()
        chunk = self._first
        try:
            while True:
                while len(ahead) < AHEAD and nth + len(ahead) < last:
                    ahead.append(asyncio.ensure_future(_read(workers, self._content, nth + len(ahead) + 1)))
                start = nth * CHUNK
                part = chunk
                if first > start or end < start + len(chunk):
                    part = chunk[max(first - start, 0) : end - start]
                await send({"type": "http.response.body", "body": part, "more_body": nth < last})
                if not ahead or gone.done():
                    return
                chunk = await ahead.popleft()
                nth += 1
        finally:
            gone.cancel()
            for one in ahead:
                one.cancel()


def preview_of(request: Request, make: Callable[[], Preview], side: int, *, etag: str) -> Response:
    """A small picture of a stored one, or that the asker has it already."""
    quoted = f'"{etag}-{side}"'
    if is_known(request.headers, quoted):
        return Response(status_code=304, headers={"ETag": quoted, "Cache-Control": "private, no-cache"})
    made = make()
    heads = heads_of("preview", made.media_type, etag=quoted, inline=True)
    del heads["Accept-Ranges"]
    return Response(made.content, headers=heads)


async def _read(workers: Workers, content: Opened, nth: int) -> bytes:
    for _ in range(TRIES):
        with suppress(WorkersAreBusy):
            return await workers.run(content.chunk, nth)
    raise WorkersAreBusy(seconds=f"{TRIES * workers.longest_wait_s:g}")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
