"""What waits for one's approval, in either face: the question, and the answer beside it."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.change_request.cards import ChangeLine, ChangesWanted, list_changes
from api.questions.ticket.approvals import list_my_approvals

MOST_CHANGES = 100


def approvals(asked: Asked) -> Response:
    """One's own, and those of people whom one stands in for."""
    found = list_my_approvals(asked.desk, asked.viewer, None, asked.min_position).value
    in_portal = asked.request.url.path.startswith("/portal")
    return page(
        asked,
        "account/approvals.html",
        asked_of_me=found.approvals,
        changes=_changes(asked),
        here=asked.request.url.path,
        tickets="/portal/requests" if in_portal or not asked.is_staff else "/tickets",
    )


def _changes(asked: Asked) -> tuple[ChangeLine, ...]:
    """Change requests that wait for one's consent; none while their module is hidden."""
    if "change_requests" not in asked.modules:
        return ()
    wanted = ChangesWanted(asks_me=True, limit=MOST_CHANGES)
    return list_changes(asked.desk, asked.viewer, wanted, asked.min_position).value.changes
