"""What the tests run in: memory to write to, modules that stay compiled, short logs; called by the conftest."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import psutil  # type: ignore[import-untyped] # it ships no types
import structlog

MEMORY = Path("/dev/shm")  # noqa: S108 - whether it will do is asked below
NEEDED = 2 * 1024**3
"""Bytes that must be free there: two servers with some thirty databases take a tenth of it."""


def write_to_memory() -> None:
    """Let temporary folders lie in memory where there is room, unless somebody said where.

    A copy of a database is some five hundred files: a disk takes ten times as long over them, for every test.
    """
    if not os.environ.get("TMPDIR") and _will_do(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def keep_compiled() -> None:
    """Let Python keep what it compiled, also where the machine says not to: the tests start it some hundred times."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def look_seldom_for_rings() -> None:
    """Let Python look less often for garbage that holds itself: it looks through ten thousand tests each time."""
    gc.set_threshold(50_000, 20, 50)


def log_plainly() -> None:
    """Let what a desk logs be told without a picture of its errors: to draw one takes a third of a second."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.reset_defaults()
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


def _will_do(folder: Path) -> bool:
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return False
    # Programs of tests lie there, too.
    may_run = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return may_run and min(shutil.disk_usage(folder).free, psutil.virtual_memory().available // 2) > NEEDED
