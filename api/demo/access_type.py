"""A type of ticket of the demo's own, with its life cycle and attributes: a request for access."""

from __future__ import annotations

from collections.abc import Iterable

from commands.ticket_type.define import DefineTicketType
from events.values.closing_term import ClosingTerm
from events.values.lifecycle import Lifecycle, Said, Transition
from events.values.text import Text
from events.values.ticket import CLOSED, DECLINED, ON_APPROVAL, STATUSES, Status
from events.values.ticket_type import AttributeDefinition, Choice, TypeDefinition

ACCESS = "access_request"
ASKED, CHECKING, GRANTING, GRANTED = "asked", "checking", "granting", "granted"
_OPEN = (ASKED, CHECKING, GRANTING)


def _ways(leaves: Iterable[str], enters: str, *said: Said, by_requester: bool = False) -> list[Transition]:
    return [
        Transition(leaves=code, enters=enters, requires=frozenset(said), by_requester=by_requester) for code in leaves
    ]


LIFECYCLE = Lifecycle(
    statuses=(
        Status(code=ASKED, name=Text("Запрошен", "Asked"), counts=True, colour="#1f4fa3"),
        Status(code=CHECKING, name=Text("Проверяется", "Being checked"), counts=True, reacts=True, colour="#8a3ffc"),
        STATUSES[ON_APPROVAL],
        Status(code=GRANTING, name=Text("Выдаётся", "Being granted"), counts=True, reacts=True, colour="#2f7d4f"),
        Status(code=GRANTED, name=Text("Выдан", "Granted"), reacts=True, resolves=True, colour="#5b7f95"),
        STATUSES[CLOSED],
        STATUSES[DECLINED],
    ),
    initial=ASKED,
    transitions=(
        *_ways((ASKED, GRANTING), CHECKING),
        *_ways((CHECKING,), GRANTING),
        *_ways(_OPEN, ON_APPROVAL),
        *(way for code in _OPEN for way in _ways((ON_APPROVAL,), code)),
        *_ways((GRANTING,), GRANTED, "solution"),
        *_ways((GRANTED,), GRANTING, by_requester=True),
        *_ways((GRANTED,), CLOSED, by_requester=True),
        *_ways((*_OPEN, ON_APPROVAL), DECLINED, "reason"),
    ),
)


def define_access() -> DefineTicketType:
    """Which system, which role and until when is asked at once; what was granted is closed after a working day."""
    return DefineTicketType(
        code=ACCESS,
        definition=TypeDefinition(
            name=Text("Запрос доступа", "Access request"),
            lifecycle=LIFECYCLE,
            attributes=(
                AttributeDefinition(
                    code="role",
                    name=Text("Роль", "Role"),
                    kind="choice",
                    choices=(
                        Choice("reads", Text("Чтение", "Reading")),
                        Choice("writes", Text("Изменение", "Writing")),
                        Choice("administers", Text("Управление", "Administration")),
                    ),
                    required_in=frozenset({ASKED}),
                ),
                AttributeDefinition(
                    code="folder", name=Text("Система или папка", "System or folder"), required_in=frozenset({ASKED})
                ),
                AttributeDefinition(code="until", name=Text("До какого числа", "Until"), kind="date"),
            ),
            closes_after=ClosingTerm(1, "working_days"),
            reopens_within_days=7,
        ),
    )
