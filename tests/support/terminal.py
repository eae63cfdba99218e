"""``desk ARGS`` typed in this process: for what a command prints, where that it is a process is not what is claimed."""

from __future__ import annotations

import signal

import pytest

from api.cli import main as cli
from tests.support.surroundings import log_plainly


def typed(*arguments: str, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit status, output and errors; a process of its own takes a second to begin."""
    before = signal.getsignal(signal.SIGTERM)
    patch.setattr("sys.argv", ["desk", *arguments])
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(signal.SIGTERM, before)
        log_plainly()
    out, err = printed.readouterr()
    return int(ended.value.code or 0), out, err
