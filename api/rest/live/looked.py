"""What one has looked at, over HTTP: a ticket, a selection, everything; and back to unread."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Response
from msgspec import Meta

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk, as_json
from api.http.swift.laid import Routes
from api.questions.live import looked
from api.questions.live.looked import Selected
from api.rest.parameters import BIGGEST, Ref

router = Routes()

MOST_NUMBERS = 1_000


class LookedAt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which version of the ticket was seen: that of its ETag; without one, all that happened on it up to now."""

    version: Annotated[int, Meta(ge=0, le=BIGGEST)] = BIGGEST


class LookedAtMany(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tickets were seen: by numbers, what is unread of a view, or all that there is.

    ``position`` says up to which place of the log the list was read, so that what came meanwhile stays unread.
    """

    numbers: Annotated[tuple[Annotated[int, Meta(ge=1, le=BIGGEST)], ...], Meta(max_length=MOST_NUMBERS)] = ()
    view: UUID | None = None
    all: bool = False
    position: Annotated[int, Meta(ge=0, le=BIGGEST)] | None = None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """How the ticket stands in one's lists from now on."""

    is_unread: bool


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which place of the log, and how many tickets; none is told where all were meant."""

    position: int
    tickets: int | None


@router.post(
    "/tickets/{ref}/looked",
    tags=["live"],
    operation_id="mark-looked",
    summary="Я посмотрел заявку · I have looked at the ticket",
)
def mark_looked(ref: Ref, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Lists show it as unread once others do something on it again. Nobody else is told, and no history shows it."""
    asked = decoded(object_of(body), LookedAt)
    looked.keep(desk, asker.viewer, looked.looked_at(desk, asker.viewer, ref, asked.version))
    return as_json(Unread(is_unread=False))


@router.delete(
    "/tickets/{ref}/looked",
    tags=["live"],
    operation_id="mark-unread",
    summary="Снова не просмотрена · Back to unread",
)
def mark_unread(ref: Ref, desk: TheDesk, asker: TheAsker) -> Response:
    """The last thing that others did on it is new once more."""
    looked.keep(desk, asker.viewer, looked.before_last_news(desk, asker.viewer, ref), back=True)
    return as_json(Unread(is_unread=True))


@router.post(
    "/tickets/looked",
    tags=["live"],
    operation_id="mark-many-looked",
    summary="Отметить просмотренными · Mark as seen",
)
def mark_many_looked(desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """Those of the selection that one sees; of a view 5,000 at once."""
    asked = decoded(object_of(body), LookedAtMany)
    wanted = Selected(numbers=asked.numbers, view=asked.view, all=asked.all, position=asked.position)
    found = looked.selected(desk, asker.viewer, wanted)
    looked.keep(desk, asker.viewer, found)
    return as_json(Seen(position=found.place, tickets=None if found.tickets is None else len(found.tickets)))
