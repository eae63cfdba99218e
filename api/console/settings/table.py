"""Pages of whoever sets the desk up."""

from __future__ import annotations

from api.console.settings import modules, start
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/settings", start.begin),
    Shown("/settings/modules", modules.modules),
)
