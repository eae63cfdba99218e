"""The timeline of a ticket's card: an entry for every fact, with what only staff may read marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.catalogue import stored_names
from events.fact import Fact, Recorded
from events.folds.ticket_traits import TraitsState
from events.inner import is_inner
from events.ticket import TicketCommented, TicketJoined, TicketMerged, TicketRegistered
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded
from events.ticket_unmerged import TicketUnjoined
from events.ticket_words import REDACTIONS, TicketCommentEdited
from events.values.people import Viewer
from events.values.text import Text
from projections.facts.attribute_kinds import told_by_kind
from projections.facts.describe import called_actor, sentence
from projections.facts.objects import called, completed, names_then
from projections.facts.trait_changes import CHANGING, about_change, after
from projections.facts.whom.parts import About
from projections.kit import guests, visibility
from projections.kit.columns import rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.kit.visibility import TicketSight
from projections.kit.wire.arrays import Columns
from projections.ticket import files as ticket_files
from projections.ticket import merged as merged_tickets
from projections.ticket.around import comments
from projections.ticket.files import ShownFile
from projections.ticket.rows import TicketList

_NAME_OF_THEN = Text.same("{type_name}")
"""Where a sentence names a type: what that was called is asked when it is read, of the read model that knows it."""
_WORDS = sorted(stored_names((TicketRegistered, TicketReworded, TicketCommented, TicketJoined, TicketUnjoined)))
"""What of a merged ticket is read on the one that it goes on as; its own merge where nothing else tells it."""
_COMMENT = TicketCommented.stored_name
_REDACTED = stored_names(REDACTIONS)
_WORDS_IN = ("body", "solution", "reason", "description", "question", "comment")
_TOLD_ELSEWHERE = (TicketRequesterCorrected, TicketCommentEdited)
"""What is told anew for another requester people have read already, and an edited comment stands where it stood."""
_BODIES: dict[type[Fact], tuple[str, ...]] = {
    kind: () if kind in _TOLD_ELSEWHERE else tuple(name for name in _WORDS_IN if name in kind.__struct_fields__)
    for kind in TicketList.interests
}
"""The words that an entry shows of each fact: those that stand in the first of these fields."""
_INSERT = (
    "INSERT INTO ticket_timeline"
    " (ticket_id, version, position, name, at, actor_id, actor_name, is_inner, body, details, about, type, traits,"
    " comment_id)"
    " SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[],"
    " %b::uuid[], %b::text[], %b::boolean[], %b::text[], %b::jsonb[], %b::jsonb[], %b::text[],"
    " %b::jsonb[], %b::uuid[])"
)
_AS_SENT = Columns(
    *("uuid", "bigint", "bigint", "text", "timestamptz", "uuid", "text", "boolean", "text", "jsonb", "jsonb"),
    *("text", "jsonb", "uuid"),
)


class TicketTimeline:
    """The timeline's only writer: entries are added, and what a comment says follows what becomes of it."""

    name = "ticket_timeline"
    tables = ("ticket_timeline", "ticket_files")
    ddl = ddl("projections.ticket", "timeline.sql")
    parks = ALONE
    interests = TicketList.interests

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Add the entries of a batch in one statement, and their files in another."""
        stood, entries = _stood(cursor, batch), []
        for recorded in batch:
            before = stood.get(recorded.stream)
            now = after(before, recorded)
            entries.append(_entry(recorded, before, now))
            stood[recorded.stream] = now
        cursor.execute(_INSERT, _AS_SENT.of(entries))
        ticket_files.add(cursor, batch)
        comments.follow(cursor, batch)


def _stood(cursor: Cursor[Any], batch: Sequence[Recorded]) -> dict[UUID, TraitsState | None]:
    """What the tickets were before this batch whose traits it changes."""
    changed = list({recorded.stream for recorded in batch if isinstance(recorded.fact, CHANGING)})
    if not changed:
        return {}
    cursor.execute(
        "SELECT DISTINCT ON (ticket_id) ticket_id, traits::text FROM ticket_timeline"
        " WHERE ticket_id = ANY(%s) AND traits IS NOT NULL ORDER BY ticket_id, version DESC",
        (changed,),
    )
    return {ticket_id: msgspec.json.decode(traits, type=TraitsState) for ticket_id, traits in cursor}


def _entry(recorded: Recorded, before: TraitsState | None, now: TraitsState | None) -> tuple[Any, ...]:
    fact, metadata = recorded.fact, recorded.metadata
    body = next((found for name in _BODIES[type(fact)] if (found := getattr(fact, name))), None)
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
        msgspec.json.encode(about_change(recorded, before, now)).decode(),
        fact.type if isinstance(fact, TicketRegistered) else None,
        None if now is before or now == before else msgspec.json.encode(now).decode(),
        getattr(fact, "comment_id", None),
    )


class MergedFrom(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket that words come from which are read on the one that it was merged into."""

    ticket_id: UUID
    number: int


