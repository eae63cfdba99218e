"""What two trees do by themselves, without a running desk: append, rebuild, begin from nothing; for ``versus``."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import msgspec

from benchmarks.two_desks import COMMIT, Tree, address_of, ended, taken_out

FACTS_A_TICKET = 7

APPEND = """
import json
from contextlib import ExitStack
from uuid import uuid4
from benchmarks import append
from benchmarks.append import SYSTEM, Change, CommandId, PostgresLog, StreamId, draft, per_second
from benchmarks.stage import migrated

with ExitStack() as stack:
    log = PostgresLog(migrated(stack))

    def save():
        change = Change(stream=StreamId(uuid4()), expected_version=0, drafts=(draft(SYSTEM),))
        log.append((change,), command_id=CommandId(uuid4()), fingerprint=b"0" * 32)

    # The older one looks here, today's has it as a default: both begin with as many connections to be made.
    append.SECONDS = 2.0
    per_second.__defaults__ = per_second.__defaults__ and (2.0,)
    figures = {f"append_{threads}_threads_a_second": per_second(save, threads) for threads in (1, 4, 16)}
print(json.dumps(figures))
"""

FILL = """
import os, sys
from pathlib import Path
from api.bootstrap import open_desk
from api.settings import Settings
from benchmarks.projecting import fill

with open_desk(Settings(data_folder=Path(os.environ["DESK_DATA_FOLDER"]))) as desk:
    desk.prepare()
    fill(desk.log, int(sys.argv[1]))
"""

REBUILD = """
import json, os, time
from pathlib import Path
from api.bootstrap import open_desk
from api.settings import Settings

with open_desk(Settings(data_folder=Path(os.environ["DESK_DATA_FOLDER"]))) as desk:
    desk.prepare()
    with desk.database.connection() as connection:
        connection.execute("DROP SCHEMA views CASCADE")
        connection.execute("CHECKPOINT")
    head = desk.log.head()
    begun = time.perf_counter()
    desk.prepare()
    desk.start()
    while True:
        with desk.database.connection() as connection:
            last = connection.execute("SELECT min(position) FROM views.positions").fetchone()[0]
        if last >= head:
            break
        time.sleep(0.02)
    told = time.perf_counter() - begun
    desk.stop()
    print(json.dumps({"rebuild_of_all_s": told}))
"""
"""What a start does whose read models are gone, until all of them are built."""


def appends(tree: Tree, folder: Path) -> dict[str, float]:
    """Saves a second of one fact each, by 1, 4 and 16 threads, on an empty log."""
    return _told(tree.run(APPEND, folder))


def filled(trees: Sequence[Tree], folder: Path, facts: int) -> dict[str, Path]:
    """The same log for each tree, written by the older one."""
    first = next(tree for tree in trees if tree.name == COMMIT)
    source = folder / f"facts-{first.name}"
    first.run(FILL, source, str(facts // FACTS_A_TICKET))
    data = {first.name: source}
    for tree in trees:
        if tree is not first:
            data[tree.name] = folder / f"facts-{tree.name}"
            # With its owners: PostgreSQL does not run as root.
            subprocess.run(["cp", "-a", str(source), str(data[tree.name])], check=True)  # noqa: S603, S607
    return data


def rebuild(tree: Tree, data: Path) -> dict[str, float]:
    """Seconds to build every read model from all facts."""
    return _told(tree.run(REBUILD, data))


def fill_cache(folder: Path) -> None:
    """Fetch once what both trees install, so that neither pays for the network."""
    for commit in ("HEAD", COMMIT):
        fresh = taken_out(commit, folder / f"cached-{commit}")
        subprocess.run(["make", "-s", ".venv/.product"], cwd=fresh, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
        shutil.rmtree(fresh)


def first_answer(tree: Tree, folder: Path) -> dict[str, float]:
    """Seconds from ``make demo`` in a fresh copy to the first answer; today's tree as it is committed."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="demo-") as place:
        Path(place).chmod(0o755)
        fresh = taken_out(COMMIT if tree.name == COMMIT else "HEAD", Path(place) / "tree")
        # As on a machine where nothing is set: with bytecode.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "PYTHON"))}
        begun = time.monotonic()
        process = subprocess.Popen(
            ["make", "-s", "demo", "ARGS=--port 0"],  # noqa: S607
            cwd=fresh,
            env={
                **inherited,
                "DESK_DATA_FOLDER": f"{place}/data",
                "DESK_QUESTIONS_A_MINUTE": "0",
                "DESK_ORDERS_A_MINUTE": "0",
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            address = address_of(process)
            httpx.get(f"{address}/health/live", trust_env=False, timeout=300).raise_for_status()
            return {"demo_to_first_answer_s": time.monotonic() - begun}
        finally:
            ended(process)


def _told(printed: str) -> dict[str, float]:
    line = next(line for line in printed.splitlines() if line.startswith("{"))
    return msgspec.json.decode(line, type=dict[str, float])
