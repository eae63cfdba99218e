"""The question of a ticket's history as facts: over HTTP as they are, in a terminal in words by its wall clock."""

from __future__ import annotations

from datetime import UTC, tzinfo

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.ticket.card import seen_facts_of
from api.questions.ticket.clocks import wall_clock_of
from events.fact import Fact
from events.values.people import Viewer
from events.values.text import Text
from projections.agreement import schedules
from projections.facts import details
from projections.facts.history import HistoryEntry, history_of_ticket
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.sla_clocks import explanations

_HISTORY = views_of(visibility.sight, history_of_ticket)
_IN_WORDS = views_of(visibility.sight, history_of_ticket, explanations.explained, schedules.schedule)


class HistoryWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose history; ``in_words``: also what it takes to tell it in words, by its wall clock."""

    ref: str
    in_words: bool = False


class TicketHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket's facts in readable form, oldest first, with those of tickets that were merged into it.

    Where it was wanted in words, ``told`` are the facts of the entries by position, and ``zone`` is the wall clock.
    """

    entries: list[HistoryEntry]
    told: dict[int, Fact] = {}
    zone: tzinfo = UTC

    def more_of(self, entry: HistoryEntry, zone: tzinfo) -> Text:
        """What a fact says beyond its sentence, times by the clock of ``zone``."""
        return details.details(self.told[entry.position], zone)


@question("read-ticket-history", lambda wanted: _IN_WORDS if wanted.in_words else _HISTORY)
def read_history(desk: Desk, viewer: Viewer, wanted: HistoryWanted) -> Answer[TicketHistory]:
    """Straight from the log; only who may see it and names may be stale. Types by their names of then."""
    with desk.database.snapshot() as db:
        log = desk.log.at(db)
        facts, sight = seen_facts_of(db, log, viewer, wanted.ref)
        entries = history_of_ticket(db, viewer, facts, log.load, sight=sight)
        if not wanted.in_words:
            return Answer(TicketHistory(entries=entries))
        zone = wall_clock_of(db, facts, desk.clock.now())
    shown = {entry.position for entry in entries}
    told = {one.position: one.fact for one in facts if one.position in shown}
    return Answer(TicketHistory(entries=entries, told=told, zone=zone))
