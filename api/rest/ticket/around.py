"""Questions about what stands around tickets over HTTP: links, tags, tasks, time spent."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.paging.whole import MOST
from api.questions.ticket import around
from api.questions.ticket.around import TagsWanted, TasksWanted, TimeWanted
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, Ref, goes_on, page_size, sought, wanted_of

router = Routes()

_TASKS = wanted_of(
    TasksWanted,
    is_open=Query(alias="open", description="Neither done nor given up; false: those that are."),
    overdue=Query(description="Open past their time by now."),
    team=Query(description="Tasks of these teams."),
    responsible=Query(description="An id, “me” or “nobody”."),
    due_before=Query(description="To be done before this instant."),
    cursor=goes_on(),
    limit=page_size(),
)
_TAGS = wanted_of(TagsWanted, text=sought("Tags that begin so."), cursor=goes_on(), limit=page_size(1000))
_TIME = wanted_of(
    TimeWanted,
    since=Query(description="The work ended at this instant or later; seven days before the end, unless named."),
    before=Query(description="And before this one; now, unless named."),
    person=Query(description="An id, or “me”."),
    cursor=goes_on(),
    limit=page_size(MOST),
)


@router.get(
    "/tickets/{ref}/work",
    tags=["tickets"],
    operation_id="read-ticket-work",
    summary="Связи, метки, задачи, время заявки · A ticket's links, tags, tasks and time spent",
)
def read_ticket_work(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """For staff; of links those that lead to tickets in sight, the others are counted."""
    return encoded(around.read_work(desk, asker, ref, min_position))


@router.get(
    "/tasks",
    tags=["tickets"],
    operation_id="list-tasks",
    summary="Задачи: что раньше срок, стоит выше · Tasks: what is due first stands first",
)
def list_tasks(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[TasksWanted, Depends(_TASKS)], min_position: MinPosition = None
) -> Response:
    """Over all tickets in sight; ``next_cursor`` leads on (row 162)."""
    return encoded(around.list_tasks(desk, asker, wanted, min_position))


@router.get("/tags", tags=["tickets"], operation_id="list-tags", summary="Метки заявок · Tags of tickets")
def list_tags(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[TagsWanted, Depends(_TAGS)], min_position: MinPosition = None
) -> Response:
    """Those of most tickets first, with how many of the tickets in sight bear them."""
    return encoded(around.list_tags(desk, asker, wanted, min_position))


@router.get(
    "/time-spent",
    tags=["tickets"],
    operation_id="sum-time-spent",
    summary="Затраченное время по людям и видам работы · Time spent by person and activity",
)
def sum_time_spent(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[TimeWanted, Depends(_TIME)], min_position: MinPosition = None
) -> Response:
    """By the instant at which the work ended, over the tickets in sight."""
    return encoded(around.sum_time_spent(desk, asker, wanted, min_position))


@router.get(
    "/tickets/{ref}/closing",
    tags=["tickets"],
    operation_id="read-ticket-closing",
    summary="Что закроется вместе с заявкой · What would be closed together with a ticket",
)
def read_ticket_closing(ref: Ref, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """The children that “close” with “children” would close now; or why it would be refused, by code and in words."""
    return encoded(around.read_closing(desk, asker, ref, min_position))
