"""What a way to ask the desk for something is: path, command, words, example; used by the tables of commands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from commands.command import Command
from events.values.text import Text

PastInstant = Annotated[
    datetime,
    Meta(
        tz=True,
        description="When it happened, if not now: an instant with its offset that has come, not before what people"
        " did to the ticket last. For administrators and technologists.",
    ),
]

PERSON = "7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d4e"
TEAM = "0b54bb52-6a0a-5e0c-9d3f-6f1f2a7c8e90"
SCHEDULE = "a8a6a1ce-0a55-5a3e-8a3b-f0a3c9e3d111"
AGREEMENT = "c1a1f0de-2b66-5c4f-9b4c-e1b4d0f4e222"
COMPANY = "3f6f0f0e-7d1c-5e0b-8f6e-2a1b9c4d5e33"
UNIT = "5a0e8f7c-4d2b-5c6a-9e1f-7b3a2c1d0e44"
SERVICE = "5e41c0de-7d1c-5e0b-8f6e-2a1b9c4d5e55"
TICKET = "e46286ad-9e40-537d-ba9e-38d01e3eb2d0"
VIEW = "2c9e41d0-5b3a-5f6e-8c1d-7e6f5a4b3c66"
TEMPLATE = "b1d4c0de-5b3a-5f6e-8c1d-7e6f5a4b3c77"
MACRO = "b1d4c0de-5b3a-5f6e-8c1d-7e6f5a4b3c78"
CHECKLIST = "b1d4c0de-5b3a-5f6e-8c1d-7e6f5a4b3c79"
FREEZE = "6c0e9d1a-2b3c-5d4e-8f90-1a2b3c4d5e66"
FILE = "ad9329c9ec78103c3d71ef4b5819e0fb90b7774e5bdd817dc2dc70278606865b"
"""Ids of the examples."""


class CommandRoute(msgspec.Struct, frozen=True, kw_only=True):
    """One POST. ``binds`` names the field that the path's ``{ref}`` fills, if any; ``tag`` groups the documentation.

    What happens to a ticket may be told late: its body may name the past time ``at`` (C6).
    """

    path: str
    command: type[Command]
    summary: Text
    example: dict[str, Any]
    tag: str
    binds: str = ""
    creates: bool = False

    @property
    def is_told_late(self) -> bool:
        """Whether the body may say that it happened earlier: clocks follow the times of tickets, and those alone."""
        return self.tag == "tickets"


def on_ticket(path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    """A command on a ticket, by its number or id."""
    return CommandRoute(
        path=f"/tickets/{{ref}}/{path}",
        command=command,
        summary=Text(ru, en),
        example=example,
        tag="tickets",
        binds="ticket_id",
    )


def of(
    tag: str, field: str, path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]
) -> CommandRoute:
    """A command on a thing of the collection ``tag``; the path names its id, which is the command's ``field``."""
    return CommandRoute(
        path=f"/{tag}/{{ref}}/{path}",
        command=command,
        summary=Text(ru, en),
        example=example,
        tag=tag,
        binds=field,
    )


def new(tag: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    """A command that adds a thing to the collection ``tag``."""
    return at(f"/{tag}", tag, command, ru, en, example)


def at(path: str, tag: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    """A command that makes a thing, at a path of its own."""
    return CommandRoute(path=path, command=command, summary=Text(ru, en), example=example, tag=tag, creates=True)


VERSIONED = frozenset({"tickets", "problems", "changes"})
"""Collections whose cards bear an ETag: what an If-Match compares with."""
