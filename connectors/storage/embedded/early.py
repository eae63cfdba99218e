"""An embedded server that starts while the desk is still being read in; used by the demo, whose first start is slow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from connectors.storage.embedded.server import EmbeddedServer


class EarlyServer:
    """The server, and the thread that starts it: the making of its data is a program of its own, and takes a second."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedServer(folder)
        self._url = ""
        self._error: BaseException | None = None
        self._thread = Thread(target=self._start, name="embedded-start")
        self._thread.start()

    def url(self) -> str:
        """Wait until it is started; gives the URL of its database, or raises what the start raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._url

    def _start(self) -> None:
        try:
            self._url = self.server.start()
        except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
            self._error = error


@contextmanager
def begun_early(folder: Path) -> Iterator[EarlyServer]:
    """It is stopped in any case, also where nobody came to ask for it."""
    begun = EarlyServer(folder)
    try:
        yield begun
    finally:
        begun._thread.join()  # noqa: SLF001 - its own
        begun.server.stop()
