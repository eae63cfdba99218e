"""What stands beside the conversation of a ticket: work on it, links, approvals, people, macros; for its card."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from api.console.asked import Asked
from api.questions.at_hand.macros import MacroLine, MacrosWanted, list_macros
from api.questions.ticket.around import ChecklistItem, TicketWork, read_work
from api.questions.ticket.card import ApprovalView, WholeCard
from events.values.ticket import CLOSED, DECLINED, MERGED

MOST_MACROS = 30
TABS = ("about", "links", "tasks", "approvals", "files")
"""Tabs beside the conversation; the address holds which one is shown."""


OVER = frozenset({CLOSED, DECLINED, MERGED})
"""Ends that come with the desk; of one of the desk's own, the page of the deed says that nothing is left to close."""


class Check(NamedTuple):
    """An item of the checklist, and in which orders the items would stand if it moved; empty: it stands at the end."""

    item: ChecklistItem
    up: tuple[str, ...]
    down: tuple[str, ...]


def beside(asked: Asked, ticket: WholeCard, *, is_staff: bool) -> dict[str, Any]:
    """All of it, as the card's template names it; of those who only read, no macros."""
    ref = str(ticket.number)
    work = read_work(asked.desk, asked.viewer, ref, asked.min_position).value if is_staff else TicketWork()
    tab = asked.wish("tab", TABS[0])
    return {
        "work": work,
        "checks": _checks(work),
        "open_tasks": sum(task.stands == "open" for task in work.tasks),
        "open_below": sum(link.kind == "parent_of" and link.ticket.status not in OVER for link in work.links),
        "to_answer": {one.approval_id for one in ticket.approvals if _asks(one, asked.viewer.actor.id)},
        "waiting_approvals": sum(one.outcome is None for one in ticket.approvals),
        "link_count": len(work.links) + len(ticket.problems) + len(ticket.changes) + len(ticket.followed_by)
        + len(ticket.merged) + (ticket.follows is not None),
        "macros": _macros(asked, ref) if is_staff else [],
        "is_watched": asked.viewer.actor.id in {one.person_id for one in ticket.watchers},
        "tab": tab if tab in TABS else TABS[0],
    }  # fmt: skip


def _asks(approval: ApprovalView, person: UUID) -> bool:
    """Whether a person is asked at this moment and has not answered; whom they stand in for, the approvals tell."""
    if approval.outcome is not None or person not in approval.stages[approval.stage].approvers:
        return False
    return not any(
        one.stage == approval.stage and person in {one.approver_id, one.answered_by} for one in approval.answers
    )


def _checks(work: TicketWork) -> list[Check]:
    ids = [str(one.check_id) for one in work.checklist]
    found = []
    for nth, item in enumerate(work.checklist):
        up, down = list(ids), list(ids)
        if nth:
            up[nth - 1], up[nth] = up[nth], up[nth - 1]
        if nth + 1 < len(ids):
            down[nth], down[nth + 1] = down[nth + 1], down[nth]
        found.append(Check(item, tuple(up) if nth else (), tuple(down) if nth + 1 < len(ids) else ()))
    return found


def _macros(asked: Asked, ref: str) -> list[MacroLine]:
    if not (asked.may("list-macros") and asked.may_order("apply-macro")):
        return []
    return list_macros(asked.desk, asked.viewer, MacrosWanted(ticket=ref)).value.macros[:MOST_MACROS]
