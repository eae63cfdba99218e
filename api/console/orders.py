"""Every order that a page gives: one address for all commands, told as a form; answers a page, or our own script."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

import msgspec
import psycopg
from fastapi import Response

from api.console.asked import Asked
from api.console.card import stale, undo
from api.console.card.stale import AnswerCrossed, ChangedMeanwhile, Theirs
from api.console.card.undo import Undo
from api.console.forms import as_typed, content_of
from api.console.navigation import own_page
from api.console.rendering import elsewhere, page
from api.http.callers import refuse_unready
from api.http.orders.given import order_of
from api.http.orders.waiting import LONGEST_WAIT_S, Waiting, let_wait
from api.http.refusal_answers import status_of, told_outside
from api.questions.live import sends
from api.questions.refusals import InvalidField
from commands.catalogue import BEHIND_SECRETS, COMMANDS, refuse_who_may_not
from commands.command import Order
from commands.ports import Receipt
from commands.refusals import NothingIsAsked, StaleVersion, TooBusy
from events.values.identity import CommandId
from events.values.refusal import Refusal
from events.values.text import Text

MOST_OF_KEY = 200
MOST_LOOKS = 3
"""So often others may change a ticket between the look at what they did and the save."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What our script hears of an order: where its facts stand, so that what it asks next holds them.

    ``undo`` takes it back. What waits has ``send``, by which it is called back, and ``due_at``.
    """

    position: int
    version: int
    reference: str
    go: str = ""
    undo: Undo | None = None
    send: UUID | None = None
    due_at: datetime | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why not, and which field it is about; ``theirs`` is what others did meanwhile, up to ``version``.

    ``beside`` is what stands at the field itself, without its name; ``named`` are the fields that ``text`` lists: a
    page says them as it calls them.
    """

    code: str
    field: str
    text: str
    beside: str = ""
    named: tuple[str, ...] = ()
    theirs: tuple[Theirs, ...] = ()
    version: int = 0


def give(asked: Asked, name: str) -> Response:
    """Carry out one command as whoever asks; what was typed stays where it is refused."""
    try:
        done = _given(asked, name)
    except Refusal as refusal:
        told = refused(asked, refusal)
        if asked.is_script:
            beside = msgspec.structs.replace(told, field=as_typed(asked.form, told.field))
            return _as_json(asked, beside, status_of(refusal))
        return page(asked, "refused.html", status=status_of(refusal), refusal=told, back=back_of(asked))
    return _as_json(asked, done, 200) if asked.is_script else elsewhere(done.go or "/")


def _given(asked: Asked, name: str) -> Done:
    order = _order(asked, name)
    wait_s = _wait_of(asked)
    if wait_s and name in asked.desk.waiting_commands:
        waits = _let_wait(asked, order, wait_s)
        if waits.receipt is None:
            head = asked.desk.log.head()
            return Done(position=head, version=0, reference="", send=order.command_id, due_at=waits.due_at)
        return _done(asked, waits.receipt, None)
    before = undo.stood(asked, order.command) if asked.is_script else None
    receipt = _carried_out(asked, order)
    return _done(asked, receipt, undo.undone(before, order.command, receipt))


def _done(asked: Asked, receipt: Receipt, back: Undo | None) -> Done:
    position = receipt.position or asked.desk.log.head()
    called = receipt.reference or str(receipt.stream)
    go = _holding(back_of(asked).replace("{reference}", called), position)
    return Done(position=position, version=receipt.version, reference=called, go=go, undo=back)


def foretell(asked: Asked, name: str) -> Response:
    """What one command would be refused for, before it is given: decided by its own handler, and nothing is stored."""
    refusal: Refused | None = None
    try:
        order = msgspec.structs.replace(_order(asked, name), command_id=CommandId(uuid4()))
        (outcome,) = asked.desk.bus.foretell([order])
        refusal = refused(asked, outcome) if isinstance(outcome, Refusal) else None
    except Refusal as error:
        refusal = refused(asked, error)
    return page(asked, "foretold.html", refusal=refusal)


