"""Ways to declare and to lift change freezes; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import CommandRoute, new, of
from commands.change_request.freeze import DeclareFreeze, LiftFreeze

FREEZE_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "freezes",
        DeclareFreeze,
        "Объявить запрет изменений",
        "Declare a change freeze",
        {
            "title": {"ru": "Конец года", "en": "Year's end"},
            "begins": "2030-12-28T18:00:00",
            "ends": "2031-01-09T09:00:00",
            "zone": "Europe/Moscow",
            "risks": ["medium", "high"],
        },
    ),
    of("freezes", "freeze_id", "lift", LiftFreeze, "Снять запрет изменений", "Lift a change freeze", {}),
)
