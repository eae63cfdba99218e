"""What others did between the look at a card and a save: nobody's change is lost, and no other field stops anybody.

A save goes through where nobody touched the same; else it says what stands there now, who put it and when. An answer
that crosses another's words shows these first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from api.console.asked import Asked
from api.questions.ticket.card import TimelineWanted, WholeCard, read_ticket, read_timeline
from api.questions.ticket.history import ChangesWanted, TicketChange, read_changes
from commands.command import Command
from events.values.refusal import Refusal
from events.values.text import Text

TOUCHES: Mapping[str, Mapping[str, str]] = {
    "correct-ticket-words": {"subject": "subject", "description": "description"},
    "prioritise-ticket": {"priority": "priority", "impact": "impact", "urgency": "urgency"},
    "reclassify-ticket": {
        "type": "type", "service_id": "service_id", "agreement_id": "agreement_id", "attributes": "attributes",
    },
    "correct-requester": {"requester": "requester_id"},
    "assign-ticket": {"responsible": "team_id"},
    "pass-ticket-on": {"responsible": "team_id"},
}  # fmt: skip
"""Command -> its fields, and the field of the card that each changes."""
ANSWER = "comment-on-ticket"
COMPARED = frozenset({ANSWER, *TOUCHES})
"""Of these a save is compared field by field; of others every change counts."""
MOST_WORDS = 50


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else put there meanwhile, and when, by the reader's clock."""

    field: str
    value: str
    who: str
    when: str


class ChangedMeanwhile(Refusal):
    """{who} changed the same thing while you were writing. What stands there now is shown beside what you wrote: save
    once more to put yours over it, or keep theirs.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "stale"
    ru: ClassVar[str] = (
        "Пока вы писали, то же самое изменил другой человек: {who}. Что там теперь, показано рядом с вашим: сохраните "
        "ещё раз, чтобы записать своё поверх, или оставьте как есть."
    )
    theirs: tuple[Theirs, ...] = ()
    version: int = 0


class AnswerCrossed(Refusal):
    """{who} wrote here while you were writing. Their words are shown beside yours: read them, then send once more."""

    kind = "stale"
    ru: ClassVar[str] = (
        "Пока вы писали, здесь написали: {who}. Эти слова показаны рядом с вашими: прочтите и отправьте ещё раз."
    )
    theirs: tuple[Theirs, ...] = ()
    version: int = 0


def version_for(asked: Asked, command: Command, seen: int) -> int | None:
    """The version that an order may name as the one it saw; raises what was changed by others since ``seen``."""
    ref = str(getattr(command, "ticket_id", ""))
    if command.name == ANSWER:
        _refuse_crossed(asked, ref, seen)
        return None
    named = TOUCHES[command.name]
    wanted = {of: field for field, of in named.items() if getattr(command, field) is not msgspec.UNSET}
    changes = read_changes(asked.desk, asked.viewer, ChangesWanted(ref=ref, since_version=seen)).value
    others = [one for one in changes.changes if one.by_id != asked.viewer.actor.id and not wanted.keys().isdisjoint(one.fields)]  # fmt: skip # noqa: E501
    if others:
        raise _changed(asked, ref, wanted, others, changes.version)
    return changes.version


def _changed(
    asked: Asked, ref: str, wanted: Mapping[str, str], others: list[TicketChange], version: int
) -> ChangedMeanwhile:
    card = read_ticket(asked.desk, asked.viewer, ref, asked.desk.log.head()).value
    theirs = []
    for of, field in wanted.items():
        last = next((one for one in reversed(others) if of in one.fields), None)
        if last is not None:
            told = _value(asked, card, of)
            theirs.append(_theirs(asked, field, told, last.by, last.at))
    refusal = ChangedMeanwhile(who=", ".join(dict.fromkeys(one.who for one in theirs)))
    refusal.theirs, refusal.version = tuple(theirs), version
    return refusal


def _theirs(asked: Asked, field: str, value: str, who: Text, at: datetime) -> Theirs:
    return Theirs(field=field, value=value, who=asked.told(who), when=asked.times.when(at))


def _value(asked: Asked, card: WholeCard, of: str) -> str:
    """A field of the card as people read it."""
    match of:
        case "priority" | "impact" | "urgency":
            level: str | None = getattr(card, of)
            told = "" if level is None else asked.told(asked.level_name(level))
        case "type":
            told = asked.told(card.type_name)
        case "service_id":
            told = asked.told(card.service)
        case "requester_id":
            told = card.requester_name
        case "team_id":
            told = asked.told(card.responsible) or asked.told(card.team)
        case "attributes":
            told = "; ".join(f"{code}: {value}" for code, value in card.attributes.items())
        case _:
            found: Any = getattr(card, of)
            told = "" if isinstance(found, UUID) else str(found)
    return told or "—"


def _refuse_crossed(asked: Asked, ref: str, seen: int) -> None:
    wanted = TimelineWanted(ref=ref, after=seen, limit=MOST_WORDS)
    entries = read_timeline(asked.desk, asked.viewer, wanted, asked.desk.log.head()).value.entries
    news = [
        one
        for one in entries
        if one.body and one.comment_id and not one.is_inner and not one.is_withdrawn
        and one.actor_id != asked.viewer.actor.id
    ]  # fmt: skip
    if not news:
        return
    theirs = tuple(_theirs(asked, "body", one.body or "", one.actor, one.at) for one in news)
    refusal = AnswerCrossed(who=", ".join(dict.fromkeys(one.who for one in theirs)))
    refusal.theirs, refusal.version = theirs, max(one.version for one in news)
    raise refusal
