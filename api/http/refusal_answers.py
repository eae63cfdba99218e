"""From kinds of refusal to HTTP, in one table, and the answer to a refused request; nothing else knows the numbers."""

from __future__ import annotations

import re

import msgspec
from fastapi import Request, Response

from api.http.refusals import RangeIsBeyondEnd, StorageIsAway, WrongMethod
from api.wire.refusals import BodyIsNotSentAsJson, HeadIsTooLong, RequestIsTooSlow, TransferCodingIsUnknown
from commands.refusals import StaleVersion
from connectors.inbound.sign_in.refusals import SecondFactorIsNeeded, SignInTookTooLong, WrongCode, WrongCredentials
from connectors.storage.server.database import DatabaseUnreachable
from connectors.storage.server.states import state_of
from events.values.refusal import Kind, Refusal
from events.values.text import Text

STATUS: dict[Kind, int] = {
    "unreadable": 400,
    "unknown_caller": 401,
    "not_yours": 403,
    "missing": 404,
    "at_odds": 409,
    "stale": 412,
    "too_large": 413,
    "broken_rule": 422,
    "too_often": 429,
    "our_fault": 500,
    "too_busy": 503,
    "away": 503,
}

STATUS_OF: dict[type[Refusal], int] = {
    WrongMethod: 405,
    RequestIsTooSlow: 408,
    BodyIsNotSentAsJson: 415,
    RangeIsBeyondEnd: 416,
    HeadIsTooLong: 431,
    TransferCodingIsUnknown: 501,
}
"""What only HTTP can do wrong, and has a number of its own for."""

TITLES: dict[int, Text] = {
    400: Text("Запрос не разобран", "The request cannot be read"),
    401: Text("Нужно войти или предъявить токен", "Sign in or send a token"),
    403: Text("Недостаточно прав", "Not allowed"),
    404: Text("Не найдено", "Not found"),
    405: Text("Метод не подходит", "The method does not fit"),
    408: Text("Запрос не пришёл целиком", "The request did not come to its end"),
    409: Text("Не соответствует текущему состоянию", "In conflict with how things stand"),
    412: Text("Версия устарела", "The version is stale"),
    413: Text("Запрос слишком велик", "The request is too large"),
    415: Text("Тело не того вида", "The body is of another kind"),
    416: Text("Нет такой части", "There is no such part"),
    422: Text("Правило не соблюдено", "A rule is broken"),
    429: Text("Слишком часто", "Too often"),
    431: Text("Запрос слишком велик", "The request is too large"),
    500: Text("Внутренняя ошибка", "An error of ours"),
    501: Text("Не поддерживается", "Not supported"),
    503: Text("Временно недоступно", "Away for the moment"),
}

TITLE_OF: dict[type[Refusal], Text] = {
    **dict.fromkeys((WrongCredentials, WrongCode, SignInTookTooLong), Text("Вход не выполнен", "Not signed in")),
    SecondFactorIsNeeded: Text("Нужен код", "A code is needed"),
}
"""Refusals whose status says less than they could."""


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The problem details of RFC 9457. ``code`` is stable; ``detail`` is in the reader's language, ``texts`` in both.

    ``parameters`` are the codes of what the text lists by name: the statuses that are open, the groups that may.
    ``stale``: it was said without the min_position that was asked for, so the same question may have an answer soon.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    texts: Text
    field: str = ""
    rule: str = ""
    version: int | None = None
    parameters: dict[str, tuple[str, ...]] = {}
    stale: bool = False


def status_of(refusal: Refusal | type[Refusal]) -> int:
    """The HTTP status of a refusal."""
    of = refusal if isinstance(refusal, type) else type(refusal)
    return STATUS_OF.get(of, STATUS[of.kind])


def language_of(request: Request) -> str:
    """The reader's language: ``?lang=``, else what Accept-Language prefers, else the bearer's, else Russian."""
    asked = request.query_params.get("lang", "")
    if asked in {"ru", "en"}:
        return asked
    best, best_weight = str(getattr(request.state, "language", "ru")), 0.0
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag[:2].lower()
        value = float(weight) if re.fullmatch(r"[01](\.\d+)?", weight) else 1.0
        if language in {"ru", "en"} and value > best_weight:
            best, best_weight = language, value
    return best


def told_outside(refusal: Refusal) -> Refusal:
    """The refusal that is told where anybody reads: the words of a storage that cannot be reached name the server and
    the way to it, and are for the log and the command line.
    """  # noqa: D205 - one sentence
    return StorageIsAway(state=state_of(refusal)) if isinstance(refusal, DatabaseUnreachable) else refusal


def respond(request: Request, refusal: Refusal) -> Response:
    """The answer to a refused request."""
    refusal = told_outside(refusal)
    language, status = language_of(request), status_of(refusal)
    code, text = refusal.code(), refusal.text
    version = refusal.params.get("now") if isinstance(refusal, StaleVersion) else None
    details = ProblemDetails(
        type=f"urn:deskledger:problem:{code}",
        title=TITLE_OF.get(type(refusal), TITLES[status]).to(language),
        status=status,
        detail=text.to(language),
        code=code,
        texts=text,
        field=refusal.field,
        rule=refusal.rule,
        version=version if isinstance(version, int) else None,
        parameters=refusal.parameters,
        stale=not refusal.is_fresh,
    )
    headers = {"Content-Language": language}
    if refusal.kind == "unknown_caller":
        headers["WWW-Authenticate"] = 'Bearer realm="deskledger"'
    if version is not None:
        headers["ETag"] = f'"{version}"'
    if refusal.kind in {"too_busy", "away"}:
        headers["Retry-After"] = "1"
    if not refusal.is_fresh:
        headers["X-Stale"] = "true"
    if refusal.kind == "too_often" and "seconds" in refusal.params:
        headers["Retry-After"] = str(refusal.params["seconds"])
    if isinstance(refusal, RangeIsBeyondEnd):
        headers["Content-Range"] = f"bytes */{refusal.params['size']}"
    if isinstance(refusal, WrongMethod):
        headers["Allow"] = str(refusal.params["allowed"])
    return Response(
        msgspec.json.encode(details),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )
