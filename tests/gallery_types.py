"""Examples of the facts of ticket types and of life cycles of their own; part of ``tests.gallery``."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from events.fact import Fact
from events.ticket import TicketMoved
from events.ticket_type import (
    TicketTypeArchived,
    TicketTypeChecklistSet,
    TicketTypeDefined,
    TicketTypeRestored,
    TicketTypeRevised,
    TicketTypeSatisfactionSet,
)
from events.values.checklist import ChecklistPolicy
from events.values.closing_term import ClosingTerm
from events.values.identity import ChecklistTemplateId, ticket_id, ticket_type_id
from events.values.lifecycle import SHIPPED, Lifecycle, Transition
from events.values.satisfaction import SatisfactionPolicy
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import AttributeDefinition, Choice, FileRules, PriorityMatrix, TypeDefinition
from tests.people import ANNA

ACCESS = "access_request"
ACCESS_ID = ticket_type_id(ACCESS)

ASKED = Status(code="asked", name=Text("Запрошен", "Asked"), counts=True)
CHECKING = Status(
    code="checking", name=Text("На проверке", "Checking"), reacts=True, wakes_to="asked", colour="#b07d12"
)
GRANTED = Status(code="granted", name=Text("Выдан", "Granted"), reacts=True, resolves=True)
ENDED = Status(code="ended", name=Text("Завершён", "Ended"), reacts=True, resolves=True, is_final=True)

ACCESS_CYCLE = Lifecycle(
    statuses=(ASKED, CHECKING, GRANTED, ENDED),
    initial="asked",
    transitions=(
        Transition(leaves="asked", enters="checking", requires=frozenset({"reason"})),
        Transition(leaves="checking", enters="asked"),
        Transition(leaves="checking", enters="granted", groups=frozenset({"administrator"})),
        Transition(leaves="granted", enters="ended", by_requester=True),
        Transition(leaves="granted", enters="asked", by_requester=True),
    ),
)
ACCESS_TYPE = TypeDefinition(
    name=Text("Запрос доступа", "Access request"),
    lifecycle=ACCESS_CYCLE,
    attributes=(
        AttributeDefinition(
            code="system",
            name=Text("Система", "System"),
            kind="choice",
            choices=(Choice("erp", Text("1С", "ERP")), Choice("mail", Text("Почта", "Mail"))),
            required_in=frozenset({"asked"}),
        ),
        AttributeDefinition(code="until", name=Text("До какого дня", "Until"), kind="date"),
    ),
    matrix=PriorityMatrix((("critical",) * 4, ("high",) * 4, ("normal",) * 4, ("low",) * 4)),
    closes_after=ClosingTerm(24, "hours"),
    reopens_within_days=7,
)

LED = tuple(status.code for status in SHIPPED.statuses if not status.is_final)
"""The shipped statuses that tickets must be led out of when a type gets another life cycle."""

_MOVED = TicketMoved(
    ticket_id=ticket_id(1001),
    status=CHECKING,
    solution="",
    reason="Нужно согласие владельца",
    wake_up_at=datetime(2026, 3, 3, 6, 0, tzinfo=UTC),
    closes_after=ClosingTerm(8, "hours"),
    led=True,
)

_DEFINED = TicketTypeDefined(type_id=ACCESS_ID, code=ACCESS, definition=ACCESS_TYPE)
_REVISED = TicketTypeRevised(
    type_id=ACCESS_ID,
    code=ACCESS,
    definition=msgspec.structs.replace(ACCESS_TYPE, takes_any_attribute=True),
    led={"paused": "asked"},
)

_ANSWERED_DEFINED, _ANSWERED_REVISED = (
    msgspec.structs.replace(
        one, definition=msgspec.structs.replace(one.definition, answers_on_hold="note", thanks_keep_resolved=False)
    )
    for one in (_DEFINED, _REVISED)
)
_RULES = FileRules(most=5, most_bytes=2_000_000, kinds=("image/*", "application/pdf"))

EXAMPLES: tuple[Fact, ...] = (
    msgspec.structs.replace(_MOVED, requester_id=ANNA, solution="Доступ выдан Орловой"),
    *(
        msgspec.structs.replace(one, definition=msgspec.structs.replace(one.definition, files=_RULES))
        for one in (_ANSWERED_DEFINED, _ANSWERED_REVISED)
    ),
    TicketTypeArchived(type_id=ACCESS_ID, code=ACCESS),
    TicketTypeRestored(type_id=ACCESS_ID, code=ACCESS),
    TicketTypeChecklistSet(
        type_id=ACCESS_ID,
        code=ACCESS,
        policy=ChecklistPolicy(templates=(ChecklistTemplateId(UUID(int=0xC4EC)),), all_before_resolved=True),
    ),
    TicketTypeSatisfactionSet(type_id=ACCESS_ID, code=ACCESS, policy=SatisfactionPolicy(days=30, low_at=3)),
)

UPCAST: dict[str, Fact] = {
    "ticket.moved@1": _MOVED,
    "ticket-type.defined@1": _DEFINED,
    "ticket-type.revised@1": _REVISED,
    "ticket-type.defined@2": _ANSWERED_DEFINED,
    "ticket-type.revised@2": _ANSWERED_REVISED,
}
"""Stored name of an old version -> what its golden sample reads as today."""
