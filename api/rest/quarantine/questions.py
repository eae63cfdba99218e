"""Messages that became no ticket, over HTTP: what waits and why, the original, and that a person has dealt with it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Depends, Path, Query, Response

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk
from api.http.swift.laid import Routes
from api.questions import quarantine
from api.questions.quarantine import QuarantineWanted
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, goes_on, page_size, wanted_of

router = Routes()

Ref = Annotated[int, Path(ge=1, le=BIGGEST, description="An entry's number.")]

_WAITING = wanted_of(
    QuarantineWanted,
    after=Query(
        ge=0, le=BIGGEST, deprecated=True, description="Only entries behind; “cursor” is what every list takes."
    ),
    cursor=goes_on(),
    limit=page_size(500),
)


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person has dealt with the message: nothing more to say."""


@router.get(
    "/quarantine",
    tags=["quarantine"],
    operation_id="list-quarantine",
    summary="Письма, не ставшие заявками · Messages that became no ticket",
)
def list_quarantine(desk: TheDesk, asker: TheAsker, wanted: Annotated[QuarantineWanted, Depends(_WAITING)]) -> Response:
    """Those that nobody has released, with the reason of each."""
    return encoded(quarantine.list_quarantine(desk, asker, wanted))


@router.get(
    "/quarantine/{ref}",
    tags=["quarantine"],
    operation_id="read-quarantined",
    summary="Почему письмо не стало заявкой · Why a message became no ticket",
)
def read_quarantined(ref: Ref, desk: TheDesk, asker: TheAsker) -> Response:
    """One entry, released or not."""
    return encoded(quarantine.read_quarantined(desk, asker, ref))


@router.get(
    "/quarantine/{ref}/original",
    tags=["quarantine"],
    operation_id="read-quarantined-original",
    summary="Исходное письмо · The message as it came",
)
def read_original(ref: Ref, desk: TheDesk, asker: TheAsker) -> Response:
    """Byte for byte; a browser keeps it as a file and opens nothing of it."""
    return Response(
        quarantine.read_original(desk, asker, ref).value,
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
def release(ref: Ref, desk: TheDesk, asker: TheAsker, body: TheBody) -> Response:
    """It leaves the list; the original stays, and who released it. Released before: nothing happens."""
    decoded(object_of(body), Release)
    answer = quarantine.release(desk, asker, ref)
    return encoded(answer.told_as(answer.value.entry))
