"""Documents whose commands are run as printed: their blocks of commands, and what stands below them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.begun import folder_of_desk
from tests.support.programs import run

MARK = "=== the next block ==="


def blocks(document: Path) -> list[tuple[str, str]]:
    """Every block of commands, with the first block of text below it: what they print."""
    told: list[tuple[str, str]] = []
    for kind, body in re.findall(r"```(sh|text)\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
        if kind == "sh":
            told.append((body, ""))
        elif told and not told[-1][1]:
            told[-1] = (told[-1][0], body)
    return told


def run_script(
    script: str, environment: Mapping[str, str], *, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A script that ends at the first command that fails; its Python is the one that runs the tests."""
    bash = shutil.which("bash")
    assert bash
    known = {**os.environ, **environment}
    # Straight from its folder: a script that chooses among versions takes longer than what it starts.
    path = os.pathsep.join((str(folder_of_desk()), str(Path(sys.executable).parent), known["PATH"]))
    return run([bash, "-euo", "pipefail", "-c", script], {**environment, "PATH": path}, cwd=cwd)


def run_as_printed(document: Path, environment: Mapping[str, str], *, cwd: Path | None = None) -> list[tuple[str, str]]:
    """Run all blocks of a document as one script: what each printed, beside what the document prints below it."""
    printed = blocks(document)
    done = run_script(f'\necho "{MARK}"\n'.join(commands for commands, _ in printed), environment, cwd=cwd)
    assert done.returncode == 0, done.stderr + done.stdout
    said = [part.strip() for part in done.stdout.split(MARK)]
    return list(zip(said, [shown.strip() for _, shown in printed], strict=True))
