"""Facts of a ticket that only staff may read; asked by what shows tickets and by what compares seen versions."""

from __future__ import annotations

from collections.abc import Sequence

from events.approval import ApprovalAnswered
from events.fact import Fact, Recorded
from events.ticket import CROSSINGS, TicketCommented, TicketRegistered, TicketRequesterRecognised
from events.ticket_company import TicketUnwatched, TicketWatched
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_files import TicketFilesAttached
from events.ticket_shares import SHARE_FACTS
from events.ticket_words import OF_COMMENTS
from events.ticket_work import TICKET_WORK
from events.values.identity import PersonId

NO_NEWS: frozenset[type[Fact]] = frozenset((*CROSSINGS, *TICKET_WORK, TicketWatched, TicketUnwatched, *SHARE_FACTS))
"""What stands around a ticket, who watches it or sees it, what was recorded by time."""
_WORDS = frozenset((TicketCommented, TicketFilesAttached, *OF_COMMENTS))


def is_silent(fact: Fact) -> bool:
    """Whether it moves nothing that a requester has before their eyes.

    So do a private comment and private files, what stands around the ticket for staff, and what was recorded by time.

    An approver's answer is not: whoever answers beside them answers to something else by then.
    """
    kind = type(fact)
    return kind in NO_NEWS or (kind in _WORDS and not fact.is_public)  # type: ignore[attr-defined] # all of these say


def is_news(fact: Fact) -> bool:
    """Whether a ticket is worth looking at again for it: words, private ones too, and whatever moves it."""
    return type(fact) not in NO_NEWS


def is_inner(fact: Fact) -> bool:
    """Whether only staff may read it: private comments, what approvers said, what the timekeeper recorded.

    Links, tags, tasks, time spent, who watches and to whom it is shown, too.
    """
    return is_silent(fact) or isinstance(fact, ApprovalAnswered)


def requesters(history: Sequence[Recorded]) -> frozenset[PersonId]:
    """Who asked for the ticket of this history: they read no private words on it, whatever else they are.

    For whom it was registered by mistake did not ask for it.
    """
    first = history[0].fact if history else None
    if not isinstance(first, TicketRegistered):
        return frozenset()
    asked = {first.requester.person_id}
    for one in history:
        if isinstance(one.fact, TicketRequesterRecognised):
            asked.add(one.fact.requester_id)
        elif isinstance(one.fact, TicketRequesterCorrected):
            asked = {one.fact.requester.person_id}
    return frozenset(asked)
