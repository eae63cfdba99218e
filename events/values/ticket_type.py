"""What a type of ticket is, as data: life cycle, attributes of its own, priority matrix, what happens by itself."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from events.values.closing_term import ClosingTerm
from events.values.faults import InvalidValue
from events.values.lifecycle import SHIPPED, Lifecycle
from events.values.text import Text
from events.values.ticket import LEVELS, TYPES, Code, Level

AttributeKind = Literal["text", "number", "date", "choice", "person"]
AnswersOnHold = Literal["resume", "note"]
"""What an answer of whoever asked does to a ticket that waits: the work goes on, or it is only noted."""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value that an attribute of kind ``choice`` may take."""

    code: str
    name: Text


class AttributeDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An attribute that tickets of a type have of their own. Values are kept as text in the form of their kind.

    ``required_in`` names the statuses that a ticket may only be in with a value; the initial one asks for it at
    registration.
    """

    code: Code
    name: Text
    kind: AttributeKind = "text"
    choices: tuple[Choice, ...] = ()
    required_in: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        codes = [choice.code for choice in self.choices]
        if (self.kind == "choice") != bool(codes) or len(set(codes)) != len(codes):
            raise InvalidValue(
                Text(
                    ru="Перечислите значения для вида «choice», каждое один раз; для других видов их нет.",
                    en="List the values of the kind “choice”, each once; other kinds have none.",
                ),
                field="choices",
                rule="row 92",
            )

    def formed(self, value: str) -> str | None:
        """A value in the one form of this attribute's kind; ``None`` when it is none of that kind."""
        match self.kind:
            case "number":
                return _number(value)
            case "date":
                return _date(value)
            case "person":
                return value.lower() if _PERSON.fullmatch(value) else None
            case "choice":
                return value if any(choice.code == value for choice in self.choices) else None
            case _:
                return value if is_readable(value) else None


_NUMBER = re.compile(r"(-?)0*([0-9]{1,30}?)(?:\.([0-9]{1,30}?)0*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERSON = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _number(text: str) -> str | None:
    """A plain decimal without needless zeros or the sign of nothing, so that equal numbers are equal texts."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, part = found.groups(default="")
    told = whole if part in {"", "0"} else f"{whole}.{part}"
    return told if told == "0" else f"{sign}{told}"


def _date(text: str) -> str | None:
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def is_readable(text: str) -> bool:
    """Whether there is something to read: more than blanks and signs that nobody sees."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


class PriorityMatrix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Priority from impact (rows) and urgency (columns), both in the order of ``LEVELS``."""

    rows: tuple[tuple[Level, Level, Level, Level], ...] = tuple(
        tuple(LEVELS[(row + column) // 2] for column in range(len(LEVELS)))  # type: ignore[misc] # four of them
        for row in range(len(LEVELS))
    )

    def __post_init__(self) -> None:
        if len(self.rows) != len(LEVELS):
            raise InvalidValue(
                Text(
                    ru="В матрице приоритетов четыре строки по четыре уровня.", en="The matrix has four rows of four."
                ),
                field="rows",
                rule="row 92",
            )

    def priority(self, impact: Level | None, urgency: Level | None) -> Level:
        """The priority that follows; of one level alone that level, of none the normal one."""
        if impact is None or urgency is None:
            return impact or urgency or "normal"
        return self.rows[LEVELS.index(impact)][LEVELS.index(urgency)]


Kind = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9!#$&^_.+-]{1,60}/(\*|[a-z0-9!#$&^_.+-]{1,80})$",
        description="A kind of file such as application/pdf, or all of one sort, such as image/*.",
    ),
]


class FileRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What files people attach to tickets of a type: how many a ticket has, how large each is, of which kinds.

    ``most_bytes`` of 0: as large as the desk takes at all. No ``kinds``: of any.
    """

    most: Annotated[int, Meta(ge=0, le=1_000)] = 100
    most_bytes: Annotated[int, Meta(ge=0)] = 0
    kinds: Annotated[tuple[Kind, ...], Meta(max_length=50)] = ()

    def takes(self, media_type: str) -> bool:
        """Whether files of a kind are taken."""
        sort = media_type.partition("/")[0] + "/*"
        return not self.kinds or media_type in self.kinds or sort in self.kinds


class TypeDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a type of ticket (rows 2, 91-92).

    ``takes_any_attribute`` lets tickets bear attributes that are not defined. ``closes_after`` is how long a
    solution stands before its ticket closes by itself. ``reopens_within_days`` are the days of the calendar for which
    the requester's reply to a resolved ticket reopens it; a later reply asks for a new, linked ticket. A reply that is
    thanks alone leaves it resolved while ``thanks_keep_resolved``; ``answers_on_hold`` says what one to a ticket that
    waits does. ``files`` says which are taken.
    """

    name: Text
    lifecycle: Lifecycle = SHIPPED
    attributes: tuple[AttributeDefinition, ...] = ()
    takes_any_attribute: bool = False
    matrix: PriorityMatrix = PriorityMatrix()
    closes_after: ClosingTerm | None = None
    reopens_within_days: Annotated[int, Meta(ge=0, le=3_650)] = 14
    answers_on_hold: AnswersOnHold = "resume"
    thanks_keep_resolved: bool = True
    files: FileRules = FileRules()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for index, attribute in enumerate(self.attributes):
            if attribute.code in seen:
                ru, en = "Признак «{}» указан дважды: оставьте один.", "Attribute “{}” is given twice: keep one."
                raise _fault(f"attributes[{index}].code", ru, en, attribute.code)
            for code in sorted(attribute.required_in):
                if self.lifecycle.status(code) is None:
                    ru = "Признак требуется в статусе «{}», которого нет: уберите его из «required_in»."
                    en = "The attribute is required in “{}”, which is no status: leave it out of “required_in”."
                    raise _fault(f"attributes[{index}].required_in", ru, en, code)
            seen.add(attribute.code)

    def attribute(self, code: str) -> AttributeDefinition | None:
        """The definition of an attribute."""
        return next((attribute for attribute in self.attributes if attribute.code == code), None)

    def texts(self, attributes: Collection[str], asked: Collection[str]) -> tuple[str, ...]:
        """Those of a ticket's attributes that are free text: of no other kind, and no rule has ``asked`` for them."""
        known = {attribute.code: attribute.kind for attribute in self.attributes}
        return tuple(sorted(code for code in attributes if known.get(code, "text") == "text" and code not in asked))


def _fault(field: str, ru: str, en: str, code: str) -> InvalidValue:
    return InvalidValue(Text(ru=ru.format(code), en=en.format(code)), field=field, rule="row 92")


SHIPPED_TYPES: dict[str, TypeDefinition] = {
    code: TypeDefinition(name=name, takes_any_attribute=True) for code, name in TYPES.items()
}
"""The three types that come with the desk (rows 2-5); a revision replaces what is shipped."""

USUAL_TYPES = ("incident", "service_request", "inquiry")
"""What a ticket is registered as when nobody says it: the first of these that is not archived."""
LETTER_TYPES = ("inquiry", "incident", "service_request")
"""What a letter is registered as: the first of these that is not archived and asks for nothing at the start."""
