"""Pages of articles as staff have them."""

from __future__ import annotations

from api.console.knowledge import cards, editions, lists
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/articles", lists.articles),
    Shown("/articles/new", lists.new),
    Shown("/articles/{ref}", cards.article),
    Shown("/articles/{ref}/edit", cards.edit),
    Shown("/articles/{ref}/feedback", cards.feedback),
    Shown("/articles/{ref}/history", cards.history),
    Shown("/articles/{ref}/editions/{edition}", editions.edition),
)
