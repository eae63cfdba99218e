"""What a life cycle says about a way between two statuses: whether it is there, and what it asks for.

Asked by ``aggregates.ticket`` before each move, and by registration for where a ticket begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from aggregates import ticket_refusals as refusals
from events.folds.ticket_checks import CheckState
from events.values.closing_term import ClosingTerm
from events.values.lifecycle import SAID_NAMES, Lifecycle, Said, Transition
from events.values.refusal import Listed
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import AttributeDefinition, TypeDefinition

MOST_NAMED = 10
"""So many open items a refusal names; it says how many there are."""
NOWHERE = Text(ru="ничего; напишите тем, кто ведёт заявку", en="nowhere; write to those who work on it")


def way(lifecycle: Lifecycle, leaves: Status, code: str, *, may_take: Callable[[Transition], bool]) -> Status:
    """The status of a code, if a way leads there; ``may_take`` says which other ways the refusal may offer."""
    status = lifecycle.status(code)
    if status is None:
        raise refusals.StatusIsUnknown(status=code, known=_listed(lifecycle.statuses))
    if lifecycle.transition(leaves.code, code) is None:
        ends = {way.enters for way in lifecycle.ways_from(leaves.code) if may_take(way)}
        ways = _listed(there for there in lifecycle.statuses if there.code in ends)
        raise refusals.StatusIsNotReachable(now=leaves.name, wanted=status.name, ways=ways)
    return status


def refuse_unsaid(lifecycle: Lifecycle, leaves: Status, enters: Status, said: Mapping[Said, object]) -> None:
    """What the way asks for is said."""
    way = lifecycle.transition(leaves.code, enters.code)
    for field in sorted(way.requires if way is not None else ()):
        if not _is_said(said.get(field)):
            raise refusals.MoveAsksFor(field=field, wanted=enters.name, asked=SAID_NAMES[field])


def refuse_unsaid_again(lifecycle: Lifecycle, stands: Status, said: Mapping[Said, object]) -> None:
    """Who waits for something else says again what the ways into the status ask for."""
    for way in lifecycle.transitions:
        for field in sorted(way.requires if way.enters == stands.code else ()):
            if field in said and not _is_said(said[field]):
                raise refusals.MoveAsksFor(field=field, wanted=stands.name, asked=SAID_NAMES[field])


def refuse_unfilled(definition: TypeDefinition, status: Status, attributes: Mapping[str, str]) -> None:
    """All that a ticket in this status must have is filled in (row 92)."""
    for attribute in unfilled(definition, status.code, attributes):
        field = f"attributes.{attribute.code}"
        raise refusals.AttributeIsRequired(field=field, name=attribute.name, status=status.name)


def refuse_unticked(status: Status, still_open: Sequence[CheckState]) -> None:
    """All that its type wants ticked off before it is resolved is; the refusal names what is open."""
    if still_open:
        items = Listed({str(one.check_id): Text.same(one.words) for one in still_open[:MOST_NAMED]})
        raise refusals.ChecklistIsNotDone(status=status.name, open=len(still_open), items=items)


def unfilled(definition: TypeDefinition, code: str, attributes: Mapping[str, str]) -> list[AttributeDefinition]:
    """The attributes that a status asks for and that have no value."""
    return [known for known in definition.attributes if code in known.required_in and not attributes.get(known.code)]


def closing_term(definition: TypeDefinition, status: Status) -> ClosingTerm | None:
    """How long a ticket that enters this status waits to close by itself; ``None`` where it holds no solution."""
    return definition.closes_after if status.resolves and not status.is_final else None


def refuse_vain_wake_up(status: Status, wake_up_at: datetime | None, at: datetime) -> None:
    """A wake-up lies ahead, in a status that says where its tickets wake to."""
    if wake_up_at is None:
        return
    if not status.wakes_to:
        raise refusals.StatusDoesNotWake(status=status.name)
    if wake_up_at <= at:
        raise refusals.WakeUpIsPast


def _listed(statuses: Iterable[Status]) -> Listed:
    return Listed({status.code: status.name for status in statuses}, NOWHERE)


def _is_said(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
