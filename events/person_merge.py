"""Two cards turn out to be one person: what is told on the stream of each; decided by ``aggregates.person_merge``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from events.fact import Fact
from events.values.identity import OrgUnitId, PersonId

FOR_GOOD = datetime(9000, 1, 1, tzinfo=UTC)
"""Until when whoever is kept answers for whoever was merged."""


class PersonMerged(Fact, frozen=True, kw_only=True):
    """The person is another one, who is kept: from now on all that is theirs is that person's.

    ``unit_id`` is where they stood until then. Told again of whoever was merged before into one who is merged now.
    """

    stored_name: ClassVar[str] = "person.merged@1"
    personal: ClassVar[dict[str, str]] = {"reason": "person_id"}

    person_id: PersonId
    into_id: PersonId
    unit_id: OrgUnitId | None = None
    reason: str = ""


class PersonTookIn(Fact, frozen=True, kw_only=True):
    """The person who is kept was known under another card, too."""

    stored_name: ClassVar[str] = "person.took-in@1"

    person_id: PersonId
    merged_id: PersonId
