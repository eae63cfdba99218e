"""The question of what waits for the viewer's approval; approvals also stand on the card of their ticket or change."""

from __future__ import annotations

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageWanted, page_of
from events.values.people import Viewer
from projections.approval import rows as approvals
from projections.approval.rows import Question, Substitute
from projections.change_request import pages as changes
from projections.change_request.pages import ChangeFilter, ChangeLine
from projections.kit.reads import views_of
from sla_engine.instants import micros

MOST = 200
_ASKS_ME = ChangeFilter(asks_me=True)
_WAITING = views_of(changes.visible_to, approvals.asked_of, approvals.substitute_of)


class QuestionList(msgspec.Struct, frozen=True):
    """What waits for the viewer's approval, what was asked first in front; and who answers for the viewer.

    ``approvals`` are of tickets; ``changes`` are the change requests that wait, the newest first, at most 200: all are
    told by ``GET /changes?asks_me=true``.
    """

    approvals: list[Question]
    changes: tuple[ChangeLine, ...]
    substitute: Substitute | None
    next_cursor: str | None = None


@question("list-my-approvals", _WAITING)
def list_my_approvals(desk: Desk, viewer: Viewer, wanted: PageWanted | None) -> Answer[QuestionList]:
    """One's own, and those of people whom one substitutes at this moment; what was asked first in front."""
    now = desk.clock.now()
    with desk.database.snapshot() as db:
        hidden = desk.hidden_modules(desk.log.at(db))
        waiting = changes.visible_to(db, viewer, _ASKS_ME, now=now, limit=MOST)
        asked, substitute = approvals.asked_of(db, viewer, now), approvals.substitute_of(db, viewer, now)
    page, goes_on = page_of(
        asked, wanted, lambda one: (micros(one.asked_at), str(one.approval_id), str(one.approver_id))
    )
    return Answer(QuestionList(page, () if "change_requests" in hidden else waiting.changes, substitute, goes_on))
