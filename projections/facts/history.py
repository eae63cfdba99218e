"""Histories as facts, with who, when and why; read from the log itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Recorded
from events.folds.ticket_traits import TraitsState
from events.inner import is_inner
from events.ticket import TicketCommented, TicketJoined, TicketMerged, TicketRegistered
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_unmerged import TicketUnjoined
from events.ticket_words import REDACTIONS, TicketCommentEdited, TicketCommentWithdrawn
from events.values.identity import StreamId
from events.values.people import Actor, Viewer
from events.values.text import Text
from projections.facts.attribute_kinds import told_by_kind
from projections.facts.describe import called_actor, sentence
from projections.facts.objects import called, completed, names_then
from projections.facts.trait_changes import SILENT, about_ticket, after
from projections.facts.whom.parts import About, Names
from projections.kit import guests, visibility
from projections.kit.reads import reads
from projections.kit.visibility import TicketSight
from projections.ticket import merged as merged_tickets
from projections.ticket.linked import followed


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded fact in readable form; ``merged_from`` is the number of the ticket that said it before a merge."""

    position: int
    version: int
    name: str
    what: Text
    by: Actor
    actor: Text
    occurred_at: datetime
    recorded_at: datetime
    fact_id: UUID
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID
    fact: dict[str, Any]
    merged_from: int | None = None


@reads(also=(told_by_kind, called, names_then))
def history_with_names(
    cursor: Cursor[Any], viewer: Viewer, facts: Sequence[Recorded], *, inner: bool | None = None
) -> list[HistoryEntry]:
    """The facts that the viewer may read, with whom and what each is about by the names of today.

    That they may see what the facts are of is asked of its card first.
    """
    sees_inner = visibility.sees_inner(viewer) if inner is None else inner
    facts = facts if sees_inner else _as_they_stand(facts)
    told: list[tuple[Recorded, tuple[About, ...]]] = []
    stood: TraitsState | None = None
    for recorded in facts:
        is_silent = type(recorded.fact) in SILENT
        if sees_inner or not is_inner(recorded.fact):
            told.append((recorded, () if is_silent else about_ticket(recorded, stood)))
        if not is_silent:
            stood = after(stood, recorded)
    meant = told_by_kind(cursor, [(recorded.position, whom) for recorded, whom in told])
    places = {one.version: (one.fact.type, one.position) for one in facts if isinstance(one.fact, TicketRegistered)}
    names, types = called(cursor, viewer, [one for whom in meant for one in whom], {*places.values()})
    actors: dict[tuple[int, str], Text] = {}
    return [
        _entry(
            recorded,
            types[places[recorded.version]] if recorded.version in places else None,
            actors,
            whom,
            names_then(cursor, whom, names, recorded.position) if whom else names,
        )
        for (recorded, _), whom in zip(told, meant, strict=True)
    ]


def _as_they_stand(facts: Sequence[Recorded]) -> list[Recorded]:
    """Comments as whoever reads no private words reads them: by their last words, and a withdrawn one by none.

    Why one was made unreadable is for staff: it mostly tells what stood there.
    """
    gone = {one.fact.comment_id for one in facts if isinstance(one.fact, TicketCommentWithdrawn)}
    latest = {one.fact.comment_id: one.fact.body for one in facts if isinstance(one.fact, TicketCommentEdited)}
    if not gone and not latest and not any(isinstance(one.fact, REDACTIONS) for one in facts):
        return list(facts)
    found = []
    for one in facts:
        fact = one.fact
        if isinstance(fact, TicketCommented) and fact.comment_id in gone:
            fact = replace(fact, body="", attachments=())
        elif isinstance(fact, TicketCommentEdited) and fact.comment_id in gone:
            fact = replace(fact, body="")
        elif isinstance(fact, TicketCommented | TicketCommentEdited) and fact.comment_id in latest:
            fact = replace(fact, body=latest[fact.comment_id])
        elif isinstance(fact, REDACTIONS):
            fact = replace(fact, reason="")
        found.append(one if fact is one.fact else replace(one, fact=fact))
    return found


