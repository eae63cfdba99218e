"""How a merge is undone, told on both tickets and wherever the other went on; driven by ``commands.ticket.unmerge``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, cast

from aggregates.ticket import Ticket
from events.fact import Fact, Recorded
from events.inner import requesters
from events.ticket import TicketMerged
from events.ticket_history import standing
from events.ticket_unmerged import TicketUnjoined, TicketUnmerged
from events.values.refusal import Refusal


class TicketIsNotMerged(Refusal):
    """Ticket {number} was not merged into another one, so there is nothing to undo. Check the number."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка {number} не объединена с другой: разъединять нечего. Проверьте номер."
    rule: ClassVar[str] = "C6"


def alone(ticket: Ticket, history: Sequence[Recorded]) -> list[Recorded]:
    """What of its history stands without the merge; raises ``TicketIsNotMerged``."""
    if ticket.merged_into is None:
        raise TicketIsNotMerged(number=ticket.number)
    merge = _merge(history)
    return [one for one in standing(history) if one.version != merge.version]


def unmerge(ticket: Ticket, stood: Ticket, history: Sequence[Recorded]) -> list[Fact]:
    """The ticket goes on by itself, as it ``stood`` when it was merged."""
    merge = _merge(history)
    return [
        TicketUnmerged(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            parted_from=cast("TicketMerged", merge.fact).into,
            withdrawn=(merge.version,),
            status=stood.stands,
            reason=stood.reason or "",
            wake_up_at=stood.wake_up_at,
            noted_answer=stood.noted_answer,
        )
    ]


def unjoin(
    into: Ticket, parted: Ticket, go: Iterable[Sequence[Recorded]], stay: Iterable[Sequence[Recorded]]
) -> list[Fact]:
    """Told on what it had gone on as: who asked only for what ``go`` tells of, and not for what ``stay`` tells of."""
    asked = {person for history in go for person in requesters(history)}
    still = {person for history in stay for person in requesters(history)}
    return [
        TicketUnjoined(
            ticket_id=into.ticket_id,
            parted=parted.ticket_id,
            number=parted.number,
            requesters=tuple(sorted(asked - still)),
        )
    ]


def _merge(history: Sequence[Recorded]) -> Recorded:
    return next(one for one in reversed(standing(history)) if type(one.fact) is TicketMerged)
