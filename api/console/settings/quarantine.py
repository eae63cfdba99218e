"""Letters that became no ticket: why, what stands in each, and that a person has dealt with it."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.orders import refused
from api.console.rendering import elsewhere, page
from api.http.refusal_answers import status_of
from api.questions import quarantine
from api.questions.quarantine import QuarantineWanted
from api.questions.refusals import NoSuchThing
from events.values.refusal import Refusal

SHOWN = 20_000
"""Characters of an original that a page shows; all of it is a file."""
MOST_DIGITS = 18


def letters(asked: Asked) -> Response:
    """Those that nobody has dealt with, the oldest first."""
    wanted = QuarantineWanted(cursor=asked.wish("cursor") or None)
    found = quarantine.list_quarantine(asked.desk, asked.viewer, wanted).value
    return page(asked, "settings/quarantine.html", entries=found.entries, more=found.next_cursor)


def letter(asked: Asked, number: str) -> Response:
    """Its words as they came; nothing in them is opened or followed."""
    return _shown(asked, _number(number), None)


def release(asked: Asked, number: str) -> Response:
    """Somebody has dealt with it; it can be found by its address afterwards, too."""
    try:
        quarantine.release(asked.desk, asked.viewer, _number(number))
    except Refusal as refusal:
        if refusal.kind == "missing":
            raise
        return _shown(asked, _number(number), refusal)
    return elsewhere(f"/settings/quarantine/{number}")


def _shown(asked: Asked, number: int, refusal: Refusal | None) -> Response:
    entry = quarantine.read_quarantined(asked.desk, asked.viewer, number).value
    original = quarantine.read_original(asked.desk, asked.viewer, number).value
    words = original.decode("utf-8", "replace")
    return page(
        asked,
        "settings/quarantined.html",
        status=200 if refusal is None else status_of(refusal),
        one=entry,
        words=words[:SHOWN],
        is_cut=len(words) > SHOWN,
        may_release=asked.may("release-quarantined"),
        refusal=None if refusal is None else refused(asked, refusal),
    )


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS):
        raise NoSuchThing
    return int(told)
