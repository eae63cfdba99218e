"""Decodes strictly what was sent: no unknown field, no list without an end; asked by doors and by questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import msgspec

from api.questions.decoding.words import NO_SUCH_FIELD, RULES_BY_FIELD, invalid_field, unknown_field
from api.questions.refusals import InvalidField
from events.values.calendar_years import TOO_FAR, is_tellable
from events.values.text import LANGUAGES, Text

T = TypeVar("T")

Json = dict[str, Any]
MOST_ENTRIES = 1_000
LONGEST_TEXT = 100_000
"""How many entries a list or a mapping of a request has at most, and how many characters a text."""


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


def refuse_repeated_keys(body: bytes) -> None:
    """Raise ``InvalidField`` where an object says a key twice: which of both was meant, nobody knows."""

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


def _complete_names(content: Any) -> None:
    """A name in one language reads the same in the other, wherever it stands."""
    for key, inner in content.items() if isinstance(content, dict) else enumerate(content):
        if isinstance(inner, dict | list):
            _complete_names(inner)
        if key == "name" and isinstance(inner, dict):
            told = [inner[language] for language in LANGUAGES if language in inner]
            if len(told) == 1:
                inner.update(dict.fromkeys(LANGUAGES, told[0]))


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