def _order(asked: Asked, name: str) -> Order:
    """The order that a form, or our own script, tells of, for whom it is to give it."""
    desk, viewer = asked.desk, asked.viewer
    if asked.caller is not None:
        refuse_unready(asked.caller)
    kind = COMMANDS.get(name)
    if kind is None or name in BEHIND_SECRETS:
        raise NoSuchOrder(name=name)
    refuse_who_may_not(viewer, name)
    content: dict[str, Any] = asked.sent_json() if asked.sends_json else content_of(asked.form, kind, asked.zone)
    return order_of(desk, viewer, kind, content, command_id=_id_of(asked, name), at=asked.now)


def _carried_out(asked: Asked, order: Order) -> Receipt:
    draft = _draft_of(asked)
    if draft is None:
        return _as_seen(asked, order)
    with asked.desk.drafts.sent_by(draft, asked.viewer.actor.id, order.command_id):
        return _as_seen(asked, order)


def _as_seen(asked: Asked, order: Order) -> Receipt:
    """Decided by the version that whoever asks saw, as far as others left alone what the order is about."""
    seen, bus = _expected(asked), asked.desk.bus
    if seen is None or order.command.name not in stale.COMPARED:
        return bus.carry_out(msgspec.structs.replace(order, expected_version=seen))
    for _ in range(MOST_LOOKS):
        version = stale.version_for(asked, order.command, seen)
        with suppress(StaleVersion):
            return bus.carry_out(msgspec.structs.replace(order, expected_version=version))
    raise TooBusy


def _let_wait(asked: Asked, order: Order, wait_s: int) -> Waiting:
    """An order that people outside will read; what crosses words of others is refused now, not behind ten seconds."""
    seen, due_at = _expected(asked), asked.now + timedelta(seconds=wait_s)
    if seen is not None and order.command.name == stale.ANSWER:
        stale.version_for(asked, order.command, seen)
    ticket = str(getattr(order.command, "ticket_id", ""))
    _, is_urgent = sends.runs_out(asked.desk, asked.viewer, ticket, asked.now, due_at)
    return let_wait(asked.desk, order, due_at, is_urgent=is_urgent, draft_id=_draft_of(asked))


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
    told = text.to(asked.language)
    if isinstance(refusal, ChangedMeanwhile | AnswerCrossed):
        return Refused(
            code=refusal.code(), field=refusal.field, text=told, theirs=refusal.theirs, version=refusal.version
        )
    beside = refusal.reasons.to(asked.language) if isinstance(refusal, InvalidField) else ""
    named = str(refusal.params.get("fields", "")).split(", ") if isinstance(refusal, NothingIsAsked) else ()
    return Refused(
        code=refusal.code(),
        field=refusal.field,
        text=told,
        beside=beside[:1].upper() + beside[1:],
        named=tuple(named),
    )


def back_of(asked: Asked) -> str:
    """Where the form wants its reader to be behind it: a page of this desk and no other."""
    return own_page(asked.field("_back"))


def _holding(address: str, position: int) -> str:
    """The address of a page that is to show what was just done."""
    if not address:
        return ""
    return f"{address}{'&' if '?' in address else '?'}min_position={position}"


def _id_of(asked: Asked, name: str) -> CommandId:
    """A form that is sent twice is one order: it bears a key of its own.

    Our script has another one for each order. Without it a browser that goes back shows the form with the key that it
    was drawn with: what is said anew there is another order, and what is said again is the same.
    """
    key = asked.field("_key")[:MOST_OF_KEY]
    if not key:
        return CommandId(uuid4())
    if not asked.is_script:
        said = sorted((field, told) for field, told in asked.form.items() if not field.startswith("_"))
        key += sha256(msgspec.json.encode((name, said))).hexdigest()
    return CommandId(uuid5(asked.viewer.actor.id, key))


def _expected(asked: Asked) -> int | None:
    told = asked.field("_version")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 18 else None  # noqa: PLR2004 - a bigint


def _wait_of(asked: Asked) -> int:
    """For how many seconds a page lets the order wait, for who gave it to call it back."""
    told = asked.field("_wait")
    return min(int(told), LONGEST_WAIT_S) if told.isascii() and told.isdigit() and len(told) < 4 else 0  # noqa: PLR2004 - digits


def _draft_of(asked: Asked) -> UUID | None:
    try:
        return UUID(asked.field("_draft"))
    except ValueError:
        return None


def _as_json(asked: Asked, told: msgspec.Struct, status: int) -> Response:
    headers = {"Content-Language": asked.language}
    return Response(msgspec.json.encode(told), status_code=status, media_type="application/json", headers=headers)
