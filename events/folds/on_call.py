"""The one reading of who of a team is on call: rotas, what was taken or swapped; for decisions and the read model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, on
from events.on_call import (
    OnCallCovered,
    OnCallReplacementWithdrawn,
    OnCallRotaEnded,
    OnCallRotaSet,
    OnCallSwapOffered,
    OnCallSwapped,
)
from events.values.identity import PersonId, ReplacementId
from events.values.on_call import Rota, Stint


class RotaVersion(msgspec.Struct, frozen=True, kw_only=True):
    """By which rota a team is on call from an instant on; ``None``: by none."""

    from_at: datetime
    rota: Rota | None


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes which spans instead of whoever's turn it is: one that is taken, two that are swapped."""

    replacement_id: ReplacementId
    stints: tuple[Stint, ...]

    def ended(self, at: datetime) -> Replacement:
        """The same up to an instant."""
        return replace(self, stints=tuple(replace(one, until_at=min(one.until_at, at)) for one in self.stints))


class SwapOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A swap that one of the two has offered."""

    replacement_id: ReplacementId
    one: Stint
    other: Stint
    offered_by: PersonId


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """Who is on call in [from_at, until_at), as far as the rota covers it; ``replacement_id``: by something taken."""

    from_at: datetime
    until_at: datetime
    person_id: PersonId
    rota: Rota
    replacement_id: ReplacementId | None = None


class OnCallState(msgspec.Struct, frozen=True, kw_only=True):
    """All that was said of who of a team is on call; it is born empty. What was said later covers what was earlier."""

    versions: tuple[RotaVersion, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    offers: tuple[SwapOffer, ...] = ()

    def rota_at(self, at: datetime) -> Rota | None:
        """By which rota the team is on call at an instant."""
        return next((one.rota for one in reversed(self.versions) if one.from_at <= at), None)

    def shifts(self, since: datetime, until: datetime) -> list[Shift]:
        """Who is on call within [since, until), one behind the other; where there is no rota, nobody is."""
        found = list(self._turns(since, until))
        for one in self.replaced:
            for stint in one.stints:
                found = [part for shift in found for part in _taken(shift, stint, one.replacement_id)]
        return found

    def _turns(self, since: datetime, until: datetime) -> Iterator[Shift]:
        for version, following in pairwise((*self.versions, None)):
            if version is None or version.rota is None:
                continue
            begins_at, ends_at = max(since, version.from_at), until
            if following is not None:
                ends_at = min(until, following.from_at)
            if begins_at < ends_at:
                for turn in version.rota.turns(begins_at, ends_at):
                    yield Shift(
                        from_at=turn.from_at, until_at=turn.until_at, person_id=turn.person_id, rota=version.rota
                    )


def _taken(shift: Shift, stint: Stint, replacement_id: ReplacementId) -> Iterator[Shift]:
    """A shift, with what of it somebody takes as one of its own."""
    from_at, until_at = max(shift.from_at, stint.from_at), min(shift.until_at, stint.until_at)
    if from_at >= until_at:
        yield shift
        return
    if shift.from_at < from_at:
        yield replace(shift, until_at=from_at)
    yield replace(shift, from_at=from_at, until_at=until_at, person_id=stint.person_id, replacement_id=replacement_id)
    if until_at < shift.until_at:
        yield replace(shift, from_at=until_at)


S = TypeVar("S", bound=OnCallState)


def _from(state: S, from_at: datetime, rota: Rota | None) -> S:
    before = tuple(one for one in state.versions if one.from_at < from_at)
    return replace(state, versions=(*before, RotaVersion(from_at=from_at, rota=rota)))


def _set(state: S, fact: OnCallRotaSet) -> S:
    return _from(state, fact.from_at, fact.rota)


def _ended(state: S, fact: OnCallRotaEnded) -> S:
    return _from(state, fact.from_at, None)


def _covered(state: S, fact: OnCallCovered) -> S:
    return _replaced(state, Replacement(replacement_id=fact.replacement_id, stints=(fact.stint,)))


def _swapped(state: S, fact: OnCallSwapped) -> S:
    one, other = fact.one, fact.other
    stints = replace(one, person_id=other.person_id), replace(other, person_id=one.person_id)
    told = Replacement(replacement_id=fact.replacement_id, stints=stints)
    return _replaced(_without_offer(state, fact.replacement_id), told)


def _replaced(state: S, told: Replacement) -> S:
    return replace(state, replaced=(*state.replaced, told))


def _offered(state: S, fact: OnCallSwapOffered) -> S:
    offer = SwapOffer(replacement_id=fact.replacement_id, one=fact.one, other=fact.other, offered_by=fact.offered_by)
    return replace(state, offers=(*state.offers, offer))


def _without_offer(state: S, replacement_id: ReplacementId) -> S:
    return replace(state, offers=tuple(one for one in state.offers if one.replacement_id != replacement_id))


def _withdrawn(state: S, fact: OnCallReplacementWithdrawn) -> S:
    replaced = tuple(
        one.ended(fact.ended_at) if one.replacement_id == fact.replacement_id else one for one in state.replaced
    )
    return replace(_without_offer(state, fact.replacement_id), replaced=replaced)


ON_CALL = Reading(
    OnCallState,
    on(OnCallRotaSet, _set),
    on(OnCallRotaEnded, _ended),
    on(OnCallCovered, _covered),
    on(OnCallSwapOffered, _offered),
    on(OnCallSwapped, _swapped),
    on(OnCallReplacementWithdrawn, _withdrawn),
)
