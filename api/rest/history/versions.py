"""Versions of agreements, schedules and ticket types over HTTP, each whole and for ever (row 176)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

from fastapi import APIRouter, Path, Response

from aggregates.agreement import NoSuchAgreement
from aggregates.service_schedule import NoSuchSchedule
from aggregates.ticket_type import NoSuchTicketType
from api.http.door import GUARDED, TheDesk, as_json
from api.http.refusals import NoSuchVersion
from api.questions.reads import MinPosition, fresh, told
from events.values.identity import StreamId
from events.values.refusal import Refusal
from projections.agreement.past_versions import hours_versions, promise_versions
from projections.kit.reads import views_of
from projections.ticket_type import rows as ticket_types

router = APIRouter()

_OF_TYPE = views_of(ticket_types.versions)

AnId = Annotated[UUID, Path(alias="ref", description="Its id.")]
Number = Annotated[int, Path(description="Its number, as a ticket says what it was registered as.")]


class Version(Protocol):
    """Whatever is numbered."""

    @property
    def version(self) -> int:
        """Its number."""
        ...


V = TypeVar("V", bound=Version)


@router.get(
    "/agreements/{ref}/versions/{version}",
    tags=["agreements"],
    operation_id="read-agreement-version",
    dependencies=GUARDED,
    summary="Версия обещаний соглашения целиком · A version of an agreement's promise, whole",
)
def read_agreement_version(ref: AnId, version: Number, desk: TheDesk) -> Response:
    """Rules, norms and schedule as they were, whatever became of the agreement. Straight from the log."""
    return as_json(_numbered(promise_versions(desk.log.load(StreamId(ref))), version, NoSuchAgreement))


@router.get(
    "/schedules/{ref}/versions/{version}",
    tags=["schedules"],
    operation_id="read-schedule-version",
    dependencies=GUARDED,
    summary="Версия графика целиком · A version of a schedule, whole",
)
def read_schedule_version(ref: AnId, version: Number, desk: TheDesk) -> Response:
    """Week, holidays and special days as that edit said them, and no other. Straight from the log."""
    return as_json(_numbered(hours_versions(desk.log.load(StreamId(ref))), version, NoSuchSchedule))


@router.get(
    "/ticket-types/{ref}/versions/{version}",
    tags=["ticket-types"],
    operation_id="read-ticket-type-version",
    dependencies=GUARDED,
    summary="Версия типа заявки целиком · A version of a ticket type, whole",
)
def read_ticket_type_version(
    ref: Annotated[str, Path(max_length=50, description="A type's code, such as incident.")],
    version: Number,
    desk: TheDesk,
    min_position: MinPosition = None,
) -> Response:
    """Life cycle, attributes and priority matrix as they were; 0 is how it came with the desk."""
    is_fresh = fresh(desk, _OF_TYPE, min_position)
    with desk.database.snapshot() as db:
        return told(_numbered(ticket_types.versions(db, ref), version, NoSuchTicketType), is_fresh=is_fresh)


def _numbered(versions: Sequence[V], number: int, missing: type[Refusal]) -> V:
    if not versions:
        raise missing
    for version in versions:
        if version.version == number:
            return version
    raise NoSuchVersion(asked=number, known=_spans([version.version for version in versions]))


def _spans(numbers: Sequence[int]) -> str:
    """Numbers in order as people write them: 1–3, 5."""
    gaps = [place for place, (one, next_one) in enumerate(pairwise(numbers), 1) if next_one != one + 1]
    spans = [numbers[begin:end] for begin, end in pairwise([0, *gaps, len(numbers)])]
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)
