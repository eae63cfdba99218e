"""Reads a request's body strictly: one JSON object, no key twice, no unknown field; for routes that take one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from api.http.refusals import NotJson
from api.questions.decoding.not_json import NO_OBJECT, TOO_DEEP, invalid_json
from api.questions.decoding.strict import LONGEST_TEXT as LONGEST_TEXT  # noqa: PLC0414 - of a body
from api.questions.decoding.strict import MOST_ENTRIES as MOST_ENTRIES  # noqa: PLC0414 - of a body
from api.questions.decoding.strict import Json, refuse_repeated_keys
from api.questions.decoding.strict import decoded as decoded  # noqa: PLC0414 - what routes do with a body
from api.questions.refusals import InvalidField
from events.values.text import Text


def object_of(body: bytes) -> Json:
    """The JSON object of a body; an empty body is an empty object. Raises ``NotJson`` or ``InvalidField``."""
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except RecursionError as error:
        raise _not_json(TOO_DEEP) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _not_json(invalid_json(error, body)) from error
    if not isinstance(found, dict):
        raise _not_json(NO_OBJECT)
    refuse_repeated_keys(body)
    if b"\\u0000" in body:
        _refuse_nul(found)
    return found


def _not_json(reason: Text) -> NotJson:
    return NotJson(reason=reason)


def _refuse_nul(found: Any) -> None:
    for path, text in _strings(found, ""):
        if "\0" in text:
            raise InvalidField(
                field=path,
                reason_ru="в тексте есть нулевой символ (U+0000); уберите его.",
                reason_en="the text contains a null character (U+0000); take it out.",
            )


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield path or "-", key
            yield from _strings(inner, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _strings(inner, f"{path}[{index}]")
