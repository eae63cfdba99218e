"""The words of a ticket: types, statuses and what they count for, priority, channel, attachments."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.text import Text

Level = Literal["critical", "high", "normal", "low"]
"""Priority, impact and urgency are told in the same four levels."""

LEVELS: tuple[Level, ...] = ("critical", "high", "normal", "low")
"""From the most pressing to the least; a list sorted by priority starts with the first."""

PrioritySource = Literal["named", "matrix", "escalation"]
"""Where a priority comes from: somebody named it, impact and urgency give it, or an escalation raised it."""

Channel = Literal["portal", "email", "phone", "api", "walk_in"]

Clock = Literal["reaction", "resolution"]
CLOCKS: tuple[Clock, ...] = ("reaction", "resolution")

NEW = "new"
IN_PROGRESS = "in_progress"
ON_HOLD = "on_hold"
ON_APPROVAL = "on_approval"
RESOLVED = "resolved"
REOPENED = "reopened"
CLOSED = "closed"
DECLINED = "declined"
MERGED = "merged"
TAKEN_BACK = "taken_back"


Code = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=50,
        pattern=r"^[a-z][a-z0-9_]*$",
        description="A short name in small Latin letters, digits and _, such as access_request.",
    ),
]
"""What a type, a status or an attribute is called for ever; people read their names."""


class Status(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One status of a life cycle and what it means for the clocks (sla.md C1-C3).

    ``counts``: the resolution clock runs in it. ``reacts``: entering it stops the reaction clock.
    ``resolves``: entering it stops the resolution clock for as long as the ticket stays there.
    ``is_final``: the ticket is over. ``cancels``: the clocks end; a miss by then stays. ``wakes_to`` is the status that
    a ticket goes to when its wake-up comes. ``colour`` is what lists and pictures show it in.
    """

    code: Code
    name: Text
    counts: bool = False
    reacts: bool = False
    resolves: bool = False
    is_final: bool = False
    cancels: bool = False
    wakes_to: str = ""
    colour: Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")] = "#8a94a3"


STATUSES: dict[str, Status] = {
    status.code: status
    for status in (
        Status(code=NEW, name=Text(ru="Новая", en="New"), counts=True, colour="#1f4fa3"),
        Status(
            code=IN_PROGRESS, name=Text(ru="В работе", en="In progress"), counts=True, reacts=True, colour="#2f7d4f"
        ),
        Status(code=ON_HOLD, name=Text(ru="Отложена", en="On hold"), wakes_to=IN_PROGRESS, colour="#b07d12"),
        Status(code=ON_APPROVAL, name=Text(ru="На согласовании", en="On approval"), colour="#0f7c8a"),
        Status(code=RESOLVED, name=Text(ru="Решена", en="Resolved"), reacts=True, resolves=True, colour="#5b7f95"),
        Status(code=REOPENED, name=Text(ru="Возобновлена", en="Reopened"), counts=True, colour="#8a3ffc"),
        Status(
            code=CLOSED,
            name=Text(ru="Закрыта", en="Closed"),
            reacts=True,
            resolves=True,
            is_final=True,
            colour="#8a94a3",
        ),
        Status(code=DECLINED, name=Text(ru="Отклонена", en="Declined"), is_final=True, cancels=True, colour="#a33a2f"),
        Status(code=MERGED, name=Text(ru="Объединена", en="Merged"), is_final=True, cancels=True, colour="#8a94a3"),
        Status(
            code=TAKEN_BACK,
            name=Text(ru="Отозвана заявителем", en="Taken back"),
            is_final=True,
            cancels=True,
            colour="#8a94a3",
        ),
    )
}
"""The shipped life cycle's statuses (rows 125, 167); a ticket type may bring its own.

``TAKEN_BACK`` is of every life cycle, and no way of any leads there: only whoever asked brings a ticket into it.
"""

TYPES: dict[str, Text] = {
    "incident": Text(ru="Инцидент", en="Incident"),
    "service_request": Text(ru="Запрос на обслуживание", en="Service request"),
    "inquiry": Text(ru="Обращение", en="Inquiry"),
}
"""The shipped ticket types (rows 2-5)."""


class AttributeChange(msgspec.Struct, frozen=True, kw_only=True):
    """One attribute that changed, by the names of then; no value is told of one that was or is not there."""

    code: str
    name: Text
    was: Text | None = None
    now: Text | None = None


_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Whether a text is the SHA-256 of something, as contents are known by it."""
    return _SHA256.fullmatch(text) is not None


class Attachment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a ticket or comment: its content is stored under its SHA-256 (row 173)."""

    sha256: str
    name: str
    media_type: str
    size_bytes: int

    def __post_init__(self) -> None:
        if not is_digest(self.sha256):
            raise InvalidValue(
                Text(
                    ru="Нужен SHA-256 содержимого: 64 шестнадцатеричных цифры строчными буквами.",
                    en="The SHA-256 of the content is needed: 64 hexadecimal digits in lower case.",
                ),
                field="sha256",
                rule="row 173",
            )
