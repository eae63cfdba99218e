"""An answer that lacks what was asked for says so, whichever of the read models behind it has yet to hear of it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection, Cursor
from typing_extensions import override

import api.questions
from api.bootstrap import PROJECTIONS, Desk, SystemClock
from api.questions.asking import ASKED as ASKED_DIRECTLY
from api.questions.asking import teams_that_count
from api.questions.person.cards import CardWanted
from api.questions.ticket.clocks import ExplanationWanted
from api.questions.ticket.history import HistoryWanted
from api.questions.ticket.pages import CountsWanted, TicketsWanted
from api.questions.ticket.views import ViewsWanted
from api.settings import Settings
from commands.agreement import NameDefaultResponsible
from commands.agreement_scope import NameDeskResponsible
from commands.change_request.draft import AssignChange
from commands.fields import Named
from commands.problem.work import AssignProblem
from commands.service import NameServiceResponsible
from commands.team import RenameTeam
from commands.ticket.work import AssignTicket
from connectors.storage.server.database import Database
from events.values.identity import AgreementId, ServiceId, TeamId, change_id, problem_id, ticket_id
from events.values.people import Responsible
from tests.api.serving import World, served
from tests.api.test_asked_directly import viewer_of
from tests.api.test_freshness import ASKED
from tests.api.test_openapi import sent
from tests.support.cheap_passwords import CHEAP
from tests.support.database import new_database

MODEL_OF = {table: name for name, make in PROJECTIONS.items() for table in make().tables}

NAMING_NOBODY = {"read-freeze-history", "read-module-history", "read-schedule-history"}
"""No fact of a module or of a schedule, and none of the freezes of a fresh desk, says a name that a read model would be
asked for.
"""

CHOICES: dict[str, Callable[[Resting], Sequence[object]]] = {
    "explain-ticket-sla": lambda world: [
        ExplanationWanted(ref=str(world.number), with_terms=also) for also in (False, True)
    ],
    "read-ticket-history": lambda world: [
        HistoryWanted(ref=str(world.number), in_words=also) for also in (False, True)
    ],
    "count-tickets": lambda _: [CountsWanted(), CountsWanted(unread=True)],
    "list-tickets": lambda world: [
        TicketsWanted(),
        TicketsWanted(text="принтер"),
        TicketsWanted(view=world.view),
        TicketsWanted(news=True),
    ],
    "list-views": lambda _: [ViewsWanted(), ViewsWanted(counts=True)],
    "read-person": lambda world: _now_and_then(world.persons["specialist"]),
    "read-team": lambda world: _now_and_then(world.team),
    "read-unit": lambda world: _now_and_then(world.department),
}
"""Questions that wait by what is wanted of them -> all that can be; some of it is wanted in the terminal alone."""

FROM_THE_LOG = {"read-team", "read-unit"}
"""As these were then is told by facts, and by no read model."""


def _now_and_then(ref: UUID) -> Sequence[object]:
    return CardWanted(ref=ref), CardWanted(ref=ref, as_of="2100-01-01")


class Resting(World):
    """A served desk whose read models move when they are told to. A team answers for a ticket, a problem, a change."""

    def __init__(self, desk: Desk, url: str, stack: ExitStack) -> None:
        super().__init__(desk, url, stack)
        self.number: int = int(self.ticket(impact="high")["number"])
        desk.catch_up()
        # From the first list on that somebody sees, what others do is new to them.
        assert self.admin.get("/tickets").json()["tickets"]
        team = Responsible(TeamId(self.team))
        self.order(AssignTicket(ticket_id=ticket_id(self.number), responsible=team))
        self.order(AssignProblem(problem_id=problem_id(1), responsible=team))
        self.order(AssignChange(change_id=change_id(1), responsible=team))
        self.order(NameServiceResponsible(service_id=ServiceId(self.service), responsible=team))
        self.order(NameDefaultResponsible(agreement_id=AgreementId(self.agreement), responsible=team))
        self.order(NameDeskResponsible(responsible=team))
        self._named = 0
        desk.catch_up()

    @override
    def ticket(self, **more: Any) -> dict[str, Any]:
        self.desk.catch_up()
        answer = self.requester.post("/tickets", json={"subject": "Не печатает принтер", **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def look_at_ticket(self) -> None:
        """Somebody is there for a while: where nobody is, no read model is asked who."""
        assert self.specialist.put(f"/tickets/{self.number}/presence", json={"doing": "viewing"}).is_success

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


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The read models that are asked meanwhile: what a transaction has locked by its end is what its SQL asked."""
    snapshot, connection, asked = Database.snapshot, Database.connection, set[str]()

    def look(cursor: Cursor[Any]) -> None:
        cursor.execute("SELECT relation::regclass::text FROM pg_locks WHERE pid = pg_backend_pid()")
        asked.update(MODEL_OF[table] for (table,) in cursor if table in MODEL_OF)

    @contextmanager
    def by_snapshot(database: Database) -> Iterator[Cursor[Any]]:
        with snapshot(database) as cursor:
            yield cursor
            look(cursor)

    @contextmanager
    def by_connection(database: Database) -> Iterator[Connection[Any]]:
        with connection(database) as lent, lent.transaction(), lent.cursor() as cursor:
            yield lent
            look(cursor)

    @contextmanager
    def by_glance(database: Database) -> Iterator[Cursor[Any]]:
        with connection(database) as lent, lent.transaction(), lent.cursor() as cursor:
            yield cursor
            look(cursor)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "snapshot", by_snapshot)
        patch.setattr(Database, "glance", by_glance)
        patch.setattr(Database, "connection", by_connection)
        yield asked


