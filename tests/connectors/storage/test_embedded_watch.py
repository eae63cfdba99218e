"""An embedded server that dies under a running desk: it comes back by itself, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import psutil  # type: ignore[import-untyped] # it ships no types
import pytest
from structlog.testing import capture_logs

from connectors.storage.embedded.refusals import DataFolderCannotBeUsed
from connectors.storage.embedded.server import EmbeddedServer, runs_as_root
from connectors.storage.embedded.watch import Watch
from connectors.storage.server.database import Database
from tests.connectors.storage.test_embedded import desk, folder, postmaster
from tests.support.processes import until_ended

__all__ = ["folder"]


def kill_server(folder: Path) -> int:
    pid = postmaster(folder)
    assert pid is not None
    family = [psutil.Process(pid), *psutil.Process(pid).children()]
    os.kill(pid, signal.SIGKILL)
    until_ended(family)
    return pid


@contextmanager
def served(folder: Path) -> Iterator[tuple[EmbeddedServer, Database]]:
    server = EmbeddedServer(folder)
    try:
        with Database(server.start()) as database:
            yield server, database
    finally:
        server.stop()


def test_data_that_were_deleted_under_a_desk_are_not_replaced_by_an_empty_store(folder: Path) -> None:
    with served(folder) as (server, _):
        kill_server(folder)
        (folder / "PG_VERSION").unlink()
        with pytest.raises(FileNotFoundError, match="gone"):
            server.revive()
    assert not (folder / "PG_VERSION").exists()


def test_a_server_that_dies_under_a_desk_is_started_anew_and_told_of(folder: Path) -> None:
    with capture_logs() as told, served(folder) as (server, database):
        server.watch()
        with database.connection() as connection:
            connection.execute("CREATE TABLE public.kept AS SELECT 7 AS n")
        killed = kill_server(folder)
        row = database.patiently(
            lambda connection: connection.execute("SELECT n FROM public.kept").fetchone(), patience=60
        )

        assert row == (7,)
        assert postmaster(folder) != killed
    assert postmaster(folder) is None
    events = [entry["event"] for entry in told]
    assert "embedded_server_died" in events
    assert events.index("embedded_server_restarted") > events.index("embedded_server_died")


def test_a_dead_server_that_nobody_buried_does_not_keep_the_next_one_from_starting(folder: Path) -> None:
    server = EmbeddedServer(folder)
    server.start()
    lines = (folder / "postmaster.pid").read_text().splitlines()
    kill_server(folder)
    # As the server's own user, for nobody else's process is ever taken for a server.
    user = "embedded_postgres" if runs_as_root() else None
    with subprocess.Popen(["/bin/sh", "-c", ":"], user=user, cwd="/") as unburied:
        # A child that ended and was not waited for: PostgreSQL takes its id for a server that holds the socket.
        os.waitid(os.P_PID, unburied.pid, os.WEXITED | os.WNOWAIT)
        (folder / "postmaster.pid").write_text("\n".join([str(unburied.pid), *lines[1:]]) + "\n")
        (Path(lines[4]) / f".s.PGSQL.{lines[3]}.lock").write_text("\n".join([str(unburied.pid), *lines[1:5]]) + "\n")
        server.revive()
        assert server.is_running()
    server.stop()


def test_a_server_that_another_desk_started_meanwhile_is_stopped_with_the_last_desk(folder: Path) -> None:
    server = EmbeddedServer(folder)
    server.start()
    kill_server(folder)
    out, err = desk(folder, "go").communicate(timeout=60)
    assert out.split()[-1] == "1", err
    assert postmaster(folder) is not None
    server.stop()

    assert postmaster(folder) is None


def test_a_server_that_does_not_start_is_tried_again_and_told_of(tmp_path: Path) -> None:
    tries: list[int] = []
    seen_well = Event()

    def revive() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no space left on device")

    def is_running() -> bool:
        if len(tries) > 1:
            seen_well.set()
        return len(tries) > 1

    with capture_logs() as told:
        watch = Watch(is_running, revive, folder=tmp_path)
        assert seen_well.wait(timeout=30)
        watch.stop()

    assert [entry["event"] for entry in told] == [
        "embedded_server_died",
        "embedded_server_does_not_start",
        "embedded_server_restarted",
    ]
    assert "no space left" in told[1]["error"]


@pytest.mark.parametrize("place", ["/dev/null", "/proc/nope", "file"])
def test_a_data_folder_that_can_be_none_is_refused_with_its_reason(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(DataFolderCannotBeUsed) as caught:
        EmbeddedServer(tmp_path / place / "postgres").start()

    assert place.rpartition("/")[2] in caught.value.text.en
    assert "DESK_DATA_FOLDER" in caught.value.text.ru
