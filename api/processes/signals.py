"""Signals as something that is waited for: none interrupts what is being done; used by parent and children."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress


class Signals:
    """The signals that have come since they were asked for last, whichever thread the system gave them to."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    @contextmanager
    def heard(self, *wanted: signal.Signals) -> Iterator[None]:
        """While it lasts these come here, and nowhere else."""
        before = {sign: signal.signal(sign, _noted) for sign in wanted}
        woken = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def wait(self, seconds: float | None, files: Collection[int] = ()) -> tuple[set[int], list[int]]:
        """Wait for a signal, for something to read in one of the files, or for so long; gives what came of each."""
        readable, _, _ = select.select([self._read, *files], [], [], seconds)
        came: set[int] = set()
        with suppress(BlockingIOError):
            while noted := os.read(self._read, 512):
                came.update(noted)
        return came, [file for file in files if file in readable]

    def close(self) -> None:
        """Let go of what it holds."""
        os.close(self._read)
        os.close(self._write)


def _noted(_sign: int, _frame: object) -> None:
    """The byte that stands in the pipe by now says it."""
