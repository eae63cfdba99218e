"""The embedded server: first start, second start, kill -9, other users, other versions."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped] # it ships no types
import psycopg
import pytest

from connectors.storage.embedded.early import begun_early
from connectors.storage.embedded.refusals import DataFolderCannotBeUsed, DataFolderIsNotOurs, DataFolderOfAnotherVersion
from connectors.storage.embedded.server import EmbeddedServer, runs_as_root, server_major
from tests.support.begun import PIPE, Program
from tests.support.processes import until_ended

DESK = """
import sys, time, pathlib, psycopg
from connectors.storage.embedded.server import EmbeddedServer
server = EmbeddedServer(pathlib.Path(sys.argv[1]))
url = server.start()
with psycopg.connect(url, autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    connection.execute("INSERT INTO kept VALUES (1)")
    print(connection.execute("SELECT count(*) FROM kept").fetchone()[0], flush=True)
if sys.argv[2] == "stay":
    time.sleep(600)
server.stop()
"""


LONGEST_RUN = 300
"""Seconds that a desk may take here, on however busy a machine."""

as_another = pytest.mark.skipif(
    not runs_as_root() or shutil.which("setpriv") is None,
    reason="only root, with setpriv, can become somebody else",
)


@pytest.fixture
def folder() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="desk-embedded-"))
    try:
        yield home / "pg"
    finally:
        if (pid := postmaster(home / "pg")) and psutil.pid_exists(pid):
            os.kill(pid, signal.SIGINT)
            until_ended([psutil.Process(pid)] if psutil.pid_exists(pid) else [])
        shutil.rmtree(home, ignore_errors=True)


def postmaster(folder: Path) -> int | None:
    lock = folder / "postmaster.pid"
    return int(lock.read_text().split()[0]) if lock.exists() else None


def desk(folder: Path, then: str) -> Program:
    return Program("-c", DESK, str(folder), then, stdout=PIPE, stderr=PIPE, env=surroundings(folder))


def desk_of(user: int, folder: Path, then: str) -> subprocess.Popen[str]:
    # The interpreter may live in root's home: let the other user read everything, yet write only their own.
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return subprocess.Popen(  # noqa: S603 - this interpreter on the program above
        [*become, sys.executable, "-c", DESK, str(folder), then],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(folder),
    )


def surroundings(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "PYTHONPATH": str(Path.cwd())}


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    return int(row[0]) if row else -1


def test_data_outlive_a_stop_and_a_second_stop_is_harmless(folder: Path) -> None:
    for count in ("1", "2"):
        out, err = desk(folder, "go").communicate(timeout=LONGEST_RUN)
        assert out.split()[-1] == count, err
        # Only root is told about the system user that the server runs as.
        assert ("embedded_postgres" in out) == runs_as_root()
        assert postmaster(folder) is None
    server = EmbeddedServer(folder)
    assert rows(server.start()) == 2
    server.stop()
    server.stop()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_a_desk_that_dies_leaves_no_server_behind_and_that_is_told(folder: Path, how: signal.Signals) -> None:
    with desk(folder, "stay") as first:
        assert first.stdout is not None
        assert first.stderr is not None
        while first.stdout.readline().strip() != "1":
            assert first.poll() is None
        running = postmaster(folder)
        assert running is not None
        server = psutil.Process(running)
        first.send_signal(how)
        until_ended([server])
        # The last who could say something has said it: the desk's standard error is closed by its guard.
        told = first.stderr.read()
    assert f"Deskledger (процесс {first.pid}) оборвался. Его PostgreSQL в {folder} остановлен." in told
    assert postmaster(folder) is None
    after = EmbeddedServer(folder)
    assert rows(after.start()) == 1
    after.stop()


def test_the_server_of_a_desk_that_died_goes_on_for_another_desk_that_uses_it(folder: Path) -> None:
    with desk(folder, "stay") as first:
        assert first.stdout is not None
        assert first.stderr is not None
        while first.stdout.readline().strip() != "1":
            assert first.poll() is None
        second = EmbeddedServer(folder)
        url = second.start()
        first.kill()
        told = first.stderr.read()
    assert "им занят другой Deskledger" in told
    assert rows(url) == 1
    second.stop()
    assert postmaster(folder) is None


def test_a_desk_that_stops_says_nothing_of_having_died(folder: Path) -> None:
    _, err = desk(folder, "go").communicate(timeout=LONGEST_RUN)
    assert "оборвался" not in err


def test_a_server_killed_with_9_recovers_what_was_committed(folder: Path) -> None:
    with desk(folder, "stay") as first:
        assert first.stdout is not None
        while first.stdout.readline().strip() != "1":
            assert first.poll() is None
        first.kill()
    running = postmaster(folder)
    assert running is not None
    children = psutil.Process(running).children()
    os.kill(running, signal.SIGKILL)
    until_ended(children)
    server = EmbeddedServer(folder)
    assert rows(server.start()) == 1
    server.stop()


def test_a_stale_lock_that_names_another_program_is_cleared(folder: Path) -> None:
    desk(folder, "go").communicate(timeout=LONGEST_RUN)
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n1\n5432\n")
    (folder / ".handle_pids.json").write_text("[999999999]")
    server = EmbeddedServer(folder)
    assert rows(server.start()) == 1
    server.stop()
    assert postmaster(folder) is None


def test_two_desks_share_one_server_and_the_last_one_stops_it_and_says_so(folder: Path) -> None:
    with desk(folder, "stay") as first:
        assert first.stdout is not None
        while first.stdout.readline().strip() != "1":
            assert first.poll() is None
        second = EmbeddedServer(folder)
        second.start()
        assert not second.stop()
        assert postmaster(folder) is not None
        first.kill()
    server = EmbeddedServer(folder)
    server.start()
    assert server.stop()
    assert not server.stop()
    assert postmaster(folder) is None


def test_data_of_another_major_version_are_refused_and_untouched(folder: Path) -> None:
    folder.mkdir()
    (folder / "PG_VERSION").write_text("12\n")
    with pytest.raises(DataFolderOfAnotherVersion) as caught:
        EmbeddedServer(folder).start()
    for text in (caught.value.text.ru, caught.value.text.en):
        assert "pg_dump" in text
        assert "PostgreSQL 12" in text
        assert server_major() in text
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_holds_something_else_is_refused_and_untouched(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(DataFolderCannotBeUsed) as caught:
        EmbeddedServer(folder).start()
    assert str(folder) in caught.value.text.en
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_a_server_that_starts_early_is_there_when_it_is_asked_for_and_stops_in_any_case(folder: Path) -> None:
    with begun_early(folder) as begun, psycopg.connect(begun.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert postmaster(folder) is None
    with begun_early(folder):
        pass
    assert postmaster(folder) is None


def test_what_stops_an_early_start_is_told_to_whoever_waits_for_it(folder: Path) -> None:
    folder.mkdir()
    (folder / "letters.txt").write_text("not ours")
    with begun_early(folder) as begun, pytest.raises(DataFolderCannotBeUsed):
        begun.url()
    assert (folder / "letters.txt").read_text() == "not ours"


@as_another
def test_an_ordinary_user_runs_a_server_of_their_own(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    folder.parent.chmod(0o755)
    os.chown(folder.parent, nobody, nobody)
    for count in ("1", "2"):
        out, err = desk_of(nobody, folder, "go").communicate(timeout=LONGEST_RUN)
        assert out.split()[-1:] == [count], err
        assert "embedded_postgres" not in err
    assert folder.stat().st_uid == nobody


@as_another
def test_the_folder_of_another_user_is_refused_by_name(folder: Path) -> None:
    desk(folder, "go").communicate(timeout=LONGEST_RUN)
    nobody = pwd.getpwnam("nobody").pw_uid
    _, err = desk_of(nobody, folder, "go").communicate(timeout=LONGEST_RUN)
    assert DataFolderIsNotOurs.__name__ in err
    assert str(folder) in err
