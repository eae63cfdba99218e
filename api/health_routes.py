"""Is the desk alive, is it ready, what do its meters say; asked by supervisors and Prometheus, without a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import psycopg
from fastapi import APIRouter, Request, Response

from api import zone_rules
from api.bootstrap import Desk
from api.door import TheDesk, as_json
from connectors.storage import migrate, positions
from connectors.storage.database import DatabaseUnreachable
from connectors.storage.leases import held
from connectors.storage.storage_words import storage_words
from projections import parking
from projections.sla_clocks import readers

router = APIRouter()

LAG_LIMIT = 10_000
"""Facts that a read model may be behind before the desk says that it is not ready."""

CONNECT_S = 3


def readiness(
    desk: Desk, words: Callable[[Exception], str] = lambda error: type(error).__name__
) -> tuple[bool, dict[str, Any]]:
    """Whether requests can be served well, and every reason to doubt it; ``words`` tell what the storage says."""
    try:
        _ask(desk.database.url)
        head = desk.log.head()
        standings = positions.read_all(desk.database)
        missing = migrate.pending(desk.database)
        aside = {**_set_aside(desk), "zone_rules": msgspec.to_builtins(zone_rules.told(desk))}
    except (psycopg.Error, DatabaseUnreachable) as error:
        return False, {"ready": False, "storage": words(error)}
    projections = {
        standing.name: {
            "position": standing.position,
            "lag": max(0, head - standing.position),
            "poison": None if standing.poison_at is None else {"position": standing.poison_at, "why": standing.poison},
        }
        for standing in standings
    }
    loops = {loop.name: {"state": loop.state, "error": loop.error} for loop in desk.loops.health()}
    ready = not missing and all(
        known["poison"] is None and int(str(known["lag"])) <= LAG_LIMIT for known in projections.values()
    )
    return ready, {
        "ready": ready,
        "head": head,
        "migrations_missing": missing,
        "projections": projections,
        "loops": loops,
        **aside,
        "remeasured": msgspec.to_builtins(desk.remeasured.latest),
    }


def _set_aside(desk: Desk) -> dict[str, Any]:
    """What is wrong with single tickets, and with nothing else: how many read models left out, how many have no due."""
    with desk.database.transaction() as cursor:
        undue, _ = readers.without_due(cursor)
        return {"parked": parking.counts(cursor), "clocks_without_due": undue}


def readiness_from_beside(desk: Desk) -> tuple[bool, dict[str, Any]]:
    """As ``readiness``, told by a process that runs no loops itself: whether any desk runs them, not how they are."""
    is_ready, why = readiness(desk, storage_words)
    if loops := why.pop("loops", None):
        why["loops"] = {name: "held" if is_held else "free" for name, is_held in held(desk.database, loops).items()}
    if is_ready or "parked" in why:
        # Which tickets, and why: not for everybody who may ask whether the desk is ready.
        with desk.database.transaction() as cursor:
            why["parked"] = msgspec.to_builtins(parking.all_parked(cursor))
            why["clocks_without_due"] = readers.without_due(cursor)[1]
    # What is measured anew is known to the desk alone that does it.
    why.pop("remeasured", None)
    return is_ready, why


def _ask(url: str) -> None:
    """Fail at once when the server is away; whoever works with the pool is patient with it."""
    psycopg.connect(url, connect_timeout=CONNECT_S).close()


@router.get("/health/live", tags=["health"], operation_id="is-alive", summary="Жив ли процесс · Is the process alive")
def live() -> Response:
    """Answers as long as the process does."""
    return as_json({"alive": True})


@router.get("/health/ready", tags=["health"], operation_id="is-ready", summary="Готов ли к работе · Is the desk ready")
def ready(desk: TheDesk) -> Response:
    """503 with the reasons while the log is away, a read model is poisoned or far behind.

    ``parked`` says how many tickets, problems or changes each read model could not take in and left out,
    ``clocks_without_due`` how many open tickets have a norm that ends behind the calendar: all others go on.
    ``zone_rules`` says by which version of the rules of time zones this host counts, every running desk, and the open
    clocks; hosts that ``differ`` count differently.
    ``remeasured`` says how many of how many open tickets are measured anew after an edit of working time.
    """
    is_ready, why = readiness(desk)
    return as_json(why, status=200 if is_ready else 503)


@router.get("/metrics", tags=["health"], operation_id="read-metrics", summary="Метрики Prometheus · Prometheus metrics")
def metrics(request: Request) -> Response:
    """Lag in facts and seconds, clock lateness, commands by outcome."""
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")
