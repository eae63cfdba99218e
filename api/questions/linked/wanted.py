"""What the lists of problems and of change requests are narrowed by alike; the questions about both ask for it."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import msgspec

from api.questions.references import ticket_ref
from api.questions.wishes import known_codes, refuse_exactly_nothing, someone
from events.values.lifecycle import Lifecycle
from events.values.people import Viewer
from projections.linked.pages import LinkedFilter

F = TypeVar("F", bound=LinkedFilter)


class LinkedWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which of them, below which number; ``responsible`` is an id or “me”, ``ticket`` a number or an id."""

    status: list[str] = []
    is_open: bool | None = None
    service: UUID | None = None
    service_exactly: bool = False
    ticket: str | None = None
    team: UUID | None = None
    responsible: str | None = None
    text: str = ""
    before: int | None = None
    limit: int = 50


def filter_of(kind: type[F], wanted: LinkedWanted, viewer: Viewer, cycle: Lifecycle) -> F:
    """The filter of a list; refuses a status that is not of the cycle, and to be exact about no service."""
    known_codes("status", wanted.status, [known.code for known in cycle.statuses])
    refuse_exactly_nothing(wanted.service, exactly=wanted.service_exactly)
    return kind(
        statuses=tuple(wanted.status),
        is_open=wanted.is_open,
        service=wanted.service,
        service_exactly=wanted.service_exactly,
        ticket=None if wanted.ticket is None else ticket_ref(wanted.ticket),
        team=wanted.team,
        responsible=someone(wanted.responsible, viewer),
        text=wanted.text,
    )
