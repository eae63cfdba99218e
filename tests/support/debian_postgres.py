"""PostgreSQL as the distribution brings it, on a socket of its own for a test, beside any that is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

MISSING = "PostgreSQL is missing: apt-get install -y --no-install-recommends postgresql postgresql-client"
_PLACE = Path("/usr/lib/postgresql")


def programs() -> Path:
    """The folder of the newest server's programs; without one the test is skipped, and fails on the CI server."""
    found = sorted(_PLACE.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    return found[-1].parent


@contextmanager
def running_debian_server() -> Iterator[str]:
    """The URL of a server for as long as the context lasts; it runs as ``postgres`` where the test is root."""
    place = programs()
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        settings = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(  # noqa: S603 - a fixed command
            [place / "initdb", "-D", folder / "data", *settings], user=user, capture_output=True, check=False
        )
        assert made.returncode == 0, made.stderr.decode(errors="replace")
        server = subprocess.Popen(  # noqa: S603 - a fixed command
            [place / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-F"],
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"host={folder} user=postgres dbname=postgres"
        try:
            _await(url, server)
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not start")
