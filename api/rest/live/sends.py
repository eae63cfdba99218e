"""Orders that wait some seconds over HTTP, so that who gave them can call them back; what people outside will read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Path, Request, Response
from msgspec import Meta

from api.bootstrap import Desk
from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk, as_json, expected_version
from api.http.orders.given import command_of
from api.http.orders.waiting import LONGEST_WAIT_S, Waits, let_wait
from api.http.swift.laid import Routes
from api.questions.live import sends
from api.questions.live.sends import NoSuchSend, SendHasGone
from api.questions.refusals import InvalidField
from api.rest.commands import Key, Match, ReceiptView, command_id_of, position_of, receipt_view
from api.rest.encoded import encoded
from api.rest.parameters import ThePage
from commands.catalogue import refuse_who_may_not
from commands.command import Command, Order
from connectors.storage.live.sends import Send
from events.values.people import Viewer

router = Routes()


class WaitingOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order on a ticket: the command by its name, what its body says, and for how many seconds it waits."""

    command: Waits
    ticket: Annotated[str, Meta(min_length=1, max_length=40)]
    body: dict[str, Any] = {}
    wait_s: Annotated[int, Meta(ge=0, le=LONGEST_WAIT_S)] = 10
    draft_id: UUID | None = None


class SendView(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits until ``due_at``; with a ``receipt`` it was carried out at once, as a clock would run out."""

    send_id: UUID
    due_at: datetime
    receipt: ReceiptView | None = None


@router.post(
    "/sends",
    tags=["live"],
    operation_id="send-later",
    status_code=201,
    summary="Отправить через несколько секунд · Send in some seconds",
)
def send_later(
    request: Request, desk: TheDesk, asker: TheAsker, body: TheBody, key: Key = None, match: Match = None
) -> Response:
    """Until then it can be called back. Where a clock of the ticket would run out meanwhile it is done at once."""
    del key, match
    asked = decoded(object_of(body), WaitingOrder)
    viewer = asker.viewer
    refuse_who_may_not(viewer, asked.command)
    now, send_id = desk.clock.now(), command_id_of(request, viewer)
    due_at = now + timedelta(seconds=asked.wait_s)
    ticket, is_urgent = sends.runs_out(desk, viewer, asked.ticket, now, due_at)
    order = Order(
        command=_command(desk, viewer, asked, str(ticket)),
        viewer=viewer,
        at=now,
        command_id=send_id,
        expected_version=expected_version(request),
    )
    waits = let_wait(desk, order, due_at, is_urgent=is_urgent, draft_id=asked.draft_id)
    receipt = None if waits.receipt is None else receipt_view(waits.receipt, position_of(waits.receipt, desk), desk)
    return as_json(SendView(send_id=send_id, due_at=waits.due_at, receipt=receipt), status=201)


@router.get("/sends", tags=["live"], operation_id="list-sends", summary="Что ждёт отправки · What waits to be sent")
def list_sends(desk: TheDesk, asker: TheAsker, page: ThePage) -> Response:
    """One's own: what waits, and what was refused when its time had come, with why and with what it said."""
    return encoded(sends.list_sends(desk, asker, page))


@router.delete("/sends/{send}", tags=["live"], operation_id="call-back", summary="Отозвать отправку · Call a send back")
def call_back(send: Annotated[UUID, Path(description="The send's id.")], desk: TheDesk, asker: TheAsker) -> Response:
    """Gives what it said. What is done already stays done: 409."""
    found: Send | None = desk.sends.call_back(send, asker.viewer.actor.id)
    if found is None:
        if sends.is_done(desk, send):
            raise SendHasGone
        raise NoSuchSend
    return as_json(found)


def _command(desk: Desk, viewer: Viewer, asked: WaitingOrder, ticket: str) -> Command:
    kind = desk.waiting_commands[asked.command]
    if "ticket_id" in asked.body:
        raise InvalidField(
            field="body.ticket_id",
            reason_ru="заявка уже названа в поле ticket.",
            reason_en="the field “ticket” names it already.",
        )
    return command_of(desk, viewer, kind, {**asked.body, "ticket_id": ticket}, addressed="ticket_id")
