"""What a view of tickets shows and to whom: a condition, columns, an order, a grouping, an audience; kept in facts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.shared_with import OpenTo
from events.values.text import Text
from events.values.ticket import Code
from events.values.ticket_condition import EVERY_TICKET, Condition, refuse_too_much

Column = Literal[
    "number",
    "subject",
    "type",
    "status",
    "priority",
    "impact",
    "urgency",
    "channel",
    "requester",
    "company",
    "unit",
    "service",
    "agreement",
    "team",
    "responsible",
    "registered",
    "changed",
    "closed",
    "due",
    "missed",
    "left",
    "comments",
    "last_word",
    "tags",
    "checklist",
]
USUAL_COLUMNS: tuple[Column, ...] = ("number", "subject", "requester", "status", "priority", "responsible", "due")
Sorting = Literal[
    "due",
    "priority",
    "number",
    "changed",
    "registered",
    "-due",
    "-priority",
    "-number",
    "-changed",
    "-registered",
]
"""An order of the list; “-” turns it round."""
GroupField = Literal[
    "status", "type", "priority", "channel", "team", "responsible", "company", "unit", "service", "agreement"
]


class Audience(OpenTo, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose view it is: its maker's alone, a team's, everyone's."""

    half_named: ClassVar[Text] = Text(
        ru="Укажите «team_id», если представление для команды, и только тогда.",
        en="Give “team_id” where the view is a team's, and only then.",
    )


class ViewSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tickets a view shows, and how; behind its ``columns`` stand ``attributes``, by their codes."""

    condition: Condition = EVERY_TICKET
    columns: Annotated[tuple[Column, ...], Meta(min_length=1, max_length=30)] = USUAL_COLUMNS
    attributes: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()
    sort: Sorting = "due"
    group: GroupField | None = None

    def __post_init__(self) -> None:
        refuse_too_much(self.condition, "condition")
        for field, values in (("columns", self.columns), ("attributes", self.attributes)):
            if len(set(values)) < len(values):
                raise InvalidValue(Text(ru="каждое указывается один раз.", en="each is given once."), field=field)
