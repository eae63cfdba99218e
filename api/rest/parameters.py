"""Parameters that the routes of questions read, and how they become what is wanted; used by the routes alone."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
from fastapi import Depends, Path, Query
from fastapi.params import Param
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from api.questions.paging.cursors import LONGEST
from api.questions.paging.whole import MOST, PageWanted
from api.questions.person.cards import PeopleWanted
from events.values.faults import InvalidValue
from events.values.log_place import LAST, place_of
from events.values.text import Text

BIGGEST = LAST

W = TypeVar("W", bound=msgspec.Struct)

Ref = Annotated[str, Path(description="A ticket's number or id.")]


_NEITHER = Text(
    ru="нужна позиция: целое число (2745) или эпоха и позиция через точку (1.2745), как их дала квитанция.",
    en="a position is needed: a whole number (2745), or epoch and position with a dot between (1.2745), as a receipt "
    "gives them.",
)


def _place(written: Any, number: ValidatorFunctionWrapHandler) -> Any:
    """A position with its epoch, else the number that it has to be then."""
    if isinstance(written, str) and (place := place_of(written)) is not None:
        return place
    try:
        return number(written)
    except ValidationError as error:
        if error.errors()[0]["type"] in _NO_NUMBER:
            raise InvalidValue(_NEITHER) from error
        raise


_NO_NUMBER = {"int_parsing", "int_from_float"}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": BIGGEST}
_PLACE = {"type": "string", "pattern": r"^[1-9]\d{0,8}\.\d{1,19}$"}
MinPosition = Annotated[
    Annotated[int, Field(ge=0, le=BIGGEST)] | None,
    WrapValidator(_place),
    WithJsonSchema({"anyOf": [_NUMBER, _PLACE, {"type": "null"}]}),
    Query(
        description="Wait a moment for an answer with this position in it; else it is marked stale. Give the cursor "
        "of a receipt, or its position, which means the present epoch. What this log does not have is refused: 409.",
    ),
]
AsOf = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A date (its end, by UTC), such as 2026-03-01, 01.03.2026, “1 марта 2026” or “March 1, 2026”, or "
        "an instant with its offset, such as 2026-03-01T09:00:00+03:00 or “01.03.2026 9:00 +03:00” (“+” is written "
        "%2B): the card as it was then.",
    ),
]
BELOW_IT = "A service, with all that is below it."
ITSELF = "Only the service itself."
ANSWERER = "An id, a login, an e-mail address, or “me”."
Someone = Annotated[str, Path(description="A person's id, login or e-mail address, or “me”.", max_length=254)]
AFTER = "“after” of the page before; “cursor” goes on in the same way, and is what every list takes."


def page_size(most: int = 200) -> Any:
    """How many lines of a list are wanted at most."""
    return Query(ge=1, le=most)


def goes_on() -> Any:
    """The place in a list: the same of every list."""
    return Query(max_length=LONGEST, description="“next_cursor” of the page before, with the same conditions.")


def sought(description: str | None = None) -> Any:
    """Any part of a name or a text."""
    return Query(max_length=200, description=description)


def numbers_below() -> Any:
    """The place in a list of things that bear numbers, the newest first."""
    return Query(
        ge=1, le=BIGGEST, deprecated=True, description="Only numbers below; “cursor” is what every list takes."
    )


def people_of(description: str) -> Callable[..., Coroutine[Any, Any, PeopleWanted]]:
    """A page of the people of whom or what an address names."""
    return wanted_of(
        PeopleWanted,
        ref=Path(description=description),
        after=Query(description=AFTER, deprecated=True),
        cursor=goes_on(),
        limit=page_size(),
    )


def _whole() -> Any:
    return Depends(wanted_of(PageWanted, cursor=goes_on(), limit=page_size(MOST)))


def wanted_of(kind: type[W], /, **told: Param) -> Callable[..., Coroutine[Any, Any, W]]:
    """What the parameters of an address say is wanted: one for each field of ``kind``, under the field's own name.

    ``told`` says of a field what its type does not: another name, bounds, words for the document. Where all are told
    of, their order is that of the document: fields that several kinds inherit need not stand in front.
    """
    hints = get_type_hints(kind, include_extras=True)
    parameters = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=Annotated[hints[field.name], told.get(field.name, Query())],
        )
        for field in _in_order(kind, [*told])
    ]

    async def wanted(**sent: Any) -> W:
        return kind(**sent)

    wanted.makes = kind  # type: ignore[attr-defined] # what ``swift_routes`` makes of what was sent
    wanted.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what FastAPI reads
    return wanted


def _in_order(kind: type[W], told: Sequence[str]) -> list[msgspec.structs.FieldInfo]:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    return [fields[name] for name in (told if {*told} == {*fields} else fields)]


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.required:
        return inspect.Parameter.empty
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


ThePage = Annotated[PageWanted, _whole()]
"""The page of a list that is read whole, as its route takes it."""
