"""Whatever a decoder finds wrong is told in Russian throughout to who reads Russian, and in English to the others."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta
from pydantic_core.core_schema import ErrorType

from api.http.body import decoded, object_of
from api.openapi.bodies import BODIES
from api.questions.decoding.condition import written_condition
from api.questions.decoding.parameters import parameter_fault
from api.questions.decoding.words import invalid_field
from api.questions.refusals import InvalidField
from api.rest.command_table import COMMAND_ROUTES
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket_condition import DEEPEST

LATIN = re.compile(r"[A-Za-z]{2,}")
QUOTED = re.compile(r"«[^»]*»|'[^']*'|“[^”]*”|\{.*\}|\((?:ru|en)\)|Europe/Moscow|#1f4fa3|<?a@b\.\w+>?|access_request")
NAMES = re.compile(r"есть: [^.;]*(?=[.;])|(?:нужно одно из|хотя бы одно): [^.]*\.")
KNOWN = frozenset(("JSON", "UUID", "UTF", "true", "false", "null", "base", "SHA", "IANA")) | {
    "application",
    "json",
    "Content",
    "Type",
}
"""What is called so in Russian, too."""


def foreign(text: Text) -> list[str]:
    """English words of a Russian text, but for what stands between quotes, values that there are, names of fields."""
    plain = NAMES.sub("", QUOTED.sub("", text.ru))
    return [word for word in LATIN.findall(plain) if word not in KNOWN and word != "PT"]


class _Array(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    first: int
    second: int = 0


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    first: int


class _One(msgspec.Struct, tag="one", tag_field="op"):
    first: int


class _Two(msgspec.Struct, tag="two", tag_field="op"):
    first: int


STRANGE: tuple[tuple[Any, Any], ...] = (
    (int, "x"),
    (int, 1.5),
    (float, "x"),
    (str, 1),
    (bool, 1),
    (list[int], {}),
    (dict[str, int], []),
    (tuple[int, int], [1]),
    (tuple[int, int], [1, 2, 3]),
    (_Array, []),
    (_Array, [1, 2, 3]),
    (Annotated[list[int], Meta(max_length=1)], [1, 2]),
    (Annotated[list[int], Meta(min_length=2)], [1]),
    (Annotated[dict[str, int], Meta(max_length=1)], {"a": 1, "b": 2}),
    (Annotated[int, Meta(multiple_of=5)], 3),
    (Annotated[int, Meta(ge=1)], 0),
    (Annotated[int, Meta(le=1)], 2),
    (Annotated[float, Meta(gt=1.0)], 0.5),
    (Annotated[float, Meta(lt=1.0)], 1.5),
    (dt.datetime, "x"),
    (dt.datetime, 5),
    (dt.date, "x"),
    (dt.time, "x"),
    (dt.time, 5),
    (dt.timedelta, "x"),
    (UUID, "x"),
    (UUID, 5),
    (bytes, "я"),
    (bytes, 5),
    (decimal.Decimal, "x"),
    (decimal.Decimal, []),
    (Literal["a", "b"], "c"),
    (Literal["a", 1], []),
    (_Strict, {"first": 1, "second": 2}),
    (_Strict, {}),
    (_Strict, 5),
    (_One | _Two, {"op": "three"}),
    (_One | _Two, {"op": 5}),
    (_One | _Two, {"first": 5}),
    (dict[UUID, int], {"x": 1}),
    (dict[int, int], {"x": 1}),
    (Annotated[str, Meta(min_length=1)], ""),
    (Annotated[str, Meta(min_length=3)], "a"),
    (Annotated[str, Meta(max_length=3)], "aaaa"),
    (Annotated[str, Meta(pattern="^x$")], "a"),
    (str | list[int] | None, 5),
    (Annotated[dt.datetime, Meta(tz=True)], "2020-01-01T00:00:00"),
    (Annotated[dt.datetime, Meta(tz=False)], "2020-01-01T00:00:00Z"),
    (float, 10**400),
    (type(None), 5),
)


@pytest.mark.parametrize("nth", range(len(STRANGE)))
def test_every_complaint_of_the_decoder_is_in_the_reader_s_language(nth: int) -> None:
    kind, value = STRANGE[nth]
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, kind)
    told = invalid_field(caught.value, kind).text
    assert foreign(told) == [], (str(caught.value), told.ru)
    assert "такое значение сюда не подходит" not in told.ru, "a complaint that is not foreseen"
    assert told.ru != told.en


LIMITS = {
    **dict.fromkeys(("ge", "le", "gt", "lt", "multiple_of", "min_length", "max_length"), 7),
    "expected": "7 or 8",
}


@pytest.mark.parametrize("found", sorted(get_args(ErrorType)))
def test_every_complaint_of_the_framework_is_in_the_reader_s_language(found: str) -> None:
    told = parameter_fault({"type": found, "msg": "Input should be something else", "ctx": LIMITS})
    assert foreign(told) == [], told.ru
    assert re.search(r"[а-яё]", told.ru)
    assert "{" not in told.ru + told.en


NESTED: Any = {"op": "not", "of": {"op": "is", "field": "open"}}
for _ in range(DEEPEST):
    NESTED = {"op": "not", "of": NESTED}


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ("", "", "оно обрывается на полуслове"),
        ('{"op":"in"', "", "оно обрывается на полуслове"),
        ('{"op":"in",}', "", "ошибка в байте 11"),
        ("[]", "", "нужен объект"),
        ("5", "", "нужен объект"),
        ("[" * 100_000, "", "вложенных скобок"),
        ('{"op":"is","op":"in"}', "", "указано дважды"),
        ('{"op":"beauty"}', "", "есть: all, any"),
        ("{}", "", "оно обязательно"),
        ('{"op":"in","field":"status"}', "values", "обязательно"),
        ('{"op":"in","field":"beauty","values":["x"]}', "field", "есть: agreement"),
        ('{"op":"in","field":"status","values":"new"}', "values", "нужно: список"),
        ('{"op":"is","field":"open","colour":1}', "colour", "такого поля нет"),
        ('{"op":"all","of":[{"op":"is","field":5}]}', "of[0].field", "нужно"),
        ('{"op":"any","of":[{"op":"is","field":"open"},{"op":"is","feild":"open"}]}', "of[1].feild", "такого поля нет"),
        (json.dumps(NESTED), "", "упростите"),
    ],
)
def test_a_written_condition_is_refused_in_the_reader_s_language_with_its_place(
    written: str, place: str, said: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        written_condition(written)
    told = caught.value.text
    assert caught.value.field == "where"
    assert said in told.ru
    assert foreign(told) == [], told.ru
    assert f"«{place}»" in told.ru if place else True
    assert f"“{place}”" in told.en if place else True


STRANGERS: tuple[Any, ...] = (None, 5, "", [], {}, True, "☃")


def _spoilt(value: Any) -> Iterator[Any]:
    """The value with each of its parts made something else, or with a part too many."""
    if isinstance(value, dict):
        yield {**value, "colour": "red"}
        for key, inner in value.items():
            yield {name: told for name, told in value.items() if name != key}
            yield from ({**value, key: strange} for strange in STRANGERS)
            for spoilt in _spoilt(inner):
                yield {**value, key: spoilt}
    elif isinstance(value, list) and value:
        yield [*value, None]
        for spoilt in _spoilt(value[0]):
            yield [spoilt, *value[1:]]


BODY: list[tuple[str, type[Any], Any]] = [
    *((route.command.name, route.command, route.example) for route in COMMAND_ROUTES),
    *((name, body.kind, body.example) for name, body in BODIES.items()),
]


def test_no_body_that_is_spoilt_is_refused_in_two_languages_at_once() -> None:
    found: dict[str, str] = {}
    refused = 0
    for name, kind, example in BODY:
        for spoilt in _spoilt(example):
            try:
                decoded(object_of(msgspec.json.encode(spoilt)), kind)
            except Refusal as refusal:
                refused += 1
                if words := foreign(refusal.text):
                    found[f"{name}: {words}"] = refusal.text.ru
    assert refused > 1_000
    assert sorted(found.items()) == []


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"a":1,}', b'{"a":1,"a":2}', b'"\xff"', b"[" * 9_999, b'"\\ud800"', b"1e999"]
)
def test_what_is_no_json_is_told_in_the_reader_s_language_with_its_place(body: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        object_of(body)
    assert foreign(caught.value.text) == [], caught.value.text.ru
