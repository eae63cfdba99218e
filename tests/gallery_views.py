"""Examples of the facts of views of tickets; part of ``tests.gallery``."""

from __future__ import annotations

from uuid import UUID

from events.fact import Fact
from events.ticket_view import ViewChanged, ViewMade, ViewRemoved, ViewRenamed, ViewShared
from events.values.identity import ViewId
from events.values.text import Text
from events.values.ticket_condition import AllOf, AnyOf, Except, HasWords, Is, OfAttribute, OneOf, Within
from events.values.ticket_view import Audience, ViewSettings
from tests.people import FIRST_LINE, OLGA

VIEW = ViewId(UUID(int=0x71E3))
BURNING = ViewSettings(
    condition=AllOf(
        of=(
            Is(field="open"),
            AnyOf(of=(OneOf(field="team", values=("mine",)), OneOf(field="responsible", values=("me", "none")))),
            Except(of=OneOf(field="priority", values=("low",))),
            Within(field="registered", since="-30d"),
        )
    ),
    columns=("number", "subject", "due", "left"),
    group="team",
)
EVERYTHING_ELSE = ViewSettings(
    condition=AllOf(
        of=(
            HasWords(text="VPN"),
            OfAttribute(code="system", type="incident", values=("erp",)),
            OfAttribute(code="seats", least=2, most=10),
            OneOf(field="unit", values=("0b54bb52-6a0a-5e0c-9d3f-6f1f2a7c8e90",), exactly=True),
        )
    ),
    attributes=("system",),
    sort="-changed",
)
MADE = ViewMade(view_id=VIEW, name=Text("Горит у нас", "Burning with us"), maker_id=OLGA, settings=BURNING)

EXAMPLES: tuple[Fact, ...] = (
    MADE,
    ViewRenamed(view_id=VIEW, name=Text.same("Горит")),
    ViewChanged(view_id=VIEW, settings=EVERYTHING_ELSE),
    ViewShared(view_id=VIEW, audience=Audience(kind="team", team_id=FIRST_LINE), edited_by="audience"),
    ViewRemoved(view_id=VIEW),
)
