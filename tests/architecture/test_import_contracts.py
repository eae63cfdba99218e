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
    "api/cli/main.py": "",
    "api/console/pages.py": "",
    "api/http/door.py": "",
    "api/meters/metrics.py": "",
    "api/openapi/document.py": "",
    "api/pictures/clocks.py": "",
    "api/questions/ticket.py": "import projections.ticket.rows",  # as all of them do
    "api/rest/ticket.py": "",
    "api/wire/listener.py": "",
    "commands/agreement.py": "",
    "commands/fields.py": "",
    "commands/ticket.py": "",
    "connectors/inbound/due/timekeeper.py": "",
    "connectors/inbound/identities.py": "",
    "connectors/inbound/mail/intake.py": "",
    "connectors/inbound/sign_in/accounts.py": "",
    "connectors/outbound/mail.py": "",
    "connectors/storage/log/event_log.py": "",
    "events/ticket.py": "",
    "projections/ticket/rows.py": "",
    "replay/rebuild.py": "",
    "sla_engine/worktime.py": "import threading",  # the one import that the contracts excuse by name
}

BREACHES = {
    "The house: imports only point down, and the columns meet only in facts": (
        "events/ticket.py",
        "import api.rest.ticket",
    ),
    "The write column never measures": ("commands/ticket.py", "import sla_engine.worktime"),
    "The read column never decides": ("projections/ticket/rows.py", "import aggregates.ticket"),
    "Facts, decisions, arithmetic and commands do no I/O": ("aggregates/ticket.py", "import socket"),
    "The event store library stays in connectors.storage": ("replay/rebuild.py", "import eventsourcing"),
    "Drivers of the outside world stay in connectors": ("projections/ticket/rows.py", "import smtplib"),
    "Only api knows FastAPI": ("connectors/inbound/mail/intake.py", "import fastapi"),
    "What tells the world never asks the desk to act": ("connectors/outbound/mail.py", "import commands.ticket"),
    "Questions know no HTTP framework": ("api/questions/ticket.py", "import fastapi"),
    "Questions know no door": ("api/questions/ticket.py", "import api.http.door"),
    "Only questions ask projections": ("api/meters/metrics.py", "import projections.ticket.rows"),
    "Pages ask no route and no terminal": ("api/console/pages.py", "import api.cli.main"),
    "No other door knows the pages": ("api/http/door.py", "import api.console.pages"),
    "Only pages are made of templates": ("api/questions/ticket.py", "import jinja2"),
    "The terminal asks no route": ("api/cli/main.py", "import api.rest.ticket"),
    "No route knows the terminal": ("api/pictures/clocks.py", "import api.cli.main"),
    "What comes in through one door knows no other": (
        "connectors/inbound/mail/intake.py",
        "import connectors.inbound.sign_in.accounts",
    ),
    "Storage knows neither who fills it nor who is told": (
        "connectors/storage/log/event_log.py",
        "import connectors.inbound.due.timekeeper",
    ),
    "Nouns build on nouns below them, and share what is below all": (
        "commands/agreement.py",
        "import commands.ticket",
    ),
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


@pytest.mark.parametrize("door", ["cli/main", "http/door", "openapi/document", "pictures/clocks", "rest/ticket"])
def test_no_door_asks_projections(tmp_path: Path, door: str) -> None:
    kept = _contracts_kept(tmp_path, {**HOUSE, f"api/{door}.py": "import projections.ticket.rows"})
    assert {name for name, is_kept in kept.items() if not is_kept} == {"Only questions ask projections"}
