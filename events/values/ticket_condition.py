"""What tickets a list, a view or a bulk change means, as data: conditions joined by and, or, not; kept in facts.

``projections.ticket.lists.conditions`` makes SQL of them. A value that means somebody or something only to whoever
asks is a word: “me”, “mine” (their teams), “none”; instants may be seen from now (``events.values.wished_time``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.tag import MOST_TAGS, Tag
from events.values.text import Text
from events.values.ticket import LEVELS, Code
from events.values.wished_time import LONGEST, refuse_no_instant

MOST_VALUES = 100
"""Values of one condition; whoever has more asks by what these have in common."""
MOST_OF_ATTRIBUTE = 20
MOST_CONDITIONS = 60
DEEPEST = 6

OneOfField = Literal[
    "number",
    "status",
    "type",
    "priority",
    "impact",
    "urgency",
    "channel",
    "last_word",
    "team",
    "responsible",
    "requester",
    "company",
    "unit",
    "service",
    "agreement",
    "satisfaction",
    "checklist",
]
InstantField = Literal["registered", "changed", "closed", "missed", "due"]
Flag = Literal["open", "unfinished", "overdue", "missed", "watched", "unread"]

NOBODY = "none"
ME = "me"
MINE = "mine"
_WORDS: dict[str, frozenset[str]] = {
    "team": frozenset({MINE, NOBODY}),
    "responsible": frozenset({ME, NOBODY}),
    "requester": frozenset({ME}),
    "company": frozenset({NOBODY}),
    "unit": frozenset({NOBODY}),
    "service": frozenset({NOBODY}),
    "agreement": frozenset(),
}
"""Field whose values are ids -> the words that may stand instead of one."""
_KNOWN: dict[str, frozenset[str]] = {
    **dict.fromkeys(("priority", "impact", "urgency"), frozenset(LEVELS)),
    "channel": frozenset({"portal", "email", "phone", "api", "walk_in"}),
    "last_word": frozenset({"staff", "requester", NOBODY}),
    "satisfaction": frozenset({"1", "2", "3", "4", "5", NOBODY}),
    "checklist": frozenset({"done", "open", NOBODY}),
}
"""Field -> all values that it ever has. Statuses and types are the desk's own."""
WITH_BELOW = frozenset({"unit", "service"})
"""Fields whose values stand in a tree: what is below counts, too, unless it is asked for exactly."""

_LONGEST_NUMBER = 18
"""Digits that a bigint holds."""

Value = Annotated[str, Meta(min_length=1, max_length=200)]


class _Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="op"):
    """One condition, told apart from others by ``op``."""


class AllOf(_Condition, frozen=True, kw_only=True, tag="all"):
    """Every one of several conditions; of none at all: any ticket."""

    of: Annotated[tuple[Condition, ...], Meta(max_length=MOST_CONDITIONS)] = ()


class AnyOf(_Condition, frozen=True, kw_only=True, tag="any"):
    """At least one of several conditions."""

    of: Annotated[tuple[Condition, ...], Meta(min_length=1, max_length=MOST_CONDITIONS)]


class Except(_Condition, frozen=True, kw_only=True, tag="not"):
    """What a condition does not fit."""

    of: Condition


class OneOf(_Condition, frozen=True, kw_only=True, tag="in"):
    """A field has one of several values; ``exactly``: without what is below a unit or a service."""

    field: OneOfField
    values: Annotated[tuple[Value, ...], Meta(min_length=1, max_length=MOST_VALUES)]
    exactly: bool = False

    def __post_init__(self) -> None:
        if self.exactly and self.field not in WITH_BELOW:
            raise _fault("exactly", f"«exactly» бывает только у: {_WITH_BELOW}.", f"only of {_WITH_BELOW}.")
        words, known = _WORDS.get(self.field), _KNOWN.get(self.field)
        for value in self.values:
            if words is not None and value not in words and not _is_id(value):
                told = "".join(f", {word}" for word in sorted(words))
                raise _fault("values", f"нужен идентификатор вида UUID{told}.", f"an id in the form of a UUID{told}.")
            if self.field == "number" and not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER):
                raise _fault("values", f"«{value}» — не номер заявки.", f"“{value}” is no number of a ticket.")
            if known is not None and value not in known:
                told = ", ".join(sorted(known))
                raise _fault("values", f"«{value}» неизвестно; есть: {told}.", f"“{value}” is unknown; known: {told}.")


