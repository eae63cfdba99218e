"""Who of a team is on call, told on a stream of its own beside the team; decided by ``aggregates.on_call``."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId, ReplacementId, TeamId
from events.values.on_call import Rota, Stint


class OnCallRotaSet(Fact, frozen=True, kw_only=True):
    """The team is on call by this rota from an instant on; what was planned for later is given up, the past stays."""

    stored_name: ClassVar[str] = "on-call.rota-set@1"

    team_id: TeamId
    rota: Rota
    from_at: datetime


class OnCallRotaEnded(Fact, frozen=True, kw_only=True):
    """Nobody of the team is on call any more from an instant on."""

    stored_name: ClassVar[str] = "on-call.rota-ended@1"

    team_id: TeamId
    from_at: datetime


class OnCallCovered(Fact, frozen=True, kw_only=True):
    """Somebody takes a span, whoever's turn it is."""

    stored_name: ClassVar[str] = "on-call.covered@1"

    team_id: TeamId
    replacement_id: ReplacementId
    stint: Stint


class OnCallSwapOffered(Fact, frozen=True, kw_only=True):
    """One of two people would swap: each would take the other's stint. Nothing changes until the other one agrees."""

    stored_name: ClassVar[str] = "on-call.swap-offered@1"

    team_id: TeamId
    replacement_id: ReplacementId
    one: Stint
    other: Stint
    offered_by: PersonId


class OnCallSwapped(Fact, frozen=True, kw_only=True):
    """Two people swap: each takes the stint that was the other's."""

    stored_name: ClassVar[str] = "on-call.swapped@1"

    team_id: TeamId
    replacement_id: ReplacementId
    one: Stint
    other: Stint


class OnCallReplacementWithdrawn(Fact, frozen=True, kw_only=True):
    """What was taken or swapped is the rota's again from an instant on; an offer is gone."""

    stored_name: ClassVar[str] = "on-call.replacement-withdrawn@1"

    team_id: TeamId
    replacement_id: ReplacementId
    ended_at: datetime
