"""``desk ARGS`` typed in this process: for what a command prints, where that it is a process is not what is claimed."""

from __future__ import annotations

import signal
from functools import cache

import pytest
import typer.main
from typer._click import Command

from api.cli import main as cli
from tests.support.surroundings import log_plainly


def built_once(patch: pytest.MonkeyPatch) -> None:
    """Let the commands be built from their functions once, not again for each that is typed: half of its time."""
    patch.setattr(typer.main, "get_command", _built)


@cache
def _built(app: typer.Typer) -> Command:
    return _get_command(app)


_get_command = typer.main.get_command


def typed(*arguments: str, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit status, output and errors; a process of its own takes a second to begin."""
    before = signal.getsignal(signal.SIGTERM)
    patch.setattr("sys.argv", ["desk", *arguments])
    built_once(patch)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(signal.SIGTERM, before)
        log_plainly()
    out, err = printed.readouterr()
    return int(ended.value.code or 0), out, err
