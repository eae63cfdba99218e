"""Asks a prepared Python for a program of its own; called by ``tests.support.begun``, and by the ``desk`` of documents.

As a program (``asking.py SOCKET ARGS``) it is ``desk ARGS``, and ends as that did. It imports little, and nothing of
ours.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence

DESK = "import sys; sys.argv[0] = 'desk'; from api.cli.main import main; main()"


class Asked:
    """A program that was asked for: its number, and how it ended once it has."""

    def __init__(
        self, place: str, words: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]
    ) -> None:
        """Ask; it runs when this returns."""
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(place)
        said = {"words": list(words), "environment": dict(environment), "folder": folder}
        socket.send_fds(self.connection, [b"."], list(streams))
        self.connection.sendall(json.dumps(said).encode() + b"\n")
        self._told = self.connection.makefile("r")
        self.pid = int(self._told.readline())

    def status(self) -> int:
        """How it ended, waited for: a negative number is the signal that ended it."""
        status = int(self._told.readline())
        self._told.close()
        self.connection.close()
        return status


def main(place: str, *arguments: str) -> int:
    """``desk ARGS`` with the streams, the environment and the folder of this process."""
    asked = Asked(place, ["-c", DESK, *arguments], os.environ, os.getcwd(), (0, 1, 2))  # noqa: PTH109 - pathlib takes long to import
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda number, _: os.kill(asked.pid, number))
    status = asked.status()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
