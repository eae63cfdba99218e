from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from api.http.body import decoded
from api.questions.decoding.words import invalid_field
from api.questions.refusals import InvalidField
from commands.macro import MakeMacro
from commands.ticket.tags import TagTicket


@pytest.mark.parametrize(
    ("kind", "value", "ru", "en"),
    [
        (Annotated[int, Meta(ge=0)], -1, "слишком мало: нужно не меньше 0.", "too small: at least 0 is needed."),
        (Annotated[int, Meta(ge=-5)], -6, "слишком мало: нужно не меньше -5.", "too small: at least -5 is needed."),
        (Annotated[int, Meta(le=3_650)], 3_651, "слишком много: не больше 3650.", "too much: at most 3650."),
        (
            Annotated[float, Meta(ge=0.5)],
            0.1,
            "слишком мало: нужно не меньше 0.5.",
            "too small: at least 0.5 is needed.",
        ),
        (Annotated[float, Meta(le=1.5)], 2.0, "слишком много: не больше 1.5.", "too much: at most 1.5."),
        (Annotated[float, Meta(gt=0.5)], 0.1, "слишком мало: нужно больше 0.5.", "too small: more than 0.5 is needed."),
        (Annotated[float, Meta(lt=1.5)], 2.0, "слишком много: нужно меньше 1.5.", "too much: less than 1.5 is needed."),
    ],
)
def test_a_number_beyond_its_bounds_is_refused_in_plain_words(kind: Any, value: float, ru: str, en: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert({"a": value}, dict[str, kind])
    told = invalid_field(refused.value, dict, key="a")
    assert (told.text.ru.endswith(ru), told.text.en.endswith(en)) == (True, True), told.text


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    colour: str = ""
    width: int = 0


class Outer(msgspec.Struct):
    title: str = ""
    parts: tuple[Inner, ...] = ()
    named: dict[str, Inner] = {}
    bound: str = ""


@pytest.mark.parametrize(
    ("content", "field", "ru", "en"),
    [
        ({"titel": "x"}, "titel", "возможно, это «title»; есть: title, parts, named.", "perhaps “title” is meant; "),
        ({"qqq": "x"}, "qqq", "такого поля нет; есть: title, parts, named.", "there is no such field; known: title, "),
        ({"parts": [{"color": "red"}]}, "parts[0].color", "это «colour»; есть: colour, width.", "“colour” is meant; "),
        ({"named": {"a": {"color": ""}}}, "named.a.color", "это «colour»; есть: colour, width.", "“colour” is meant; "),
    ],
)
def test_an_unknown_field_is_answered_with_those_that_there_are(
    content: dict[str, Any], field: str, ru: str, en: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        decoded(content, Outer, addressed="bound")
    assert refused.value.field == field
    assert ru in refused.value.text.ru
    assert en in refused.value.text.en


def told_of(content: dict[str, Any], kind: type[Any]) -> InvalidField:
    with pytest.raises(InvalidField) as refused:
        decoded(content, kind)
    return refused.value


def test_an_act_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    told = told_of({"title": {"en": "x"}, "acts": [{"do": "fly"}]}, MakeMacro)
    assert told.field == "acts[0].do"
    assert "«acts[0].do» не подходит: значения 'fly' нет среди допустимых; есть: add-checklist, " in told.text.ru
    assert "'fly' is not one of the values that it takes; known: add-checklist, assign-ticket, " in told.text.en


def test_a_tag_with_a_comma_is_answered_with_what_a_tag_is() -> None:
    told = told_of({"ticket_id": str(UUID(int=1)), "add": ["vip", "a,b"]}, TagTicket)
    assert told.field == "add[1]"
    assert told.text.ru.endswith("метка — это одна строка без запятых, не пустая.")
    assert told.text.en.endswith("a tag is one line without commas, and not blank.")
