"""Every fact by its stored name, and the upcasters that read old versions; called by the log and the docs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from events import (
    absence,
    account,
    agreement,
    approval,
    article,
    article_feedback,
    change_freeze,
    change_request,
    checklist_template,
    headship,
    holding,
    log,
    macro,
    module,
    on_call,
    org_unit,
    outage,
    person,
    person_files,
    person_merge,
    person_units,
    problem,
    reply_template,
    service,
    service_schedule,
    service_window,
    substitute,
    team,
    team_turn,
    ticket,
    ticket_articles,
    ticket_checks,
    ticket_company,
    ticket_corrections,
    ticket_files,
    ticket_history,
    ticket_links,
    ticket_pictures,
    ticket_rating,
    ticket_ready,
    ticket_shares,
    ticket_tags,
    ticket_tasks,
    ticket_time,
    ticket_type,
    ticket_unmerged,
    ticket_view,
    ticket_words,
)
from events.fact import Fact

_NOUNS = (
    ticket,
    ticket_articles,
    ticket_company,
    ticket_corrections,
    ticket_history,
    ticket_links,
    ticket_shares,
    ticket_tags,
    ticket_tasks,
    ticket_checks,
    ticket_time,
    ticket_rating,
    ticket_ready,
    ticket_words,
    ticket_files,
    ticket_pictures,
    ticket_unmerged,
    ticket_type,
    ticket_view,
    reply_template,
    macro,
    checklist_template,
    agreement,
    holding,
    headship,
    service,
    service_schedule,
    org_unit,
    person,
    person_files,
    person_merge,
    person_units,
    account,
    team,
    team_turn,
    on_call,
    approval,
    substitute,
    absence,
    problem,
    change_request,
    article,
    article_feedback,
    change_freeze,
    outage,
    service_window,
    module,
    log,
)

FACTS: dict[str, type[Fact]] = {
    value.stored_name: value
    for noun in _NOUNS
    for value in vars(noun).values()
    if isinstance(value, type) and issubclass(value, Fact) and value.stored_name
}
"""Stored name -> today's class. A name that once stood here is never given to anything else."""


class Upcaster(NamedTuple):
    """A step from an old version to the next: its stored name, and what becomes of the plain payload."""

    becomes: str
    payload: Callable[[dict[str, Any]], dict[str, Any]] = dict


UPCASTERS: dict[str, Upcaster] = {
    # Before, teams dealt nothing among their people.
    "ticket.assigned@1": Upcaster("ticket.assigned@2"),
    # What the second version tells besides, the first one did not know.
    "ticket.approval-ended@1": Upcaster("ticket.approval-ended@2"),
    "ticket.approval-ended@2": Upcaster("ticket.approval-ended@3"),
    "ticket.prioritised@1": Upcaster("ticket.prioritised@2"),
    "ticket.reclassified@1": Upcaster("ticket.reclassified@2"),
    # Whose the words are that are sealed from then on; what stood open was sealed once, under the later version.
    "ticket.registered@1": Upcaster("ticket.registered@2"),
    "ticket.put-on-hold@1": Upcaster("ticket.put-on-hold@2"),
    "ticket.resolved@1": Upcaster("ticket.resolved@2"),
    "ticket.reopened@1": Upcaster("ticket.reopened@2"),
    "ticket.declined@1": Upcaster("ticket.declined@2"),
    "ticket.moved@1": Upcaster("ticket.moved@2"),
    "ticket.commented@1": Upcaster("ticket.commented@2"),
    "ticket.reclassified@2": Upcaster("ticket.reclassified@3"),
    "change.submitted@1": Upcaster("change.submitted@2"),
    # What becomes of a requester's answer, types of the first version did not say: what is usual holds.
    "ticket-type.defined@1": Upcaster("ticket-type.defined@2"),
    "ticket-type.revised@1": Upcaster("ticket-type.revised@2"),
    # Neither did those of the second version say which files are taken.
    "ticket-type.defined@2": Upcaster("ticket-type.defined@3"),
    "ticket-type.revised@2": Upcaster("ticket-type.revised@3"),
    # Words that are no one person's are sealed from then on under the key of the thing.
    "problem.registered@1": Upcaster("problem.registered@2"),
    "problem.described@1": Upcaster("problem.described@2"),
    "problem.workaround-found@1": Upcaster("problem.workaround-found@2"),
    "problem.root-cause-found@1": Upcaster("problem.root-cause-found@2"),
    "problem.moved@1": Upcaster("problem.moved@2"),
    "change.drafted@1": Upcaster("change.drafted@2"),
    "change.outlined@1": Upcaster("change.outlined@2"),
    "change.approval-answered@1": Upcaster("change.approval-answered@2"),
    "change.scheduled@1": Upcaster("change.scheduled@2"),
    "change.moved@1": Upcaster("change.moved@2"),
    "window.booked@1": Upcaster("window.booked@2"),
    "service.added@1": Upcaster("service.added@2"),
    "service.described@1": Upcaster("service.described@2"),
    "agreement.archived@1": Upcaster("agreement.archived@2"),
    "org-unit.archived@1": Upcaster("org-unit.archived@2"),
    "org-unit.overridden@1": Upcaster("org-unit.overridden@2"),
    "service-schedule.revised@1": Upcaster("service-schedule.revised@2"),
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
        name, payload = step.becomes, step.payload(payload)
    return FACTS[name], payload


def kind_of(name: str) -> type[Fact] | None:
    """Today's class of the facts under a stored name; ``None``: today's code does not know it."""
    while name not in FACTS and name in UPCASTERS:
        name = UPCASTERS[name].becomes
    return FACTS.get(name)


def read_as(name: str) -> type[Fact] | None:
    """Today's class of a stored name where it reads what was written as it stands: today's, or no step changes it.

    ``None``: what was written is led through the upcasters first, or nobody knows the name.
    """
    while name not in FACTS:
        step = UPCASTERS.get(name)
        if step is None or step.payload is not dict:
            return None
        name = step.becomes
    return FACTS[name]


def stored_names(kinds: Collection[type[Fact]]) -> frozenset[str]:
    """Every name that facts of these classes stand under in the log: today's, and the old ones that lead to it."""
    found = {kind.stored_name for kind in kinds}
    while older := {old for old, step in UPCASTERS.items() if step.becomes in found} - found:
        found |= older
    return frozenset(found)


def is_known(name: str) -> bool:
    """Whether today's code can read facts under a name."""
    return name in FACTS or name in UPCASTERS


def known_names() -> frozenset[str]:
    """Every name that today's code can read."""
    return frozenset(FACTS.keys() | UPCASTERS.keys())
