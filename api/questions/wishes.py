"""What several questions check of what is wanted: codes, instants, “me”, places in a list; asked by the questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from api import written_dates
from api.questions.refusals import InvalidField
from commands.catalogue import may_issue
from events.values.people import Viewer
from projections.linked.ways import Way


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


def refuse_exactly_nothing(service: object, *, exactly: bool) -> None:
    """Without a service there is none to be exact about: passed over, the list would look narrowed and is not."""
    if exactly and not service:
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


def instant_of(as_of: str) -> datetime:
    """The instant that ``as_of`` names; raises ``InvalidField``."""
    found = written_dates.instant_of(as_of)
    if found is None:
        raise InvalidField(
            field="as_of",
            reason_ru="нужна дата вида 2026-03-01, 01.03.2026 или «1 марта 2026» или время вида"
            " 2026-03-01T09:00:00+03:00 или «01.03.2026 9:00 +03:00» (в адресе «+» пишется %2B).",
            reason_en="a date such as 2026-03-01, 01.03.2026 or “March 1, 2026” is needed, or an instant such as"
            " 2026-03-01T09:00:00+03:00 or “01.03.2026 9:00 +03:00” (in an address “+” is written %2B).",
        )
    return found


def foreign_cursor(field: str) -> InvalidField:
    """What to say of a place in a list that is not there."""
    return InvalidField(
        field=field,
        reason_ru="курсор не от этого списка: запросите первую страницу.",
        reason_en="the cursor is not of this list: ask for the first page.",
    )


def open_ways(ways: Sequence[Way], viewer: Viewer) -> tuple[Way, ...]:
    """Those of a card's ways that the viewer's groups may take."""
    return tuple(way for way in ways if may_issue(viewer, way.by))
