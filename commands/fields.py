"""Types of command fields with their bounds and their descriptions; used by all command structs.

What stands in one line beside others (subjects, names, values, what approvers are asked) is also given to
``refuse_unclear`` by its command. Bodies keep every character: they stand alone, and what they quote may be turned.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from commands.refusals import NothingIsAsked
from events.values.faults import InvalidValue
from events.values.person_name import refuse_unreadable
from events.values.text import Text

Subject = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=500,
        pattern=r"\S",
        description="One line, 1 to 500 characters; a line break is taken as a blank.",
    ),
]
Body = Annotated[str, Meta(max_length=100_000, description="Plain text, up to 100,000 characters.")]
Words = Annotated[
    str,
    Meta(min_length=1, max_length=20_000, pattern=r"\S", description="Plain text, not empty, up to 20,000."),
]
Name = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S", description="1 to 300 characters.")]
Email = Annotated[
    str,
    Meta(
        min_length=3, max_length=254, pattern=r"^[^@\s<>]+@[^@\s<>]+(?![\s\S])", description="An e-mail address: a@b.c"
    ),
]
Login = Annotated[
    str,
    Meta(min_length=1, max_length=100, pattern=r"^\S+(?![\s\S])", description="1 to 100 characters without blanks."),
]
Phone = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=50,
        pattern=r"^[-+0-9()., #*xдоб]+(?![\s\S])",
        description="A phone number: +7 495 000-00-00",
    ),
]
Position = Annotated[str, Meta(max_length=200, description="Up to 200 characters; empty: none.")]
Zone = Annotated[str, Meta(max_length=100, description="An IANA time zone: Europe/Moscow; empty: none.")]
Note = Annotated[str, Meta(max_length=2000, description="Why what a source owns is changed by hand.")]
MOST_ATTRIBUTES = 100
LONGEST_ATTRIBUTES = 20_000
"""How many attributes a ticket bears, and of how many characters together, names and values."""
LONGEST_MESSAGE_ID = 998
MessageId = Annotated[
    str,
    Meta(
        max_length=LONGEST_MESSAGE_ID,
        pattern=r"^[\x21-\x7e]*(?![\s\S])",
        description="The Message-ID of the letter that this came by: up to 998 ASCII characters without blanks.",
    ),
]
AttributeName = Annotated[str, Meta(min_length=1, max_length=100)]
AttributeValue = Annotated[str, Meta(max_length=1000)]
Attributes = Annotated[
    dict[AttributeName, AttributeValue],
    Meta(max_length=MOST_ATTRIBUTES, description="Values by code, up to 100, of up to 20,000 characters together."),
]
Instant = Annotated[datetime, Meta(tz=True, description="An instant with its offset: 2026-03-02T09:00:00+03:00")]
StatusCode = Annotated[str, Meta(min_length=1, max_length=100, description="The code of a status.")]
LONGEST_TITLE = 300
T = TypeVar("T")


NO_NAME = Text(
    ru="Нужно хотя бы одно из двух: название на русском (ru) или на английском (en).",
    en="At least one of the two is needed: a name in Russian (ru) or in English (en).",
)


class Named(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name in one language or in both; the other language reads the same."""

    ru: Name | None = None
    en: Name | None = None

    def __post_init__(self) -> None:
        if self.ru is None and self.en is None:
            raise InvalidValue(NO_NAME, rule="row 100")
        for language in ("ru", "en"):
            refuse_unreadable(getattr(self, language) or "", language, LONGEST_TITLE, "row 100")

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text(ru=self.ru or self.en or "", en=self.en or self.ru or "")


def kept(named: T | UnsetType, present: T) -> T:
    """What a command names, else what is there: a field that is not named stays as it is."""
    return present if named is UNSET else named


def refuse_nothing(command: msgspec.Struct) -> None:
    """A command that changes what it names must name something; it names what may stay by ``UNSET``."""
    kind = type(command)
    # The class says it as plain tuples, the last defaults being those of the last fields: nothing is looked up anew.
    told = (kind.__struct_fields__, kind.__struct_encode_fields__, kind.__struct_defaults__)
    fields = list(zip(*(reversed(each) for each in told), strict=False))[::-1]
    may_stay = {name: sent_as for name, sent_as, default in fields if default is UNSET}
    if all(getattr(command, name) is UNSET or getattr(command, name) == {} for name in may_stay):
        raise NothingIsAsked(fields=", ".join(may_stay.values()))
