"""An answer that lacks what was asked for says so, whichever of the read models behind it has yet to hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from psycopg import Cursor
from typing_extensions import override

from api.bootstrap import PROJECTIONS, Desk, SystemClock
from api.settings import Settings
from commands.change_request.draft import AssignChange
from commands.fields import Named
from commands.problem.work import AssignProblem
from commands.team import RenameTeam
from commands.ticket.work import AssignTicket
from connectors.storage.server.database import Database
from events.values.identity import TeamId, change_id, problem_id, ticket_id
from events.values.people import Responsible
from tests.api.serving import World, served
from tests.api.test_freshness import ASKED
from tests.api.test_openapi import sent
from tests.support.cheap_passwords import CHEAP
from tests.support.database import new_database

MODEL_OF = {table: name for name, make in PROJECTIONS.items() for table in make().tables}

NOTHING_TO_ASK = {
    "read-desk-responsible",
    "read-module-history",
    "read-agreement-history",
    "read-schedule-history",
    "read-service-history",
}
"""Nobody has named or changed anything: there are no facts whose names would be asked for."""


class Resting(World):
    """A served desk whose read models move when they are told to. A team answers for a ticket, a problem, a change."""

    def __init__(self, desk: Desk, url: str, stack: ExitStack) -> None:
        super().__init__(desk, url, stack)
        self.number = int(self.ticket(impact="high")["number"])
        team = Responsible(TeamId(self.team))
        self.order(AssignTicket(ticket_id=ticket_id(self.number), responsible=team))
        self.order(AssignProblem(problem_id=problem_id(1), responsible=team))
        self.order(AssignChange(change_id=change_id(1), responsible=team))
        self._named = 0
        desk.catch_up()

    @override
    def ticket(self, **more: Any) -> dict[str, Any]:
        self.desk.catch_up()
        answer = self.requester.post("/tickets", json={"subject": "Не печатает принтер", **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def rename_team(self) -> tuple[str, int]:
        """Another name for the team; gives it with its position."""
        self._named += 1
        name = f"Team {self._named}"
        self.order(RenameTeam(team_id=TeamId(self.team), title=Named(en=name)))
        return name, self.desk.log.head()

    def catch_up_but(self, behind: str) -> None:
        """Let every read model take in what was written, but for one."""
        for consumer in self.desk.consumers:
            if consumer.name != behind:
                consumer.catch_up()


@pytest.fixture(scope="module")
def resting(database_url: str, template: str) -> Iterator[Resting]:
    settings = Settings(data_folder=Path("nowhere"), port=0, body_limit=20_000, wait_s=0.01)
    with ExitStack() as stack:
        database = stack.enter_context(Database(stack.enter_context(new_database(database_url, template))))
        desk = Desk(database, settings, SystemClock(), CHEAP)
        desk.prepare()
        yield Resting(desk, stack.enter_context(served(desk)), stack)


@pytest.mark.parametrize(
    "name", ["read-ticket", "list-tickets", "list-problems", "read-problem", "list-changes", "read-change"]
)
def test_an_answer_with_the_old_name_of_a_team_is_marked_while_only_the_directory_is_behind(
    resting: Resting, name: str
) -> None:
    renamed, position = resting.rename_team()
    resting.catch_up_but("directory")

    old = sent(resting, name, resting.number, position=position)
    resting.desk.catch_up()
    new = sent(resting, name, resting.number, position=position)

    assert (old.headers.get("X-Stale"), old.json()["stale"], renamed in old.text) == ("true", True, False), old.text
    assert (new.headers.get("X-Stale"), "stale" in new.json(), renamed in new.text) == (None, False, True), new.text


def test_a_question_waits_for_every_read_model_that_it_is_seen_to_ask(
    resting: Resting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its transaction has locked by its end is what its SQL asked."""
    snapshot, asked = Database.snapshot, set[str]()

    @contextmanager
    def watched(database: Database) -> Iterator[Cursor[Any]]:
        with snapshot(database) as cursor:
            yield cursor
            cursor.execute("SELECT relation::regclass::text FROM pg_locks WHERE pid = pg_backend_pid()")
            asked.update(MODEL_OF[table] for (table,) in cursor if table in MODEL_OF)

    models: dict[str, frozenset[str]] = {}
    resting.desk.catch_up()
    with monkeypatch.context() as patch:
        patch.setattr(Database, "snapshot", watched)
        for name in ASKED:
            asked.clear()
            answer = sent(resting, name, resting.number)
            assert (answer.status_code, answer.headers.get("X-Stale")) == (200, None), (name, answer.text)
            models[name] = frozenset(asked)
    assert {name for name, found in models.items() if not found} == NOTHING_TO_ASK
    assert set(PROJECTIONS) - {model for found in models.values() for model in found} == {"mail_threads"}

    unmarked = []
    for behind in PROJECTIONS:
        _, position = resting.rename_team()
        resting.catch_up_but(behind)
        for name in ASKED:
            if behind in models[name]:
                answer = sent(resting, name, resting.number, position=position)
                if answer.headers.get("X-Stale") != "true":
                    unmarked.append((name, behind))
    resting.desk.catch_up()
    assert unmarked == []
