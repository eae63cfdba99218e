"""Every fact by its stored name, and the upcasters that read old versions; called by the log and the docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events import (
    account,
    agreement,
    approval,
    change_request,
    headship,
    holding,
    module,
    org_unit,
    person,
    problem,
    service,
    service_schedule,
    service_window,
    substitute,
    team,
    ticket,
    ticket_history,
    ticket_type,
)
from events.fact import Fact

_NOUNS = (
    ticket,
    ticket_history,
    ticket_type,
    agreement,
    holding,
    headship,
    service,
    service_schedule,
    org_unit,
    person,
    account,
    team,
    approval,
    substitute,
    problem,
    change_request,
    service_window,
    module,
)

FACTS: dict[str, type[Fact]] = {
    value.stored_name: value
    for noun in _NOUNS
    for value in vars(noun).values()
    if isinstance(value, type) and issubclass(value, Fact) and value.stored_name
}
"""Stored name -> today's class. A name that once stood here is never given to anything else."""

Upcaster = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
"""Takes the plain payload of an old version; gives the next version's stored name and its payload."""

UPCASTERS: dict[str, Upcaster] = {
    # What the second version tells besides, the first one did not know.
    "ticket.approval-ended@1": lambda told: ("ticket.approval-ended@2", told),
    "ticket.approval-ended@2": lambda told: ("ticket.approval-ended@3", told),
    "ticket.prioritised@1": lambda told: ("ticket.prioritised@2", told),
    "ticket.reclassified@1": lambda told: ("ticket.reclassified@2", told),
    "change.submitted@1": lambda told: ("change.submitted@2", told),
    "service-schedule.revised@1": lambda told: ("service-schedule.revised@2", told),
}
"""Old stored name -> the step to the next version; steps are chained until a name stands in ``FACTS``."""


class UnknownFact(LookupError):  # noqa: N818 - it names what is wrong
    """A stored name that neither the catalogue nor an upcaster knows: written by a newer desk, or by none."""


def current(name: str, payload: dict[str, Any]) -> tuple[type[Fact], dict[str, Any]]:
    """Today's class and payload for a stored name, led through as many upcasters as it takes.

    Raises ``UnknownFact`` when the chain ends at a name that is not in the catalogue.
    """
    while name not in FACTS:
        step = UPCASTERS.get(name)
        if step is None:
            raise UnknownFact(name)
        name, payload = step(payload)
    return FACTS[name], payload
