"""What a fact costs each read model that follows it, alone and among 2,000, beside an older commit; ``make bench``.

The same loop, ``benchmarks.followed_facts``, runs in two trees in turns: this one, and that commit taken out of git.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import msgspec

from benchmarks.report import Figure

COMMIT = "328360a"
ROOT = Path(__file__).parents[1]
RUNS = 3

LOOP = ("followed_courses.py", "followed_facts.py")
MOVED = {
    "from commands.fields import Named": "from commands.agreement import Named",
    "from connectors.storage.feeds import": "from connectors.storage import",
    "connectors.storage.feeds.": "connectors.storage.",
    "connectors.storage.log.": "connectors.storage.",
    "connectors.storage.server.": "connectors.storage.",
    "projections.agreement.rows": "projections.agreements",
    "projections.approval.rows": "projections.approvals",
    "projections.change_request.rows": "projections.changes",
    "projections.org_unit.tree": "projections.org_tree",
    "projections.person.directory": "projections.directory",
    "projections.problem.rows": "projections.problems",
    "projections.service.rows": "projections.services",
    "projections.ticket.rows": "projections.ticket_list",
}
"""Where the commit had what the loop imports."""


def run() -> Iterator[Figure]:
    """CPU milliseconds a fact, of this process and of PostgreSQL; the ratio is how many times less than back then."""
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="desk-before-") as folder:
        archive = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, capture_output=True, check=True)  # noqa: S603, S607
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as tree:
            tree.extractall(folder, filter="data")
        for name in LOOP:
            text = (ROOT / "benchmarks" / name).read_text(encoding="utf-8")
            for ours_is, theirs_was in MOVED.items():
                text = text.replace(ours_is, theirs_was)
            (Path(folder) / "benchmarks" / name).write_text(text, encoding="utf-8")
        for _ in range(RUNS):
            theirs.append(_figures(Path(folder)))
            ours.append(_figures(ROOT))
    conditions = f"CPU time of process and backend, median of {RUNS} in turns; peer: commit {COMMIT}"
    for name in ours[0]:
        now, then = (statistics.median(told[name] for told in runs) for runs in (ours, theirs))
        yield Figure.duration(f"follow_{name}", ours=now, peer=then, unit="ms/fact", conditions=conditions)


def _figures(tree: Path) -> dict[str, float]:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.followed_facts"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in told.stdout.splitlines() if line.startswith("figures "))
    return msgspec.json.decode(line.removeprefix("figures "), type=dict[str, float])
