"""Pages of change requests, their calendar and freezes."""

from __future__ import annotations

from api.console.changes import calendar, cards, freezes, lists
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/changes", lists.changes),
    Shown("/changes/new", lists.new),
    Shown("/changes/calendar", calendar.calendar),
    Shown("/changes/freezes", freezes.freezes),
    Shown("/changes/freezes/preview", freezes.preview, "POST"),
    Shown("/changes/{ref}", cards.change),
    Shown("/changes/{ref}/history", cards.history),
)
