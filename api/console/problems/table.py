"""Pages of problems."""

from __future__ import annotations

from api.console.problems import cards, lists
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/problems", lists.problems),
    Shown("/problems/new", lists.new),
    Shown("/problems/{ref}", cards.problem),
    Shown("/problems/{ref}/history", cards.history),
    Shown("/problems/{ref}/resolve", cards.resolve, "POST"),
)
