"""The tags of a ticket: short, as they are read, each once; driven by the command that tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from events.fact import Fact
from events.folds.ticket_work import TicketWorkState
from events.ticket_tags import TicketTagged, TicketUntagged
from events.values.identity import PersonId
from events.values.refusal import Refusal
from events.values.tag import MOST_TAGS, spelt


class TooManyTags(Refusal):
    """A ticket bears {most} tags at most. Take some away first."""

    kind = "at_odds"
    ru: ClassVar[str] = "У заявки может быть не больше {most} меток. Сначала снимите лишние."
    field = "add"


class TagIsNotThere(Refusal):
    """The ticket does not bear the tag “{tag}”. It bears: {tags}."""

    kind = "missing"
    ru: ClassVar[str] = "У заявки нет метки «{tag}». Есть: {tags}."
    field = "remove"


def retag(
    work: TicketWorkState, *, asker: PersonId, add: Iterable[str], remove: Iterable[str], listed: object
) -> list[Fact]:
    """Other tags; nothing happens where they are as they are wanted. ``asker`` is who asks for the ticket."""
    gone = tuple(dict.fromkeys(map(spelt, remove)))
    for tag in gone:
        if tag not in work.tags:
            raise TagIsNotThere(tag=tag, tags=listed)
    new = tuple(tag for tag in dict.fromkeys(map(spelt, add)) if tag not in work.tags and tag not in gone)
    if len(work.tags) - len(gone) + len(new) > MOST_TAGS:
        raise TooManyTags(most=MOST_TAGS)
    facts: list[Fact] = []
    if gone:
        facts.append(TicketUntagged(ticket_id=work.ticket_id, requester_id=asker, tags=gone))
    if new:
        facts.append(TicketTagged(ticket_id=work.ticket_id, requester_id=asker, tags=new))
    return facts
