"""How a desk is, asked by a process beside it that runs no loops itself; answered to ``desk health``."""

from __future__ import annotations

import msgspec

from api.bootstrap import Desk
from api.readiness import Told, readiness
from connectors.storage.feeds.leases import held
from connectors.storage.server.words import storage_words
from projections.kit import parking
from projections.sla_clocks import readers


def readiness_from_beside(desk: Desk) -> Told:
    """As ``readiness``, told by a process that runs no loops itself: whether any desk runs them, not how they are."""
    is_ready, why = readiness(desk, storage_words)
    if why.pop("loops", None) and "storage" not in why:
        leases = held(desk.database, desk.loops.under_lease)
        why["loops"] = {name: "held" if is_held else "free" for name, is_held in leases.items()}
    if is_ready or "parked" in why:
        # Which tickets, and why: not for everybody who may ask whether the desk is ready.
        with desk.database.snapshot() as cursor:
            why["parked"] = msgspec.to_builtins(parking.all_parked(cursor))
            why["clocks_without_due"] = readers.without_due(cursor)[1]
    # What is measured anew is known to the desk alone that does it.
    why.pop("remeasured", None)
    return is_ready, why
