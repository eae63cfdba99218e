"""Two served desks on one machine, today's tree and an older commit's; what each costs. Used by ``benchmarks.versus``.

Each has its own data folder with its own PostgreSQL, its own environment and the same founded company.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import psutil  # type: ignore[import-untyped] # it ships no types
import psycopg

COMMIT = "328360a"
ROOT = Path(__file__).parents[1]
RUN = (
    "import importlib, sys; sys.argv[0] = 'desk'; found = importlib.import_module('api.cli');"
    "getattr(importlib.import_module('api.cli.main') if hasattr(found, '__path__') else found, 'main')()"
)
"""The command line of either tree: it moved into a package."""
RESTS_S, RESTS_BELOW = 0.5, 0.03
"""Nothing is left to do where less CPU than this is used in that time."""


class Tree:
    """One state of the project, with an environment to run it in."""

    def __init__(self, name: str, folder: Path, python: Path) -> None:
        self.name = name
        self.folder = folder
        self.python = python

    def environment(self, data: Path) -> dict[str, str]:
        """The surroundings of its processes: nothing but what is named, on data of its own."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
        return {
            **inherited,
            "DESK_DATA_FOLDER": str(data),
            "DESK_LOG_LEVEL": "error",
            "DESK_QUESTIONS_A_MINUTE": "0",
            "DESK_ORDERS_A_MINUTE": "0",
            "PYTHONPATH": str(self.folder),
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, code: str, data: Path, *arguments: str) -> str:
        """What a few lines print that are run in this tree."""
        done = subprocess.run(  # noqa: S603 - our own words
            [self.python, "-c", code, *arguments],
            cwd=self.folder,
            env=self.environment(data),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: {done.stdout[-2_000:]}{done.stderr[-4_000:]}")
        return done.stdout


def taken_out(commit: str, folder: Path) -> Path:
    """A commit's tree in a folder of its own."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)  # noqa: S603, S607
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tree:
        tree.extractall(folder, filter="data")
    return folder


def figures_in(tree: Path, *arguments: str) -> dict[str, float]:
    """What a run of Python in a tree tells on its line “figures”, with this environment's libraries."""
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in told.stdout.splitlines() if line.startswith("figures "))
    return msgspec.json.decode(line.removeprefix("figures "), type=dict[str, float])


def older(folder: Path) -> Tree:
    """The older commit with its environment: today's without what that commit did not have, by hard links."""
    tree = taken_out(COMMIT, folder / "tree")
    environment = tree / ".venv"
    shutil.copytree(sys.prefix, environment, symlinks=True, copy_function=_linked)
    packages = next(environment.glob("lib/python*/site-packages"))
    had = {_plain(line.partition("==")[0]) for line in (tree / "constraints.txt").read_text("utf-8").splitlines()}
    for kept in packages.glob("*.dist-info"):
        if _plain(kept.name.partition("-")[0]) not in had | {"pip", "setuptools", "deskledger"}:
            for part in {line.partition(",")[0].split("/")[0] for line in (kept / "RECORD").open(encoding="utf-8")}:
                if part == "..":  # a script
                    continue
                if (packages / part).is_dir():  # an empty one would still be a package
                    shutil.rmtree(packages / part)
                else:
                    (packages / part).unlink(missing_ok=True)
    for finder in packages.glob("__editable__*deskledger*"):
        finder.unlink()
    return Tree(COMMIT, tree, environment / "bin" / "python")


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
    return target


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def today() -> Tree:
    """This tree, in the environment that runs this."""
    return Tree("today", ROOT, Path(sys.executable))


class ServedDesk:
    """A running ``desk serve`` and its PostgreSQL, seen from outside."""

    def __init__(self, tree: Tree, data: Path, address: str, process: subprocess.Popen[str]) -> None:
        self.tree = tree
        self.data = data
        self.address = address
        self._process = psutil.Process(process.pid)
        lock = next(data.rglob("postmaster.pid")).read_text("utf-8").splitlines()
        self._postmaster = psutil.Process(int(lock[0]))
        self._at = f"host={lock[4]} port={lock[3]} user=postgres dbname=postgres"

    def ask(self, statement: str) -> Any:
        """The one value that its database answers."""
        with psycopg.connect(self._at, autocommit=True) as connection:
            row = connection.execute(statement.encode()).fetchone()
        return row and row[0]

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far of the desk's processes, and of PostgreSQL's."""
        servers = _family(self._postmaster)
        known = {each.pid for each in servers}
        return _spent([each for each in _family(self._process) if each.pid not in known]), _spent(servers)

    def memory(self) -> int:
        """Bytes of all processes together, what several share divided among them."""
        found = {each.pid: each for each in (*_family(self._process), *_family(self._postmaster))}
        total = 0
        for each in found.values():
            with suppress(psutil.Error):
                total += each.memory_full_info().pss
        return total

    def connections(self) -> int:
        """Clients of PostgreSQL, without this one."""
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(self.ask(asked))

    def rest(self, longest: float = 60.0) -> None:
        """Wait until everything that is known is followed: the figures are of whole work."""
        until, before = time.monotonic() + longest, sum(self.cpu())
        while time.monotonic() < until:
            time.sleep(RESTS_S)
            now = sum(self.cpu())
            if now - before < RESTS_BELOW:
                return
            before = now

    def token(self) -> str:
        """The secret of somebody who may do everything."""
        told = self.tree.run(RUN, self.data, "token", "bench", "--group", "administrator")
        words: list[str] = re.findall(r"\S{30,}", told)
        return next(word for word in words if "/" not in word)


@contextmanager
def served(tree: Tree, data: Path) -> Iterator[ServedDesk]:
    """A desk of a tree that serves on its own data; ended with everything that it started."""
    with ExitStack() as stack:
        said = stack.enter_context(tempfile.TemporaryFile("w+"))
        process = subprocess.Popen(  # noqa: S603 - our own words
            [tree.python, "-c", RUN, "serve", "--port", "0"],
            cwd=tree.folder,
            env=tree.environment(data),
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,  # Ctrl-C is for us: we end them in turn
        )
        stack.callback(ended, process)
        address = address_of(process)
        if not address:
            said.seek(0)
            raise RuntimeError(f"{tree.name} does not serve: {said.read()[-4_000:]}")
        yield ServedDesk(tree, data, address, process)


def address_of(process: subprocess.Popen[str]) -> str:
    """The first address that a process prints; empty when it ends without one."""
    for line in process.stdout or ():
        if found := re.search(r"http://[\d.:]+\d", line):
            return found[0]
    return ""


def ended(process: subprocess.Popen[str]) -> None:
    """End a process and all in its session: first asked, then not."""
    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, asked)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=30)


def _family(parent: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [parent, *parent.children(recursive=True)]
    return []


def _spent(processes: list[psutil.Process]) -> float:
    total = 0.0
    for each in processes:
        with suppress(psutil.Error):
            times = each.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def until(holds: Callable[[], bool], longest: float) -> float:
    """Seconds until something holds; raises ``TimeoutError``."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > longest:
            raise TimeoutError
        time.sleep(0.05)
    return time.monotonic() - begun
