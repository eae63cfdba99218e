"""What facts of a ticket are about, its approvals with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from events import (
    approval,
    ticket,
    ticket_checks,
    ticket_links,
    ticket_ready,
    ticket_shares,
    ticket_tags,
    ticket_tasks,
    ticket_time,
    ticket_unmerged,
    ticket_words,
)
from events.fact import Fact
from events.values.text import Text
from projections.facts.whom.parts import (
    MOST_TOLD,
    NOTHING,
    UNTIL,
    About,
    answered,
    asked,
    dealt,
    followed,
    groups,
    instant,
    linked,
    minutes,
    things,
    who,
    words,
)

OF_TICKETS: dict[type[Fact], Callable[[Any], Sequence[About]]] = {
    ticket.TicketRegistered: lambda fact: [
        *who(fact.responsible, Text("ответственный — ", "responsible — ")),
        *followed(fact.follows),
    ],
    ticket.TicketAssigned: lambda fact: [*who(fact.responsible), *dealt(fact.dealt)],
    ticket_words.TicketPeopleMentioned: lambda fact: things(*fact.persons),
    ticket.TicketMerged: lambda fact: things(fact.into),
    ticket_unmerged.TicketUnmerged: lambda fact: things(fact.parted_from),
    ticket.EscalationReached: lambda fact: things(
        fact.action.reassign_to_team, label=Text("передаётся команде ", "goes to the team ")
    ),
    **dict.fromkeys(
        ticket_shares.SHARE_FACTS,
        lambda fact: groups([fact.group]) if fact.group else things(fact.person_id),
    ),
    ticket_links.TicketLinked: lambda fact: linked(fact.to),
    ticket_links.TicketUnlinked: lambda fact: linked(fact.to),
    ticket_tags.TicketTagged: lambda fact: words(*fact.tags),
    ticket_tags.TicketUntagged: lambda fact: words(*fact.tags),
    ticket_ready.MacroApplied: lambda fact: words(fact.name),
    ticket_ready.ReplyTemplateUsed: lambda fact: words(fact.name),
    ticket_tasks.TaskAdded: lambda fact: [*who(fact.responsible), *instant(fact.due_at, UNTIL)],
    ticket_tasks.TaskReplanned: lambda fact: [*who(fact.responsible), *instant(fact.due_at, UNTIL)],
    ticket_checks.ChecksAdded: lambda fact: [
        *words(fact.name or NOTHING),
        *words(*(one.words for one in fact.checks[:MOST_TOLD])),
    ],
    ticket_time.TimeSpent: lambda fact: [*things(fact.person_id), *words(minutes(fact.seconds), fact.note)],
    ticket_time.TimeSpentCorrected: lambda fact: words(minutes(fact.seconds), fact.note),
    approval.ApprovalRequested: lambda fact: asked(fact.stages),
    approval.ApprovalAnswered: lambda fact: answered(fact.approver_id, fact.answered_by),
    approval.ApprovalEnded: lambda fact: things(
        *fact.unanswered, label=Text("ответить больше некому за: ", "nobody is left to answer for: ")
    ),
    approval.ApprovalReminded: lambda fact: things(*fact.approvers),
}
