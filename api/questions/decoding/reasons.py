"""What a decoder says of a bad value, in both languages; for the words about fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

from events.values.text import Text

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