class Within(_Condition, frozen=True, kw_only=True, tag="between", rename={"since": "from"}):
    """An instant lies at ``from`` or later, and before ``before``; one of them may be left out."""

    field: InstantField
    since: Annotated[str, Meta(max_length=LONGEST)] = ""
    before: Annotated[str, Meta(max_length=LONGEST)] = ""

    def __post_init__(self) -> None:
        _refuse_no_bounds(self.since, self.before)
        for field, at in (("from", self.since), ("before", self.before)):
            if at:
                refuse_no_instant(at, field)


class Is(_Condition, frozen=True, kw_only=True, tag="is"):
    """What a ticket is: open, unfinished, past due, one with a missed target, one that the viewer watches, or unread.

    Unread is one on which others did something since the viewer looked.
    """

    field: Flag


class OfAttribute(_Condition, frozen=True, kw_only=True, tag="attribute", rename={"since": "from"}):
    """What the tickets of a type have of their own: one of several values, or any value where none is named.

    ``least`` and ``most`` are of numbers and count themselves in, ``from`` and ``before`` are of dates.
    """

    code: Code
    type: Code | None = None
    values: Annotated[tuple[Value, ...], Meta(max_length=MOST_OF_ATTRIBUTE)] = ()
    least: Annotated[float, Meta(ge=-1e15, le=1e15)] | None = None
    most: Annotated[float, Meta(ge=-1e15, le=1e15)] | None = None
    since: Annotated[str, Meta(max_length=LONGEST)] = ""
    before: Annotated[str, Meta(max_length=LONGEST)] = ""

    def __post_init__(self) -> None:
        ways = (bool(self.values), self.least is not None or self.most is not None, bool(self.since or self.before))
        if sum(ways) > 1:
            raise _fault(
                "",
                "значения, числа «least» и «most» и даты «from» и «before» — три разных вопроса: оставьте один.",
                "values, the numbers “least” and “most”, and the dates “from” and “before” are three questions: keep"
                " one.",
            )
        for field, at in (("from", self.since), ("before", self.before)):
            if at:
                refuse_no_instant(at, field)


class HasWords(_Condition, frozen=True, kw_only=True, tag="text"):
    """What the search of the list finds."""

    text: Value


class HasTags(_Condition, frozen=True, kw_only=True, tag="tags"):
    """Which tags staff put on a ticket: any of several, all of them, none; of none named: any tag, or no tag at all.

    Who does not read what is for staff on a ticket sees it without tags.
    """

    values: Annotated[tuple[Tag, ...], Meta(max_length=MOST_TAGS)] = ()
    how: Literal["any", "all", "none"] = "any"

    def __post_init__(self) -> None:
        if self.how == "all" and not self.values:
            raise _fault("values", "назовите метки.", "name the tags.")


Condition: TypeAlias = AllOf | AnyOf | Except | OneOf | Within | Is | OfAttribute | HasWords | HasTags

EVERY_TICKET = AllOf()
_WITH_BELOW = ", ".join(sorted(WITH_BELOW))


def conditions_in(condition: Condition) -> Iterator[Condition]:
    """A condition and all that it is made of."""
    yield condition
    if isinstance(condition, AllOf | AnyOf):
        for one in condition.of:
            yield from conditions_in(one)
    elif isinstance(condition, Except):
        yield from conditions_in(condition.of)


def refuse_too_much(condition: Condition, field: str) -> None:
    """Raise ``InvalidValue`` for what nobody could read, and the storage would work on for long."""
    depth = _depth(condition)
    if depth > DEEPEST:
        raise _fault(
            field,
            f"условия вложены на {depth}, а можно на {DEEPEST}: упростите.",
            f"the conditions are nested {depth} deep, {DEEPEST} is the most: make them simpler.",
        )
    found = sum(1 for _ in conditions_in(condition))
    if found > MOST_CONDITIONS:
        raise _fault(
            field,
            f"условий {found}, а можно {MOST_CONDITIONS}: упростите.",
            f"there are {found} conditions, {MOST_CONDITIONS} is the most: make them fewer.",
        )


def _depth(condition: Condition) -> int:
    if isinstance(condition, AllOf | AnyOf):
        return 1 + max(map(_depth, condition.of), default=0)
    return 1 + _depth(condition.of) if isinstance(condition, Except) else 1


def _refuse_no_bounds(since: str, before: str) -> None:
    if not (since or before):
        raise _fault("from", "укажите «from», «before» или оба.", "give “from”, “before” or both.")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _fault(field: str, ru: str, en: str) -> InvalidValue:
    return InvalidValue(Text(ru=ru, en=en), field=field)
