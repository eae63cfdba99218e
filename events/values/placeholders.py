"""What reply templates leave open, from a closed list: found when one is kept, filled in as plain text when used.

A value is never read for placeholders again, and nothing is calculated: what a subject says stays what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from events.values.people import Language
from events.values.text import Text


class Placeholder(NamedTuple):
    """What one stands for, and what is said where there is nothing of the kind."""

    told: Text
    missing: Text


PLACEHOLDERS: dict[str, Placeholder] = {
    "ticket.number": Placeholder(Text("номер заявки", "the ticket's number"), Text("нет номера", "no number")),
    "ticket.subject": Placeholder(Text("тема заявки", "the ticket's subject"), Text("нет темы", "no subject")),
    "ticket.type": Placeholder(Text("тип заявки", "the ticket's type"), Text("нет типа", "no type")),
    "ticket.status": Placeholder(Text("статус заявки", "the ticket's status"), Text("нет статуса", "no status")),
    "ticket.registered": Placeholder(
        Text("когда заявка зарегистрирована, по часам читающего", "when it was registered, by the reader's clock"),
        Text("нет даты", "no date"),
    ),
    "ticket.due": Placeholder(
        Text("срок, по часам читающего", "when it is due, by the reader's clock"), Text("срока нет", "nothing is due")
    ),
    "ticket.solution": Placeholder(Text("решение", "the solution"), Text("решения нет", "no solution yet")),
    "ticket.link": Placeholder(
        Text("ссылка на заявку", "a link to the ticket"),
        Text("адрес службы не задан", "the desk's address is not set"),
    ),
    "requester.name": Placeholder(
        Text("имя заявителя целиком", "the requester's whole name"), Text("имя неизвестно", "the name is unknown")
    ),
    "requester.first_name": Placeholder(
        Text("имя заявителя", "the requester's first name"), Text("имя неизвестно", "the name is unknown")
    ),
    "service.name": Placeholder(Text("услуга", "the service"), Text("без услуги", "no service")),
    "team.name": Placeholder(Text("команда", "the team"), Text("команда не назначена", "no team yet")),
    "responsible.name": Placeholder(
        Text("ответственный", "the responsible"), Text("ответственный не назначен", "nobody is responsible yet")
    ),
    "me.name": Placeholder(Text("имя того, кто отвечает", "the name of whoever answers"), Text("имени нет", "no name")),
    "desk.name": Placeholder(Text("название службы", "the desk's name"), Text("названия нет", "no name")),
    "today": Placeholder(Text("сегодняшняя дата", "today's date"), Text("нет даты", "no date")),
}
"""All that there are: ``{{requester.first_name}}``."""


class ToldOfTicket(msgspec.Struct, frozen=True, kw_only=True):
    """What placeholders stand for on a ticket, by their names, in one language; what there is nothing of is missing."""

    language: Language
    values: dict[str, str]


_FOUND = re.compile(r"\{\{([^{}]*)\}\}")
_LEFT = re.compile(r"\{\{.{0,40}|\}\}", re.DOTALL)


def named_in(text: str) -> Iterator[str]:
    """What stands in double braces, as it is called, known or not; also a brace that nothing closes."""
    for found in _FOUND.finditer(text):
        yield found[1].strip()
    for left in _LEFT.finditer(_FOUND.sub("", text)):
        yield f"{left[0].strip('{}')}…"


def filled(text: str, values: Mapping[str, str], language: str) -> tuple[str, tuple[str, ...]]:
    """The text with its values, and which were missing: in their places stands in brackets that there is none."""
    missing: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name = found[1].strip()
        value = values.get(name, "")
        if value:
            return value
        if name not in PLACEHOLDERS:
            return found[0]
        missing[name] = None
        return f"[{PLACEHOLDERS[name].missing.to(language)}]"

    return _FOUND.sub(put, text), tuple(missing)
