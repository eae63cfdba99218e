"""One order for many tickets over HTTP: tried, given, looked at, stopped."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Depends, Path, Query, Request, Response
from msgspec import Meta

from api.bootstrap import Desk
from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.orders.called import with_ids
from api.http.swift.laid import Routes
from api.questions.asking import Admitted
from api.questions.references import ticket_ref
from api.questions.refusals import InvalidField
from api.questions.ticket import bulk
from api.questions.ticket.bulk import NOBODY_S, JobsWanted, JobWanted, OrderToMany, UndoWanted
from api.rest.commands import Key, command_id_of
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, goes_on, page_size, wanted_of
from commands.catalogue import refuse_who_may_not
from commands.ticket.many import FOR_MANY, MOST_TICKETS, BulkCommand
from events.values.identity import CommandId, TicketId
from events.values.refusal import Refusal

router = Routes()


class OneForMany(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command, its body as if it were for one ticket, and the tickets: by numbers or ids."""

    numbers: Annotated[
        tuple[int | str, ...],
        Meta(min_length=1, max_length=MOST_TICKETS, description="Numbers or ids of tickets, 2,000 at most."),
    ]
    command: BulkCommand
    body: dict[str, Any] = {}


class StopBulk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rest is left as it is: nothing more to say."""


JobRef = Annotated[UUID, Path(alias="ref", description="The job's id.")]
_JOB = wanted_of(
    JobWanted,
    ref=Path(description="The job's id."),
    after=Query(
        ge=0, le=BIGGEST, deprecated=True, description="Only tickets behind; “cursor” is what every list takes."
    ),
    state=Query(description="Only those that wait, are done, unchanged or refused."),
    cursor=goes_on(),
    limit=page_size(MOST_TICKETS),
)
_JOBS = wanted_of(JobsWanted, cursor=goes_on(), limit=page_size(100))


@router.post(
    "/tickets/bulk/preview",
    tags=["tickets"],
    operation_id="preview-bulk",
    summary="Что станет с каждой из многих заявок · What would come of each of many tickets",
)
def preview_bulk(request: Request, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Decided as it would be, and nothing is stored."""
    return encoded(bulk.preview(desk, asker, _wanted(request, desk, asker, body)))


@router.post(
    "/tickets/bulk",
    tags=["tickets"],
    operation_id="order-bulk",
    summary="Одна команда для многих заявок · One command for many tickets",
)
def order_bulk(request: Request, desk: TheDesk, asker: TheAsker, body: TheBody, key: Key = None) -> Response:
    """Each ticket stands or falls alone. The first hundred are done in the answer; of the others the job tells."""
    del key  # documented here, read where all headers are
    answer = bulk.order(desk, asker, _wanted(request, desk, asker, body))
    return encoded(answer, headers={"Location": f"/api/v1/bulk/{answer.value.job_id}"})


@router.get("/bulk", tags=["tickets"], operation_id="list-bulk", summary="Мои групповые команды · My bulk orders")
def list_bulk(desk: TheDesk, asker: TheAsker, wanted: Annotated[JobsWanted, Depends(_JOBS)]) -> Response:
    """The newest first, without their tickets."""
    return encoded(bulk.list_jobs(desk, asker, wanted))


@router.get(
    "/bulk/{ref}",
    tags=["tickets"],
    operation_id="read-bulk",
    summary="Ход групповой команды · How far a bulk order is",
)
def read_bulk(desk: TheDesk, asker: TheAsker, wanted: Annotated[JobWanted, Depends(_JOB)]) -> Response:
    """With what came of each ticket, a page at a time."""
    return encoded(bulk.read(desk, asker, wanted))


@router.post(
    "/bulk/{ref}/stop",
    tags=["tickets"],
    operation_id="stop-bulk",
    summary="Остановить групповую команду · Stop a bulk order",
)
def stop_bulk(ref: JobRef, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """What is done stays done."""
    decoded(object_of(body), StopBulk)
    return encoded(bulk.stop(desk, asker, ref))


@router.post(
    "/bulk/{ref}/undo/preview",
    tags=["tickets"],
    operation_id="preview-bulk-undo",
    summary="Что станет при отмене групповой команды · What undoing a bulk order would do",
)
def preview_undo_bulk(ref: JobRef, request: Request, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Ticket by ticket; one that somebody changed since stays as it is."""
    decoded(object_of(body), StopBulk)
    return encoded(bulk.preview_undo(desk, asker, UndoWanted(ref=ref, key=_job_of(request, asker))))


@router.post(
    "/bulk/{ref}/undo",
    tags=["tickets"],
    operation_id="order-bulk-undo",
    summary="Отменить сделанное групповой командой · Undo what a bulk order did",
)
def undo_bulk(
    ref: JobRef, request: Request, desk: TheDesk, asker: TheAsker, body: TheBody, key: Key = None
) -> Response:
    """By the opposites of what it did, as a job of its own; one that somebody changed since is left, and says so."""
    del key  # documented here, read where all headers are
    decoded(object_of(body), StopBulk)
    answer = bulk.undo(desk, asker, UndoWanted(ref=ref, key=_job_of(request, asker)))
    return encoded(answer, headers={"Location": f"/api/v1/bulk/{answer.value.job_id}"})


def _wanted(request: Request, desk: Desk, asker: Admitted, body: bytes) -> OrderToMany:
    sent = decoded(object_of(body), OneForMany, most_entries=MOST_TICKETS)
    kind = FOR_MANY[sent.command]
    # Whoever may not ask hears so, and not what is wrong with what they asked.
    refuse_who_may_not(asker.viewer, kind.name)
    if "ticket_id" in sent.body:
        raise InvalidField(
            field="body.ticket_id",
            reason_ru="заявки уже названы в поле numbers.",
            reason_en="the field numbers names the tickets already.",
        )
    try:
        content = with_ids(desk, asker.viewer, {**sent.body, "ticket_id": str(NOBODY_S)}, kind)
        command = decoded(content, kind, addressed="ticket_id")
    except Refusal as refused:
        if refused.field:
            refused.field = f"body.{refused.field}"
        raise
    tickets: dict[TicketId, int | None] = {}
    for nth, told in enumerate(sent.numbers):
        ticket = ticket_ref(str(told), field=f"numbers[{nth}]")
        digits = str(told).removeprefix("№").removeprefix("#").strip()
        tickets[ticket] = int(digits) if digits.isdigit() else None
    return OrderToMany(command=command, tickets=tickets, key=_job_of(request, asker))


def _job_of(request: Request, asker: Admitted) -> CommandId:
    """The id of the job that a key stands for."""
    return command_id_of(request, asker.viewer)
