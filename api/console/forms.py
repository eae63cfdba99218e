"""Turns the fields of a form into what a command is decoded from: dots in names, empty fields, times by one's clock.

Fields are named as the interface over HTTP names them, so that a refusal finds the field that it speaks of.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from api.console.schedules.told import days_in, hours_in
from events.values.schedule import DatedException, Hours
from events.values.text import LANGUAGES, Text

Json = dict[str, Any]
_TRUE = frozenset({"true", "on", "1"})
LISTS = frozenset({tuple, list, frozenset, set})
NONE = "_none"
"""Names fields that say something by being left empty."""
GIVEN = "_given"
"""Names the field of a list's elements that comes with the page (``stages.*.mode``): one that says no more is none."""
_BETWEEN_IDS = re.compile(r"[\s,;]+")
_LONG, _FAR = 6, 10**6
_WRITTEN: Mapping[Any, Callable[[str], list[Any]]] = {Hours: hours_in, DatedException: days_in}
"""Lists that people write in one field."""
KEPT = "._kept"
"""A field that says whether its element is there at all, as a tick of a grid does: empty, and nothing below counts."""


def content_of(form: Mapping[str, Sequence[str]], kind: Any, zone: tzinfo) -> Json:
    """What a form says of a command of a kind; a field that is left empty is not said.

    A field whose name begins with “_” is the page's own. What does not fit stays as it was typed: whoever decodes it
    says so, in the same words as over HTTP. Fields that ``_none`` names take away what there is, where they are left
    empty: they say null, an empty list or an empty text, whichever the command has there.
    """
    found: Json = {}
    for name in _counting(form):
        path = name.split(".")
        value = _value(kind_at(kind, path), form[name], None if _is_reading(_hint(kind, path)) else zone)
        if value is not None and (value != [] or not _is_mapping(kind_at(kind, path[:-1]))):
            _put(found, path, value)
    for name in form.get(GIVEN, ()):
        _drop_unfilled(found, name.split("."))
    for name in form.get(NONE, ()):
        path = name.split(".")
        if not _is_told(found, path):
            _put(found, path, _nothing(kind, path))
    told: Json = _with_lists(found, kind)
    return told


def _counting(form: Mapping[str, Sequence[str]]) -> list[str]:
    """The fields that are the command's, but for those of elements that are not kept."""
    left_out = tuple(
        f"{name.removesuffix(KEPT)}." for name, values in form.items() if name.endswith(KEPT) and not values[-1]
    )
    return [
        name
        for name in form
        if name and not name.startswith("_") and not name.endswith(KEPT) and not name.startswith(left_out)
    ]


def as_typed(form: Mapping[str, Sequence[str]], field: str) -> str:
    """The name that a refused field has in a form: elements of lists by the numbers that they bear there.

    ``definition.attributes[1].code`` is the second of those that are kept, whatever its number.
    """
    names = _counting(form)
    found = ""
    for step in field.replace("[", ".").replace("]", "").split("."):
        prefix = f"{found}." if found else ""
        numbers = {one.removeprefix(prefix).partition(".")[0] for one in names if one.startswith(prefix)}
        nth = sorted((one for one in numbers if one.isdigit()), key=_place) if step.isdigit() else []
        found = prefix + (nth[int(step)] if step.isdigit() and int(step) < len(nth) else step)
    return found


