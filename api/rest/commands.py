"""One endpoint for all commands: it decodes, gives them to the bus and answers with the receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4, uuid5

import msgspec
from fastapi import Header, Path, Request, Response

from api.bootstrap import Desk
from api.http.body import decoded, object_of
from api.http.door import LONGEST_KEY, TheBody, TheDesk, TheViewer, as_json, expected_version
from api.http.orders.given import order_of
from api.http.refusals import BadHeader
from api.http.swift.laid import Routes
from api.questions.answer import Answer
from api.questions.references import REFS, ticket_ref
from api.questions.refusals import InvalidField
from api.rest import representations
from api.rest.command_route import VERSIONED, CommandRoute, PastInstant
from api.rest.command_table import COMMAND_ROUTES
from api.rest.encoded import encoded
from commands.catalogue import refuse_who_may_not
from commands.command import Order
from commands.opposites import OPPOSITES
from commands.ports import Receipt
from events.values.identity import CommandId
from events.values.people import Viewer
from events.values.text import Text

router = Routes()


class ReceiptView(msgspec.Struct, frozen=True, kw_only=True):
    """What the issuer of a command gets: the thing's id and number, where its facts stand in the log.

    Give ``position`` as ``?min_position=`` to the next read to see the change in it. A program that keeps it keeps
    ``cursor``, which is the position with its epoch: it is refused when the log was restored from a backup since.
    """

    command_id: UUID
    id: UUID
    number: int | None
    version: int
    position: int
    cursor: str
    repeated: bool


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When it happened, beside what happened; without it now."""

    at: PastInstant | None = None


CALLED_BY = "A number (1001, P-1, C-1) or an id; of a person a login, an e-mail address or “me”, too."
DRAFT_ID = Text(ru="id черновика, как его дало сохранение", en="the id of a draft, as saving gave it")
KEY_LENGTH = Text(ru=f"от 1 до {LONGEST_KEY} знаков", en=f"1 to {LONGEST_KEY} characters")


def _add(route: CommandRoute) -> None:
    endpoint = _addressed(route) if route.binds else _plain(route)
    router.add_api_route(
        route.path,
        endpoint,
        methods=["POST"],
        tags=[route.tag],
        status_code=201 if route.creates else 200,
        name=route.command.name,
        operation_id=route.command.name,
        summary=f"{route.summary.ru} · {route.summary.en}",
        description=" ".join((route.command.__doc__ or "").split()),
        openapi_extra=_told_beside(route.command.name),
        response_class=Response,
    )


def _told_beside(name: str) -> dict[str, Any]:
    """What programs read beside an operation: which command it is, and which one undoes it."""
    opposite = OPPOSITES.get(name)
    undone = {} if opposite is None else {"x-opposite": {"command": opposite.command, "how": opposite.how}}
    return {"x-command": name, **undone}


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Any text up to 200 characters: the same key with the same request gives the first receipt.",
    ),
]
Wish = Annotated[
    str | None,
    Header(
        alias="Prefer",
        description="return=representation: the thing as it is behind the command, in place of the receipt, which "
        "X-Position and X-Cursor go on from. Told in Preference-Applied where it was done.",
    ),
]
Match = Annotated[
    str | None,
    Header(alias="If-Match", description='The ETag that you saw, such as "3": refused if it changed since.'),
]


def _plain(route: CommandRoute) -> Callable[..., Response]:
    def plain(
        request: Request, desk: TheDesk, viewer: TheViewer, body: TheBody, key: Key = None, wish: Wish = None
    ) -> Response:
        del key, wish  # documented here, read where all headers are
        return _carry_out(route, request, desk, viewer, object_of(body))

    return plain


def _addressed(route: CommandRoute) -> Callable[..., Response]:
    def address(  # noqa: PLR0913, PLR0917 - all that a request may bring
        request: Request,
        desk: TheDesk,
        viewer: TheViewer,
        body: TheBody,
        ref: Annotated[str, Path(description=CALLED_BY)],
        key: Key = None,
        match: Match = None,
        wish: Wish = None,
    ) -> Response:
        del key, match, wish
        content = object_of(body)
        if route.binds in content:
            raise InvalidField(
                field=route.binds,
                reason_ru="оно уже названо в адресе запроса.",
                reason_en="the address of the request names it already.",
            )
        content[route.binds] = str(REFS[route.binds](ref)) if route.binds in REFS else ref
        return _carry_out(route, request, desk, viewer, content)

    return address


