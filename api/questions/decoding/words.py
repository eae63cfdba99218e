"""Turns the words of decoders and of the framework about a bad value into refusals in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import msgspec

from api.questions.decoding.known_values import known_fields, known_values
from api.questions.refusals import InvalidField
from commands.fields import NO_NAME
from events.values.faults import InvalidValue
from events.values.text import LANGUAGES, Text


class FieldRules:
    """Which rule of the SLA semantics a field stands under: told when a value is no value at all."""

    def __init__(self, rules: Sequence[tuple[str, str]]) -> None:
        self._rules = [(re.compile(pattern), rule) for pattern, rule in rules]

    def of(self, path: str) -> str:
        """The rule of the innermost field that has one; empty when none has."""
        return next((rule for pattern, rule in self._rules if pattern.search(path)), "")


RULES_BY_FIELD = FieldRules(
    (
        (r"escalations\b", "C7"),
        (r"\bduration\b|\boffset\b", "T2"),
        (r"\bwhen\b|\brules\b|\bpromise\b", "T1"),
        (r"\bexceptions\b|\byearly\b|^dates\b", "W2"),
        (r"\bweek\b|\btimetable\b", "W1"),
        (r"^effective_from$", "W8"),
    )
)

_TYPES_RU = {
    "str": "строка",
    "int": "целое число",
    "float": "число",
    "bool": "true или false",
    "object": "объект",
    "array": "список",
    "null": "null",
    "uuid": "идентификатор (UUID)",
    "datetime": "время с поясом",
    "date": "дата",
    "time": "время суток",
    "duration": "промежуток времени",
    "timedelta": "промежуток времени",
    "decimal": "десятичное число",
    "bytes": "байты в base64",
    "NoneType": "null",
    "dict": "объект",
    "list": "список",
}
_TYPES_EN = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "uuid": "an id (UUID)",
    "datetime": "an instant with its offset",
    "date": "a date",
    "time": "a time of day",
    "duration": "a length of time",
    "timedelta": "a length of time",
    "decimal": "a decimal number",
    "bytes": "bytes in base64",
    "NoneType": "null",
    "dict": "an object",
    "list": "a list",
}
_REASONS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"Object missing required field `(?P<a>[^`]*)`"), "оно обязательно.", "it is required."),
    (re.compile(r"Expected `str` matching regex '\\\\S'"), "оно не должно быть пустым.", "it must not be blank."),
    (
        re.compile(r"Expected `str` matching regex .*@.*"),
        "нужен адрес вида a@b.c.",
        "an address such as a@b.c is needed.",
    ),
    (
        re.compile(r"Expected `str` matching regex '\^#.*"),
        "нужен цвет вида #1f4fa3: шесть цифр или строчных букв от a до f.",
        "a colour such as #1f4fa3 is needed: six digits or small letters from a to f.",
    ),
    (
        re.compile(r"Expected `str` matching regex '\^\[a-z\].*"),
        "нужны строчные латинские буквы, цифры и _, сначала буква: например, access_request.",
        "small Latin letters, digits and _ are needed, a letter first: access_request, for example.",
    ),
    (
        re.compile(r"Expected `str` matching regex '\^\[\\\\x21.*"),
        "нужны латинские буквы, цифры и знаки в одну строку без пробелов: <a@b.example>.",
        "ASCII letters, digits and signs without blanks are needed: <a@b.example>.",
    ),
    (
        re.compile(r"Expected `str` matching regex '\^\[\^,\\\\n.*"),
        "метка — это одна строка без запятых, не пустая.",
        "a tag is one line without commas, and not blank.",
    ),
    (re.compile(r"Expected `str` matching regex .*"), "неверный вид значения.", "the value has the wrong form."),
    (re.compile(r"Expected `str` of length >= 1"), "оно не должно быть пустым.", "it must not be blank."),
    (
        re.compile(r"Expected `(?P<a>\w+)` of length (?P<b>\d+), got (?P<c>\d+)"),
        "нужно ровно {b}, а пришло {c}.",
        "exactly {b} are needed, {c} came.",
    ),
    (
        re.compile(r"Expected `(?P<a>\w+)` of at most length (?P<b>\d+)(?:, got \d+)?"),
        "слишком длинно: не больше {b}.",
        "too long: at most {b}.",
    ),
    (
        re.compile(r"Expected `(?P<a>\w+)` that's a multiple of (?P<b>[-\d.e+]+)"),
        "нужно число, которое делится на {b}.",
        "a multiple of {b} is needed.",
    ),
    (
        re.compile(r"Expected `(?P<a>\w+)` of (?:at least )?length(?: >=)? (?P<b>\d+)(?:, got \d+)?"),
        "слишком коротко: нужно не меньше {b}.",
        "too short: at least {b} is needed.",
    ),
    (
        re.compile(r"Expected `(?P<a>\w+)` of length <= (?P<b>\d+)"),
        "слишком длинно: не больше {b}.",
        "too long: at most {b}.",
    ),
    (
        re.compile(r"Expected `(?:int|float)` >= (?P<a>[-\d.e+]+)"),
        "слишком мало: нужно не меньше {a}.",
        "too small: at least {a} is needed.",
    ),
    (
        re.compile(r"Expected `(?:int|float)` <= (?P<a>[-\d.e+]+)"),
        "слишком много: не больше {a}.",
        "too much: at most {a}.",
    ),
    (
        re.compile(r"Expected `(?:int|float)` > (?P<a>[-\d.e+]+)"),
        "слишком мало: нужно больше {a}.",
        "too small: more than {a} is needed.",
    ),
    (
        re.compile(r"Expected `(?:int|float)` < (?P<a>[-\d.e+]+)"),
        "слишком много: нужно меньше {a}.",
        "too much: less than {a} is needed.",
    ),
    (
        re.compile(r"Expected `datetime` with no timezone component"),
        "нужно время по часам названного пояса, без смещения: 2026-03-02T09:00:00.",
        "a time by the clock of the named zone is needed, without an offset: 2026-03-02T09:00:00.",
    ),
    (
        re.compile(r"Expected `datetime` with a timezone component"),
        "у времени нужен часовой пояс: 2026-03-02T09:00:00+03:00.",
        "the instant needs an offset: 2026-03-02T09:00:00+03:00.",
    ),
    (
        re.compile(r"Expected `(?P<a>[^`]*)`, got `(?P<b>[^`]*)`"),
        "нужно: {a}, а пришло: {b}.",
        "expected {a}, got {b}.",
    ),
    (
        re.compile(r"Invalid (?:enum )?value (?P<a>.*)"),
        "значения {a} нет среди допустимых.",
        "{a} is not one of the values that it takes.",
    ),
    (re.compile(r"Invalid UUID"), "нужен идентификатор вида UUID.", "an id in the form of a UUID is needed."),
    (
        re.compile(r"Invalid RFC3339 encoded date"),
        "нужна дата, которая есть в календаре, вида 2026-03-02.",
        "a date of the calendar such as 2026-03-02 is needed.",
    ),
    (
        re.compile(r"Invalid RFC3339 encoded datetime"),
        "нужно время вида 2026-03-02T09:00:00+03:00.",
        "an instant such as 2026-03-02T09:00:00+03:00 is needed.",
    ),
    (re.compile(r"(?:Integer value|Number) out of range"), "число слишком велико.", "the number is too large."),
    (
        re.compile(r"Invalid RFC3339 encoded time"),
        "нужно время суток вида 09:00.",
        "a time of day such as 09:00 is needed.",
    ),
    (re.compile(r"Invalid decimal string"), "нужно число вида 12.5.", "a number such as 12.5 is needed."),
    (re.compile(r"Invalid base64 encoded string"), "нужны байты в base64.", "bytes in base64 are needed."),
    (
        re.compile(r"Invalid ISO8601 duration"),
        "нужен промежуток вида PT2H30M.",
        "a length of time such as PT2H30M is needed.",
    ),
    (
        re.compile(r"(?:Timestamp|Duration) is out of range"),
        "такого времени в календаре нет.",
        "the calendar has no such time.",
    ),
)


def reasons(reason: str) -> Text:
    """A decoder's words in both languages; of words that are not foreseen the Russian says that they were."""
    for pattern, ru, en in _REASONS:
        found = pattern.fullmatch(reason)
        if found is not None:
            told = found.groupdict()
            russian = {key: _in_words(value, _TYPES_RU, " или ") for key, value in told.items()}
            english = {key: _in_words(value, _TYPES_EN, " or ") for key, value in told.items()}
            return Text(ru=ru.format(**russian), en=en.format(**english))
    return Text(ru="такое значение сюда не подходит.", en=f"{reason}.")


