"""Data folders as initdb makes them, copied from one that it made for the session; the conftest puts this in its place.

To make one takes initdb 0.6 s of the processor, some twenty times in a run. What claims something of initdb itself
(languages, other users, folders that hold something) starts a Python of its own, or is answered by initdb as ever.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from connectors.storage.embedded import server
from connectors.storage.embedded.initdb import command_of, initdb

PLACE = "DESK_TEST_MADE_FOLDERS"


@contextmanager
def place_of_made_folders() -> Iterator[None]:
    """A place for them until the end of the session: all its processes inherit it from the first."""
    if PLACE in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="desk-made-", ignore_cleanup_errors=True) as place:
        os.environ[PLACE] = place
        yield
        del os.environ[PLACE]


def copy_made_folders() -> None:
    """Let servers that this process starts begin on copies."""
    if place := os.environ.get(PLACE):
        server.initdb = _Copying(Path(place))  # type: ignore[attr-defined] # the name that the module imports


class _Copying:
    """In the place of ``initdb``: the first folder is made, the others are copies of it, for whoever may read it."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __call__(self, binaries: Path, arguments: list[str], folder: Path, user: str | None) -> str:
        if any(folder.iterdir()) or not os.access(self._place, os.W_OK | os.X_OK):
            return initdb(binaries, arguments, folder, user)
        said = repr([command_of(binaries, arguments, Path()), user, os.geteuid()])
        made = self._place / sha256(said.encode()).hexdigest()
        told = ""
        if not made.is_dir():
            told = initdb(binaries, arguments, folder, user)
            with tempfile.TemporaryDirectory(dir=self._place) as ahead:
                _copy(folder, Path(ahead) / "made")
                # Where another process was first, its folder is as good.
                with suppress(OSError):
                    (Path(ahead) / "made").rename(made)
        else:
            _copy(made, folder)
        return told


def _copy(made: Path, copy: Path) -> None:
    """A copy that belongs to whom the folder belongs."""
    cp = shutil.which("cp")
    assert cp is not None
    copy.mkdir(exist_ok=True)
    subprocess.run([cp, "-a", f"{made}/.", f"{copy}/"], check=True)  # noqa: S603 - as found, on folders of ours
