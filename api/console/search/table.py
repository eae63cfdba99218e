"""Pages of searching."""

from __future__ import annotations

from api.console.search import pages
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/search", pages.results),
    Shown("/search/suggestions", pages.suggestions),
)
