"""Processes that tests end by force: waited for until they are gone, buried by somebody or not."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

import psutil  # type: ignore[import-untyped] # it ships no types


def until_ended(processes: Iterable[psutil.Process], patience_s: float = 30) -> None:
    """Wait for them. Where nobody buries orphans, one that ended keeps its number: that must not be waited out."""
    deadline = time.monotonic() + patience_s
    left = [process for process in processes if not has_ended(process)]
    while left:
        assert time.monotonic() < deadline, left
        os.sched_yield()
        left = [process for process in left if not has_ended(process)]


def has_ended(process: psutil.Process) -> bool:
    """Whether it works no more."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
