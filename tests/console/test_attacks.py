"""An attack on every page, form and route of the console, found in its tables and templates: new rooms fall under it.

What comes from another site changes nothing; scripts in fields and addresses stay words; ids of others open nothing;
and whatever is sent, the answer is a page that says no, never an error of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import httpx
import pytest

from api.console.app import PAGES
from api.console.rendering import POLICY
from api.console.shown import Shown
from commands.catalogue import BEHIND_SECRETS, COMMANDS
from tests.api.serving import World
from tests.api.test_accounts import Someone
from tests.console.people import SAME_ORIGIN, People
from tests.console.test_templates import FORM, NAMED, TEMPLATES, text_of

HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
RAW = ("<script>alert", "<img src=x", "onerror=alert(1)>")
NOTHING = "404e404e-404e-404e-804e-404e404e404e"  # the same in every process: tests are called by it
FOREIGN: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
)
WISHES = ("q", "view", "open", "sort", "cursor", "go", "service", "numbers", "min_position", "left", "state", "code")
"""Parameters of addresses; a page takes those that it knows."""
ACTION = re.compile(r'action="(?P<path>/[^"]*)"')
TYPED = ("\0", "я" * 300, "-1", "9" * 40, "2026-13-45T99:99", "[]", '{"a":1}')

GETS = [one for one in PAGES if one.method == "GET"]
POSTS = [one for one in PAGES if one.method != "GET"]


class Form(NamedTuple):
    """A form of a template: where it is sent, what its fields are called."""

    template: str
    path: str
    fields: tuple[str, ...]


def forms() -> Iterator[Form]:
    """Every form that is sent, with names that a template computes filled in as something."""
    for template in TEMPLATES:
        for form in FORM.finditer(text_of(template)):
            action = ACTION.search(form["head"])
            if action is not None and 'method="post"' in form["head"]:
                path = re.sub(r"\{\{.*?\}\}", NOTHING, action["path"])
                fields = (re.sub(r"\{\{.*?\}\}", "x", name) for name in NAMED.findall(form["body"]))
                yield Form(template, path, tuple(dict.fromkeys(fields)))


FORMS = list(dict.fromkeys(forms()))
ABOUT = ("ref", "person", "watcher")
OF_THINGS = [
    (one, ids)
    for one in FORMS
    if one.path.startswith("/order/")
    and (ids := [name for name in one.fields if name.endswith("_id") or name in ABOUT])
]
assert len(FORMS) > 25
assert len(OF_THINGS) > 8


def named(one: Shown) -> str:
    return f"{one.method} {one.path}"


class Attackers:
    """Somebody who may do everything, and somebody who asks for things; signed in again when a form signed them out."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.whose: dict[str, Someone] = {}
        self.known: dict[str, httpx.Client] = {}

    def each(self) -> Iterator[httpx.Client]:
        for group in ("technologist", "requester"):
            yield self.of(group)

    def of(self, group: str) -> httpx.Client:
        client = self.known.get(group)
        if client is None or client.get("/account").status_code != 200:
            one = self.people.somebody(group)  # type: ignore[arg-type] # a group
            client = self.known[group] = self.people.signed_in(one)
        return client


@pytest.fixture(scope="module")
def attackers(world: World) -> Iterator[Attackers]:
    with People.of(world) as people:
        yield Attackers(people)


def told(answer: httpx.Response, about: object) -> None:
    """An answer that is no error of ours, and in which nothing of what was sent has become markup."""
    assert answer.status_code < 500, (about, answer.status_code, answer.text[-1500:])
    shown = answer.text.casefold()
    assert [raw for raw in RAW if raw in shown] == [], about
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert answer.headers["content-security-policy"] == POLICY, about


def at(one: Shown, value: str) -> str:
    return re.sub(r"\{[a-z_]+\}", quote(value, safe=""), one.path)


