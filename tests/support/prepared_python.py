"""A Python that has read the product, and forks off whatever program is asked for; ``tests.support.begun`` starts it.

It runs no thread. Who asks (``tests.support.asking``) is told the number of the process, and how it ended when it has.
What is forked off leaves all of this behind, and begins, lives and ends as a program of its own.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from api import app
from api.app import plain_app
from api.made_once import make_ready
from tests.support.cheap_passwords import hash_cheaply
from tests.support.made_folders import copy_made_folders

READ_BEFORE = (
    "api.serve",
    "api.demo.load",
    "connectors.inbound.mail.intake",
    "connectors.storage.embedded.server",
    "rich.markdown",
    "rich.progress",
    "rich.table",
    "typer.rich_utils",
    "tests.connectors.small_desk",
)
"""What programs of the tests need; not ``api.cli``, which looks at the environment while it is read."""


class Wanted(NamedTuple):
    """A program that somebody asks for, and the streams that it is to have."""

    words: Sequence[str]
    environment: dict[str, str]
    folder: str
    streams: Sequence[int]

    @classmethod
    def read(cls, connection: socket.socket) -> Wanted:
        """What is asked for over a connection."""
        _, streams, _, _ = socket.recv_fds(connection, 1, 3)
        with connection.makefile("rb") as read:
            said = json.loads(read.readline())
        return cls(said["words"], said["environment"], said["folder"], streams)

    def run(self) -> None:
        """Stand where it was asked for, and be it: ``-c TEXT`` or ``-m MODULE`` with its arguments."""
        for number, stream in enumerate(self.streams):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)
        how, what, *arguments = self.words
        sys.argv[:] = [how if how == "-c" else what, *arguments]
        if how == "-c":
            main = sys.modules["__main__"] = ModuleType("__main__")
            exec(compile(what, "<string>", "exec"), main.__dict__)  # noqa: S102 - as Python itself does
        else:
            runpy.run_module(what, run_name="__main__", alter_sys=True)


class Forks:
    """Who was forked off, and who waits to hear how each ends."""

    def __init__(self, place: str) -> None:
        """Listen, until standard input ends."""
        self._waiting: dict[int, socket.socket] = {}
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(place)
        self._listener.listen()
        self._ended, self._wakes = socket.socketpair()
        for each in (self._ended, self._wakes, self._listener):
            each.settimeout(0)
        self._selector = selectors.DefaultSelector()
        for watched in (0, self._ended, self._listener):
            self._selector.register(watched, selectors.EVENT_READ)

    def next(self) -> Wanted | None:
        """In a new process: what it is to be. In this one: nothing, when nobody will ask any more."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes.fileno())
        print("ready", flush=True)  # noqa: T201 - what is waited for
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == 0:
                    return None
                if key.fileobj is self._ended:
                    self._tell_ends()
                elif (wanted := self._accepted()) is not None:
                    return wanted

    def _accepted(self) -> Wanted | None:
        connection, _ = self._listener.accept()
        connection.settimeout(None)
        wanted = Wanted.read(connection)
        if (pid := os.fork()) == 0:
            self._leave()
            connection.close()
            return wanted
        for stream in wanted.streams:
            os.close(stream)
        self._waiting[pid] = connection
        connection.sendall(b"%d\n" % pid)
        return None

    def _tell_ends(self) -> None:
        self._ended.recv(4096)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
                pid, status = ended
                # Whoever asked may be gone.
                with suppress(OSError), self._waiting.pop(pid) as connection:
                    connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))

    def _leave(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._selector.close()
        for each in (self._ended, self._wakes, self._listener, *self._waiting.values()):
            each.close()


def prepare() -> None:
    """Read the product, and make what every desk makes at its start and none differently."""
    for name in READ_BEFORE:
        import_module(name)
    made = [plain_app()]
    made[0].openapi()
    app.plain_app = lambda: made.pop() if made else plain_app()
    # A desk is founded with two passwords and compares with a third: each took a quarter of a second.
    hash_cheaply()
    copy_made_folders()
    make_ready()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    prepare()
    # Whoever was forked off runs here, so that the interpreter ends after it as after any program.
    if program := Forks(sys.argv[1]).next():
        program.run()
