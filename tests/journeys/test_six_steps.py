"""``docs/six-steps.md``: a new administrator builds a desk with its commands as printed, and sees what it prints."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from commands.found_desk import BUILT_IN
from connectors.storage.server.database import Database
from events.approval import APPROVAL_FACTS, ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.org_unit import OrgUnitAdded
from events.ticket import TicketMoved, TicketRegistered
from events.values.closing_term import ClosingTerm
from tests.api.serving import served
from tests.support.cheap_passwords import CHEAP
from tests.support.documents import run_as_printed

DOCUMENT = Path(__file__).parents[2] / "docs" / "six-steps.md"

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not shutil.which("curl"), reason="the commands are run as printed, with curl"),
]


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    opened = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock(), CHEAP)
    opened.prepare()
    opened.start()
    yield opened
    opened.stop()


def test_a_new_administrator_builds_a_desk_by_the_document_as_printed(desk: Desk) -> None:
    password = desk.found()["admin"]
    with served(desk) as address:
        for said, shown in run_as_printed(DOCUMENT, {"URL": f"{address}/api/v1", "ADMIN_PASSWORD": password}):
            assert said == shown

    facts = [recorded.fact for recorded in desk.log.after(0, 10_000)]
    told = Counter(fact.stored_name for fact in facts)
    assert told["person.registered@1"] == 10 + len(BUILT_IN)
    assert told["team.formed@1"] == 2
    assert told["service.added@2"] == 7
    assert told["agreement.concluded@1"] == 3
    kinds = Counter(fact.kind for fact in facts if isinstance(fact, OrgUnitAdded))
    assert kinds == {"own_company": 1, "department": 4, "company": 2, "branch": 2}
    tickets = [fact for fact in facts if isinstance(fact, TicketRegistered)]
    assert [(ticket.type, bool(ticket.service_path), bool(ticket.responsible)) for ticket in tickets] == [
        ("incident", True, True),
        ("service_request", True, True),
        ("access_request", True, True),
    ]
    assert told["ticket-type.defined@3"] == 1
    last = tickets[-1].ticket_id
    lived = [fact for fact in facts if getattr(fact, "ticket_id", None) == last]
    assert [type(fact) for fact in lived if isinstance(fact, APPROVAL_FACTS)] == [
        ApprovalRequested,
        ApprovalAnswered,
        ApprovalEnded,
    ]
    moves = [fact for fact in lived if isinstance(fact, TicketMoved)]
    assert [(move.status.code, move.solution, move.closes_after) for move in moves] == [
        ("granting", "", None),
        ("granted", "Права выданы.", ClosingTerm(2, "working_days")),
    ]
