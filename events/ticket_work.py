"""The facts of what stands around a ticket: links, tags, tasks, checks, time spent; asked by whatever hears of tickets.

Staff read them, requesters do not; no clock and no decision about the ticket itself hangs on them.
"""

from __future__ import annotations

from events.fact import Fact
from events.ticket_articles import TicketArticleQuoted
from events.ticket_checks import CHECK_FACTS
from events.ticket_links import TicketLinked, TicketUnlinked
from events.ticket_pictures import PicturesInPlaceTold
from events.ticket_rating import LowRatingTold, TicketRated, TicketRatingChanged
from events.ticket_ready import MacroApplied, ReplyTemplateUsed
from events.ticket_tags import TicketTagged, TicketUntagged
from events.ticket_tasks import TaskAdded, TaskDone, TaskGivenUp, TaskReplanned, TaskTakenUpAgain
from events.ticket_time import TimeSpent, TimeSpentCorrected, TimeSpentWithdrawn

TICKET_WORK: tuple[type[Fact], ...] = (
    TicketLinked,
    TicketUnlinked,
    TicketTagged,
    TicketUntagged,
    TaskAdded,
    TaskReplanned,
    TaskDone,
    TaskTakenUpAgain,
    TaskGivenUp,
    *CHECK_FACTS,
    TimeSpent,
    TimeSpentCorrected,
    TimeSpentWithdrawn,
    ReplyTemplateUsed,
    MacroApplied,
    TicketArticleQuoted,
    TicketRated,
    TicketRatingChanged,
    LowRatingTold,
    PicturesInPlaceTold,
)
"""All of them."""
