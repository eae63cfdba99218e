"""What the framework says of parameters and settings, in both languages; for the door and for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.questions.refusals import InvalidField
from events.values.faults import InvalidValue
from events.values.text import Text

_QUERY: dict[str, tuple[str, str]] = {
    "too_long": ("слишком много: не больше {max_length}.", "too many: at most {max_length}."),
    "too_short": ("слишком мало: не меньше {min_length}.", "too few: at least {min_length}."),
    "greater_than": ("нужно больше {gt}.", "more than {gt} is needed."),
    "less_than": ("нужно меньше {lt}.", "less than {lt} is needed."),
    "multiple_of": ("нужно число, которое делится на {multiple_of}.", "a multiple of {multiple_of} is needed."),
    "int_type": ("нужно целое число.", "a whole number is needed."),
    "float_type": ("нужно число.", "a number is needed."),
    "finite_number": ("нужно конечное число.", "a finite number is needed."),
    "bool_type": ("нужно true или false.", "true or false is needed."),
    "string_type": ("нужна строка.", "text is needed."),
    "string_pattern_mismatch": ("неверный вид значения.", "the value has the wrong form."),
    "list_type": ("нужен список.", "a list is needed."),
    "enum": ("нужно одно из: {expected}.", "one of these is needed: {expected}."),
    "extra_forbidden": ("такого имени нет; уберите его.", "there is no such name; leave it out."),
    "path_type": ("нужен путь к файлу или папке.", "a way to a file or a folder is needed."),
    "missing": ("оно обязательно.", "it is required."),
    "uuid_parsing": ("нужен идентификатор вида UUID.", "an id in the form of a UUID is needed."),
    "uuid_type": ("нужен идентификатор вида UUID.", "an id in the form of a UUID is needed."),
    "int_parsing": ("нужно целое число.", "a whole number is needed."),
    "int_parsing_size": ("число слишком велико.", "the number is too large."),
    "int_from_float": ("нужно целое число.", "a whole number is needed."),
    "float_parsing": ("нужно число.", "a number is needed."),
    "literal_error": ("нужно одно из: {expected}.", "one of these is needed: {expected}."),
    "bool_parsing": ("нужно true или false.", "true or false is needed."),
    "greater_than_equal": ("нужно не меньше {ge}.", "at least {ge} is needed."),
    "less_than_equal": ("нужно не больше {le}.", "at most {le} is allowed."),
    "string_too_long": ("слишком длинно: не больше {max_length}.", "too long: at most {max_length}."),
    "string_too_short": (
        "слишком коротко: нужно не меньше {min_length}.",
        "too short: at least {min_length} is needed.",
    ),
}
_INSTANT = (
    "нужно время вида 2026-03-02T09:00:00+03:00 (в адресе «+» пишется %2B).",
    "an instant such as 2026-03-02T09:00:00+03:00 is needed (in an address “+” is written %2B).",
)


def invalid_parameter(errors: Sequence[Mapping[str, Any]]) -> InvalidField:
    """The framework's complaint about a parameter in the address, by its name and in both languages."""
    first = errors[0] if errors else {}
    reason = parameter_fault(first)
    # A number is only the place among values of one name, which the address does not count.
    field = ".".join(str(part) for part in first.get("loc", ())[1:] if not isinstance(part, int))
    return InvalidField(field=field, reason_ru=reason.ru, reason_en=reason.en)


def parameter_fault(fault: Mapping[str, Any]) -> Text:
    """Why a parameter or a setting does not fit, in both languages."""
    kind, limits = str(fault.get("type", "")), dict(fault.get("ctx") or {})
    if isinstance(cause := limits.get("error"), InvalidValue):
        return cause.text
    strange = ("такое значение сюда не подходит.", f"{fault.get('msg', '?')}.")
    fallback = _INSTANT if kind.startswith(("datetime", "date", "timezone")) else strange
    ru, en = _QUERY.get(kind, fallback)
    return Text(ru=_filled(ru, limits), en=_filled(en, limits))


def _filled(words: str, limits: Mapping[str, Any]) -> str:
    told = {name: str(limit).replace(" or ", ", ") for name, limit in limits.items()}
    try:
        return words.format(**told) if told and "{" in words else words
    except (LookupError, ValueError):  # the framework's own words may bear braces, too
        return words
