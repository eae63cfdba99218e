"""Pages of tickets as staff work on them."""

from __future__ import annotations

from api.console.listing import views
from api.console.shown import Shown
from api.console.ticket import cards, lists, new

PAGES: tuple[Shown, ...] = (
    Shown("/tickets", lists.tickets),
    Shown("/tickets/rows", lists.rows),
    Shown("/tickets/new", new.ticket),
    Shown("/tickets/views", views.views),
    Shown("/tickets/{ref}", cards.card),
    Shown("/tickets/{ref}/why", cards.why),
)
