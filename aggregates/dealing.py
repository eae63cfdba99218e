"""To whom of a team a ticket is dealt, and why; decided by ``commands.dealing``."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from events.values.dealing import DealingWay, Dealt
from events.values.identity import PersonId


class Candidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who takes part, whether they can take a ticket now, and how much they have in hand."""

    person_id: PersonId
    is_at_hand: bool = True
    load: int = 0


def deal(
    way: DealingWay, candidates: Sequence[Candidate], *, last: PersonId | None, gave_back: PersonId | None
) -> tuple[PersonId, Dealt] | None:
    """Who gets the next ticket: the first behind ``last`` who is at hand, or the least loaded, of equals the first.

    By ``on_call`` the only candidate is whoever is. Whoever gave the ticket back gets it again only where nobody else
    is at hand. ``None``: nobody is.
    """
    at_hand = [one for one in _behind(candidates, last) if one.is_at_hand]
    others = [one for one in at_hand if one.person_id != gave_back] or at_hand
    if not others:
        return None
    if way == "on_call":
        return others[0].person_id, Dealt(way=way)
    if way == "turn":
        return others[0].person_id, Dealt(way=way, after=last, among=len(at_hand))
    least = min(others, key=lambda one: one.load)
    return least.person_id, Dealt(way=way, load=least.load, among=len(at_hand))


def _behind(candidates: Sequence[Candidate], last: PersonId | None) -> list[Candidate]:
    """All of them in their order, from the one behind ``last`` on; whoever takes part no longer had no turn."""
    place = next((nth + 1 for nth, one in enumerate(candidates) if one.person_id == last), 0)
    return [*candidates[place:], *candidates[:place]]