@reads(
    also=(
        visibility.sight,
        followed,
        merged_tickets.words,
        guests.hidden,
        guests.unread,
        history_with_names,
    )
)
def history_of_ticket(
    cursor: Cursor[Any],
    viewer: Viewer,
    facts: Sequence[Recorded],
    load: Callable[[StreamId], Sequence[Recorded]] = lambda _: (),
    *,
    sight: TicketSight | None = None,
) -> list[HistoryEntry]:
    """The history of a ticket, with the words of those that were merged into it, which ``load`` gives.

    Which one it goes on from is told to those who may see that one, as on its card. How the viewer sees the ticket is
    ``sight``.
    """
    stream = facts[0].stream
    seen = sight or visibility.sight(cursor, viewer, stream) or visibility.least_sight(viewer)
    entries = history_with_names(cursor, viewer, facts, inner=seen.inner_read)
    first = entries[0].fact
    was_corrected = any(isinstance(one.fact, TicketRequesterCorrected) for one in facts)
    if seen.by_merge or (was_corrected and not seen.inner_read):
        # Of another who asked no more is told than the card tells, and nothing of who asked by mistake.
        for told_of in [entry.fact for entry in entries if "requester" in entry.fact]:
            if seen.by_merge or told_of["requester"]["person_id"] != str(viewer.actor.id):
                told_of["requester"] = _without_address(cursor, viewer, told_of["requester"])
    if first["follows"] is not None and followed(cursor, viewer, stream) is None:
        first["follows"] = None
    for words in merged_tickets.words(cursor, viewer, stream) if seen.takes_in else ():
        of_it = _WORDS if words.is_told else (*_WORDS, TicketMerged)
        told = [one for one in load(StreamId(words.ticket.ticket_id)) if isinstance(one.fact, of_it)]
        of_merged = history_with_names(cursor, viewer, told, inner=words.inner)
        entries += [_merged(entry, words) for entry in of_merged]
    # A name without the sign of an address tells none.
    doubtful = [(entry.by.id, entry.by.name) for entry in entries if "@" in entry.by.name]
    if masked := guests.hidden(cursor, viewer, stream, doubtful):
        entries = [_by_a_guest(viewer, entry) if entry.by.id in masked else entry for entry in entries]
    # Where a letter was sent from is told by its own id, too.
    letters = [entry for entry in entries if entry.fact.get("message_id")]
    if letters and (unread := guests.unread(cursor, viewer, stream, map(_wrote, letters))):
        hidden = {entry.fact_id for entry in letters if _wrote(entry) in unread}
        entries = [_without_letter(entry) if entry.fact_id in hidden else entry for entry in entries]
    return sorted(entries, key=attrgetter("position"))


_WORDS = (
    TicketRegistered,
    TicketCommented,
    TicketCommentEdited,
    TicketCommentWithdrawn,
    TicketJoined,
    TicketUnjoined,
)
"""What of a merged ticket is told on the one that it goes on as; its own merge where nothing else tells it."""


def _by_a_guest(viewer: Viewer, entry: HistoryEntry) -> HistoryEntry:
    called = guests.word(entry.by.id)
    by = msgspec.structs.replace(entry.by, name=called.to(viewer.language))
    return msgspec.structs.replace(entry, by=by, actor=called)


def _wrote(entry: HistoryEntry) -> UUID:
    """Whose letter it is: a ticket is registered for them by the intake."""
    requester = entry.fact.get("requester")
    return entry.by.id if requester is None else UUID(requester["person_id"])


def _without_letter(entry: HistoryEntry) -> HistoryEntry:
    """Without the letter's id, which names the machine that it came from: for a guest mostly that of their address."""
    return msgspec.structs.replace(entry, fact={**entry.fact, "message_id": ""})


def _merged(entry: HistoryEntry, words: merged_tickets.Words) -> HistoryEntry:
    """A word of a merged ticket; of who asked for it no more than its card on the target tells, and no neighbours."""
    fact = dict(entry.fact)
    if "requester" in fact and not words.addresses:
        fact["requester"] = {"person_id": str(words.ticket.requester_id), "name": words.asked_as}
    if fact.get("follows") is not None:
        fact["follows"] = None
    return msgspec.structs.replace(entry, fact=fact, merged_from=words.ticket.number)


def _without_address(cursor: Cursor[Any], viewer: Viewer, requester: dict[str, Any]) -> dict[str, Any]:
    """Who asked, as the card tells it to those who only share the conversation (0097)."""
    name = guests.called(cursor.connection, viewer, UUID(requester["person_id"]), requester["name"])
    return {**requester, "name": name, "email": ""}


def _entry(
    recorded: Recorded,
    type_name: Text | None,
    actors: dict[tuple[int, str], Text],
    whom: tuple[About, ...],
    names: Names,
) -> HistoryEntry:
    said = sentence(recorded.fact, type_name=type_name)
    by = recorded.metadata.actor
    # Few do all that is in a history: each is called once.
    if (called := actors.get((by.id.int, by.name))) is None:
        called = actors[by.id.int, by.name] = called_actor(by.id, by.name)
    return HistoryEntry(
        position=recorded.position,
        version=recorded.version,
        name=recorded.fact.stored_name,
        what=completed(said, whom, names) if whom else said,
        by=by,
        actor=called,
        occurred_at=recorded.metadata.occurred_at,
        recorded_at=recorded.metadata.recorded_at,
        fact_id=recorded.metadata.fact_id,
        command_id=recorded.metadata.command_id,
        correlation_id=recorded.metadata.correlation_id,
        causation_id=recorded.metadata.causation_id,
        fact=msgspec.to_builtins(recorded.fact),
    )
