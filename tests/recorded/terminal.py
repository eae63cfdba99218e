"""What the command line prints of the recorded desk, in both languages."""

from __future__ import annotations

import io
import json
import os
import re
import signal
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from api import bootstrap
from api.cli import app as cli_app
from api.cli import main as cli
from tests.recorded.around import at_rest
from tests.recorded.scene import Company
from tests.support.surroundings import log_plainly
from tests.support.terminal import built_once

WIDTH = 160
RULES = re.compile(r"\b20\d\d[a-z]\b")
"""A version of the rules of time zones, which is the host's."""
SHOWN = (
    ("tickets",),
    ("search", "принтеров", "--limit", "2"),
    ("search", "ничего", "такого"),
    ("search", "!"),
    ("articles", "--limit", "3"),
    ("article", "K-1"),
    ("article", "K-99"),
    ("history", "1001"),
    ("history", "999999"),
    ("sla", "1001"),
    ("sla", "999999"),
    ("quarantine",),
    ("rights",),
    ("settings",),
    ("health",),
    ("token", "--list"),
    ("audit", "seals", "--from", "1000000"),
    ("nothing",),
)


def printed(stage: Company) -> dict[str, Any]:
    """Command and language -> how it ended and what it printed."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("DESK_")]:
                patch.delenv(name)
            patch.setenv("DESK_DATABASE_URL", stage.desk.database.url)
            for console in (cli_app.out, cli_app.err):
                patch.setattr(console, "_width", WIDTH)
            patch.setattr(bootstrap, "SystemClock", lambda: stage.clock)
            built_once(patch)
            return {
                " ".join((*command, f"({language})")): _run(patch, command, language)
                for command in SHOWN
                for language in ("ru", "en")
            }
    finally:
        signal.signal(signal.SIGTERM, before)
        log_plainly()


def _run(patch: pytest.MonkeyPatch, command: tuple[str, ...], language: str) -> dict[str, Any]:
    patch.setenv("DESK_LANGUAGE", language)
    patch.setattr("sys.argv", ["desk", *command])
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err, pytest.raises(SystemExit) as end:
        cli.main()
    told: Any = out.getvalue()
    if command == ("health",):
        told = at_rest(json.loads(told))
    else:
        told = [RULES.sub("…", line.rstrip()) for line in told.splitlines()]
    return {"ends": end.value.code or 0, "prints": told, "complains": err.getvalue().splitlines()}