def _carry_out(
    route: CommandRoute, request: Request, desk: TheDesk, viewer: Viewer, content: dict[str, Any]
) -> Response:
    # Whoever may not ask hears so, and not what is wrong with when it was.
    refuse_who_may_not(viewer, route.command.name)
    if isinstance(into := content.get("into"), str):
        content["into"] = str(ticket_ref(into.strip(), field="into"))
    told = decoded({"at": content.pop("at")}, Told) if route.is_told_late and "at" in content else Told()
    order = order_of(
        *(desk, viewer, route.command, content),
        command_id=command_id_of(request, viewer),
        at=told.at or desk.clock.now(),
        addressed=route.binds,
        expected_version=expected_version(request),
    )
    if told.at is not None:
        order = msgspec.structs.replace(order, backdated=True, told_at=told.at)
    receipt = _sent(request, desk, order) if "draft" in request.headers else desk.bus.carry_out(order)
    view = receipt_view(receipt, position_of(receipt, desk), desk)
    if representations.is_wished(request):
        card = representations.of(desk, request.state.caller, route.tag, receipt, view.position)
        if card is not None:
            return _represented(route, receipt, view, card)
    return _answer(route, receipt, view)


def _sent(request: Request, desk: Desk, order: Order) -> Receipt:
    """What an order stores that sends a draft: with its receipt the draft is gone."""
    try:
        draft = UUID(request.headers["draft"])
    except ValueError as error:
        raise BadHeader(field="Draft", name="Draft", wanted=DRAFT_ID) from error
    with desk.drafts.sent_by(draft, order.viewer.actor.id, order.command_id):
        return desk.bus.carry_out(order)


def command_id_of(request: Request, viewer: Viewer) -> CommandId:
    """The id that an Idempotency-Key stands for, each bearer's own; without a key a fresh one."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return CommandId(uuid4())
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadHeader(field="Idempotency-Key", name="Idempotency-Key", wanted=KEY_LENGTH)
    return CommandId(uuid5(viewer.actor.id, key))


def position_of(receipt: Receipt, desk: Desk) -> int:
    """A position to read at: where nothing was written, what the command found is at or before the head."""
    position = receipt.position or desk.log.head()
    desk.epochs.saw(position)
    return position


def receipted(receipt: Receipt, desk: Desk) -> Response:
    """The answer to a command that has no place of its own in the table of routes."""
    view = receipt_view(receipt, position_of(receipt, desk), desk)
    return as_json(view, headers={"X-Position": str(view.position), "X-Cursor": view.cursor})


def receipt_view(receipt: Receipt, position: int, desk: Desk) -> ReceiptView:
    """A receipt as it is shown, with a position at which a read finds what the command found."""
    digits = receipt.reference.rpartition("-")[2]
    return ReceiptView(
        command_id=receipt.command_id,
        id=receipt.stream,
        number=int(digits) if digits.isdigit() else None,
        version=receipt.version,
        position=position,
        cursor=desk.epochs.place(position),
        repeated=receipt.repeated,
    )


def _answer(route: CommandRoute, receipt: Receipt, view: ReceiptView) -> Response:
    headers = _heads(route, receipt, view)
    if route.tag in VERSIONED:
        headers["ETag"] = f'"{receipt.version}"'
    return as_json(view, status=201 if route.creates else 200, headers=headers)


def _represented(route: CommandRoute, receipt: Receipt, view: ReceiptView, card: Answer[Any]) -> Response:
    """The thing itself, with what of the receipt a program goes on with; its ETag is that of its card."""
    heads = _heads(route, receipt, view)
    heads |= {"Content-Location": _address(route, receipt), "Preference-Applied": representations.APPLIED}
    return encoded(card, status=201 if route.creates else 200, headers=heads)


def _heads(route: CommandRoute, receipt: Receipt, view: ReceiptView) -> dict[str, str]:
    heads = {"X-Position": str(view.position), "X-Cursor": view.cursor}
    return {**heads, "Location": _address(route, receipt)} if route.creates else heads


def _address(route: CommandRoute, receipt: Receipt) -> str:
    return f"/api/v1/{route.tag}/{receipt.reference or receipt.stream}"


for _route in COMMAND_ROUTES:
    _add(_route)
