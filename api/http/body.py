"""Reads a request's body strictly: one JSON object, no key twice, no unknown field; for routes that take one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import msgspec

from api.http.field_faults import NO_SUCH_FIELD, RULES_BY_FIELD, invalid_field, invalid_json, unknown_field
from api.http.refusals import NotJson
from api.questions.refusals import InvalidField
from events.values.calendar_years import TOO_FAR, is_tellable
from events.values.text import LANGUAGES, Text

T = TypeVar("T")

Json = dict[str, Any]
MOST_ENTRIES = 1_000
LONGEST_TEXT = 100_000
"""How many entries a list or a mapping of a request has at most, and how many characters a text."""


def object_of(body: bytes) -> Json:
    """The JSON object of a body; an empty body is an empty object. Raises ``NotJson`` or ``InvalidField``."""
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except RecursionError as error:
        raise _not_json(Text(ru="слишком много вложенных скобок", en="it is nested too deeply")) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _not_json(invalid_json(error, body)) from error
    if not isinstance(found, dict):
        raise _not_json(Text(ru="нужен объект", en="an object is expected"))
    _refuse_repeated_keys(body)
    if b"\\u0000" in body:
        _refuse_nul(found)
    return found


def decoded(content: Json, kind: type[T], *, addressed: str = "", most_entries: int = MOST_ENTRIES) -> T:
    """The struct that a decoded body says; raises ``InvalidField`` with the path, the reason and the rule.

    ``addressed`` is the field that the address of the request names; ``most_entries`` how long its lists may be.
    Facts keep reading fields that are gone, so the values inside them pass over what they do not know. A request
    must not: a condition with a slip of the pen would match every ticket.
    """
    _complete_names(content)
    try:
        found = msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        raise invalid_field(error, kind, _named_key(error, content, kind), without=addressed) from error
    _refuse_unbounded(content, "", most_entries)
    for path, fault in _faults(content, msgspec.to_builtins(found, builtin_types=(datetime,)), ""):
        if fault is NO_SUCH_FIELD:
            fault = unknown_field(kind, path, without=addressed)  # noqa: PLW2901 - the same fault, told more exactly
        raise InvalidField(field=path, reason_ru=fault.ru, reason_en=fault.en, broken=RULES_BY_FIELD.of(path))
    return found


def _complete_names(content: Any) -> None:
    """A name in one language reads the same in the other, wherever it stands."""
    for key, inner in content.items() if isinstance(content, dict) else enumerate(content):
        if isinstance(inner, dict | list):
            _complete_names(inner)
        if key == "name" and isinstance(inner, dict):
            told = [inner[language] for language in LANGUAGES if language in inner]
            if len(told) == 1:
                inner.update(dict.fromkeys(LANGUAGES, told[0]))


def _not_json(reason: Text) -> NotJson:
    return NotJson(reason=reason)


def _refuse_repeated_keys(body: bytes) -> None:
    def once(pairs: list[tuple[str, Any]]) -> Json:
        found = dict(pairs)
        if len(found) < len(pairs):
            _refuse_twice([key for key, _ in pairs])
        return found

    json.loads(body, object_pairs_hook=once)


def _refuse_twice(keys: list[str]) -> NoReturn:
    seen: set[str] = set()
    name = next(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value] # it adds
    raise InvalidField(
        field=name,
        reason_ru="оно указано дважды; оставьте одно.",
        reason_en="it is given twice; keep one.",
    )


def _refuse_nul(found: Any) -> None:
    for path, text in _strings(found, ""):
        if "\0" in text:
            raise InvalidField(
                field=path,
                reason_ru="в тексте есть нулевой символ (U+0000); уберите его.",
                reason_en="the text contains a null character (U+0000); take it out.",
            )


def _refuse_unbounded(value: Any, path: str, most_entries: int) -> None:
    """What has no bound of its own has this one: no list and no mapping is as long as a body may be, and no text."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise _too_long(path, LONGEST_TEXT)
    if isinstance(value, dict | list):
        if len(value) > most_entries:
            raise _too_long(path, most_entries)
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            below = f"{path}.{key}".removeprefix(".") if isinstance(value, dict) else f"{path}[{key}]"
            _refuse_unbounded(inner, below, most_entries)


def _too_long(path: str, most: int) -> InvalidField:
    return InvalidField(
        field=path or "-",
        reason_ru=f"слишком длинно: не больше {most}.",
        reason_en=f"too long: at most {most}.",
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


def _faults(given: Any, taken: Any, path: str) -> Iterator[tuple[str, Text]]:
    """What was sent and is not in what was understood, and instants that not every zone can tell."""
    if isinstance(given, dict) and isinstance(taken, dict):
        for key, value in given.items():
            inner = f"{path}.{key}".removeprefix(".")
            if key in taken:
                yield from _faults(value, taken[key], inner)
            else:
                yield inner, NO_SUCH_FIELD
    elif isinstance(given, list) and isinstance(taken, list | tuple):
        for index, value in enumerate(given):
            if index < len(taken):
                yield from _faults(value, taken[index], f"{path}[{index}]")
            elif value not in taken:  # a set reads what is given twice once
                yield f"{path}[{index}]", NO_SUCH_FIELD
    elif isinstance(taken, datetime) and not is_tellable(taken):
        yield path, TOO_FAR


_VALUE_OF = re.compile(r" - at `\$\.?(?P<path>[^`]*?)\[\.\.\.\]")


def _named_key(error: msgspec.ValidationError, content: Json, kind: type[Any]) -> str:
    """The key whose value does not fit: the decoder says only that it is one of a mapping's."""
    found = _VALUE_OF.search(str(error))
    if found is None:
        return ""
    *way, last = found["path"].split(".")
    inner: Any = content
    for step in way:
        name, _, index = step.partition("[")
        inner = inner[name] if not index else inner[name][int(index.rstrip("]"))]
    mapping = inner[last]
    keys: list[str] = list(mapping)
    low, high = 0, len(keys)
    while low + 1 < high:
        middle = (low + high) // 2
        inner[last] = {key: mapping[key] for key in keys[:middle]}
        try:
            msgspec.convert(content, kind)
        except msgspec.ValidationError as again:
            low, high = (low, middle) if str(again) == str(error) else (middle, high)
        else:
            low = middle
    inner[last] = mapping
    return keys[low]