@pytest.mark.parametrize("one", GETS, ids=named)
def test_a_page_shows_hostile_addresses_as_words_and_finds_nothing_by_them(one: Shown, attackers: Attackers) -> None:
    values = (HOSTILE, NOTHING, "9" * 30, "é\0") if "{" in one.path else (HOSTILE,)
    query = dict.fromkeys(WISHES, HOSTILE)
    head, requester = attackers.each()
    for value in values:
        told(head.get(at(one, value), params=query), (one.path, value))
    told(head.get(at(one, NOTHING), headers={"Part": HOSTILE.partition("'")[0]}), (one.path, "part"))
    told(requester.get(at(one, HOSTILE), params=query), (one.path, "a requester"))
    nobody = attackers.people.stranger()
    told(nobody.get(at(one, NOTHING), params=query), (one.path, "a stranger"))


@pytest.mark.parametrize("one", POSTS, ids=named)
def test_no_form_of_another_site_is_taken(one: Shown, attackers: Attackers) -> None:
    client = attackers.of("technologist")
    client.headers.pop("Sec-Fetch-Site")
    try:
        for headers in FOREIGN:
            answer = client.post(at(one, "register-ticket"), data={"subject": "Подделка"}, headers=headers)
            assert answer.status_code == 403, (one.path, headers)
            assert "set-cookie" not in answer.headers
    finally:
        client.headers.update(SAME_ORIGIN)


@pytest.mark.parametrize("one", [one for one in POSTS if not one.is_open], ids=named)
def test_whoever_is_not_signed_in_gives_no_order(one: Shown, attackers: Attackers) -> None:
    nobody = attackers.people.stranger()
    answer = nobody.post(at(one, NOTHING), data={"subject": "Подделка"}, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.headers.get("location", "")[:8]) == (303, "/sign-in"), one.path
    scripted = nobody.post(at(one, NOTHING), data={}, headers={**SAME_ORIGIN, "Part": "order"})
    assert scripted.status_code == 401, one.path


@pytest.mark.parametrize("one", FORMS, ids=lambda one: f"{one.template} {one.path}"[:80])
def test_whatever_is_typed_into_a_form_stays_words_and_is_answered(one: Form, attackers: Attackers) -> None:
    names = [name for name in one.fields if not name.startswith("_")]
    mixed = {name: TYPED[nth % len(TYPED)] for nth, name in enumerate(names, start=len(one.path))}
    for client in attackers.each():
        for sent in (dict.fromkeys(names, HOSTILE), mixed):
            answer = client.post(one.path, data={**sent, "_back": "//evil.example", "_key": HOSTILE, "_version": "x"})
            told(answer, (one, sent))
            assert re.match(r"/(?![/\\])", answer.headers.get("location", "/")), (one, sent)
    scripted = client.post(one.path, data=dict.fromkeys(one.fields, HOSTILE), headers={"Part": "order"})
    assert scripted.status_code < 500, one


@pytest.mark.parametrize(("one", "ids"), OF_THINGS, ids=lambda told: str(told)[:90])
def test_a_form_about_what_is_somebody_else_s_or_is_not_there_is_refused(
    one: Form, ids: list[str], attackers: Attackers, world: World
) -> None:
    client, person = attackers.of("requester"), str(world.persons["admin"])
    for ticket, other in ((NOTHING, NOTHING), (str(world.ticket()["number"]), person)):
        sent = {name: ticket if name == "ticket_id" else other if name in ids else "слова" for name in one.fields}
        answer = client.post(one.path, data={name: told for name, told in sent.items() if not name.startswith("_")})
        assert 400 <= answer.status_code < 500, (one, ticket, answer.status_code)


@pytest.mark.parametrize("name", sorted(BEHIND_SECRETS))
def test_what_only_tells_of_a_secret_is_no_order_of_anybody(name: str, attackers: Attackers) -> None:
    assert name in COMMANDS
    for client in attackers.each():
        answer = client.post(f"/order/{name}", data={"what": "switched_off"}, headers={"Part": "order"})
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-order")
