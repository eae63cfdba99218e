"""Looks and scripts of the pages: files of our own, kept by browsers for ever under an address of their version."""

from __future__ import annotations

import functools
import gzip
from importlib import resources
from typing import NamedTuple

from fastapi import Request, Response

PATH = "/static/{version}/{name}"
KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}


class _File(NamedTuple):
    plain: bytes
    packed: bytes
    kind: str


@functools.cache
def files() -> dict[str, _File]:
    """All of them by name, read and packed once."""
    found = {}
    for file in resources.files("api.console").joinpath("static").iterdir():
        kind = KINDS.get(file.name.rpartition(".")[2])
        if kind is not None:
            content = file.read_bytes()
            found[file.name] = _File(content, gzip.compress(content, 9, mtime=0), kind)
    return found


async def file(request: Request) -> Response:
    """One file; its version is only there to be another address."""
    found = files().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": found.kind, "Vary": "Accept-Encoding"}  # fmt: skip # noqa: E501
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.plain, headers=headers)
