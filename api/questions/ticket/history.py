"""The questions of a ticket's history: as facts over HTTP, in words in a terminal, and what changed since a version."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Literal
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageWanted, page_of
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen_facts_of
from api.questions.ticket.clocks import wall_clock_of
from connectors.storage.live.looked import looked_at
from events.catalogue import stored_names
from events.fact import Fact
from events.inner import NO_NEWS
from events.values.people import Viewer
from events.values.text import Text
from projections.agreement import schedules
from projections.facts import details
from projections.facts.history import HistoryEntry, history_of_ticket
from projections.facts.touched_fields import touched
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.sla_clocks import explanations

_HISTORY = views_of(visibility.sight, history_of_ticket)
_NO_NEWS = stored_names(NO_NEWS)
_IN_WORDS = views_of(visibility.sight, history_of_ticket, explanations.explained, schedules.schedule)


class HistoryWanted(PageWanted, frozen=True, kw_only=True):
    """Whose history; ``in_words``: also what it takes to tell it in words, by its wall clock."""

    ref: str
    in_words: bool = False


class TicketHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket's facts in readable form, oldest first, with those of tickets that were merged into it.

    Where it was wanted in words, ``told`` are the facts of the entries by position, and ``zone`` is the wall clock.
    """

    entries: list[HistoryEntry]
    next_cursor: str | None = None
    told: dict[int, Fact] = {}
    zone: tzinfo = UTC

    def more_of(self, entry: HistoryEntry, zone: tzinfo) -> Text:
        """What a fact says beyond its sentence, times by the clock of ``zone``."""
        return details.details(self.told[entry.position], zone)


class ChangesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose changes: behind the version of a card that somebody saw, or what others did since they ``looked``."""

    ref: str
    since_version: int | None = None
    since: Literal["looked"] | None = None


class TicketChange(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a ticket; ``fields`` are those of its card that are others by it, if any."""

    version: int
    name: str
    what: Text
    by_id: UUID
    by: Text
    at: datetime
    fields: tuple[str, ...]


class TicketChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What happened since a version, oldest first; ``fields`` are all that are touched, ``version`` is that of now."""

    since_version: int
    version: int
    fields: tuple[str, ...]
    changes: list[TicketChange]


@question("read-ticket-changes", _HISTORY)
def read_changes(desk: Desk, viewer: Viewer, wanted: ChangesWanted) -> Answer[TicketChanges]:
    """Who changed what since somebody looked: what their stale save is shown. Nothing that is hidden from them."""
    if (wanted.since_version is None) == (wanted.since is None):
        raise InvalidField(
            field="since_version",
            reason_ru="назовите версию («since_version») или since=looked: что нового с тех пор, как вы смотрели.",
            reason_en="name a version (“since_version”), or since=looked: what is new since you looked.",
        )
    with desk.database.snapshot() as db:
        log = desk.log.at(db)
        facts, sight = seen_facts_of(db, log, viewer, wanted.ref)
        entries = history_of_ticket(db, viewer, facts, log.load, sight=sight)
        place = looked_at(db, viewer.actor.id, facts[0].stream) if wanted.since_version is None else 0
    own = [entry for entry in entries if entry.merged_from is None]
    since = wanted.since_version
    if since is None:
        since = max((entry.version for entry in own if entry.position <= place), default=0)
        news = [entry for entry in own if entry.by.id != viewer.actor.id and entry.name not in _NO_NEWS]
    else:
        news = own
    changes = [
        TicketChange(
            version=entry.version,
            name=entry.name,
            what=entry.what,
            by_id=entry.by.id,
            by=entry.actor,
            at=entry.occurred_at,
            fields=touched(entry.name, entry.fact),
        )
        for entry in news
        if entry.version > since
    ]
    return Answer(
        TicketChanges(
            since_version=since,
            version=max((entry.version for entry in own), default=0),
            fields=tuple(sorted({field for change in changes for field in change.fields})),
            changes=changes,
        )
    )


@question("read-ticket-history", lambda wanted: _IN_WORDS if wanted.in_words else _HISTORY)
def read_history(desk: Desk, viewer: Viewer, wanted: HistoryWanted) -> Answer[TicketHistory]:
    """Straight from the log; only who may see it and names may be stale. Types by their names of then."""
    with desk.database.snapshot() as db:
        log = desk.log.at(db)
        facts, sight = seen_facts_of(db, log, viewer, wanted.ref)
        entries = history_of_ticket(db, viewer, facts, log.load, sight=sight)
        shown, goes_on = page_of(entries, wanted, lambda one: (one.position,))
        if not wanted.in_words:
            return Answer(TicketHistory(entries=shown, next_cursor=goes_on))
        zone = wall_clock_of(db, facts, desk.clock.now())
    positions = {entry.position for entry in shown}
    told = {one.position: one.fact for one in facts if one.position in positions}
    return Answer(TicketHistory(entries=shown, next_cursor=goes_on, told=told, zone=zone))
