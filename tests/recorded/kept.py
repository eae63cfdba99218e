"""Where the records are kept, one file for each group of operations; read by the test, written by ``make docs``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "answers"


def text_of(records: dict[str, Any]) -> str:
    """A file's text: a value on a line, so that a difference is a line."""
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def read(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """File name -> what it holds."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def write(files: dict[str, dict[str, Any]], folder: Path = FOLDER) -> None:
    """Write every file, and remove those of groups that are no more."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.json"):
        if path.stem not in files:
            path.unlink()
    for name, records in files.items():
        (folder / f"{name}.json").write_text(text_of(records), encoding="utf-8")
