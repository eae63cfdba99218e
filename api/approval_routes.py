"""What waits for the viewer's approval, over HTTP; the approvals of a ticket stand on its card."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers import QuestionList
from api.door import TheDesk, TheViewer
from api.reads import TICKET_VIEWS, MinPosition, fresh, told
from projections import approvals

router = APIRouter()


@router.get(
    "/me/approvals",
    tags=["tickets"],
    operation_id="list-my-approvals",
    summary="Что ждёт моего согласования · What waits for my approval",
)
def list_my_approvals(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """One's own, and those of people whom one substitutes at this moment; what was asked first in front."""
    is_fresh = fresh(desk, (*TICKET_VIEWS, "approvals"), min_position)
    with desk.database.transaction() as db:
        now = desk.clock.now()
        answer = QuestionList(approvals.asked_of(db, viewer, now), approvals.substitute_of(db, viewer, now))
    return told(answer, is_fresh=is_fresh)
