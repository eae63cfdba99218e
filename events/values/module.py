"""Modules of the desk that can be hidden by a label, by their codes (rows 29, 159); used by every layer."""

from __future__ import annotations

from typing import Literal

from events.values.text import Text

Module = Literal["problems", "change_requests", "knowledge"]

MODULES: dict[Module, Text] = {
    "problems": Text(ru="Проблемы", en="Problems"),
    "change_requests": Text(ru="Запросы на изменение", en="Change requests"),
    "knowledge": Text(ru="База знаний", en="Knowledge base"),
}
"""Code -> name. Approvals are no module: they are a status of tickets, and a hidden one would keep tickets waiting."""
