"""``docs/integrators.md``: its commands as printed, by a program with a token of its own, in both twins alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from uuid import uuid4

import httpx
import pytest

from api.bootstrap import Desk, SystemClock
from api.http.refusal_answers import TITLES
from api.settings import Settings
from commands.agreement import ConcludeAgreement
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.service_schedule import DrawUpSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.storage.server.database import Database
from events.values.identity import CommandId, ScheduleId
from events.values.people import Scope
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, served
from tests.support.cheap_passwords import CHEAP
from tests.support.documents import run_as_printed
from tests.support.plain_http import PLAINLY
from tests.support.programs import needed

DOCS = Path(__file__).parents[2] / "docs"
MORE_THAN_A_PAGE = 60

pytestmark = pytest.mark.journey


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk that takes tickets from anybody."""
    opened = Desk(database, Settings(data_folder=Path("nowhere"), port=0, wait_s=3.0), SystemClock(), CHEAP)
    opened.prepare()
    opened.bus.execute(FoundDesk(), viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    drawn = DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX)
    schedule = ScheduleId(opened.bus.execute(drawn, viewer=AS_SYSTEM, command_id=CommandId(uuid4())).stream)
    base = ConcludeAgreement(title=Named(en="Base"), schedule_id=schedule, is_base=True)
    opened.bus.execute(base, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    asked = RegisterTicket(subject="Long ago", requester=From(email="guest@client.example"))
    for _ in range(MORE_THAN_A_PAGE):
        opened.bus.execute(asked, viewer=AS_SYSTEM, command_id=CommandId(uuid4()))
    opened.start()
    yield opened
    opened.stop()


@pytest.mark.parametrize("page", ["integrators.md", "integrators.ru.md"])
def test_a_program_does_what_the_page_says_and_sees_what_it_prints(page: str, desk: Desk, tmp_path: Path) -> None:
    needed("curl", "curl")
    with served(desk) as address:
        environment = {
            "URL": f"{address}/api/v1",
            "DESK_DATABASE_URL": desk.database.url,
        }
        for said, shown in run_as_printed(DOCS / page, environment, cwd=tmp_path):
            assert said == shown
        metrics = httpx.get(f"{address}/metrics", **PLAINLY).text
    lists = 'desk_answers_total{method="GET",route="/api/v1/tickets",status="2xx"}'
    (asked,) = (line.removeprefix(lists) for line in metrics.splitlines() if line.startswith(lists))
    pages = -(-(MORE_THAN_A_PAGE + 1) // 50)
    assert float(asked) == pages + 1, "each page of the list once, and one more to begin another"


@pytest.mark.parametrize("page", ["integrators.md", "integrators.ru.md"])
def test_the_page_names_every_scope_and_every_status(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(get_args(Scope))
    assert {int(status) for status in re.findall(r"^\| (\d{3}) \|", text, re.MULTILINE)} >= set(TITLES)
