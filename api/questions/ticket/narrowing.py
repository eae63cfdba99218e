"""What a list of tickets is narrowed to, as people ask for it: one condition; asked by lists, groups and exports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.decoding.condition import written_condition
from api.questions.references import person_sought
from api.questions.refusals import InvalidField
from api.questions.wishes import known_codes, refuse_exactly_nothing
from events.values.faults import InvalidValue
from events.values.people import Viewer
from events.values.tag import LONGEST_TAG, MOST_TAGS
from events.values.ticket import LEVELS
from events.values.ticket_condition import (
    ME,
    MINE,
    MOST_OF_ATTRIBUTE,
    MOST_VALUES,
    NOBODY,
    AllOf,
    Condition,
    Except,
    HasTags,
    HasWords,
    InstantField,
    Is,
    OfAttribute,
    OneOf,
    Within,
)

_ATTRIBUTE = re.compile(r"(?:([a-z][a-z0-9_]{0,49})\.)?([a-z][a-z0-9_]{0,49})(?::(.{0,200}))?", re.DOTALL)
_NUMBER = re.compile(r"[№#]?\s*(\d{1,18})")


class TicketsNarrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets. A field may be given several times, or with commas; each narrows further, its values widen it."""

    status: list[str] = []
    ticket_type: list[str] = []
    priority: list[str] = []
    channel: list[str] = []
    satisfaction: list[str] = []
    checklist: list[str] = []
    team: list[str] = []
    responsible: list[str] = []
    requester: list[str] = []
    company: list[str] = []
    unit: list[str] = []
    agreement: list[str] = []
    service: list[str] = []
    service_exactly: bool = False
    is_open: bool | None = None
    overdue: bool | None = None
    watching: Literal["me"] | None = None
    unread: bool | None = None
    registered_from: str | None = None
    registered_before: str | None = None
    changed_from: str | None = None
    changed_before: str | None = None
    closed_from: str | None = None
    closed_before: str | None = None
    missed_from: str | None = None
    missed_before: str | None = None
    due_from: str | None = None
    due_before: str | None = None
    attribute: list[str] = []
    tag: list[str] = []
    tag_all: list[str] = []
    tag_none: list[str] = []
    numbers: list[str] = []
    text: str = ""
    where: str | None = None
    zone: str | None = None


def condition_of(desk: Desk, viewer: Viewer, wanted: TicketsNarrowed) -> AllOf:
    """What is wanted as one condition; raises ``InvalidField`` for what nothing could fit."""
    refuse_exactly_nothing(bool(wanted.service), exactly=wanted.service_exactly)
    return AllOf(
        of=(
            *_values(wanted),
            *_people(desk, viewer, wanted),
            *_flags(wanted),
            *_instants(wanted),
            *_attributes(wanted),
            *_tags(wanted),
            *_others(wanted),
        )
    )


def several(field: str, told: Iterable[str]) -> tuple[str, ...]:
    """Values that were given several times or with commas, each once."""
    found = tuple(dict.fromkeys(part for each in told for value in each.split(",") if (part := value.strip())))
    if len(found) > MOST_VALUES:
        raise InvalidField(
            field=field,
            reason_ru=f"значений {len(found)}, а можно {MOST_VALUES}: спросите по тому, что у них общего.",
            reason_en=f"there are {len(found)} values, {MOST_VALUES} is the most: ask by what they have in common.",
        )
    return found


def _values(wanted: TicketsNarrowed) -> Iterator[Condition]:
    known_codes("priority", priorities := several("priority", wanted.priority), LEVELS)
    for field, values in (
        ("status", several("status", wanted.status)),
        ("type", several("type", wanted.ticket_type)),
        ("priority", priorities),
        ("channel", several("channel", wanted.channel)),
        ("satisfaction", several("satisfaction", wanted.satisfaction)),
        ("checklist", several("checklist", wanted.checklist)),
    ):
        if values:
            yield _checked(OneOf, field, field=field, values=values)
    for field, told, words in (
        ("team", wanted.team, {MINE: MINE, "nobody": NOBODY}),
        ("company", wanted.company, {"none": NOBODY}),
        ("unit", wanted.unit, {"none": NOBODY}),
        ("agreement", wanted.agreement, {}),
        ("service", wanted.service, {"none": NOBODY}),
    ):
        if ids := tuple(_id(field, value, words) for value in several(field, told)):
            yield OneOf(field=field, values=ids, exactly=field == "service" and wanted.service_exactly)  # type: ignore[arg-type] # a known one


def _people(desk: Desk, viewer: Viewer, wanted: TicketsNarrowed) -> Iterator[Condition]:
    """“me” stays a word: a view that is kept so asks for whoever looks."""
    if told := several("responsible", wanted.responsible):
        yield OneOf(field="responsible", values=tuple(_person(desk, viewer, "responsible", one) for one in told))
    if told := several("requester", wanted.requester):
        yield OneOf(field="requester", values=tuple(_person(desk, viewer, "requester", one) for one in told))


