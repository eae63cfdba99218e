"""Messages that became no ticket, over HTTP: what waits and why, the original, and that a person has dealt with it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Response

from api.http.body import decoded, object_of
from api.http.door import TheBody, TheDesk, TheViewer, as_json
from api.http.refusals import NoSuchThing
from api.questions.reads import BIGGEST
from commands.permissions import WHOLE_DESK
from commands.refusals import NotAllowed
from connectors.storage.shelves.quarantine import Quarantine, Quarantined
from events.values.people import Viewer
from projections.kit import visibility

router = APIRouter()

Ref = Annotated[int, Path(ge=1, le=BIGGEST, description="An entry's number.")]


class QuarantineList(msgspec.Struct, frozen=True):
    """Messages that wait for a person, in the order in which they came."""

    entries: list[Quarantined]


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person has dealt with the message: nothing more to say."""


def _whole_desk(viewer: Viewer) -> None:
    """Such a message belongs to no team yet: it is for those who see every ticket."""
    if not visibility.sees_everything(viewer):
        raise NoSuchThing


@router.get(
    "/quarantine",
    tags=["quarantine"],
    operation_id="list-quarantine",
    summary="Письма, не ставшие заявками · Messages that became no ticket",
)
def list_quarantine(
    desk: TheDesk,
    viewer: TheViewer,
    after: Annotated[int, Query(ge=0, le=BIGGEST, description="Only entries behind this one.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Those that nobody has released, with the reason of each."""
    _whole_desk(viewer)
    return as_json(QuarantineList(Quarantine(desk.database).waiting(limit, after)))


@router.get(
    "/quarantine/{ref}",
    tags=["quarantine"],
    operation_id="read-quarantined",
    summary="Почему письмо не стало заявкой · Why a message became no ticket",
)
def read_quarantined(ref: Ref, desk: TheDesk, viewer: TheViewer) -> Response:
    """One entry, released or not."""
    return as_json(_entry(desk, viewer, ref))


@router.get(
    "/quarantine/{ref}/original",
    tags=["quarantine"],
    operation_id="read-quarantined-original",
    summary="Исходное письмо · The message as it came",
)
def read_original(ref: Ref, desk: TheDesk, viewer: TheViewer) -> Response:
    """Byte for byte; a browser keeps it as a file and opens nothing of it."""
    _entry(desk, viewer, ref)
    return Response(
        Quarantine(desk.database).original(ref),
        media_type="message/rfc822",
        headers={
            "Content-Disposition": f'attachment; filename="quarantine-{ref}.eml"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.post(
    "/quarantine/{ref}/release",
    tags=["quarantine"],
    operation_id="release-quarantined",
    summary="Письмо разобрано человеком · A person has dealt with the message",
)
def release(ref: Ref, desk: TheDesk, viewer: TheViewer, body: TheBody) -> Response:
    """It leaves the list; the original stays, and who released it. Released before: nothing happens."""
    decoded(object_of(body), Release)
    _entry(desk, viewer, ref)
    if viewer.actor.kind == "person" and WHOLE_DESK.isdisjoint(viewer.groups):
        raise NotAllowed
    Quarantine(desk.database).release(ref, by=viewer.actor, at=desk.clock.now())
    return as_json(_entry(desk, viewer, ref))


def _entry(desk: TheDesk, viewer: Viewer, ref: int) -> Quarantined:
    _whole_desk(viewer)
    found = Quarantine(desk.database).entry(ref)
    if found is None:
        raise NoSuchThing
    return found
