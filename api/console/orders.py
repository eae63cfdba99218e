"""Every order that a page gives: one address for all commands, told as a form; answers a page, or our own script."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

import msgspec
import psycopg
from fastapi import Response

from api.console.asked import Asked
from api.console.forms import content_of
from api.console.navigation import own_page
from api.console.rendering import elsewhere, page
from api.http.body import decoded
from api.http.callers import refuse_unready
from api.http.orders.called import with_ids
from api.http.refusal_answers import status_of, told_outside
from api.questions.asking import in_their_teams
from commands.catalogue import COMMANDS, issuers, may_issue
from commands.command import Order
from commands.ports import Receipt
from commands.refusals import NotAllowed
from commands.ticket.many import IN_ONE_S_TEAM
from events.values.identity import CommandId
from events.values.refusal import Refusal, groups_listed
from events.values.text import Text

MOST_OF_KEY = 200


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What our script hears of an order: where its facts stand, so that what it asks next holds them."""

    position: int
    version: int
    reference: str
    go: str = ""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why not, and which field it is about."""

    code: str
    field: str
    text: str


def give(asked: Asked, name: str) -> Response:
    """Carry out one command as whoever asks; what was typed stays where it is refused."""
    try:
        receipt = _carried_out(asked, name)
    except Refusal as refusal:
        if asked.is_script:
            return _as_json(asked, refused(asked, refusal), status_of(refusal))
        return page(
            asked, "refused.html", status=status_of(refusal), refusal=refused(asked, refusal), back=back_of(asked)
        )
    position = receipt.position or asked.desk.log.head()
    go = _holding(back_of(asked).replace("{reference}", receipt.reference or str(receipt.stream)), position)
    if asked.is_script:
        done = Done(position=position, version=receipt.version, reference=receipt.reference, go=go)
        return _as_json(asked, done, 200)
    return elsewhere(go or "/")


def foretell(asked: Asked, name: str) -> Response:
    """What one command would be refused for, before it is given: decided by its own handler, and nothing is stored."""
    refusal: Refused | None = None
    try:
        order = msgspec.structs.replace(_order_of(asked, name), command_id=CommandId(uuid4()))
        (outcome,) = asked.desk.bus.foretell([order])
        refusal = refused(asked, outcome) if isinstance(outcome, Refusal) else None
    except Refusal as error:
        refusal = refused(asked, error)
    return page(asked, "foretold.html", refusal=refusal)


def _carried_out(asked: Asked, name: str) -> Receipt:
    desk, viewer = asked.desk, asked.viewer
    order = _order_of(asked, name)
    draft = _draft_of(asked)
    if draft is None:
        return desk.bus.carry_out(order)
    with desk.drafts.sent_by(draft, viewer.actor.id, order.command_id):
        return desk.bus.carry_out(order)


def _order_of(asked: Asked, name: str) -> Order:
    """The order that a form tells of, for whom it is to give it."""
    desk, viewer = asked.desk, asked.viewer
    if asked.caller is not None:
        refuse_unready(asked.caller)
    kind = COMMANDS.get(name)
    if kind is None:
        raise NoSuchOrder(name=name)
    if not may_issue(viewer, name):
        raise NotAllowed(groups=groups_listed(issuers(name)))
    content: dict[str, Any] = content_of(asked.form, kind, asked.zone)
    return Order(
        command=decoded(with_ids(desk, viewer, content, kind), kind),
        viewer=in_their_teams(desk, viewer) if name in IN_ONE_S_TEAM else viewer,
        at=asked.now,
        command_id=_id_of(asked),
        expected_version=_expected(asked),
    )


class NoSuchOrder(Refusal):
    """The desk knows no order “{name}”. The page may be older than the desk: load it again."""

    kind = "missing"
    ru: ClassVar[str] = "Такого действия нет: «{name}». Возможно, страница устарела: обновите её."


def refused(asked: Asked, refusal: Refusal) -> Refused:
    """A refusal in the reader's words, with times by their clock."""
    refusal = told_outside(refusal)
    if refusal.tells_time and asked.caller is not None:
        with suppress(Refusal, psycopg.Error):
            refusal.zone = asked.zone
    text: Text = refusal.text
    return Refused(code=refusal.code(), field=refusal.field, text=text.to(asked.language))


def back_of(asked: Asked) -> str:
    """Where the form wants its reader to be behind it: a page of this desk and no other."""
    return own_page(asked.field("_back"))


def _holding(address: str, position: int) -> str:
    """The address of a page that is to show what was just done."""
    if not address:
        return ""
    return f"{address}{'&' if '?' in address else '?'}min_position={position}"


def _id_of(asked: Asked) -> CommandId:
    """A form that is sent twice is one order: it bears a key of its own."""
    key = asked.field("_key")[:MOST_OF_KEY]
    return CommandId(uuid5(asked.viewer.actor.id, key)) if key else CommandId(uuid4())


def _expected(asked: Asked) -> int | None:
    told = asked.field("_version")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 18 else None  # noqa: PLR2004 - a bigint


def _draft_of(asked: Asked) -> UUID | None:
    try:
        return UUID(asked.field("_draft"))
    except ValueError:
        return None


def _as_json(asked: Asked, told: msgspec.Struct, status: int) -> Response:
    headers = {"Content-Language": asked.language}
    return Response(msgspec.json.encode(told), status_code=status, media_type="application/json", headers=headers)
