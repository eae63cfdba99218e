"""What every fact is: a frozen struct under a stored name, and the envelope it travels in; used by all."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from events.values.identity import CommandId, FactId, StreamId
from events.values.people import Actor


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, told once and for ever.

    ``stored_name`` is ``noun.past-participle@version``; it never changes, wherever the class may move.
    ``personal`` maps each field that holds personal details, or words in which they may stand, to the dotted path of
    the id of whom they belong to; of the thing itself where they are no one person's. Storage seals them with that
    key, so that they can be made unreadable. ``attachments[].name`` is a field of every element of a tuple,
    ``attributes{texts}`` are the values of a dictionary under the names that the field ``texts`` tells.
    """

    stored_name: ClassVar[str] = ""
    personal: ClassVar[dict[str, str]] = {}


def sealed_for(owner: str, *fields: str) -> dict[str, str]:
    """What ``personal`` says where several fields are of one and the same; ``owner`` is the path of their id."""
    return dict.fromkeys(fields, owner)


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """Who, when and why of one recorded fact.

    ``occurred_at`` is when it happened, ``recorded_at`` when it was written; both are aware UTC instants.
    ``correlation_id`` is shared by all that follows from one outside request; ``causation_id`` is the fact or
    command that this one follows from.
    """

    fact_id: FactId
    actor: Actor
    command_id: CommandId
    correlation_id: CommandId
    causation_id: FactId | CommandId
    occurred_at: datetime
    recorded_at: datetime


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as the log gives it back: where it stands, its metadata and the fact itself.

    ``position`` is its place in the whole log, ``version`` its place in its own stream, from 1.
    """

    stream: StreamId
    version: int
    position: int
    metadata: Metadata
    fact: Fact
