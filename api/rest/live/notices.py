"""Notices over HTTP: the list, how many are unread, what was read, what one does not want to hear of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Depends, Query, Response
from msgspec import Meta

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.swift.laid import Routes
from api.questions.live import notices
from api.questions.live.notices import NoticesWanted
from api.questions.refusals import InvalidField
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, goes_on, page_size, wanted_of

router = Routes()

_WANTED = wanted_of(
    NoticesWanted,
    unread=Query(description="Only what is unread."),
    kinds=Query(
        alias="kind",
        description="Kinds, such as mention or comment; several with commas.",
    ),
    cursor=goes_on(),
    limit=page_size(),
)


class ReadNotices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which notices were read: these, or ``all``, of those up to ``until`` (now, unless it is named)."""

    notices: Annotated[tuple[UUID, ...], Meta(max_length=1_000)] = ()
    all: bool = False
    until: datetime | None = None


class MuteNotices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Kinds that one does not want to hear of; of all others one does."""

    muted: Annotated[tuple[str, ...], Meta(max_length=50)]


@router.get("/notices", tags=["live"], operation_id="list-notices", summary="Мои уведомления · What I am told of")
def list_notices(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[NoticesWanted, Depends(_WANTED)], min_position: MinPosition = None
) -> Response:
    """The newest first, of 90 days; what one does not see any more is not among them, and one's own acts never are."""
    return encoded(notices.list_notices(desk, asker, wanted, min_position))


@router.get(
    "/notices/unread",
    tags=["live"],
    operation_id="count-notices",
    summary="Сколько непрочитанных уведомлений · How many notices are unread",
)
def count_notices(desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """It stops at 1,000."""
    return encoded(notices.count_notices(desk, asker, None, min_position))


@router.post(
    "/notices/read", tags=["live"], operation_id="read-notices", summary="Уведомления прочитаны · Notices were read"
)
def read_notices(desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """These, or all. Those of a ticket are read as well once one has looked at it."""
    asked = decoded(object_of(body), ReadNotices)
    if bool(asked.notices) == asked.all:
        raise InvalidField(
            field="notices",
            reason_ru="назовите уведомления («notices») или скажите «all»: true.",
            reason_en="name the notices (“notices”), or say “all”: true.",
        )
    now, person = desk.clock.now(), asker.viewer.actor.id
    if asked.all:
        desk.notice_marks.read_all(person, notices.up_to(now, asked.until))
    else:
        desk.notice_marks.read(person, asked.notices, now=now)
    return encoded(notices.count_notices(desk, asker, None))


@router.get(
    "/notices/settings",
    tags=["live"],
    operation_id="read-notice-settings",
    summary="О чём меня уведомляют · What I am told of, by kind",
)
def read_settings(desk: TheDesk, asker: TheAsker) -> Response:
    """Each kind with whether it is muted."""
    return encoded(notices.read_settings(desk, asker, None))


@router.put(
    "/notices/settings",
    tags=["live"],
    operation_id="mute-notices",
    summary="О чём не уведомлять · What I do not want to be told of",
)
def mute_notices(desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Muted kinds stand in no list and no count, and come by no stream."""
    asked = decoded(object_of(body), MuteNotices)
    desk.notice_marks.mute(asker.viewer.actor.id, notices.checked_kinds(asked.muted))
    return encoded(notices.read_settings(desk, asker, None))
