"""What is numbered: a version of an agreement, a schedule, a type of ticket, each whole and for ever (row 176)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, Protocol, TypeVar
from uuid import UUID

import msgspec

from aggregates.agreement import NoSuchAgreement
from aggregates.service_schedule import NoSuchSchedule
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.refusals import NoSuchVersion
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.refusal import Refusal
from projections.agreement.past_versions import HoursVersion, PromiseVersion, hours_versions, promise_versions

R = TypeVar("R")


class VersionWanted(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """Whose version, by its id or code, and which."""

    ref: R
    version: int


class Version(Protocol):
    """Whatever is numbered."""

    @property
    def version(self) -> int:
        """Its number."""
        ...


V = TypeVar("V", bound=Version)


@question("read-agreement-version")
def read_agreement_version(desk: Desk, _viewer: Viewer, wanted: VersionWanted[UUID]) -> Answer[PromiseVersion]:
    """Rules, norms and schedule as they were, whatever became of the agreement. Straight from the log."""
    versions = promise_versions(desk.log.load(StreamId(wanted.ref)))
    return Answer(numbered(versions, wanted.version, NoSuchAgreement))


@question("read-schedule-version")
def read_schedule_version(desk: Desk, _viewer: Viewer, wanted: VersionWanted[UUID]) -> Answer[HoursVersion]:
    """Week, holidays and special days as that edit said them, and no other. Straight from the log."""
    versions = hours_versions(desk.log.load(StreamId(wanted.ref)))
    return Answer(numbered(versions, wanted.version, NoSuchSchedule))


def numbered(versions: Sequence[V], number: int, missing: type[Refusal]) -> V:
    """The version of that number; raises ``missing`` where there is none at all, else says which there are."""
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
