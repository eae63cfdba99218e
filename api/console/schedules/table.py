"""Pages of service schedules."""

from __future__ import annotations

from api.console.schedules import schedules
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/settings/schedules", schedules.schedules),
    Shown("/settings/schedules/preview", schedules.preview_new, "POST"),
    Shown("/settings/schedules/{ref}", schedules.schedule),
    Shown("/settings/schedules/{ref}/preview", schedules.preview, "POST"),
)
