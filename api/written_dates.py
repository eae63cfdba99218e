"""Dates and instants as people write them, in Russian and in English; asked by questions that name a day.

Only what can be read in one way is read: 03/04/2026 is a day in March or in April, 1.3.26 is in one of many centuries,
and a time without an offset is as many instants as there are zones.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

import pendulum

_ISO_DAY = len("2026-03-01")
_YEAR = re.compile(r"(?<![0-9:])[0-9]{4}(?![0-9])")


class _Form(NamedTuple):
    """A way to write: in the words of ``pendulum.from_format``, with the language of its months."""

    format: str
    language: str = "en"


_DAYS = (
    _Form("D.M.YYYY"),
    _Form("D MMMM YYYY", "ru"),
    _Form("D MMMM YYYY"),
    _Form("D MMM YYYY"),
    _Form("MMMM D, YYYY"),
)
_INSTANTS = (_Form("D.M.YYYY H:mm Z"), _Form("D.M.YYYY H:mm:ss Z"))


def instant_of(text: str) -> datetime | None:
    """The instant that is written; a day is its end, by UTC. ``None`` for what is none, or more than one."""
    try:
        if len(text) == _ISO_DAY:
            return _end_of(date.fromisoformat(text))
        found = datetime.fromisoformat(text)
    except ValueError:
        return _as_people_write(text)
    return None if found.tzinfo is None else found


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _as_people_write(text: str) -> datetime | None:
    if _YEAR.search(text) is None or any(sign.isdigit() and not sign.isascii() for sign in text):
        return None
    if (day := _read(text, _DAYS)) is not None:
        return _end_of(day.date())
    return _read(text, _INSTANTS)


def _read(text: str, forms: tuple[_Form, ...]) -> datetime | None:
    for form in forms:
        spelt = text.lower().removesuffix(" г.") if form.language == "ru" else text.title()
        try:
            found = pendulum.from_format(spelt, form.format, tz="UTC", locale=form.language)
            return datetime.combine(found.date(), found.time(), timezone(found.utcoffset() or timedelta(0)))
        except ValueError:
            continue
    return None
