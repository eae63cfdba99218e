"""An answer over HTTP: in JSON or as a picture, honest about its age, with its version; used by the routes."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import Response

from api.http.door import as_json
from api.questions.answer import Answer


def encoded(answer: Answer[Any], *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer that says honestly when it is older than what was asked for."""
    heads = {**(headers or {}), "ETag": f'"{answer.etag}"'} if answer.etag else headers
    if answer.epoch:
        heads = {**(heads or {}), "X-Epoch": str(answer.epoch)}
    if answer.is_fresh:
        return as_json(answer.value, status=status, headers=heads)
    value = msgspec.to_builtins(answer.value)
    value = {**value, "stale": True} if isinstance(value, dict) else {"items": value, "stale": True}
    return as_json(value, status=status, headers={**(heads or {}), "X-Stale": "true"})


def drawn(answer: Answer[str]) -> Response:
    """A picture, which says that it is older than what was asked for beside itself."""
    return Response(answer.value, media_type="image/svg+xml", headers={} if answer.is_fresh else {"X-Stale": "true"})
