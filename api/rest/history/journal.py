"""The journal of settings over HTTP: what was changed, by whom and when, and what it was before."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.journal import changes
from api.questions.journal.changes import ChangesWanted, ChangeWanted
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, MinPosition, goes_on, page_size, wanted_of

router = Routes()

_JOURNAL = wanted_of(
    ChangesWanted,
    kind=Query(description="Only settings of this kind."),
    thing=Query(description="Only of this thing, by its id."),
    person=Query(description="Only by this person: an id, a login, an e-mail address, or “me”.", max_length=254),
    since=Query(description="The beginning."),
    before=Query(description="The end, not counted in."),
    cursor=goes_on(),
    limit=page_size(200),
)
_ONE = wanted_of(
    ChangeWanted,
    ref=Path(ge=1, le=BIGGEST, description="Where the change stands in the log."),
    against=Query(ge=1, le=BIGGEST, description="An earlier change of the same thing; else what was right before."),
)


@router.get(
    "/settings/changes",
    tags=["settings"],
    operation_id="list-setting-changes",
    summary="Журнал изменений настроек · The journal of changes of settings",
)
def list_setting_changes(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[ChangesWanted, Depends(_JOURNAL)],
    min_position: MinPosition = None,
) -> Response:
    """Types, services, agreements, schedules, teams, rights, labels, the desk's own: the newest first."""
    return encoded(changes.list_changes(desk, asker, wanted, min_position))


@router.get(
    "/settings/changes/{ref}",
    tags=["settings"],
    operation_id="read-setting-change",
    summary="Что было и что стало · What was and what is",
)
def read_setting_change(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[ChangeWanted, Depends(_ONE)], min_position: MinPosition = None
) -> Response:
    """Field by field, against what was right before or against an earlier change of the same thing."""
    return encoded(changes.read_change(desk, asker, wanted, min_position))
