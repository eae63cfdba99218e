"""How a team deals what comes to it as a whole among its people; shared by decisions, facts and read models."""

from __future__ import annotations

from typing import Literal

import msgspec

from events.values.identity import PersonId
from events.values.text import Text
from events.values.ticket import Level

DealingWay = Literal["turn", "least_open", "least_weighted", "on_call"]
"""One after the other; or to whoever has least in hand, each ticket as one or by its priority; or to who is on call."""

DEALING_NAMES: dict[DealingWay, Text] = {
    "turn": Text("по очереди", "by turn"),
    "least_open": Text("у кого меньше открытых", "fewest open"),
    "least_weighted": Text("у кого меньше с учётом приоритетов", "least by priorities"),
    "on_call": Text("по дежурству", "on call"),
}

WEIGHTS: dict[Level, int] = {"critical": 8, "high": 4, "normal": 2, "low": 1}
"""How much a ticket weighs in whose hands it lies, where priorities count."""


class Dealing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a team wants. ``people`` take part, in the order of their turns; none named: all members, by name."""

    way: DealingWay
    people: tuple[PersonId, ...] = ()


class Dealt(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody got a ticket: whose turn was before, or how much they had in hand, and of how many at hand."""

    way: DealingWay
    after: PersonId | None = None
    load: int | None = None
    among: int = 1
