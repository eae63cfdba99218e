"""What all questions over HTTP share: the bounded wait, the honest mark; used by the routes that read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import Path, Query, Response
from psycopg import Cursor

from aggregates.ticket_refusals import NoSuchTicket
from api import written_dates
from api.bootstrap import Desk
from api.http.door import as_json
from api.http.refusals import InvalidField
from api.questions.references import ticket_ref
from commands.catalogue import may_issue
from events.values.people import Viewer
from projections.kit.ways import Way
from projections.ticket import card as ticket_card
from projections.ticket.card import TicketCard

BIGGEST = 2**63 - 1
"""The last position that the log could ever have."""

Ref = Annotated[str, Path(description="A ticket's number or id.")]
MinPosition = Annotated[
    int | None,
    Query(
        ge=0,
        le=BIGGEST,
        description="Wait a moment for an answer with this position in it; else it is marked stale.",
    ),
]
PageSize = Annotated[int, Query(ge=1, le=200)]
SoughtText = Annotated[str, Query(max_length=200)]
NumbersBelow = Annotated[int | None, Query(ge=1, le=BIGGEST, description="Only numbers below: the next page.")]
ServiceExactly = Annotated[bool, Query(description="Only the service itself.")]
Answerer = Annotated[str | None, Query(description="An id, or “me”.")]
AsOf = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A date: 2026-03-01 or 01.03.2026 (its end, by UTC), or an instant: the card as it was then.",
    ),
]


def fresh(desk: Desk, names: tuple[str, ...], position: int | None) -> bool:
    """Whether the read models contain a position, after a bounded wait."""
    return position is None or desk.waiter.wait(names, position, desk.settings.wait_s)


def told(value: Any, *, is_fresh: bool, headers: dict[str, str] | None = None) -> Response:
    """An answer that says honestly when it is older than what was asked for."""
    if is_fresh:
        return as_json(value, headers=headers)
    answer = msgspec.to_builtins(value)
    answer = {**answer, "stale": True} if isinstance(answer, dict) else {"items": answer, "stale": True}
    return as_json(answer, headers={**(headers or {}), "X-Stale": "true"})


def card_of(db: Cursor[Any], viewer: Viewer, ref: str, *, to_approve_at: datetime | None = None) -> TicketCard:
    """The ticket's card; raises ``NoSuchTicket`` for one that the viewer may not see.

    Whoever is asked to approve the ticket at ``to_approve_at`` sees what this opens to them: the card and the timeline.
    """
    card = ticket_card.card(db, viewer, ticket_ref(ref), asked_at=to_approve_at)
    if card is None:
        raise NoSuchTicket
    return card


def known_codes(field: str, values: Collection[str], known: Collection[str]) -> None:
    """Refuse a code that nothing bears: a slip of the pen must not look like an empty list."""
    for value in values:
        if value not in known:
            names = ", ".join(known)
            raise InvalidField(
                field=field,
                reason_ru=f"«{value}» неизвестно; есть: {names}.",
                reason_en=f"“{value}” is unknown; known: {names}.",
            )


def refuse_exactly_nothing(service: UUID | None, *, exactly: bool) -> None:
    """Without a service there is none to be exact about: passed over, the list would look narrowed and is not."""
    if exactly and service is None:
        raise InvalidField(
            field="service_exactly",
            reason_ru="укажите и услугу («service») или уберите «service_exactly».",
            reason_en="name a service as well (“service”), or leave “service_exactly” out.",
        )


def aware(field: str, at: datetime | None) -> datetime | None:
    """An instant with its offset; without one nobody knows which instant is meant."""
    if at is not None and at.tzinfo is None:
        raise InvalidField(
            field=field,
            reason_ru="у времени нужен часовой пояс, например 2026-03-02T09:00:00+03:00.",
            reason_en="the instant needs an offset, such as 2026-03-02T09:00:00+03:00.",
        )
    return at


def someone(asked: str | None, viewer: Viewer, words: tuple[str, ...] = ("me",)) -> UUID | None:
    """A person by their id, or the viewer as “me”; ``words`` are all that may stand instead of an id."""
    if asked is None:
        return None
    if asked == "me":
        return viewer.actor.id
    try:
        return UUID(asked)
    except ValueError as error:
        raise InvalidField(
            field="responsible",
            reason_ru=f"укажите идентификатор или слово: {', '.join(words)}.",
            reason_en=f"give an id, or a word: {', '.join(words)}.",
        ) from error


def open_ways(ways: Sequence[Way], viewer: Viewer) -> tuple[Way, ...]:
    """Those of a card's ways that the viewer's groups may take."""
    return tuple(way for way in ways if may_issue(viewer, way.by))


def instant_of(as_of: str) -> datetime:
    """The instant that ``as_of`` names; raises ``InvalidField``."""
    found = written_dates.instant_of(as_of)
    if found is None:
        raise InvalidField(
            field="as_of",
            reason_ru="нужна дата вида 2026-03-01 или время вида 2026-03-01T09:00:00+03:00 (в адресе «+» пишется %2B).",
            reason_en="a date such as 2026-03-01 is needed, or an instant such as 2026-03-01T09:00:00+03:00"
            " (in an address “+” is written %2B).",
        )
    return found


def foreign_cursor(field: str) -> InvalidField:
    """What to say of a place in a list that is not there."""
    return InvalidField(
        field=field,
        reason_ru="курсор не от этого списка: запросите первую страницу.",
        reason_en="the cursor is not of this list: ask for the first page.",
    )
