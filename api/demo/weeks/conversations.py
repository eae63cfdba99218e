"""What people write to the demo's desk and what it answers; told as tickets by ``api.demo.weeks.tickets``."""

from __future__ import annotations

from random import Random

import msgspec

from api.demo.catalogue import ServiceKey
from api.demo.company import TeamKey
from events.values.people import Language
from events.values.ticket import Level


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of matter, with everything that is said about it; ``{slots}`` are filled alike in all texts.

    ``answer`` is the desk's first public word, ``note`` a private one, ``question`` and ``reply`` a turn with the
    requester, ``waits_for`` why it may be on hold, ``complaint`` why it may be reopened. ``is_outage`` matters
    are noticed by several people at once, whose tickets are merged.
    """

    language: Language
    team: TeamKey
    type: str
    service: ServiceKey = "workplace"
    subject: str
    description: str
    answer: str
    note: str
    question: str
    reply: str
    waits_for: str
    solution: str
    complaint: str
    impact: Level = "normal"
    urgency: Level = "normal"
    is_outage: bool = False
    slots: dict[str, tuple[str, ...]] = {}

    def told(self, random: Random) -> Conversation:
        """The same with its slots filled."""
        chosen = {slot: random.choice(words) for slot, words in self.slots.items()}
        texts = {field: getattr(self, field).format(**chosen) for field in _TEXTS}
        return msgspec.structs.replace(self, **texts, slots={})


_TEXTS = (
    "subject",
    "description",
    "answer",
    "note",
    "question",
    "reply",
    "waits_for",
    "solution",
    "complaint",
)
