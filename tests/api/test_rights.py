"""Every operation of the document with every group and combination: what the door does is what the matrices say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import combinations
from typing import get_args
from uuid import uuid4

import httpx
import pytest

from aggregates.person import refuse_bad_groups
from api.questions.rights import rights
from api.questions.table import QUESTIONS
from api.rest.command_table import COMMAND_ROUTES
from commands.catalogue import COMMANDS, issuers
from commands.permissions import ADMINISTRATORS
from events.values.people import Actor, Group
from events.values.refusal import Refusal
from tests.api.serving import World
from tests.api.test_openapi import OPERATIONS
from tests.support.plain_http import PLAINLY, straight

NOWHERE = "00000000-0000-4000-8000-00000000dead"
"""Nothing has this id: whoever may ask is told so, whoever may not is told the same as of a thing that exists."""
OPEN = {"sign-in", "reset-password", "answer-satisfaction"}
OWN = {name for name, (_, path, told) in OPERATIONS.items() if told["tags"] == ["accounts"] and "/me/" in path} | {
    "sign-out"
}
"""What asks for a session of one's own, whatever the groups."""
BY_SESSION = {
    *("generate-password", "offer-reset-link", "end-sessions-of", "withdraw-any-token"),
    "take-second-factor-off",
}
"""What administrators do to the accounts of others: with a session of their own, never with a token."""
OF_ONESELF = {
    *("name-substitute", "dismiss-substitute", "plan-absence", "replan-absence", "end-absence"),
    *("set-person-language", "set-person-zone"),
}
"""Commands that everybody may give to themselves, and administrators to anybody."""


def valid(groups: frozenset[Group]) -> bool:
    """Whether somebody with a licence may have these groups (rows 83-87)."""
    try:
        refuse_bad_groups("employee", groups, "named")
    except Refusal:
        return False
    return True


GROUPS: tuple[Group, ...] = get_args(Group)
SETS = [
    frozenset(chosen)
    for size in (0, 1, 2)
    for chosen in combinations([group for group in GROUPS if group != "requester"], size)
    if valid(frozenset(chosen))
]


@pytest.fixture(scope="module")
def clients(world: World) -> Iterator[dict[frozenset[Group], httpx.Client]]:
    """A bearer for every combination that can be, each a requester too, as everybody is."""
    with ExitStack() as stack:
        yield {groups: stack.enter_context(bearer(world, groups | {"requester"})) for groups in SETS}


def bearer(world: World, groups: frozenset[Group]) -> httpx.Client:
    """Somebody with exactly these groups."""
    actor = Actor(kind="person", id=uuid4(), name="Кто-то")
    token = world.desk.tokens.make(actor, groups, now=world.desk.clock.now())
    return httpx.Client(base_url=world.url, headers={"Authorization": f"Bearer {token}"}, timeout=30, **straight())


def address(path: str, ref: str) -> str:
    if "/ticket-types/" in path:  # these are called by a code
        ref = "nothing" if ref == NOWHERE else "incident"
    for name in ("{ref}", "{session}", "{token}"):
        path = path.replace(name, ref)
    return path.replace("{version}", "1").replace("{edition}", "1")


def test_every_operation_is_in_one_of_the_two_matrices() -> None:
    questions = {name for name in OPERATIONS if name not in COMMANDS and OPERATIONS[name][2]["tags"] != ["health"]}

    assert questions == set(QUESTIONS)
    assert {route.command.name for route in COMMAND_ROUTES} <= set(OPERATIONS)


@pytest.mark.parametrize("name", sorted({route.command.name for route in COMMAND_ROUTES}))
def test_row_20_every_command_is_refused_to_every_group_that_may_not_issue_it(
    world: World, clients: dict[frozenset[Group], httpx.Client], name: str
) -> None:
    method, path, operation = OPERATIONS[name]
    example = operation["requestBody"]["content"]["application/json"]["example"]
    before = world.desk.log.head()
    for groups, client in clients.items():
        if not issuers(name).isdisjoint(groups | {"requester"}):
            continue
        answer = client.request(method, address(path, str(world.department)), json=example)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed"), groups
        if len(groups) < 2:
            nowhere = client.request(method, address(path, NOWHERE), json=example)
            assert nowhere.json() == answer.json(), groups
    assert world.desk.log.head() == before


