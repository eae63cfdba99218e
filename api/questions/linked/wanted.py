"""What the lists of problems and of change requests are narrowed by alike; the questions about both ask for it."""

from __future__ import annotations

from typing import ClassVar, TypeVar
from uuid import UUID

import msgspec

from api.bootstrap import Desk
from api.questions.paging.whole import place_of, written
from api.questions.references import person_sought, ticket_ref
from api.questions.wishes import known_codes, refuse_exactly_nothing
from events.values.identity import PersonId
from events.values.lifecycle import Lifecycle
from events.values.people import Viewer
from projections.linked.pages import LinkedFilter

F = TypeVar("F", bound=LinkedFilter)


class LinkedWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which of them, below which number; ``responsible`` is an id, a login or “me”, ``ticket`` a number or an id."""

    status: list[str] = []
    is_open: bool | None = None
    service: UUID | None = None
    service_exactly: bool = False
    ticket: str | None = None
    team: UUID | None = None
    responsible: str | None = None
    text: str = ""
    older: ClassVar[str] = "before"
    before: int | None = None
    cursor: str | None = None
    limit: int = 50


def below(wanted: LinkedWanted) -> int | None:
    """The number that the page before ended with."""
    return wanted.before if wanted.cursor is None else place_of(wanted.cursor, int)


def goes_on(number: int | None) -> str | None:
    """The place of the next page, if there is one."""
    return None if number is None else written(number)


def responsible_for(desk: Desk, viewer: Viewer, wanted: LinkedWanted) -> PersonId | None:
    """Whom the list is narrowed to; raises ``InvalidField``."""
    told = wanted.responsible
    return None if told is None else person_sought(desk, viewer, told, field="responsible")


def filter_of(kind: type[F], wanted: LinkedWanted, responsible: PersonId | None, cycle: Lifecycle) -> F:
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
        responsible=responsible,
        text=wanted.text,
    )
