"""Ways to say how a team deals its tickets; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import CommandRoute, of
from commands.dealing import ChooseDealing

DEALING_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "teams",
        "team_id",
        "dealing",
        ChooseDealing,
        "Выбрать, как команда делит заявки",
        "Choose how the team deals tickets",
        {"way": "turn"},
    ),
)