class WentTo(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket that a comment goes on as, which was split off from this one."""

    ticket_id: UUID
    number: int


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
    comment_id: UUID | None = None
    edited_at: datetime | None = None
    is_withdrawn: bool = False
    redacted_at: datetime | None = None
    attachments: tuple[ShownFile, ...] = ()
    merged_from: MergedFrom | None = None
    went_to: WentTo | None = None


@reads(
    "ticket_timeline",
    also=(
        visibility.sight,
        merged_tickets.words,
        guests.hidden,
        ticket_files.of_ticket,
        told_by_kind,
        called,
        names_then,
    ),
)
def timeline(
    cursor: Cursor[Any],
    viewer: Viewer,
    ticket_id: UUID,
    *,
    after: int = 0,
    limit: int = 100,
    sight: TicketSight | None = None,
) -> list[Entry]:
    """The entries behind a version, oldest first, without those that are hidden from the viewer.

    The words of a ticket that was merged into this one stand where that happened, all on one page, and bear that
    version. Whether the viewer may see the ticket at all is asked first, and how: ``sight``.
    """
    seen = sight or visibility.sight(cursor, viewer, ticket_id) or visibility.least_sight(viewer)
    own = _rows(cursor, ticket_id, inner=seen.inner_read, after=after, limit=limit)
    entries = _entries(cursor, viewer, ticket_id, own, has_files=seen.has_files)
    last = own[-1].version if len(own) == limit else None
    for words in merged_tickets.words(cursor, viewer, ticket_id) if seen.takes_in else ():
        if max(words.at_version, 1) > after and (last is None or words.at_version <= last):
            of_it = _WORDS if words.is_told else [*_WORDS, TicketMerged.stored_name]
            told = _rows(cursor, words.ticket.ticket_id, inner=words.inner, names=of_it)
            entries += _entries(cursor, viewer, words.ticket.ticket_id, told, words)
    masked = guests.hidden(cursor, viewer, ticket_id, [(entry.actor_id, entry.actor_name) for entry in entries])
    shown = [_by_a_guest(viewer, entry) if entry.actor_id in masked else entry for entry in entries]
    return sorted(shown, key=lambda entry: (entry.version, entry.merged_from is not None, entry.position))


def _by_a_guest(viewer: Viewer, entry: Entry) -> Entry:
    called = guests.word(entry.actor_id)
    return msgspec.structs.replace(entry, actor_name=called.to(viewer.language), actor=called)


class _Row(NamedTuple):
    version: int
    position: int
    name: str
    at: datetime
    actor_id: UUID
    actor_name: str
    is_inner: bool
    body: str | None
    comment_id: UUID | None
    edited_at: datetime | None
    redacted_at: datetime | None
    went_to: UUID | None
    went_to_number: int | None
    details: str
    about: str
    type: str | None


_ROWS = statement(
    "SELECT {columns} FROM ticket_timeline WHERE ticket_id = %s AND version > %s AND (%s OR NOT is_inner)"
    " AND (%s::text[] IS NULL OR name = ANY(%s::text[])) ORDER BY version LIMIT %s",
    columns=selected(_Row, details=statement("details::text"), about=statement("about::text")),
)


def _rows(
    cursor: Cursor[Any],
    ticket_id: UUID,
    *,
    inner: bool,
    after: int = 0,
    limit: int | None = None,
    names: list[str] | None = None,
) -> list[_Row]:
    cursor.execute(_ROWS, (ticket_id, after, inner, names, names, limit))
    found = rows_of(_Row, cursor)
    # Why a comment was made unreadable mostly tells what stood there: that is for staff, as private words are.
    return found if inner else [row._replace(body=None) if row.name in _REDACTED else row for row in found]


def _entries(
    cursor: Cursor[Any],
    viewer: Viewer,
    ticket_id: UUID,
    rows: Sequence[_Row],
    words: merged_tickets.Words | None = None,
    *,
    has_files: bool = True,
) -> list[Entry]:
    """Rows as they are shown; files of what is shown are shown, too."""
    if not rows:
        return []
    first, last = rows[0].version, rows[-1].version
    files = ticket_files.of_ticket(cursor, ticket_id, inner=True, after=first - 1, until=last) if has_files else {}
    origin = None if words is None else MergedFrom(ticket_id=words.ticket.ticket_id, number=words.ticket.number)
    told = told_by_kind(
        cursor, [(row.position, msgspec.json.decode(row.about, type=tuple[About, ...])) for row in rows]
    )
    types = {(row.type, row.position) for row in rows if row.type is not None}
    names, of_types = called(cursor, viewer, [one for all_of_it in told for one in all_of_it], types)
    return [
        Entry(
            version=row.version if words is None else words.at_version,
            position=row.position,
            name=row.name,
            at=row.at,
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            actor=called_actor(row.actor_id, row.actor_name),
            is_inner=row.is_inner,
            what=completed(
                _filled(
                    msgspec.json.decode(row.details, type=Text),
                    None if row.type is None else of_types[row.type, row.position],
                ),
                of_whom,
                names_then(cursor, of_whom, names, row.position),
            ),
            body=row.body,
            comment_id=row.comment_id,
            edited_at=row.edited_at,
            is_withdrawn=row.name == _COMMENT and row.body is None and row.redacted_at is None,
            redacted_at=row.redacted_at,
            attachments=files.get(row.version, ()),
            merged_from=origin,
            went_to=_went_to(row),
        )
        for row, of_whom in zip(rows, told, strict=True)
    ]


def _went_to(row: _Row) -> WentTo | None:
    if row.went_to is None or row.went_to_number is None:
        return None
    return WentTo(ticket_id=row.went_to, number=row.went_to_number)


def _filled(told: Text, type_name: Text | None) -> Text:
    if type_name is None:
        return told
    # Once alone, and not as a template: values that people gave may stand behind it.
    place = _NAME_OF_THEN.en
    return Text(told.ru.replace(place, type_name.ru, 1), told.en.replace(place, type_name.en, 1))
