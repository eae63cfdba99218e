"""Facts of a ticket that only staff may read; asked by what shows tickets and by what compares seen versions."""

from __future__ import annotations

from events.approval import ApprovalAnswered
from events.fact import Fact
from events.ticket import CROSSINGS, TicketCommented

_INNER: tuple[type[Fact], ...] = (*CROSSINGS, ApprovalAnswered)


def is_inner(fact: Fact) -> bool:
    """Whether only staff may read it: private comments, what approvers said and what the timekeeper recorded."""
    return isinstance(fact, _INNER) or (isinstance(fact, TicketCommented) and not fact.is_public)
