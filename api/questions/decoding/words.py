"""Turns what decoders say of a field into a refusal that names it and the way out, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import msgspec

from api.questions.decoding.known_values import known_fields, known_values
from api.questions.decoding.reasons import reasons
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
