"""Ways to keep views of tickets; part of ``api.rest.command_table``."""

from __future__ import annotations

from typing import Any

from api.rest.command_route import TEAM, CommandRoute, new, of
from commands import ticket_view

SETTINGS: dict[str, Any] = {
    "condition": {
        "op": "all",
        "of": [
            {"op": "is", "field": "open"},
            {
                "op": "any",
                "of": [
                    {"op": "in", "field": "team", "values": ["mine"]},
                    {"op": "in", "field": "responsible", "values": ["me", "none"]},
                ],
            },
            {"op": "not", "of": {"op": "in", "field": "priority", "values": ["low"]}},
            {"op": "between", "field": "registered", "from": "-30d"},
        ],
    },
    "columns": ["number", "subject", "requester", "status", "responsible", "due", "left"],
    "sort": "due",
    "group": "team",
}


VIEW_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "views",
        ticket_view.MakeView,
        "Создать представление списка заявок",
        "Make a view of tickets",
        {"title": {"ru": "Горит у нас", "en": "Burning with us"}, "settings": SETTINGS},
    ),
    of(
        "views",
        "view_id",
        "rename",
        ticket_view.RenameView,
        "Переименовать представление",
        "Rename a view",
        {"title": {"ru": "Горит", "en": "Burning"}},
    ),
    of(
        "views",
        "view_id",
        "change",
        ticket_view.ChangeView,
        "Изменить условие, столбцы, порядок, группировку",
        "Change condition, columns, order, grouping",
        {"settings": {**SETTINGS, "sort": "-changed", "group": None}},
    ),
    of(
        "views",
        "view_id",
        "share",
        ticket_view.ShareView,
        "Открыть команде или всем",
        "Open it to a team or to everyone",
        {"audience": {"kind": "team", "team_id": TEAM}, "edited_by": "audience"},
    ),
    of("views", "view_id", "remove", ticket_view.RemoveView, "Удалить представление", "Remove a view", {}),
)
