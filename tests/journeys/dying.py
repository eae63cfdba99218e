"""A process that registers tickets and dies; started by the journeys about crashes.

``before``: it dies when it has decided, before anything is stored. ``between``: right after the commit, before the
answer. ``anywhere``: it works until it is killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from uuid import UUID, uuid5

from typing_extensions import override

from commands.bus import Bus
from commands.ports import Change, Receipt
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.values.identity import CommandId
from events.values.people import SYSTEM, Viewer
from tests.connectors.small_desk import Hand

AS_DESK = Viewer(actor=SYSTEM, groups=frozenset())
KEYS = UUID(int=42)


def order(nth: int) -> tuple[RegisterTicket, CommandId]:
    """The nth ticket and the key that names its registration."""
    command = RegisterTicket(subject=f"Заявка {nth}", requester=From(email="guest@example.org"))
    return command, CommandId(uuid5(KEYS, str(nth)))


class DiesAfterTheCommit(PostgresLog):
    """The real log; the process ends when it has stored something."""

    @override
    def append(
        self, changes: Sequence[Change], *, command_id: CommandId, fingerprint: bytes, reference: str = ""
    ) -> Receipt:
        """Store, and never answer."""
        super().append(changes, command_id=command_id, fingerprint=fingerprint, reference=reference)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it lives")


class DiesBeforeTheCommit(PostgresLog):
    """The real log; the process ends when it is to store something."""

    @override
    def append(self, *_: object, **__: object) -> Receipt:
        """Store nothing, and never answer."""
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it lives")


LOGS: dict[str, type[PostgresLog]] = {"before": DiesBeforeTheCommit, "between": DiesAfterTheCommit}


def main(url: str, how: str, first: int) -> None:
    """Register tickets from ``first`` on, telling which receipts came."""
    with Database(url) as database:
        log = LOGS.get(how, PostgresLog)(database)
        bus = Bus(log, log, Hand())
        print("ready", flush=True)  # noqa: T201 - what the test reads
        for nth in range(first, first + 100_000):
            command, key = order(nth)
            receipt = bus.execute(command, viewer=AS_DESK, command_id=key)
            print(nth, receipt.position, receipt.reference, flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