@pytest.mark.parametrize("name", sorted({route.command.name for route in COMMAND_ROUTES if route.binds}))
def test_row_20_every_command_is_taken_from_every_group_that_may_issue_it(
    clients: dict[frozenset[Group], httpx.Client], name: str
) -> None:
    method, path, operation = OPERATIONS[name]
    example = operation["requestBody"]["content"]["application/json"]["example"]
    for groups, client in clients.items():
        if issuers(name).isdisjoint(groups | {"requester"}):
            continue
        ref = NOWHERE
        if name in OF_ONESELF and ADMINISTRATORS.isdisjoint(groups):
            assert client.request(method, address(path, NOWHERE), json=example).status_code == 403, groups
            ref = client.get("/api/v1/me").json()["actor"]["id"]
        answer = client.request(method, address(path, ref), json=example)
        # The bus let it through: its handler found that there is no such thing.
        assert answer.status_code == 404, (groups, answer.text)
        assert answer.json()["code"].startswith("no-such-"), groups


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) & set(OPERATIONS) - OPEN - OWN))
def test_row_20_every_question_is_answered_to_the_groups_that_may_ask_it_alone(
    world: World, clients: dict[frozenset[Group], httpx.Client], name: str
) -> None:
    method, path, operation = OPERATIONS[name]
    # What has no end is asked for its head.
    method = "HEAD" if name == "open-stream" else method
    query = {parameter["name"]: "1" for parameter in operation.get("parameters", []) if parameter.get("required")}
    for groups, client in clients.items():
        answers = [
            client.request(method, address(path, ref), params={k: v for k, v in query.items() if k not in PATHS})
            for ref in (NOWHERE, str(world.persons["auditor"]))[: 2 if len(groups) < 2 else 1]
        ]
        if (asked := QUESTIONS[name]).groups.isdisjoint(groups | {"requester"}):
            is_seen = asked.seen_by and not QUESTIONS[asked.seen_by].groups.isdisjoint(groups | {"requester"})
            plainly = is_seen or asked.groups == ADMINISTRATORS
            expected = (403, "not-allowed") if plainly else (404, "no-such-thing")
            assert {(a.status_code, a.json()["code"]) for a in answers} == {expected}, groups
            assert answers[0].json() == answers[-1].json(), groups
        elif name in BY_SESSION:
            assert {(a.status_code, a.json()["code"]) for a in answers} == {(403, "sign-in-is-needed")}, groups
        else:
            assert all(answer.status_code in {200, 201, 404, 422} for answer in answers), groups
            assert not any('"not-allowed"' in answer.text or '"no-such-thing"' in answer.text for answer in answers)


PATHS = {"ref", "session", "token", "version", "edition"}


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - OPEN - {n for n in OPERATIONS if n.startswith("is-")}))
def test_nobody_without_a_token_is_told_anything(world: World, name: str) -> None:
    method, path, operation = OPERATIONS[name]
    if operation["tags"] == ["health"]:
        return
    answer = httpx.request(method, world.url + address(path, NOWHERE), **PLAINLY)

    assert (answer.status_code, answer.json()["code"]) == (401, "bad-token")


@pytest.mark.parametrize("name", sorted(OWN))
def test_accounts_are_managed_by_those_who_signed_in(clients: dict[frozenset[Group], httpx.Client], name: str) -> None:
    method, path, _ = OPERATIONS[name]
    for groups, client in clients.items():
        answer = client.request(method, address(path, NOWHERE))
        assert (answer.status_code, answer.json()["code"]) == (403, "sign-in-is-needed"), groups


BODIES = {"resolve": {"solution": "Готово"}, "comments": {"body": "Смотрю"}}


def test_rows_82_85_what_is_not_for_somebody_looks_as_if_it_did_not_exist(world: World) -> None:
    number = world.ticket()["number"]
    with bearer(world, frozenset({"second_line", "requester"})) as second_line:
        for part in ("", "/timeline", "/history", "/sla", "/sla/explain"):
            hidden = second_line.get(f"/api/v1/tickets/{number}{part}")
            nowhere = second_line.get(f"/api/v1/tickets/999999999{part}")
            assert hidden.json() == nowhere.json(), part
            assert hidden.status_code == 404
        for step in ("start", "resolve", "comments", "close"):
            body = BODIES.get(step, {})
            hidden = second_line.post(f"/api/v1/tickets/{number}/{step}", json=body)
            nowhere = second_line.post(f"/api/v1/tickets/999999999/{step}", json=body)
            assert hidden.json() == nowhere.json(), step
            assert hidden.status_code == 404
    assert world.specialist.get(f"/tickets/{number}").json()["status"] == "new"


def test_row_85_an_auditor_sees_every_ticket_and_changes_none(world: World) -> None:
    number = world.ticket()["number"]
    auditor = world.client("auditor")

    assert auditor.get(f"/tickets/{number}").status_code == 200
    assert auditor.post(f"/tickets/{number}/start").status_code == 403


def test_row_86_several_groups_add_up() -> None:
    for matrix in rights().matrices[:2]:
        for name, cells in matrix.rows.items():
            assert set(cells) == (issuers(name) if name in COMMANDS else QUESTIONS[name].groups)


def test_the_desk_itself_is_the_only_one_that_records_crossings() -> None:
    crossings = {name for name in COMMANDS if not issuers(name)}

    assert crossings == {
        "record-deadline-miss",
        "withdraw-deadline-miss",
        "record-escalation",
        "withdraw-escalation",
        "record-approval-reminder",
        "expire-approval",
        "record-change-reminder",
        "expire-change-approval",
        "wake-ticket",
        "lead-ticket",
        "recognise-requester",
        "let-ticket-follow",
        "let-team-follow",
        "deal-ticket",
        "end-stuck-approval",
        "end-stuck-consent",
        "close-ticket-by-itself",
        "found-desk",
        "resume-log",
        "tell-details-sealed",
    }
    assert crossings.isdisjoint(OPERATIONS)
