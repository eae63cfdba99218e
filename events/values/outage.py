"""Whom an outage is told to; used by every layer."""

from __future__ import annotations

from typing import Literal

from events.values.text import Text

Affected = Literal["employees", "clients", "everyone"]
"""Who is told: people of our own company, contacts of clients, or whoever signs in."""

AFFECTED_NAMES: dict[Affected, Text] = {
    "employees": Text(ru="сотрудники", en="employees"),
    "clients": Text(ru="клиенты", en="clients"),
    "everyone": Text(ru="все", en="everyone"),
}
