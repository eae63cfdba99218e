"""Counters of all processes of a desk in one folder, so that each can tell the sum; begun by ``serve`` and ``demo``.

A file is of a place among the processes, not of a process: whoever takes the place of one that died counts on from
where that one stood.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, values
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

PARENT = "parent"
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of ours is made in it, closed to others


class _Here:
    """Where this process counts."""

    folder: Path | None = None
    place = PARENT


@contextmanager
def counted_together() -> Iterator[None]:
    """What counts from now on does so for all processes that this one forks; to be begun before anything counts."""
    where = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK | os.X_OK) else None
    before = values.ValueClass
    with tempfile.TemporaryDirectory(prefix="desk-meters-", dir=where, ignore_cleanup_errors=True) as folder:
        os.environ[_VARIABLE] = folder
        _Here.folder = Path(folder)
        values.ValueClass = values.MultiProcessValue(process_identifier=lambda: _Here.place)  # type: ignore[no-untyped-call] # it has no types
        try:
            yield
        finally:
            values.ValueClass = before
            _Here.folder = None
            del os.environ[_VARIABLE]


def become(place: str) -> None:
    """This process counts at another place than the one that it was forked off from."""
    _Here.place = place


def gathered() -> CollectorRegistry | None:
    """What all processes have counted, for one answer; ``None``: this process counts for itself."""
    if _Here.folder is None:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(_Here.folder))  # type: ignore[no-untyped-call] # it has no types
    return registry


def gone(place: str) -> None:
    """The process of a place is gone: what it held is not held any more, what it counted stays counted."""
    if _Here.folder is not None:
        mark_process_dead(place, path=str(_Here.folder))  # type: ignore[no-untyped-call] # it has no types


def clear() -> None:
    """Leave nothing behind: the process that would is gone."""
    if _Here.folder is not None:
        shutil.rmtree(_Here.folder, ignore_errors=True)
