"""The timeline of a ticket's card: an entry for every fact, with what only staff may read marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.inner import is_inner
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import Attachment
from projections import past_names, ticket_files, visibility
from projections.ddl import ddl
from projections.describe import called_actor, sentence
from projections.fact_objects import About, about, completed, names_of
from projections.parking import ALONE
from projections.ticket_list import TicketList

_NAME_OF_THEN = Text.same("{type_name}")
"""Where a sentence names a type: what that was called is asked when it is read, of the read model that knows it."""
_BODIES = ("body", "solution", "reason", "description", "question", "comment")
_INSERT = (
    "INSERT INTO ticket_timeline"
    " (ticket_id, version, position, name, at, actor_id, actor_name, is_inner, body, details, about, type)"
    " SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[],"
    " %b::uuid[], %b::text[], %b::boolean[], %b::text[], %b::jsonb[], %b::jsonb[], %b::text[])"
)


class TicketTimeline:
    """The timeline's only writer: entries are added, never changed."""

    name = "ticket_timeline"
    tables = ("ticket_timeline", "ticket_files")
    ddl = ddl("projections", "ticket_timeline.sql")
    parks = ALONE
    interests = TicketList.interests

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Add the entries of a batch in one statement, and their files in another."""
        entries = [_entry(recorded) for recorded in batch]
        cursor.execute(_INSERT, [list(column) for column in zip(*entries, strict=True)])
        ticket_files.add(cursor, batch)


def _entry(recorded: Recorded) -> tuple[Any, ...]:
    fact, metadata = recorded.fact, recorded.metadata
    body = next((found for name in _BODIES if (found := getattr(fact, name, None))), None)
    return (
        recorded.stream,
        recorded.version,
        recorded.position,
        fact.stored_name,
        metadata.occurred_at,
        metadata.actor.id,
        metadata.actor.name,
        is_inner(fact),
        body,
        msgspec.json.encode(sentence(fact, type_name=_NAME_OF_THEN)).decode(),
        msgspec.json.encode(about(fact)).decode(),
        getattr(fact, "type", None),
    )


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ticket's timeline."""

    version: int
    position: int
    name: str
    at: datetime
    actor_id: UUID
    actor_name: str
    actor: Text
    is_inner: bool
    what: Text
    body: str | None = None
    attachments: tuple[Attachment, ...] = ()


def timeline(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, after: int = 0, limit: int = 100) -> list[Entry]:
    """The entries behind a version, oldest first; a requester sees no inner ones.

    Whether the viewer may see the ticket at all is asked of the card first.
    """
    cursor.execute(
        "SELECT version, position, name, at, actor_id, actor_name, is_inner, body, details::text, about::text, type"
        " FROM ticket_timeline WHERE ticket_id = %s AND version > %s AND (%s OR NOT is_inner)"
        " ORDER BY version LIMIT %s",
        (ticket_id, after, visibility.sees_inner(viewer), limit),
    )
    rows = cursor.fetchall()
    files = ticket_files.of_ticket(cursor, viewer, ticket_id, after=after, until=rows[-1][0]) if rows else {}
    names = past_names.types_as_of(cursor, [(row[10], row[1]) for row in rows if row[10] is not None])
    told = [msgspec.json.decode(row[9], type=tuple[About, ...]) for row in rows]
    called = names_of(cursor, viewer, [one for all_of_it in told for one in all_of_it])
    return [
        Entry(
            version=version,
            position=position,
            name=name,
            at=at,
            actor_id=actor_id,
            actor_name=actor_name,
            actor=called_actor(actor_id, actor_name),
            is_inner=inner,
            what=completed(
                _filled(msgspec.json.decode(details, type=Text), names.get((kind, position))), of_whom, called
            ),
            body=body,
            attachments=files.get(version, ()),
        )
        for (version, position, name, at, actor_id, actor_name, inner, body, details, _, kind), of_whom in zip(
            rows, told, strict=True
        )
    ]


def _filled(told: Text, type_name: Text | None) -> Text:
    if type_name is None:
        return told
    # Once alone, and not as a template: values that people gave may stand behind it.
    place = _NAME_OF_THEN.en
    return Text(told.ru.replace(place, type_name.ru, 1), told.en.replace(place, type_name.en, 1))
