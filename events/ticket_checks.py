"""The checklist of a ticket, item by item; decided by ``aggregates.ticket_checks``.

What an item says are words on the requester's ticket, and so theirs (0149). Whoever ticked it off, and when, is told by
who recorded that; of what came along with another ticket it is told apart.
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.checklist import NewCheck
from events.values.identity import CheckId, ChecklistTemplateId, PersonId, TicketId
from events.values.text import Text


class ChecksAdded(Fact, frozen=True, kw_only=True):
    """These items stand on the checklist, behind the others; perhaps those of a template, which was called so then."""

    stored_name: ClassVar[str] = "ticket.checks-added@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "checks[].words")

    ticket_id: TicketId
    requester_id: PersonId
    checks: tuple[NewCheck, ...]
    checklist_id: ChecklistTemplateId | None = None
    name: Text | None = None


class CheckTicked(Fact, frozen=True, kw_only=True):
    """An item is ticked off."""

    stored_name: ClassVar[str] = "ticket.check-ticked@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "words")

    ticket_id: TicketId
    requester_id: PersonId
    check_id: CheckId
    words: str


class CheckUnticked(Fact, frozen=True, kw_only=True):
    """An item is not ticked off after all."""

    stored_name: ClassVar[str] = "ticket.check-unticked@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "words")

    ticket_id: TicketId
    requester_id: PersonId
    check_id: CheckId
    words: str


class CheckReworded(Fact, frozen=True, kw_only=True):
    """An item says something else from now on."""

    stored_name: ClassVar[str] = "ticket.check-reworded@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "words")

    ticket_id: TicketId
    requester_id: PersonId
    check_id: CheckId
    words: str


class ChecksReordered(Fact, frozen=True, kw_only=True):
    """The items stand in this order; whatever it does not name stands behind, in the order in which it stood."""

    stored_name: ClassVar[str] = "ticket.checks-reordered@1"

    ticket_id: TicketId
    checks: tuple[CheckId, ...]


class CheckWithdrawn(Fact, frozen=True, kw_only=True):
    """An item stands on the checklist no longer."""

    stored_name: ClassVar[str] = "ticket.check-withdrawn@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "words")

    ticket_id: TicketId
    requester_id: PersonId
    check_id: CheckId
    words: str


class CheckRestored(Fact, frozen=True, kw_only=True):
    """An item that was withdrawn stands on the checklist again, where and as it stood."""

    stored_name: ClassVar[str] = "ticket.check-restored@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "words")

    ticket_id: TicketId
    requester_id: PersonId
    check_id: CheckId
    words: str


CHECK_FACTS: tuple[type[Fact], ...] = (
    ChecksAdded,
    CheckTicked,
    CheckUnticked,
    CheckReworded,
    ChecksReordered,
    CheckWithdrawn,
    CheckRestored,
)
"""All of them."""