def test_a_question_waits_for_every_read_model_that_it_is_seen_to_ask(
    resting: Resting, monkeypatch: pytest.MonkeyPatch
) -> None:
    models: dict[str, frozenset[str]] = {}
    resting.desk.catch_up()
    with watched(monkeypatch) as asked:
        for name in ASKED:
            resting.look_at_ticket()
            asked.clear()
            answer = sent(resting, name, resting.number)
            assert (answer.status_code, answer.headers.get("X-Stale")) == (200, None), (name, answer.text)
            models[name] = frozenset(asked)
    assert {name for name, found in models.items() if not found} == NAMING_NOBODY
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


# -- what waits by what is wanted -------------------------------------------------------------------------------------
def test_every_question_that_waits_by_what_is_wanted_is_asked_for_all_of_it() -> None:
    for module in pkgutil.walk_packages(api.questions.__path__, "api.questions."):
        importlib.import_module(module.name)
    waiting = {name: inspect.getclosurevars(asked).nonlocals["waits_for"] for name, asked in ASKED_DIRECTLY.items()}
    assert {name for name, waits_for in waiting.items() if callable(waits_for)} == CHOICES.keys()


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_a_question_waits_for_what_it_asks_whatever_is_wanted_of_it(
    resting: Resting, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    viewer = viewer_of(resting, "admin", "administrator")
    models: list[frozenset[str]] = []
    resting.desk.catch_up()
    for wanted in CHOICES[name](resting):
        with watched(monkeypatch) as asked:
            assert ASKED_DIRECTLY[name](resting.desk, viewer, wanted, resting.desk.log.head()).is_fresh
        models.append(frozenset(asked))
    assert len(set(models)) == len(models), "of another choice another read model is asked"
    assert [nth for nth, found in enumerate(models) if not found] == ([1] if name in FROM_THE_LOG else [])

    wrong = []
    for behind in PROJECTIONS:
        _, position = resting.rename_team()
        resting.catch_up_but(behind)
        for nth, wanted in enumerate(CHOICES[name](resting)):
            is_fresh = ASKED_DIRECTLY[name](resting.desk, viewer, wanted, position).is_fresh
            if is_fresh and behind in models[nth]:
                wrong.append((nth, behind))
    resting.desk.catch_up()
    assert wrong == []


def test_words_in_a_written_condition_are_waited_for_as_words_beside_it(resting: Resting) -> None:
    viewer = viewer_of(resting, "admin", "administrator")
    written = TicketsWanted(where='{"op":"text","text":"принтер"}')
    _, position = resting.rename_team()
    resting.catch_up_but("search")
    fresh = [
        ASKED_DIRECTLY["list-tickets"](resting.desk, viewer, wanted, position).is_fresh
        for wanted in (TicketsWanted(), TicketsWanted(text="принтер"), written)
    ]
    resting.desk.catch_up()
    assert fresh == [True, False, False]
    assert ASKED_DIRECTLY["list-tickets"](resting.desk, viewer, written, position).is_fresh


# -- whose rights hang on their teams ---------------------------------------------------------------------------------
def test_the_teams_of_who_asks_are_of_a_read_model_that_each_of_their_questions_waits_for(
    resting: Resting, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = viewer_of(resting, "second_line", "second_line")
    resting.desk.catch_up()
    with watched(monkeypatch) as asked:
        assert teams_that_count(resting.desk, viewer.actor, viewer.groups) == {TeamId(resting.team)}
    assert asked == {"directory"}

    of_them = resting.session_of("second_line")
    monkeypatch.setattr(resting, "admin", resting.client("second_line"))
    monkeypatch.setattr(resting, "session_of", lambda _: of_them)
    theirs = [name for name in ASKED if sent(resting, name, resting.number).status_code == 200]
    assert {"list-tickets", "read-ticket", "count-tickets"} <= set(theirs) < set(ASKED)
    _, position = resting.rename_team()
    resting.catch_up_but("directory")
    answers = {name: sent(resting, name, resting.number, position=position) for name in theirs}
    resting.desk.catch_up()
    assert {name for name, answer in answers.items() if answer.headers.get("X-Stale") != "true"} == set()
