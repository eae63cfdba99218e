"""How long after its receipt a command is visible on the list of a running desk; run by ``make bench``."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from api.bootstrap import Desk, open_desk
from api.settings import Settings
from benchmarks.projecting import AS_DESK, found_desk
from benchmarks.report import Figure, show
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from events.values.identity import CommandId

SAMPLES = 300
LIMIT_MS = 50.0
"""What is to be reached at p95."""
LIST = ("ticket_list", "sla_clocks")
"""The read models that the operator's list is read from."""


def run() -> Iterator[Figure]:
    """Every figure of this file: a quiet desk, then one that takes commands from others meanwhile."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-bench-")))
        desk = stack.enter_context(open_desk(Settings(data_folder=folder)))
        desk.prepare()
        desk.start()
        stack.callback(desk.stop)
        found_desk(desk.log)
        yield from figures("quiet", desk, others=0)
        yield from figures("busy", desk, others=2)


def figures(name: str, desk: Desk, *, others: int) -> Iterator[Figure]:
    """p50 and p95 of the wait from a receipt to the list, while ``others`` write some 50 commands a second."""
    stop = threading.Event()
    writers = [threading.Thread(target=write, args=(desk, stop), daemon=True) for _ in range(others)]
    for writer in writers:
        writer.start()
    waits = sorted(visible_after(desk) for _ in range(SAMPLES))
    stop.set()
    for writer in writers:
        writer.join()
    told = f"{SAMPLES} tickets, all loops running in one process, {others} other writers; the peer is the limit"
    for title, value in (("p50", statistics.median(waits)), ("p95", waits[int(len(waits) * 0.95)])):
        yield Figure.duration(f"visible_{name}_{title}", ours=value, peer=LIMIT_MS, unit="ms", conditions=told)


def visible_after(desk: Desk) -> float:
    """Milliseconds from the receipt of a registration until the list shows it."""
    position = register(desk)
    begun = time.perf_counter()
    if not desk.waiter.wait(LIST, position, 10.0):
        raise TimeoutError("the list did not catch up")
    waited = time.perf_counter() - begun
    time.sleep(0.005)
    return waited * 1_000


def write(desk: Desk, stop: threading.Event) -> None:
    """Register tickets until told to stop."""
    while not stop.wait(0.02):
        register(desk)


def register(desk: Desk) -> int:
    """Register a ticket by a command; the position of its fact."""
    command = RegisterTicket(subject="Не печатает принтер", requester=From(email="guest@example.org"))
    return desk.bus.execute(command, viewer=AS_DESK, command_id=CommandId(uuid4())).position


if __name__ == "__main__":
    show(run())
