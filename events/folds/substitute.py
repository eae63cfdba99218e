"""The one reading of who answers for somebody who is away; shared by ``aggregates.substitute`` and the approvals.

The facts stand on the person's own stream, among others that ``person`` reads: only these are read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from events.fact import Recorded
from events.folds.reading import Reading, begins, on
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.values.identity import PersonId


class SubstitutionState(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody answers for a person in [from_at, until_at), unless they are dismissed."""

    person_id: PersonId
    substitute_id: PersonId
    from_at: datetime
    until_at: datetime
    is_dismissed: bool = False


S = TypeVar("S", bound=SubstitutionState)


def _named(kind: type[S], fact: SubstituteNamed) -> S:
    return kind(
        person_id=fact.person_id, substitute_id=fact.substitute_id, from_at=fact.from_at, until_at=fact.until_at
    )


def _dismissed(state: S, _: SubstituteDismissed) -> S:
    return replace(state, is_dismissed=True)


SUBSTITUTE = Reading(SubstitutionState, begins(SubstituteNamed, _named), on(SubstituteDismissed, _dismissed))


def substitution(kind: type[S], history: Sequence[Recorded]) -> S | None:
    """The one that stands by the facts of the person's stream: whoever was named last, unless dismissed."""
    found: S | None = None
    for recorded in history:
        if type(recorded.fact) in SUBSTITUTE.facts:
            named = SUBSTITUTE.begun(kind, recorded)
            found = named if named is not None or found is None else SUBSTITUTE.after(found, recorded)
    return None if found is None or found.is_dismissed else found
