"""Documents whose commands are run as printed: their blocks of commands, and what stands below them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.support.programs import run

MARK = "=== the next block ==="


def blocks(document: Path) -> list[tuple[str, str]]:
    """Every block of commands, with what the document prints below it."""
    told: list[tuple[str, str]] = []
    for kind, body in re.findall(r"```(sh|text)\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
        if kind == "sh":
            told.append((body, ""))
        elif told:
            told[-1] = (told[-1][0], body)
    return told


def run_script(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script that ends at the first command that fails."""
    bash = shutil.which("bash")
    assert bash
    return run([bash, "-euo", "pipefail", "-c", script], **environment)


def run_as_printed(document: Path, **environment: str) -> list[tuple[str, str]]:
    """Run all blocks of a document as one script: what each printed, beside what the document prints below it."""
    printed = blocks(document)
    done = run_script(f'\necho "{MARK}"\n'.join(commands for commands, _ in printed), **environment)
    assert done.returncode == 0, done.stderr + done.stdout
    said = [part.strip() for part in done.stdout.split(MARK)]
    return list(zip(said, [shown.strip() for _, shown in printed], strict=True))
