"""What a fact costs each read model that follows it, alone and among 2,000, beside an older commit; ``make bench``.

The same loop, ``benchmarks.followed_facts``, runs in two trees in turns: this one, and that commit taken out of git.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.two_desks import figures_in, taken_out

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
        taken_out(COMMIT, Path(folder))
        for name in LOOP:
            text = (ROOT / "benchmarks" / name).read_text(encoding="utf-8")
            for ours_is, theirs_was in MOVED.items():
                text = text.replace(ours_is, theirs_was)
            (Path(folder) / "benchmarks" / name).write_text(text, encoding="utf-8")
        for _ in range(RUNS):
            theirs.append(figures_in(Path(folder), "-m", "benchmarks.followed_facts"))
            ours.append(figures_in(ROOT, "-m", "benchmarks.followed_facts"))
    conditions = f"CPU time of process and backend, median of {RUNS} in turns; peer: commit {COMMIT}"
    for name in ours[0]:
        now, then = (statistics.median(told[name] for told in runs) for runs in (ours, theirs))
        yield Figure.duration(f"follow_{name}", ours=now, peer=then, unit="ms/fact", conditions=conditions)
