"""The two kinds of processes that a desk consists of beside their parent: one answers, one runs the loops.

Each is entered right after the fork, with a desk that the parent has made, and whose storage nobody has asked since.
"""

from __future__ import annotations

import signal
from collections.abc import Callable

from api.bootstrap import Desk
from api.processes.child import Place
from api.processes.server import DoorServer
from api.processes.signals import Signals
from api.processes.standing import StandingOfAll, Telling
from connectors.storage.server.connections_needed import web_pool
from connectors.storage.server.database import LARGEST_POOL

TELL_S = 1.0
LOOPS = "loops"


def answer(
    desk: Desk,
    processes: int,
    server_for: Callable[[Place, Callable[[], None], Callable[[], None]], DoorServer],
    serve: Callable[[DoorServer], None],
) -> Callable[[Place, Callable[[], None]], None]:
    """The work of a process that answers requests; the loops run elsewhere."""

    def work(place: Place, begun: Callable[[], None]) -> None:
        desk.database.begin_anew(web_pool(processes))
        desk.standing = StandingOfAll(place.board)
        place.hold(0)
        telling = Telling(desk, place)
        server = server_for(place, begun, telling)
        signal.signal(signal.SIGTERM, lambda _sign, _frame: server.end())
        try:
            serve(server)
        finally:
            desk.waiter.stop()
            desk.database.close()

    return work


def run_loops(desk: Desk) -> Callable[[Place, Callable[[], None]], None]:
    """The work of the process of the loops, which nobody can ask anything but by the board."""

    def work(place: Place, begun: Callable[[], None]) -> None:
        desk.database.begin_anew(LARGEST_POOL)
        telling = Telling(desk, place, runs_loops=True)
        signals = Signals()
        with signals.heard(signal.SIGTERM):
            desk.start()
            try:
                telling()
                begun()
                while signal.SIGTERM not in signals.wait(TELL_S)[0]:
                    telling()
            finally:
                desk.stop()
                desk.database.close()

    return work
