"""Questions about types of ticket over HTTP: list, card with versions, the life cycle drawn, what a revision does."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request, Response
from psycopg import Cursor

from aggregates.ticket_type import NoSuchTicketType, refuse_changed_kinds, refuse_strange_leads
from api.http.body import decoded, object_of
from api.http.door import TheBody, TheDesk, TheViewer
from api.http.refusal_answers import language_of
from api.pictures.life_cycle import draw
from api.questions.answers import TicketTypeCard, TicketTypeList
from api.questions.reads import MinPosition, fresh, told
from commands.permissions import ADMINISTRATORS
from commands.refusals import NotAllowed
from commands.type_rules import refuse_unworkable
from events.values.ticket_type import TypeDefinition
from projections.kit.reads import views_of
from projections.ticket_type import rows as ticket_types
from projections.ticket_type.rows import TypeView

router = APIRouter()

Code = Annotated[str, Path(max_length=50, description="A type's code, such as incident.")]
_TYPES = views_of(ticket_types.types)
_CARD = views_of(ticket_types.types, ticket_types.versions)
_PREVIEW = views_of(ticket_types.types, ticket_types.standing_in)


class RevisionToTry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A version of a type that is not saved yet."""

    definition: TypeDefinition
    led: dict[str, str] = {}

    def __post_init__(self) -> None:
        refuse_unworkable(self.definition, "definition")


class RevisionPreview(msgspec.Struct, frozen=True, kw_only=True):
    """How many open tickets a revision would lead, by the status that they stand in, and where they would go.

    ``unled`` are removed statuses that the revision must say a way out of, before it is accepted.
    """

    tickets: int
    standing: dict[str, int]
    led: dict[str, str]
    unled: tuple[str, ...]


@router.get(
    "/ticket-types",
    tags=["ticket-types"],
    operation_id="list-ticket-types",
    summary="Типы заявок · Types of ticket",
)
def list_ticket_types(desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """Those that come with the desk first; everybody who asks for something may see what can be asked for."""
    del viewer
    is_fresh = fresh(desk, _TYPES, min_position)
    with desk.database.snapshot() as db:
        return told(TicketTypeList(ticket_types.types(db)), is_fresh=is_fresh)


@router.get(
    "/ticket-types/{ref}",
    tags=["ticket-types"],
    operation_id="read-ticket-type",
    summary="Тип заявки и все его версии · A type of ticket and all its versions",
)
def read_ticket_type(ref: Code, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None) -> Response:
    """A ticket's card says which version it was registered as."""
    del viewer
    is_fresh = fresh(desk, _CARD, min_position)
    with desk.database.snapshot() as db:
        return told(TicketTypeCard(_type(db, ref), ticket_types.versions(db, ref)), is_fresh=is_fresh)


@router.get(
    "/ticket-types/{ref}/lifecycle.svg",
    tags=["ticket-types"],
    operation_id="draw-lifecycle",
    summary="Жизненный цикл картинкой · The life cycle as a picture",
)
def draw_lifecycle(
    ref: Code, request: Request, desk: TheDesk, viewer: TheViewer, min_position: MinPosition = None
) -> Response:
    """Statuses, the ways between them, who may take each and what it asks for, in the reader's language."""
    del viewer
    is_fresh = fresh(desk, _TYPES, min_position)
    with desk.database.snapshot() as db:
        found = _type(db, ref)
    drawn = draw(found.definition, language_of(request))
    return Response(drawn, media_type="image/svg+xml", headers={} if is_fresh else {"X-Stale": "true"})


@router.post(
    "/ticket-types/{ref}/preview",
    tags=["ticket-types"],
    operation_id="preview-ticket-type",
    summary="Сколько заявок стоит в убранных статусах · How many tickets stand in removed statuses",
)
def preview_ticket_type(
    ref: Code, desk: TheDesk, viewer: TheViewer, body: TheBody, min_position: MinPosition = None
) -> Response:
    """What stands where now, and what still needs a way out; nothing is written."""
    if ADMINISTRATORS.isdisjoint(viewer.groups):
        raise NotAllowed
    wanted = decoded(object_of(body), RevisionToTry)
    is_fresh = fresh(desk, _PREVIEW, min_position)
    kept = wanted.definition.lifecycle
    with desk.database.snapshot() as db:
        found = _type(db, ref)
        removed = [code for code in found.known if kept.status(code) is None]
        refuse_changed_kinds(found.definition, wanted.definition)
        present = found.definition.lifecycle.statuses
        refuse_strange_leads(kept, wanted.led, {one.code for one in present if kept.status(one.code) is None})
        standing = ticket_types.standing_in(db, ref, removed)
    unled = [s.code for s in present if s.code in removed and not s.is_final and s.code not in wanted.led]
    return told(
        RevisionPreview(
            tickets=sum(standing.values()),
            standing=standing,
            led=wanted.led,
            unled=tuple(unled),
        ),
        is_fresh=is_fresh,
    )


def _type(db: Cursor[Any], code: str) -> TypeView:
    found = next(iter(ticket_types.types(db, [code])), None)
    if found is None:
        raise NoSuchTicketType
    return found
