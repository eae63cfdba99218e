"""Programs in Python that tests begin as processes: forked off a Python that has read the product before.

To start Python and to read the product takes one to three seconds of the processor, a hundred times in a run. What
claims something of the start itself, or runs as somebody else, takes ``subprocess``.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from select import select
from types import TracebackType
from typing import IO, Self

from tests.support.asking import Asked

PIPE, STDOUT = subprocess.PIPE, subprocess.STDOUT
ASKING = Path(__file__).parent / "asking.py"


class Program:
    """``python -c TEXT ARGS`` or ``python -m MODULE ARGS``; the words and ways of ``subprocess.Popen``, as text."""

    def __init__(
        self,
        *words: str,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: int | None = None,
        stdout: int | IO[str] | None = None,
        stderr: int | IO[str] | None = None,
    ) -> None:
        self.returncode: int | None = None
        self.stdin: IO[str] | None = None
        given: list[int] = []
        if stdin == PIPE:
            read, write = os.pipe()
            self.stdin = os.fdopen(write, "w")
            given.append(read)
        else:
            given.append(os.open(os.devnull, os.O_RDONLY))
        self.stdout = self._reading(stdout, 1, given)
        self.stderr = self._reading(stderr, 2, given)
        try:
            environment = os.environ if env is None else env
            self._asked = Asked(str(_place()), words, environment, str(cwd or Path.cwd()), given)
        finally:
            for stream in given:
                os.close(stream)
        self.pid = self._asked.pid

    @staticmethod
    def _reading(wanted: int | IO[str] | None, number: int, given: list[int]) -> IO[str] | None:
        if wanted == PIPE:
            read, write = os.pipe()
            given.append(write)
            return os.fdopen(read)
        if wanted is None:
            given.append(os.dup(number))
        elif isinstance(wanted, int):
            assert wanted == STDOUT
            given.append(os.dup(given[1]))
        else:
            given.append(os.dup(wanted.fileno()))
        return None

    def poll(self) -> int | None:
        """How it ended, if it has."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, waited for."""
        status = self._ended(timeout)
        if status is None:
            raise subprocess.TimeoutExpired("python", timeout or 0)
        return status

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select([self._asked.connection], [], [], timeout)[0]:
            self.returncode = self._asked.status()
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """All that it still says, and what it says to standard error, once it has ended."""
        if self.stdin is not None:
            self.stdin.close()
        with ThreadPoolExecutor(2) as readers:
            said = [readers.submit(stream.read) if stream is not None else None for stream in self._told()]
            out, err = ("" if text is None else text.result(timeout) for text in said)
        self.wait(timeout)
        for stream in self._told():
            if stream is not None:
                stream.close()
        return out, err

    def _told(self) -> tuple[IO[str] | None, IO[str] | None]:
        return self.stdout, self.stderr

    def send_signal(self, sign: signal.Signals) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, sign)

    def kill(self) -> None:
        """End it whatever it does."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self.stdin, *self._told()):
            if stream is not None:
                stream.close()
        self.wait()


def run(*words: str, env: Mapping[str, str] | None = None, timeout: float) -> subprocess.CompletedProcess[str]:
    """What a program says to both streams, and how it ends."""
    with Program(*words, env=env, stdout=PIPE, stderr=PIPE) as program:
        out, err = program.communicate(timeout)
        return subprocess.CompletedProcess(words, program.wait(), out, err)


def folder_of_desk() -> Path:
    """Where a ``desk`` lies that documents may type: it begins as fast as what is forked off here."""
    return _place().parent


@cache
def _place() -> Path:
    """Where the prepared Python listens; it ends with this process."""
    # Not below pytest's folder: the path of a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="desk-python-"))
    place = folder / "asked"
    desk = folder / "desk"
    desk.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "{ASKING}" "{place}" "$@"\n', encoding="utf-8")
    desk.chmod(0o755)
    process = subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-m", "tests.support.prepared_python", str(place)],
        cwd=Path(__file__).parents[2],
        stdin=PIPE,
        stdout=PIPE,
        text=True,
    )
    assert process.stdout is not None

    def end() -> None:
        with process:
            pass
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    assert process.stdout.readline() == "ready\n"
    return place
