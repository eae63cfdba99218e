"""``desk demo`` as a person starts it: what it prints works as printed, and so does what the README lets them type."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_demo import SMALL
from tests.support.asking import DESK
from tests.support.begun import STDOUT, Program, folder_of_desk

PATIENCE_S = 60
README = Path(__file__).parents[2] / "README.md"


@contextmanager
def running_demo(database_url: str, printed: Path) -> Iterator[str]:
    """The demo as a person starts it; gives what it printed once it is served, and ends it with Ctrl-C."""
    environment = {**os.environ, "DESK_DATABASE_URL": database_url, "DESK_LANGUAGE": "en", "COLUMNS": "80"}
    with printed.open("w") as file:
        words = ("-c", DESK, "demo", "--port", "0", "--tickets", str(SMALL))
        process = Program(*words, env=environment, stdout=file, stderr=STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while "Ctrl-C" not in printed.read_text():
            assert process.poll() is None, printed.read_text()
            assert time.monotonic() < deadline, printed.read_text()
            time.sleep(0.05)
        yield printed.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    assert "Stopped." in printed.read_text()


def answers(printed: str) -> list[dict[str, Any]]:
    commands = [line for line in printed.splitlines() if line.startswith("curl ")]
    bash = shutil.which("bash")
    assert bash
    told = [subprocess.run([bash, "-c", line], check=True, capture_output=True).stdout for line in commands]  # noqa: S603 - as printed
    return [json.loads(answer) for answer in told]


@pytest.mark.journey
@pytest.mark.skipif(not shutil.which("curl"), reason="the commands are run as printed, with curl")
def test_the_commands_work_as_printed_and_as_the_readme_says_also_on_a_second_start(
    fresh_database_url: str, tmp_path: Path
) -> None:
    with running_demo(fresh_database_url, tmp_path / "first") as printed:
        first, registered, explained = answers(printed)
        due = [ticket["due_at"] for ticket in first["tickets"] if ticket["due_at"]]
        assert due
        assert due == sorted(due)
        assert registered["number"] > 1000
        assert [clock["clock"] for clock in explained["clocks"]] == ["reaction", "resolution"]
        for clock in explained["clocks"]:
            assert sum(segment["worked_s"] for segment in clock["segments"]) == pytest.approx(clock["consumed_s"])
    with running_demo(fresh_database_url, tmp_path / "second") as printed:
        assert "nothing is loaded again" in printed
        _, again, _ = answers(printed)
        assert again["position"] > registered["position"]
        assert again["number"] == registered["number"] + 1

        url = re.search(r"http://[\d.:]+", printed)
        assert url
        readme = readme_of_the_demo().replace("http://127.0.0.1:8365", url[0])
        told = run_lines(readme.splitlines(), fresh_database_url)
        first, registered, explained = (json.loads(answer) for answer in told[2:5])
        assert first["tickets"]
        assert registered["number"] == again["number"] + 1
        assert explained["number"] == 1001
        tickets, history, clocks, taken = told[5:]
        assert len(tickets.splitlines()) > 10
        assert "VPN" in history
        assert "13:00" in clocks
        assert re.search(r"first-mail\.eml: ticket \d+", taken), (
            "the mail of the README becomes a ticket beside the demo's"
        )

        assert "desk password v.klimova" in printed
        signs_in = f"""curl -s {url[0]}/api/v1/sign-in -H "Content-Type: application/json" -d"""
        typed = ["PASSWORD=$(.venv/bin/desk password v.klimova)"]
        typed += [signs_in + ' "{\\"login\\": \\"v.klimova\\", \\"password\\": \\"$PASSWORD\\"}"']
        _, signed = run_lines(typed, fresh_database_url)
        assert json.loads(signed)["must_change"] is True


def readme_of_the_demo() -> str:
    """What the README lets people type while the demo runs."""
    _, _, behind = README.read_text(encoding="utf-8").partition("While it runs")
    return "\n".join(line[4:] for line in behind.partition("## Run it")[0].splitlines() if line.startswith("    "))


def run_lines(lines: list[str], database_url: str) -> list[str]:
    """Type them into one shell, where the desk's database is found by another setting; what each line printed."""
    bash = shutil.which("bash")
    assert bash
    mark = "=== next ==="
    script = f"\necho '{mark}'\n".join(lines).replace(".venv/bin/desk", str(folder_of_desk() / "desk"))
    environment = {**os.environ, "DESK_DATABASE_URL": database_url, "DESK_LANGUAGE": "en", "COLUMNS": "200"}
    done = subprocess.run(  # noqa: S603 - as printed
        [bash, "-euc", script], capture_output=True, text=True, check=True, env=environment, cwd=README.parent
    )
    return done.stdout.split(f"{mark}\n")