def _in_words(names: str, words: Mapping[str, str], joint: str) -> str:
    return joint.join(words.get(name, name) for name in names.split(" | "))


NO_SUCH_FIELD = Text(
    ru="такого поля нет; уберите его или проверьте написание.",
    en="there is no such field; leave it out or check its spelling.",
)


def unknown_field(kind: type[Any], path: str, *, without: str = "") -> Text:
    """What to write instead of the last step of a path: the nearest field, and all that there are.

    ``without`` is a field of ``kind`` that the address of the request names, and its body must not.
    """
    parent, _, name = path.rpartition(".")
    known = [field for field in known_fields(kind, parent) if parent or field != without]
    if not known:
        return NO_SUCH_FIELD
    names, near = ", ".join(known), get_close_matches(name, known, n=1)
    ru = f"возможно, это «{near[0]}»; " if near else ""
    en = f"perhaps “{near[0]}” is meant; " if near else ""
    return Text(ru=f"такого поля нет; {ru}есть: {names}.", en=f"there is no such field; {en}known: {names}.")


_AT = re.compile(r" - at (?:`key` in )?`(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")


def invalid_field(error: msgspec.ValidationError, kind: type[Any], key: str = "", *, without: str = "") -> InvalidField:
    """A refusal that names the field of ``kind`` which does not fit; ``key`` is that of a mapping's value.

    ``without`` is as in ``unknown_field``.
    """
    message = str(error)
    found = _AT.search(message)
    plain = found["path"].removeprefix("$").removeprefix(".") if found else ""
    path = plain.replace("[...]", f".{key}" if key else "")
    reason = message[: found.start()] if found else message
    for pattern in (_UNKNOWN, _MISSING):
        named = pattern.search(reason)
        if named:
            path = f"{path}.{named['name']}".removeprefix(".")
            if pattern is _MISSING and f".{plain}".endswith(".name") and named["name"] in LANGUAGES:
                # In one language is enough (``api.questions.decoding.strict``), so neither is what is missed.
                return InvalidField(field=path.rpartition(".")[0], reason_ru=NO_NAME.ru, reason_en=NO_NAME.en)
    cause = error.__cause__
    if isinstance(cause, InvalidValue):
        field = f"{path}.{cause.field}".strip(".")
        return InvalidField(field=field, reason_ru=cause.text.ru, reason_en=cause.text.en, broken=cause.rule)
    text = unknown_field(kind, path, without=without) if _UNKNOWN.search(reason) else reasons(reason)
    if reason.startswith(("Invalid enum value", "Invalid value")) and (known := ", ".join(known_values(kind, plain))):
        text = Text(
            ru=f"{text.ru.removesuffix('.')}; есть: {known}.", en=f"{text.en.removesuffix('.')}; known: {known}."
        )
    return InvalidField(field=path, reason_ru=text.ru, reason_en=text.en, broken=RULES_BY_FIELD.of(path))


NO_OBJECT = Text(ru="нужен объект", en="an object is expected")
TOO_DEEP = Text(ru="слишком много вложенных скобок", en="it is nested too deeply")
_BYTE = re.compile(r"\(byte (?P<at>\d+)\)")
_JSON: tuple[tuple[str, str, str], ...] = (
    ("truncated", "оно обрывается на полуслове", "it ends in the middle"),
    ("out of range", "число слишком велико", "a number is too large"),
    ("utf-8", "оно не в кодировке UTF-8", "it is not in UTF-8"),
    ("surrogate", "половина пары символов вместо символа", "half of a pair instead of a character"),
)


_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
"""The first half of a pair without its second one: right before the end the decoder takes it for a cut body."""


def invalid_json(error: Exception, body: bytes = b"") -> Text:
    """Why a body is not JSON, in both languages, with the place where reading stopped."""
    words = str(error)
    if "truncated" in words and _HALF.search(body):
        words = "surrogate"
    for sign, ru, en in _JSON:
        if sign in words:
            return Text(ru=ru, en=en)
    found = _BYTE.search(words)
    at = found["at"] if found else "?"
    return Text(ru=f"ошибка в байте {at}", en=f"there is a mistake at byte {at}")


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