def _person(desk: Desk, viewer: Viewer, field: str, told: str) -> str:
    words = {ME: ME, "nobody": NOBODY} if field == "responsible" else {ME: ME}
    return words[told] if told in words else str(person_sought(desk, viewer, told, field=field, words=tuple(words)))


def _id(field: str, value: str, words: dict[str, str]) -> str:
    if value in words:
        return words[value]
    try:
        return str(UUID(value))
    except ValueError as error:
        raise _no_id(field, words) from error


def _no_id(field: str, words: Collection[str]) -> InvalidField:
    told = ", ".join(words)
    ru = f"нужен идентификатор вида UUID{' или слово: ' if words else ''}{told}."
    en = f"an id in the form of a UUID{', or a word: ' if words else ''}{told}{',' if words else ''} is needed."
    return InvalidField(field=field, reason_ru=ru, reason_en=en)


def _flags(wanted: TicketsNarrowed) -> Iterator[Condition]:
    watched = None if wanted.watching is None else True
    for flag, told in (
        ("open", wanted.is_open),
        ("overdue", wanted.overdue),
        ("watched", watched),
        ("unread", wanted.unread),
    ):
        if told is not None:
            yield Is(field=flag) if told else Except(of=Is(field=flag))  # type: ignore[arg-type] # a known one


def _instants(wanted: TicketsNarrowed) -> Iterator[Condition]:
    bounds: tuple[tuple[InstantField, str | None, str | None], ...] = (
        ("registered", wanted.registered_from, wanted.registered_before),
        ("changed", wanted.changed_from, wanted.changed_before),
        ("closed", wanted.closed_from, wanted.closed_before),
        ("missed", wanted.missed_from, wanted.missed_before),
        ("due", wanted.due_from, wanted.due_before),
    )
    for field, since, before in bounds:
        # One by one, so that each fault is told by the name of its own parameter.
        if since is not None:
            yield _checked(Within, f"{field}_from", field=field, since=since.strip())
        if before is not None:
            yield _checked(Within, f"{field}_before", field=field, before=before.strip())


def _attributes(wanted: TicketsNarrowed) -> Iterator[Condition]:
    told: dict[tuple[str | None, str], list[str]] = {}
    for each in wanted.attribute:
        found = _ATTRIBUTE.fullmatch(each.strip())
        if found is None:
            raise InvalidField(
                field="attribute",
                reason_ru="нужно «код:значение», «тип.код:значение» или только «код», например floor:3.",
                reason_en="“code:value”, “type.code:value” or the code alone is needed, such as floor:3.",
            )
        told.setdefault((found[1], found[2]), []).extend([found[3]] if found[3] else [])
    for (of_type, code), values in told.items():
        if len(values) > MOST_OF_ATTRIBUTE:
            raise InvalidField(
                field="attribute",
                reason_ru=f"значений «{code}» {len(values)}, а можно {MOST_OF_ATTRIBUTE}.",
                reason_en=f"there are {len(values)} values of “{code}”, {MOST_OF_ATTRIBUTE} is the most.",
            )
        yield _checked(OfAttribute, "attribute", code=code, type=of_type, values=tuple(values))


def _tags(wanted: TicketsNarrowed) -> Iterator[Condition]:
    for field, told, how in (
        ("tag", wanted.tag, "any"),
        ("tag_all", wanted.tag_all, "all"),
        ("tag_none", wanted.tag_none, "none"),
    ):
        if tags := several(field, told):
            yield _tagged(field, tags, how)  # type: ignore[arg-type] # a known one


def _tagged(field: str, tags: tuple[str, ...], how: Literal["any", "all", "none"]) -> HasTags:
    if len(tags) > MOST_TAGS:
        raise InvalidField(
            field=field,
            reason_ru=f"меток {len(tags)}, а можно {MOST_TAGS}.",
            reason_en=f"there are {len(tags)} tags, {MOST_TAGS} is the most.",
        )
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise InvalidField(
                field=field,
                reason_ru=f"в метке не больше {LONGEST_TAG} знаков, здесь {len(tag)}.",
                reason_en=f"a tag has {LONGEST_TAG} characters at most, there are {len(tag)}.",
            )
    return HasTags(values=tags, how=how)


def _others(wanted: TicketsNarrowed) -> Iterator[Condition]:
    if numbers := several("numbers", wanted.numbers):
        yield OneOf(field="number", values=tuple(_number(each) for each in numbers))
    if wanted.text.replace("\0", "").strip():
        yield HasWords(text=wanted.text)
    if wanted.where is not None:
        yield written_condition(wanted.where)


def _number(told: str) -> str:
    found = _NUMBER.fullmatch(told)
    if found is None:
        raise InvalidField(
            field="numbers", reason_ru=f"«{told}» — не номер заявки.", reason_en=f"“{told}” is no number of a ticket."
        )
    return found[1]


def _checked(kind: type[Any], parameter: str, **fields: Any) -> Any:
    """A condition of a parameter; what it refuses is told by the parameter's name."""
    try:
        return kind(**fields)
    except InvalidValue as fault:
        raise InvalidField(field=parameter, reason_ru=fault.text.ru, reason_en=fault.text.en) from fault
