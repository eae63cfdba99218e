"""The time that people spent on a ticket; decided by ``aggregates.ticket_time_spent``, summed by its read model.

A note on it is a word on the requester's ticket, and so theirs (0149).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.identity import PersonId, TicketId, TimeEntryId
from events.values.time_spent import Activity


class TimeSpent(Fact, frozen=True, kw_only=True):
    """Somebody worked on the ticket for so long, up to an instant; ``seconds`` are counted by hand, not by a clock."""

    stored_name: ClassVar[str] = "ticket.time-spent@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "note")

    ticket_id: TicketId
    requester_id: PersonId
    entry_id: TimeEntryId
    person_id: PersonId
    activity: Activity
    seconds: int
    until_at: datetime
    note: str = ""


class TimeSpentCorrected(Fact, frozen=True, kw_only=True):
    """An entry was wrong: this is how it is."""

    stored_name: ClassVar[str] = "ticket.time-spent-corrected@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "note")

    ticket_id: TicketId
    requester_id: PersonId
    entry_id: TimeEntryId
    activity: Activity
    seconds: int
    until_at: datetime
    note: str = ""


class TimeSpentWithdrawn(Fact, frozen=True, kw_only=True):
    """An entry was no time spent on this ticket."""

    stored_name: ClassVar[str] = "ticket.time-spent-withdrawn@1"

    ticket_id: TicketId
    entry_id: TimeEntryId
