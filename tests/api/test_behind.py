"""An answer of read models that are behind, a no as well as a yes, is marked wherever it is not the one to come."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import psycopg
import pytest
from psycopg import sql

from api.bootstrap import PROJECTIONS, Desk
from api.rest.ticket_type.orders import DEFINITION
from api.settings import Settings
from connectors.storage.server.database import Database
from tests.api.orders import filled
from tests.api.practice import posted
from tests.api.serving import NINE_TO_SIX, served
from tests.api.test_freshness import ASKED
from tests.api.test_openapi import OPERATIONS
from tests.api.test_stale_marks import MODEL_OF, Resting
from tests.support.cheap_passwords import CHEAP
from tests.support.database import new_database

WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
UNSEEN = {"mail_threads"}
"""Read models that no question asks: the mail intake does."""


class StandingClock:
    """Of two answers that differ, one is older: no time passes between them."""

    def now(self) -> datetime:
        return WEDNESDAY


class Heard(NamedTuple):
    """What somebody heard, and whether it was said to be older than what they asked for."""

    status: int
    body: str
    etag: str | None
    is_marked: bool


class Moving(Resting):
    """A resting desk in which all changes at once: names, links, standings, who is in a team; new things come."""

    def __init__(self, desk: Desk, url: str, stack: ExitStack) -> None:
        super().__init__(desk, url, stack)
        self.rounds = 0
        self.is_member = True
        self.second_line = self.client("second_line")
        self.shelves = [str(posted(self, "/services", {"title": {"en": f"Shelf {n}"}})["id"]) for n in (1, 2)]
        below = {"title": {"en": "Toner"}, "types": ["incident"], "parent_id": self.shelves[0]}
        self.toner = str(posted(self, "/services", below)["id"])
        service = {"service_id": self.toner, "type": "incident", "responsible": {"team_id": str(self.team)}}
        posted(self, f"/agreements/{self.agreement}/services", {"services": self.shelves})
        self.held = posted(self, "/tickets", {"subject": "Тонер", **service})
        linked = {"incidents": [self.held["id"]], "services": [self.toner]}
        self.problem = posted(self, "/problems", {"subject": "Тонер", **linked})
        self.change = posted(
            self,
            "/changes",
            {"subject": "Тонер", "plan": "План", "back_out": "Назад", "services": [self.toner]},
        )
        posted(self, f"/changes/{self.change['id']}/link-incidents", {"incidents": [self.held["id"]]})
        view = posted(self, "/views", {"title": {"en": "All"}, "audience": {"kind": "everyone"}})
        self.old = {
            "views": str(view["id"]),
            "schedules": str(self.schedule),
            "agreements": str(self.agreement),
            "persons": str(self.persons["second_line"]),
            "teams": str(self.team),
            "units": str(self.department),
            "ticket-types": "incident",
            "services": self.toner,
            "problems": str(self.problem["id"]),
            "changes": str(self.change["id"]),
            "modules": "problems",
            "tickets": str(self.held["number"]),
        }
        desk.catch_up()

    def move(self) -> tuple[dict[str, str], int]:
        """Change it all; gives what is new by the tags of their questions, and the position of the last fact."""
        self.rounds += 1
        self.is_member = not self.is_member
        name, member = f"Round {self.rounds}", str(self.persons["second_line"])
        for kind in ("teams", "agreements", "schedules", "units", "views"):
            posted(self, f"/{kind}/{self.old[kind]}/rename", {"title": {"en": name}})
        posted(self, f"/services/{self.toner}/describe", {"title": {"en": name}})
        posted(self, f"/services/{self.toner}/move", {"parent_id": self.shelves[self.rounds % 2]})
        posted(self, f"/persons/{member}/rename", {"full_name": {"last": name, "first": "Q"}})
        posted(self, f"/teams/{self.team}/{'link' if self.is_member else 'unlink'}", {"members": [member]})
        ticket = self.old["tickets"]
        posted(self, f"/tickets/{ticket}/comments", {"body": name, "is_public": True})
        posted(self, f"/tickets/{ticket}/prioritise", {"priority": ("low", "high")[self.rounds % 2]})
        posted(self, f"/problems/{self.problem['id']}/describe", {"subject": name})
        posted(self, f"/changes/{self.change['id']}/outline", {"subject": name})
        posted(self, "/desk/responsible", {"responsible": {"team_id": str(self.team)}})
        return self.added(name), self.desk.log.head()

    def added(self, name: str) -> dict[str, str]:
        title, schedule = {"title": {"en": name}}, str(self.schedule)
        code = f"round_{self.rounds}"
        posted(self, "/ticket-types", {"code": code, "definition": DEFINITION})
        plan = {"plan": "План", "back_out": "Назад"}
        week = msgspec.to_builtins(NINE_TO_SIX)
        person = {"full_name": {"last": f"{name} new", "first": "Q"}, "unit_id": str(self.department)}
        ticket = str(posted(self, "/tickets", {"subject": name})["number"])
        asked = {"question": name, "stages": [{"approvers": [str(self.persons["specialist"])]}]}
        posted(self, f"/tickets/{ticket}/approvals", asked)
        everyone = {"audience": {"kind": "everyone"}}
        return {
            "views": str(posted(self, "/views", {**title, **everyone})["id"]),
            "schedules": str(posted(self, "/schedules", {**title, "timetable": week})["id"]),
            "agreements": str(posted(self, "/agreements", {**title, "schedule_id": schedule})["id"]),
            "persons": str(posted(self, "/persons", person)["id"]),
            "teams": str(posted(self, "/teams", {**title, "members": [str(self.persons["specialist"])]})["id"]),
            "units": str(posted(self, "/departments", title)["id"]),
            "ticket-types": code,
            "services": str(posted(self, "/services", title)["id"]),
            "problems": str(posted(self, "/problems", {"subject": name})["id"]),
            "changes": str(posted(self, "/changes", {"subject": name, **plan})["id"]),
            "tickets": ticket,
        }

    def ask_all(self, new: dict[str, str], position: int, these: Collection[str] | None = None) -> dict[str, Heard]:
        """Every question about the old and about the new, by whoever sees all and by whoever sees by their team."""
        found = {}
        for called, ask in self.all_questions(new, position):
            if these is None or called in these:
                found[called] = ask()
        return found

    def all_that_read(self, new: dict[str, str], position: int) -> dict[str, frozenset[str]]:
        """Every question, with the read models whose tables stand in any SQL that was run for it."""
        run = list[str]()

        def noting(does: Callable[..., Any]) -> Callable[..., Any]:
            def noted(cursor: Any, query: Any, *more: Any, **named: Any) -> Any:
                run.append(query.as_string(cursor) if isinstance(query, sql.Composable) else str(query))
                return does(cursor, query, *more, **named)

            return noted

        found = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(psycopg.Cursor, "execute", noting(psycopg.Cursor.execute))
            patch.setattr(psycopg.Cursor, "copy", noting(psycopg.Cursor.copy))
            for called, ask in self.all_questions(new, position):
                run.clear()
                ask()
                words = set(re.findall(r"\w+", " ".join(run)))
                found[called] = frozenset(model for table, model in MODEL_OF.items() if table in words)
        return found

    def all_questions(self, new: dict[str, str], position: int) -> Iterator[tuple[str, Callable[[], Heard]]]:
        """What each is called, and how it is asked."""
        for name in ASKED:
            tag = OPERATIONS[name][2]["tags"][0]
            for who in ("admin", "second_line"):
                yield f"{who}: {name} of the old", partial(self.ask, who, name, self.old.get(tag, ""), position)
                if tag in new and "{ref}" in OPERATIONS[name][1]:
                    yield f"{who}: {name} of the new", partial(self.ask, who, name, new[tag], position)
        for path in ("/search", "/tickets"):
            yield f"{path} for words", partial(self.listed, f"{path}?text=Round&min_position={position}")
        for shelf, service in enumerate(self.shelves):
            for path in ("/tickets", "/problems", "/changes"):
                at = f"{path}?service={service}&min_position={position}"
                yield f"{path} of shelf {shelf}", partial(self.listed, at)

    def listed(self, address: str) -> Heard:
        return heard(self.admin.get(address))

    def ask(self, who: str, name: str, ref: str, position: int) -> Heard:
        method, path, operation = OPERATIONS[name]
        client = {"admin": self.admin, "second_line": self.second_line}[who]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
        version = "0" if operation["tags"] == ["ticket-types"] else "1"
        return heard(
            client.request(
                method,
                self.url + path.replace("{ref}", ref).replace("{version}", version),
                json=filled(self, body),
                params={"min_position": str(position)},
            )
        )


def heard(answer: httpx.Response) -> Heard:
    body = answer.text
    is_json = "json" in answer.headers["content-type"]
    if is_json:
        told = answer.json()
        stale = told.pop("stale", False)
        assert stale is (answer.headers.get("X-Stale") == "true"), body
        body = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return Heard(answer.status_code, body, answer.headers.get("ETag"), answer.headers.get("X-Stale") == "true")


@pytest.fixture(scope="module")
def moving(database_url: str, template: str) -> Iterator[Moving]:
    settings = Settings(data_folder=Path("nowhere"), port=0, body_limit=20_000, wait_s=0.01)
    with ExitStack() as stack:
        database = stack.enter_context(Database(stack.enter_context(new_database(database_url, template))))
        desk = Desk(database, settings, StandingClock(), CHEAP)
        desk.prepare()
        yield Moving(desk, stack.enter_context(served(desk)), stack)


@pytest.fixture(scope="module")
def readers(moving: Moving) -> dict[str, frozenset[str]]:
    """Read model -> the questions whose SQL names it, before everything has read what moved or after.

    The others cannot answer otherwise when it is behind: they ask nothing of it.
    """
    new, position = moving.move()
    before = moving.all_that_read(new, position)
    moving.desk.catch_up()
    after = moving.all_that_read(new, position)
    assert {model for models in after.values() for model in models} == set(PROJECTIONS) - UNSEEN
    return {model: frozenset(name for name in before if model in before[name] | after[name]) for model in PROJECTIONS}


@pytest.mark.parametrize("behind", PROJECTIONS)
def test_whatever_is_not_the_answer_to_come_is_marked_while_one_read_model_is_behind(
    moving: Moving, readers: dict[str, frozenset[str]], behind: str
) -> None:
    new, position = moving.move()
    moving.catch_up_but(behind)
    old = moving.ask_all(new, position, readers[behind])
    moving.desk.catch_up()
    unmarked = {name: answer for name, answer in old.items() if not answer.is_marked}
    then = moving.ask_all(new, position, unmarked)

    assert {name: (old[name], then[name]) for name in unmarked if old[name] != then[name]} == {}
    assert (len(unmarked) < len(old)) is (behind not in UNSEEN)


@pytest.mark.parametrize("path", ["", "/timeline", "/history", "/sla", "/as-registered"])
def test_that_a_ticket_is_not_there_yet_is_said_with_a_mark(moving: Moving, path: str) -> None:
    receipt = posted(moving, "/tickets", {"subject": "Новая"})
    moving.catch_up_but("ticket_list")
    about, named = f"/tickets/{receipt['number']}{path}", {"min_position": receipt["position"]}

    old, unasked = moving.admin.get(about, params=named), moving.admin.get(about)
    moving.desk.catch_up()
    then = moving.admin.get(about, params=named)

    assert (old.status_code, old.json()["code"]) == (404, "no-such-ticket")
    assert (old.headers.get("X-Stale"), old.json()["stale"]) == ("true", True)
    assert (unasked.status_code, unasked.headers.get("X-Stale"), "stale" in unasked.json()) == (404, None, False)
    assert (then.status_code, then.headers.get("X-Stale"), "stale" in then.json()) == (200, None, False)


def test_rows_79_86_who_sees_by_their_teams_asks_with_those_of_after_the_wait(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of teams is behind when they come in, and catches up while they wait."""
    wait, about = moving.desk.waiter.wait, f"/tickets/{moving.held['number']}"
    member = {"members": [str(moving.persons["second_line"])]}

    def waited(names: Collection[str], position: int, timeout: float) -> bool:
        moving.desk.catch_up()
        return wait(names, position, timeout)

    found = []
    for word in ("unlink", "link", "unlink", "link"):
        position = posted(moving, f"/teams/{moving.team}/{word}", member)["position"]
        with monkeypatch.context() as patch:
            patch.setattr(moving.desk.waiter, "wait", waited)
            answer = moving.second_line.get(about, params={"min_position": position})
        moving.is_member = word == "link"
        found.append((word, answer.status_code, answer.headers.get("X-Stale")))

    assert found[1:] == [("link", 200, None), ("unlink", 404, None), ("link", 200, None)]


