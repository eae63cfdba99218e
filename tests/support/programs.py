"""Programs of the machine that operators' pages speak of: found, or the test is skipped with the way to get them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

_PLACES = os.pathsep.join(("/usr/sbin", "/usr/bin", "/sbin", "/bin"))


def needed(program: str, package: str) -> str:
    """The path of a program. Without it a test is skipped, and fails on the CI server, which installs it."""
    found = shutil.which(program, path=_PLACES)
    if found is None:
        words = f"{program} is missing: apt-get install -y --no-install-recommends {package}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)
    return str(found)


def run(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """What a program says, and how it ends."""
    return subprocess.run(  # noqa: S603 - commands of our own
        list(command),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={**os.environ, **(environment or {})},
    )


def well(done: subprocess.CompletedProcess[str]) -> str:
    """What a program said that ended well."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
