"""A refusal as bytes, for a connection whose request never reaches the application; used by the protocol."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request

from api.http import refusal_answers as problems
from api.http.answer_headers import completed
from events.values.refusal import Refusal


def raw_answer(request: Request, refusal: Refusal) -> bytes:
    """The whole answer; the connection ends with it."""
    answer = problems.respond(request, refusal)
    line = f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}\r\n".encode("ascii")
    headers = [*completed(answer.raw_headers), (b"connection", b"close")]
    return line + b"".join(b"%s: %s\r\n" % pair for pair in headers) + b"\r\n" + bytes(answer.body)
