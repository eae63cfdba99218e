"""Who came in and who was turned away, over HTTP; for auditors and administrators."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response

from api.http.door import GUARDED, TheDesk, as_json
from api.questions.reads import BIGGEST
from api.rest.account.questions import ACCOUNT
from connectors.storage.accounts.sign_ins import Outcome, SignInEntry

router = APIRouter()


class SignInList(msgspec.Struct, frozen=True):
    """Attempts to sign in, the newest first; ``before`` leads on to older ones, if there may be any."""

    entries: list[SignInEntry]
    before: int | None = None


@router.get(
    "/sign-ins",
    tags=[ACCOUNT],
    operation_id="list-sign-ins",
    summary="Кто входил и кого не впустили · Who signed in and who was refused",
    dependencies=GUARDED,
)
def list_sign_ins(
    desk: TheDesk,
    person: Annotated[UUID | None, Query(description="Only at this person's login.")] = None,
    outcome: Annotated[Outcome | None, Query(description="Only those that ended so.")] = None,
    before: Annotated[int, Query(ge=1, le=BIGGEST, description="Only entries older than this one.")] = BIGGEST,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Each with its time and address, kept for 400 days; whoever must wait after wrong passwords is not in it."""
    found = desk.sign_ins.page(before=before, limit=limit, person_id=person, outcome=outcome)
    return as_json(SignInList(found, found[-1].entry_id if len(found) == limit else None))
