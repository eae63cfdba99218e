from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"

CONTRACTS = [
    line.split("=", 1)[1].strip().strip('"')
    for block in PYPROJECT.read_text().split("[[tool.importlinter.contracts]]")[1:]
    for line in block.splitlines()
    if line.startswith("name =")
]

HOUSE = {
    "aggregates/ticket.py": "",
    "api/routes.py": "",
    "commands/ticket.py": "",
    "connectors/inbound/mail.py": "",
    "connectors/outbound/mail.py": "",
    "events/ticket.py": "",
    "projections/ticket/rows.py": "",
    "replay/rebuild.py": "",
    "sla_engine/worktime.py": "import threading",  # the one import that the contracts excuse by name
}

BREACHES = {
    "The house: imports only point down, and the columns meet only in facts": ("events/ticket.py", "import api.routes"),
    "The write column never measures": ("commands/ticket.py", "import sla_engine.worktime"),
    "The read column never decides": ("projections/ticket/rows.py", "import aggregates.ticket"),
    "Facts, decisions, arithmetic and commands do no I/O": ("aggregates/ticket.py", "import socket"),
    "The event store library stays in connectors.storage": ("replay/rebuild.py", "import eventsourcing"),
    "Drivers of the outside world stay in connectors": ("projections/ticket/rows.py", "import smtplib"),
    "Only api knows FastAPI": ("connectors/inbound/mail.py", "import fastapi"),
    "What tells the world never asks the desk to act": ("connectors/outbound/mail.py", "import commands.ticket"),
}


def _contracts_kept(folder: Path, house: dict[str, str]) -> dict[str, bool]:
    for path, code in house.items():
        module = folder / path
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(f"{code}\n")
        for parent in module.relative_to(folder).parents:
            if parent.name:
                (folder / parent / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(PYPROJECT.read_text())
    done = subprocess.run(  # noqa: S603 - our own tool on a folder of our own
        [LINT_IMPORTS, "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    marks = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(CONTRACTS) <= marks.keys(), done.stdout + done.stderr
    return {name: marks[name] == "KEPT" for name in CONTRACTS}


def test_every_contract_has_a_breach_to_try_it() -> None:
    assert BREACHES.keys() == set(CONTRACTS)


def test_a_house_in_order_keeps_every_contract(tmp_path: Path) -> None:
    assert all(_contracts_kept(tmp_path, HOUSE).values())


@pytest.mark.parametrize("contract", ["The write column never measures", "Only api knows FastAPI"])
def test_a_breach_breaks_its_contract_and_no_other(tmp_path: Path, contract: str) -> None:
    path, code = BREACHES[contract]
    kept = _contracts_kept(tmp_path, {**HOUSE, path: f"{HOUSE[path]}\n{code}"})
    broken = {name for name, is_kept in kept.items() if not is_kept}
    assert contract in broken
    assert broken <= {contract, "The house: imports only point down, and the columns meet only in facts"}


def test_no_breach_gets_past_its_contract(tmp_path: Path) -> None:
    house = dict(HOUSE)
    for path, code in BREACHES.values():
        house[path] += f"\n{code}"
    assert not any(_contracts_kept(tmp_path, house).values())
