"""Which fields of a ticket's card each fact touches: what a stale save must be shown; one table, tested to be whole."""

from __future__ import annotations

from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.fact import Fact
from events.ticket import (
    CROSSINGS,
    TicketAssigned,
    TicketCommented,
    TicketDeclined,
    TicketJoined,
    TicketMerged,
    TicketMoved,
    TicketPrioritised,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketReopened,
    TicketRequesterRecognised,
    TicketResolved,
    TicketUnassigned,
)
from events.ticket_checks import CHECK_FACTS
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded, TicketTakenBack
from events.ticket_files import TicketFilesAttached
from events.ticket_history import ConsequencesWithdrawn
from events.ticket_shares import SHARE_FACTS
from events.ticket_status import STATUS_FACTS
from events.ticket_unmerged import TicketUnjoined, TicketUnmerged
from events.ticket_words import OF_COMMENTS, TicketAnswerNoted, TicketCommentWithdrawn, TicketDescriptionRedacted
from events.ticket_work import TICKET_WORK

_ANSWERS = ("team_id", "responsible_id")
_PRIORITY = ("priority", "impact", "urgency", "priority_from")
_STANDS = ("status", "reason", "wake_up_at")
_ENTITLED = ("agreement_id", "service_id")
_SPOKEN = ("comments", "last_word")

TOUCHED: dict[type[Fact], tuple[str, ...]] = {
    **dict.fromkeys(STATUS_FACTS, ("status",)),
    **dict.fromkeys((*CROSSINGS, *TICKET_WORK, *OF_COMMENTS), ()),
    **dict.fromkeys(CHECK_FACTS, ("checklist",)),
    TicketRegistered: ("subject", "description", "requester_id", "type", *_ENTITLED, *_PRIORITY, *_ANSWERS, "status"),
    TicketAssigned: _ANSWERS,
    TicketUnassigned: _ANSWERS,
    TicketPrioritised: _PRIORITY,
    TicketReclassified: ("type", "attributes", *_ENTITLED),
    TicketRequesterRecognised: ("requester_id", "requester_name"),
    TicketRequesterCorrected: ("requester_id", "requester_name", "requester_email", *_ENTITLED),
    TicketReworded: ("subject", "description"),
    TicketDescriptionRedacted: ("description", "attachments"),
    TicketCommented: (*_SPOKEN, "noted_answer"),
    TicketCommentWithdrawn: _SPOKEN,
    TicketAnswerNoted: ("noted_answer",),
    TicketPutOnHold: _STANDS,
    TicketMoved: (*_STANDS, "solution"),
    TicketResolved: (*_STANDS, "solution"),
    TicketReopened: _STANDS,
    TicketDeclined: _STANDS,
    TicketTakenBack: _STANDS,
    TicketMerged: ("status", "merged_into"),
    TicketJoined: ("merged",),
    TicketUnmerged: (*_STANDS, "merged_into", "noted_answer"),
    TicketUnjoined: ("merged",),
    ApprovalRequested: (*_STANDS, "approvals"),
    ApprovalAnswered: ("approvals",),
    ApprovalEnded: (*_STANDS, "approvals"),
    ConsequencesWithdrawn: (*_STANDS, *_PRIORITY, *_ANSWERS),
    TicketFilesAttached: ("attachments",),
    TicketCopied: ("in_copy",),
    TicketCopyEnded: ("in_copy",),
    TicketWatched: ("watchers",),
    TicketUnwatched: ("watchers",),
    **dict.fromkeys(SHARE_FACTS, ("shared_with",)),
}
"""Fact -> fields of the card; of one that says itself what it corrected, ``touched`` tells."""

BY_NAME: dict[str, tuple[str, ...]] = {kind.stored_name: fields for kind, fields in TOUCHED.items()}


def touched(name: str, told: dict[str, object]) -> tuple[str, ...]:
    """The fields that a fact under a stored name touches; ``told`` is what it says."""
    corrected = told.get("corrected")
    return tuple(map(str, corrected)) if isinstance(corrected, list | tuple) else BY_NAME.get(name, ())
