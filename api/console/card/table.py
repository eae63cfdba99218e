"""Pages that belong to the card of a ticket."""

from __future__ import annotations

from api.console.card import deeds, history
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/tickets/{ref}/do/{name}", deeds.deed),
    Shown("/tickets/{ref}/history", history.history),
    Shown("/tickets/{ref}/registered", history.registered),
    Shown("/tickets/{ref}/print", history.printed),
)
