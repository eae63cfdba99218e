"""What waits for the viewer's approval, over HTTP; approvals also stand on the card of their ticket or change."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.http.door import TheDesk, TheViewer
from api.questions.answers import QuestionList
from api.questions.reads import MinPosition, fresh, told
from projections.approval import rows as approvals
from projections.change_request import pages as changes_query
from projections.change_request.pages import ChangeFilter
from projections.kit.reads import views_of

router = APIRouter()

MOST = 200
WAITING = ChangeFilter(asks_me=True)

_WAITING = views_of(changes_query.visible_to, approvals.asked_of, approvals.substitute_of)


@router.get(
    "/me/approvals",
    tags=["tickets"],
    operation_id="list-my-approvals",
    summary="Что ждёт моего согласования · What waits for my approval",
)
def list_my_approvals(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """One's own, and those of people whom one substitutes at this moment; what was asked first in front."""
    is_fresh = fresh(desk, _WAITING, min_position)
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        hidden = desk.hidden_modules(desk.log.at(db))
        waiting = changes_query.visible_to(db, viewer, WAITING, now=now, limit=MOST)
        asked, substitute = approvals.asked_of(db, viewer, now), approvals.substitute_of(db, viewer, now)
    answer = QuestionList(asked, () if "change_requests" in hidden else waiting.changes, substitute)
    return told(answer, is_fresh=is_fresh)
