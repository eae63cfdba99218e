"""The journal of settings: what was changed, by whom and when; a change as what was and what is, two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fastapi import Response

from api.console.asked import Asked, id_of
from api.console.orders import refused
from api.console.rendering import page
from api.http.refusal_answers import status_of
from api.questions.journal.changes import (
    KINDS,
    ChangesWanted,
    ChangeWanted,
    SettingChange,
    SettingChanges,
    list_changes,
    read_change,
)
from api.questions.refusals import InvalidField, NoSuchThing
from commands.plans import PlanLacks
from events.values.refusal import Refusal

MOST_TO_COMPARE = 200
MOST_DIGITS = 18
OF_FILTER = {"person", "since", "until"}
"""Fields of the page's own filter: what is wrong with them is told beside it."""


def journal(asked: Asked) -> Response:
    """The newest first, narrowed by kind, thing, person and days of the reader's clock."""
    thing = id_of(asked.wish("thing"))
    refusal, found = None, SettingChanges([])
    try:
        wanted = ChangesWanted(
            kind=next((kind for kind in KINDS if kind == asked.wish("kind")), None),
            thing=thing,
            person=asked.wish("person").strip() or None,
            since=_midnight(asked, "since"),
            before=_midnight(asked, "until", days=1),
            cursor=asked.wish("cursor") or None,
        )
        found = list_changes(asked.desk, asked.viewer, wanted, asked.min_position).value
    except Refusal as error:
        if error.field not in OF_FILTER:
            raise
        refusal = error
    return page(
        asked,
        "settings/journal.html",
        status=200 if refusal is None else status_of(refusal),
        changes=found.changes,
        more=found.next_cursor,
        kinds=KINDS,
        thing=thing,
        refusal=None if refusal is None else refused(asked, refusal),
    )


def change(asked: Asked, position: str) -> Response:
    """What was right before, and what is since."""
    return _shown(asked, ChangeWanted(ref=_number(position)))


def compared(asked: Asked) -> Response:
    """Two changes of one thing, whichever of them was named first."""
    earlier, later = sorted((_number(asked.wish("was")), _number(asked.wish("now"))))
    return _shown(asked, ChangeWanted(ref=later, against=earlier if earlier != later else None))


def changes_of(asked: Asked, thing: UUID) -> Sequence[SettingChange]:
    """What was changed on one thing, for whoever may read it; nothing for others."""
    if not asked.may("list-setting-changes"):
        return ()
    wanted = ChangesWanted(thing=thing, limit=MOST_TO_COMPARE)
    try:
        return list_changes(asked.desk, asked.viewer, wanted, asked.min_position).value.changes
    except PlanLacks:
        return ()


def _shown(asked: Asked, wanted: ChangeWanted) -> Response:
    found = read_change(asked.desk, asked.viewer, wanted).value
    beside = changes_of(asked, found.change.thing_id)
    return page(asked, "settings/setting_change.html", found=found, kinds=KINDS, changes=beside)


def _midnight(asked: Asked, name: str, *, days: int = 0) -> datetime | None:
    """The beginning of a day by the reader's clock; what is no day is refused, since it would narrow nothing."""
    told = asked.wish(name).strip()
    if not told:
        return None
    try:
        return datetime.combine(date.fromisoformat(told) + timedelta(days=days), time(), tzinfo=asked.zone)
    except OverflowError:  # behind the last day that there is
        return None
    except ValueError as error:
        raise InvalidField(
            field=name, reason_ru="нужен день, например 2026-03-02.", reason_en="a day is needed, such as 2026-03-02."
        ) from error


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS):
        raise NoSuchThing
    return int(told)
