"""Hosts of one desk tell each other which rules of zones they read, as long as they live."""

from __future__ import annotations

from connectors.storage.feeds import zone_marks
from connectors.storage.feeds.leases import Lease, Leases
from connectors.storage.server.database import Database
from events.values import zones


def test_row_f4_the_rules_of_every_running_desk_are_known_and_forgotten_with_it(database: Database) -> None:
    assert _running(database) == []
    lease = Lease(Leases(database), "timekeeper")
    assert lease.acquire()
    with database.dedicated() as other:
        for rules in ("2025b", "2026z", "not a version"):
            zone_marks.mark(other, rules)
        assert _running(database) == sorted({"2025b", "2026z", zones.rules()})
    assert comes_to(database, [zones.rules()])
    lease.release()
    assert comes_to(database, [])


def _running(database: Database) -> list[str]:
    with database.snapshot() as cursor:
        return zone_marks.running(cursor)


def comes_to(database: Database, wanted: list[str]) -> bool:
    """A server notices a closed connection a moment later: ask until then."""
    return any(_running(database) == wanted for _ in range(10_000))
