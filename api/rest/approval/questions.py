"""What waits for the viewer's approval, over HTTP; approvals also stand on the card of their ticket or change."""

from __future__ import annotations

from fastapi import Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.ticket import approvals
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, ThePage

router = Routes()


@router.get(
    "/me/approvals",
    tags=["tickets"],
    operation_id="list-my-approvals",
    summary="Что ждёт моего согласования · What waits for my approval",
)
def list_my_approvals(desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """One's own, and those of people whom one substitutes at this moment; what was asked first in front."""
    return encoded(approvals.list_my_approvals(desk, asker, page, min_position))
