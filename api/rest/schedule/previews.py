"""Previews of working time over HTTP: what a schedule means, what an edit would do; nothing is written."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.swift.laid import Routes
from api.questions.agreement.previews import PromiseOf, PromiseToTry
from api.questions.agreement.previews import preview_agreement as ask_of_agreement
from api.questions.schedule import cards
from api.questions.schedule.cards import HolidaysWanted, RevisionOf, ScheduleToTry, TimetableToTry
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, wanted_of

router = Routes()

_HOLIDAYS = wanted_of(
    HolidaysWanted,
    country=Query(min_length=2, max_length=2, description="ISO code, such as RU."),
    year=Query(ge=1990, le=2100),
)


@router.post(
    "/schedules/preview",
    tags=["schedules"],
    operation_id="try-timetable",
    summary="Ближайшие рабочие интервалы и «1 день = …» · The next working intervals and “1 day = …”",
)
def try_timetable(desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """What a timetable means, before it is saved."""
    return encoded(cards.try_timetable(desk, asker, decoded(object_of(body), TimetableToTry)))


@router.post(
    "/schedules/{ref}/preview",
    tags=["schedules"],
    operation_id="preview-schedule",
    summary="Что изменит правка графика для открытых заявок · What an edit would do to the open tickets",
)
def preview_schedule(
    ref: Annotated[UUID, Path()], desk: TheDesk, asker: TheAsker, body: TheBody, min_position: MinPosition = None
) -> Response:
    """Which deadlines move, which would turn missed, which special days would be dropped; nothing is written."""
    wanted = RevisionOf(ref=ref, to_try=decoded(object_of(body), ScheduleToTry))
    return encoded(cards.preview_schedule(desk, asker, wanted, min_position))


@router.post(
    "/agreements/{ref}/preview",
    tags=["agreements"],
    operation_id="preview-agreement",
    summary="Что изменят новые правила для открытых заявок · What new rules would do to the open tickets",
)
def preview_agreement(
    ref: Annotated[UUID, Path()], desk: TheDesk, asker: TheAsker, body: TheBody, min_position: MinPosition = None
) -> Response:
    """As if they were revised with ``apply_to_open``: refused as that would be, and nothing is written."""
    wanted = PromiseOf(ref=ref, to_try=decoded(object_of(body), PromiseToTry))
    return encoded(ask_of_agreement(desk, asker, wanted, min_position))


@router.get(
    "/schedules/holidays",
    tags=["schedules"],
    operation_id="propose-holidays",
    summary="Праздники и переносы страны за год · A country's holidays and transfers for a year",
)
def propose_holidays(desk: TheDesk, asker: TheAsker, wanted: Annotated[HolidaysWanted, Depends(_HOLIDAYS)]) -> Response:
    """Proposed exceptions, to be edited and declared; nothing is written."""
    return encoded(cards.propose_holidays(desk, asker, wanted))
