"""What becomes of words that are said on a ticket; decided by ``aggregates.ticket_answers`` and its neighbours."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import CommentId, TicketId

TakenAs = Literal["thanks", "answer_on_hold"]
"""What an answer was taken as that moved nothing: thanks for a solution, or a word on a ticket that waits."""


class TicketAnswerNoted(Fact, frozen=True, kw_only=True):
    """Whoever asked answered and the ticket stays where it is, by a rule of its type: whoever answers for it looks.

    It is noted until staff write publicly, or the ticket comes into another status.
    """

    stored_name: ClassVar[str] = "ticket.answer-noted@1"

    ticket_id: TicketId
    comment_id: CommentId
    taken_as: TakenAs