def test_rows_79_86_what_was_seen_by_teams_that_are_behind_is_marked(moving: Moving) -> None:
    about, member = f"/tickets/{moving.held['number']}", {"members": [str(moving.persons["second_line"])]}
    seen = []
    for word in ("unlink", "link", "unlink", "link"):
        position = posted(moving, f"/teams/{moving.team}/{word}", member)["position"]
        moving.catch_up_but("directory")
        old = moving.second_line.get(about, params={"min_position": position})
        moving.desk.catch_up()
        new = moving.second_line.get(about, params={"min_position": position})
        moving.is_member = word == "link"
        seen.append((word, old.status_code, old.headers.get("X-Stale"), new.status_code, new.headers.get("X-Stale")))

    assert seen[1:] == [
        ("link", 404, "true", 200, None),
        ("unlink", 200, "true", 404, None),
        ("link", 404, "true", 200, None),
    ]


def test_rows_79_86_an_order_is_judged_by_the_teams_of_the_log(moving: Moving) -> None:
    """No read model has heard of the team's change when the order comes."""
    about, member = f"/tickets/{moving.held['number']}", {"members": [str(moving.persons["second_line"])]}
    found = []
    for word in ("unlink", "link", "unlink", "link"):
        posted(moving, f"/teams/{moving.team}/{word}", member)
        answer = moving.second_line.post(f"{about}/comments", json={"body": word, "is_public": True})
        moving.is_member = word == "link"
        found.append((word, answer.status_code, answer.json().get("code")))
    moving.desk.catch_up()

    assert found[1:] == [("link", 200, None), ("unlink", 404, "no-such-ticket"), ("link", 200, None)]
