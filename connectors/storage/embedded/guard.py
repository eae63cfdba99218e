"""Stops an embedded server whose desk died without a word; a small process of its own, started by ``EmbeddedServer``.

It waits on a pipe that the desk holds open. A desk that stops says goodbye through it; one that was killed, or died in
native code, leaves it closed. Then, unless another desk uses the server, the server is stopped and that is told.
Only the standard library until then: it should cost nothing to have it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with contextlib.suppress(ImportError):
    import fcntl

GOODBYE = b"goodbye"
LONGEST_STOP_S = 60.0
_WORDS = {
    "ru": "Deskledger (процесс {pid}) оборвался. {then} Подтверждённое сохранено: запустите его снова.",
    "en": "Deskledger (process {pid}) died without stopping. {then} What was acknowledged is kept: start it again.",
}
_THEN = {
    "ru": {
        "stopped": "Его PostgreSQL в {folder} остановлен.",
        "shared": "Его PostgreSQL в {folder} работает дальше: им занят другой Deskledger.",
        "gone": "Его PostgreSQL в {folder} уже не работал.",
        "stays": "Его PostgreSQL (процесс {server}) в {folder} не остановился: остановите его сигналом INT.",
    },
    "en": {
        "stopped": "Its PostgreSQL in {folder} was stopped.",
        "shared": "Its PostgreSQL in {folder} goes on: another desk uses it.",
        "gone": "Its PostgreSQL in {folder} did not run any more.",
        "stays": "Its PostgreSQL (process {server}) in {folder} did not stop: stop it with the signal INT.",
    },
}


class Guard:
    """The process that outlives this one, from the desk's side."""

    def __init__(self, folder: Path) -> None:
        read, self._write = os.pipe()
        # -I: nothing of the caller's environment decides what it runs.
        command = [sys.executable, "-I", __file__, str(folder), str(os.getpid())]
        try:
            # A session of its own: Ctrl-C is for the desk.
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter on this file
                command, stdin=read, stdout=subprocess.DEVNULL, start_new_session=True, cwd="/"
            )
        finally:
            os.close(read)

    def dismiss(self) -> None:
        """The desk ends as it should: nothing is left to do."""
        with contextlib.suppress(OSError):
            os.write(self._write, GOODBYE)
        os.close(self._write)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)


@contextmanager
def alone_with(folder: Path) -> Iterator[None]:
    """Whoever starts or stops the server of a folder takes turns with all others, so that none attaches to its end."""
    with contextlib.ExitStack() as held:
        # On the folder itself: initdb wants it empty. Where that cannot be locked there is one desk, as ever.
        with contextlib.suppress(OSError, NameError):
            handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            held.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main(folder: Path, desk: int) -> None:
    """Wait for the desk's end, then look after what it left."""
    if sys.stdin.buffer.read() == GOODBYE:
        return
    with alone_with(folder):
        what, server = _left(folder, desk)
    language = "en" if os.environ.get("DESK_LANGUAGE", "").strip().lower() == "en" else "ru"
    then = _THEN[language][what].format(folder=folder, server=server)
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(_WORDS[language].format(pid=desk, then=then) + "\n")
        sys.stderr.flush()


def _left(folder: Path, desk: int) -> tuple[str, int]:
    """What becomes of the server that a dead desk left."""
    import psutil  # type: ignore[import-untyped] # noqa: PLC0415 - it ships no types; only a guard that has to act needs it

    def lives(pid: int) -> bool:
        with contextlib.suppress(psutil.Error):
            return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
        return False

    handles = folder / ".handle_pids.json"
    with contextlib.suppress(OSError):
        others = [int(pid) for pid in re.findall(r"\d+", handles.read_text()) if int(pid) != desk and lives(int(pid))]
        handles.write_text(str(others))
        if others:
            return "shared", 0
    try:
        server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        if not (server.name().startswith("postgres") and str(folder) in " ".join(server.cmdline())):
            return "gone", 0
        # Fast: whoever is connected is cut off, what was committed is kept.
        server.send_signal(signal.SIGINT)
        deadline = time.monotonic() + LONGEST_STOP_S
        while lives(server.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        return ("stays" if lives(server.pid) else "stopped"), server.pid
    except (OSError, ValueError, IndexError, psutil.Error):
        return "gone", 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
