"""Questions about types of ticket over HTTP: list, card with versions, the life cycle drawn, what a revision does."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.refusal_answers import language_of
from api.http.swift.laid import Routes
from api.pictures.life_cycle import draw
from api.questions import ticket_type
from api.questions.ticket_type import RevisionOf, RevisionToTry
from api.rest.encoded import drawn, encoded
from api.rest.parameters import MinPosition, ThePage

router = Routes()

Code = Annotated[str, Path(max_length=50, description="A type's code, such as incident.")]


@router.get(
    "/ticket-types",
    tags=["ticket-types"],
    operation_id="list-ticket-types",
    summary="Типы заявок · Types of ticket",
)
def list_ticket_types(desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None) -> Response:
    """Those that come with the desk first; everybody who asks for something may see what can be asked for."""
    return encoded(ticket_type.list_ticket_types(desk, asker, page, min_position))


@router.get(
    "/ticket-types/{ref}",
    tags=["ticket-types"],
    operation_id="read-ticket-type",
    summary="Тип заявки и все его версии · A type of ticket and all its versions",
)
def read_ticket_type(ref: Code, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """A ticket's card says which version it was registered as."""
    return encoded(ticket_type.read_ticket_type(desk, asker, ref, min_position))


@router.get(
    "/ticket-types/{ref}/lifecycle.svg",
    tags=["ticket-types"],
    operation_id="draw-lifecycle",
    summary="Жизненный цикл картинкой · The life cycle as a picture",
)
def draw_lifecycle(
    ref: Code, request: Request, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None
) -> Response:
    """Statuses, the ways between them, who may take each and what it asks for, in the reader's language."""
    answer = ticket_type.life_cycle_to_draw(desk, asker, ref, min_position)
    return drawn(answer.told_as(draw(answer.value, language_of(request))))


@router.post(
    "/ticket-types/{ref}/preview",
    tags=["ticket-types"],
    operation_id="preview-ticket-type",
    summary="Сколько заявок стоит в убранных статусах · How many tickets stand in removed statuses",
)
def preview_ticket_type(
    ref: Code, desk: TheDesk, asker: TheAsker, body: TheBody, min_position: MinPosition = None
) -> Response:
    """What stands where now, and what still needs a way out; nothing is written."""
    wanted = RevisionOf(code=ref, to_try=decoded(object_of(body), RevisionToTry))
    return encoded(ticket_type.preview_ticket_type(desk, asker, wanted, min_position))
