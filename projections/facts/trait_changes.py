"""What a ticket is and what of it changed, from what to what; asked by timelines and histories, which tell it.

A fact tells what a ticket is from now on; what it was is known from the facts before it.
"""

from __future__ import annotations

from uuid import UUID

from events.fact import Recorded
from events.folds.ticket_traits import TRAITS, TraitsState
from events.ticket import TicketCommented, TicketPrioritised, TicketReclassified
from events.ticket_company import COMPANY_FACTS
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded
from events.ticket_history import ConsequencesWithdrawn
from events.values.identity import ticket_type_id
from events.values.text import Text
from events.values.ticket import AttributeChange, Level
from projections.facts.describe import LEVEL_NAMES
from projections.facts.objects import about
from projections.facts.whom.parts import About

CHANGING = (TicketPrioritised, TicketReclassified, TicketRequesterCorrected, ConsequencesWithdrawn)
"""Facts that are told by what was before them, or that change it."""
_TOLD_BESIDE = frozenset((*CHANGING, *COMPANY_FACTS, TicketReworded))
SILENT = frozenset({TicketCommented})
"""The commonest of facts: their sentences say all, and nothing changes by them."""

_NONE = Text("нет", "none")
_SOURCES = {
    "named": Text("назван человеком", "named by a person"),
    "matrix": Text("по матрице", "from the matrix"),
    "escalation": Text("по эскалации", "by an escalation"),
}
_TYPE, _SERVICE = Text("тип — ", "type — "), Text("услуга — ", "service — ")
_AGREEMENT = Text("соглашение — ", "agreement — ")
_GUEST = Text("гость", "a guest")
_NOBODY_ELSE = Text.same("")
_WAS, _IS = Text("прежде — ", "before: "), Text("теперь — ", "now: ")
_WORDS = {"subject": Text("тема", "subject"), "description": Text("описание", "description")}
_IMPACT, _URGENCY = Text("влияние — ", "impact — "), Text("срочность — ", "urgency — ")


def after(before: TraitsState | None, recorded: Recorded) -> TraitsState | None:
    """What a ticket is behind one more of its facts."""
    if type(recorded.fact) not in TRAITS.facts:
        return before
    if before is None:
        return TRAITS.begun(TraitsState, recorded)
    return TRAITS.after(before, recorded)


def about_ticket(recorded: Recorded, before: TraitsState | None) -> tuple[About, ...]:
    """What a fact of a ticket is about, with what it changed; what it does not tell itself is told by ``before``."""
    return about_change(recorded, before, after(before, recorded))


def about_change(recorded: Recorded, before: TraitsState | None, now: TraitsState | None) -> tuple[About, ...]:
    """The same for who knows what the ticket is ``after`` it."""
    fact = recorded.fact
    if type(fact) not in _TOLD_BESIDE and (now is before or before is None):
        return about(fact)
    told = list(about(fact))
    if isinstance(fact, TicketPrioritised) and fact.priority_from is not None:
        told.append(About(words=(_SOURCES[fact.priority_from],)))
    if isinstance(fact, TicketRequesterCorrected):
        told += [_person(fact.former_id, _WAS), _person(fact.requester.person_id, _IS)]
    if isinstance(fact, COMPANY_FACTS):
        told.append(_person(fact.person_id, _NOBODY_ELSE))  # type: ignore[attr-defined] # each names one
    if isinstance(fact, TicketReworded):
        told.append(About(words=tuple(_WORDS[one] for one in fact.corrected)))
    if before is not None and now is not None:
        told += _turns(before, now)
    if isinstance(fact, TicketReclassified):
        was = fact.type if before is None else before.type
        told += [_attribute(change, was, fact.type) for change in fact.changed]
    return tuple(told)


def _person(person_id: UUID, label: Text) -> About:
    """Somebody by the name of today; who is not registered has none that everybody may read."""
    guest = Text(*(label.to(one) + _GUEST.to(one) for one in ("ru", "en")))
    return About((person_id,), label=label, unseen=guest)


def _turns(before: TraitsState, now: TraitsState) -> list[About]:
    found = []
    if before.type != now.type:
        types = (ticket_type_id(before.type), ticket_type_id(now.type))
        found.append(About(turn=types, label=_TYPE, of_then=True))
    for label, was, stands in (
        (_SERVICE, before.service_id, now.service_id),
        (_AGREEMENT, before.agreement_id, now.agreement_id),
        (_IMPACT, _level(before.impact), _level(now.impact)),
        (_URGENCY, _level(before.urgency), _level(now.urgency)),
    ):
        if was != stands:
            found.append(About(turn=(was or _NONE, stands or _NONE), label=label))
    return found


def _level(level: Level | None) -> Text | None:
    return None if level is None else LEVEL_NAMES[level]


def _attribute(change: AttributeChange, was: str, now: str) -> About:
    label = Text(f"{change.name.ru}: ", f"{change.name.en}: ")
    turn = (_value(change.was), _value(change.now))
    # Whether an id names a person, or is a text that looks like one, the types say when it is read.
    is_doubtful = any(isinstance(side, UUID) for side in turn)
    return About(turn=turn, label=label, attribute=(change.code, was, now) if is_doubtful else None)


def _value(value: Text | None) -> UUID | Text:
    """A value as it is told, or the id that it may be."""
    if value is None:
        return _NONE
    try:
        named = UUID(value.en)
    except ValueError:
        return value
    return named if value == Text.same(str(named)) else value