def fields_of(name: str, value: Any) -> list[tuple[str, str]]:
    """A value of a command as the fields of a form that say it: what a page carries along without showing it."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, Mapping):
        return [pair for key, inner in value.items() for pair in fields_of(f"{name}.{key}", inner)]
    if isinstance(value, list | tuple):
        are_plain = all(isinstance(inner, str | int) for inner in value)
        return [
            pair for nth, inner in enumerate(value) for pair in fields_of(name if are_plain else f"{name}.{nth}", inner)
        ]
    return [(name, str(value))]


def _with_lists(content: Any, kind: Any) -> Any:
    """Where the command has a list, what stands under numbers is its elements, in their order."""
    if not isinstance(content, dict):
        return content
    kind = plain(kind)
    if get_origin(kind) in LISTS:
        inner = get_args(kind)[0]
        return [_with_lists(content[key], inner) for key in sorted(content, key=_place)]
    if kind is Text and len(content) == 1:
        # Who gives a name in one language is read in both.
        return dict.fromkeys(LANGUAGES, next(iter(content.values())))
    return {key: _with_lists(value, kind_at(kind, [key])) for key, value in content.items()}


def _place(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isascii() and key.isdigit() and len(key) < _LONG else (_FAR, key)


def _drop_unfilled(content: Json, path: Sequence[str]) -> None:
    """Take out the elements of a list in which nobody filled in anything."""
    at: Any = content
    for step in path[:-2]:
        at = at.get(step) if isinstance(at, dict) else None
    if isinstance(at, dict):
        for place, element in [*at.items()]:
            if isinstance(element, dict) and not any(said for name, said in element.items() if name != path[-1]):
                del at[place]


def _is_told(content: Any, path: Sequence[str]) -> bool:
    for step in path:
        if not isinstance(content, dict) or step not in content:
            return False
        content = content[step]
    return True


def _nothing(kind: Any, path: Sequence[str]) -> Any:
    """What a command is told where something is to be taken away."""
    told = _hint(kind, path)
    if type(None) in _alternatives(told):
        return None
    return [] if get_origin(plain(told)) in LISTS else ""


def _alternatives(kind: Any) -> tuple[Any, ...]:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return get_args(kind) if get_origin(kind) in {Union, types.UnionType} else ()


def _put(content: Json, path: Sequence[str], value: Any) -> None:
    *way, last = path
    for step in way:
        inner = content.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        content = inner
    content[last] = value


def _value(kind: Any, values: Sequence[str], zone: tzinfo | None) -> Any:
    if get_origin(kind) in LISTS:
        return _elements(get_args(kind)[0], values, zone)
    told = values[-1].replace("\r\n", "\n")
    if not told.strip():
        return None
    if kind is bool:
        return told in _TRUE
    if kind is int:
        return int(told) if told.strip().removeprefix("-").isdecimal() else told
    if kind is datetime:
        return _instant(told, zone)
    return _taken_apart(told) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else told


def _elements(inner: Any, values: Sequence[str], zone: tzinfo | None) -> list[Any]:
    if inner in _WRITTEN:
        return _WRITTEN[inner](values[-1].replace("\r\n", "\n"))
    kind = plain(inner)
    if getattr(kind, "__supertype__", None) is UUID:
        # What things are called by has neither blanks nor commas: several may stand in one field.
        values = [one for value in values for one in _BETWEEN_IDS.split(value)]
    return [told for value in values if (told := _value(kind, [value], zone)) is not None]


def _taken_apart(told: str) -> Any:
    """What a form shows as a whole it carries as JSON: a condition within conditions."""
    try:
        return msgspec.json.decode(told) if told.startswith("{") else told
    except msgspec.DecodeError:
        return told


def _instant(told: str, zone: tzinfo | None) -> str:
    """An instant by one's own clock; without a zone it is the reading of a clock that the command names itself."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return told
    if zone is None:
        return at.isoformat()
    return told if at.tzinfo is not None else at.replace(tzinfo=zone).isoformat()


def _is_reading(hint: Any) -> bool:
    """Whether a time is told by a clock that the command names, and bears no offset."""
    told = getattr(hint, "__metadata__", ())
    return any(isinstance(one, msgspec.Meta) and one.tz is False for one in told)


def _hint(kind: Any, path: Sequence[str]) -> Any:
    """What the command says of a field: with what may be said of it, and whether it may be missing."""
    *way, last = path
    around = kind_at(kind, way)
    if not (isinstance(around, type) and issubclass(around, msgspec.Struct)):
        return kind_at(kind, path)
    names = {field.encode_name: field.name for field in msgspec.structs.fields(around)}
    return get_type_hints(around, include_extras=True)[names[last]] if last in names else str


def _is_mapping(kind: Any) -> bool:
    """Whether its fields are of whoever fills it in: one with nothing in it is not there, even where it is a list."""
    return get_origin(kind) in {dict, Mapping} or str(get_origin(kind)).endswith("abc.Mapping'>")


def kind_at(kind: Any, path: Sequence[str]) -> Any:
    """The kind of a field, by its name with dots; a text where there is no such field."""
    kind = plain(kind)
    for step in path:
        if _is_mapping(kind):
            kind = plain(get_args(kind)[1])
        elif get_origin(kind) in LISTS:
            kind = plain(get_args(kind)[0])
        elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            hints = get_type_hints(kind, include_extras=True)
            names = {field.encode_name: field.name for field in msgspec.structs.fields(kind)}
            kind = plain(hints[names[step]]) if step in names else str
        else:
            return str
    return kind


def plain(kind: Any) -> Any:
    """The kind itself, without what may be said of it or that it may be missing."""
    while True:
        origin = get_origin(kind)
        if origin is Annotated:
            kind = get_args(kind)[0]
        elif origin in {Union, types.UnionType}:
            told = [one for one in get_args(kind) if one not in {type(None), msgspec.UnsetType}]
            if len(told) != 1:
                return next((one for one in told if isinstance(one, type) and issubclass(one, msgspec.Struct)), str)
            kind = told[0]
        else:
            return kind
