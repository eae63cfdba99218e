"""A calendar as programs of calendars read it (RFC 5545): UTC instants, folded lines; written of who is on call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75
"""Bytes of a line; what is longer goes on behind a blank."""


class Event(NamedTuple):
    """Something in [begins_at, ends_at); whoever reads the calendar again knows it by its id."""

    event_id: UUID
    begins_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""


def calendar(name: str, events: Iterable[Event], *, written_at: datetime) -> str:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Deskledger//On call//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
        *(line for event in events for line in _event(event, written_at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, written_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.event_id}"
    yield f"DTSTAMP:{_instant(written_at)}"
    yield f"DTSTART:{_instant(event.begins_at)}"
    yield f"DTEND:{_instant(event.ends_at)}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_escaped(event.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(words: str) -> str:
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return "\\n".join(words.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Lines of so many bytes at most; no letter is cut in two."""
    part, size = "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > _LONGEST:
            yield part
            part, size = " ", 1
        part += sign
        size += length
    yield part
