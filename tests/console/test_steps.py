"""The six steps as a checklist that knows what is done (row 33)."""

from __future__ import annotations

from typing import get_args

import pytest

from api.console.app import PAGES
from api.console.steps.steps import PLACES
from api.questions.setup.steps import ItemCode, StepItem, state_of
from events.values.people import Group
from events.values.text import Text
from tests.api.serving import World
from tests.console.people import People

STAFF: tuple[Group, ...] = ("administrator", "specialist")


def test_row_33_the_six_steps_know_what_is_there_and_lead_to_where_it_is_done(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("technologist"))
    assert client.get("/settings").headers["location"] == "/settings/steps"
    page = client.get("/settings/steps").text
    assert page.count('id="step-') == 6
    assert 'class="step done" id="step-company"' in page
    assert "Компании-клиенты" in page
    steps = world.admin.get("/desk/setup").json()["steps"]
    assert [step["code"] for step in steps] == ["company", "clients", "teams", "catalogue", "deadlines", "modules"]
    there = {item["code"]: item["count"] for step in steps for item in step["items"]}
    assert min(there[code] for code in ("departments", "employees", "companies", "teams", "staff", "schedules")) >= 1
    assert there["base"] == 1
    assert {step["code"]: step["state"] for step in steps}["company"] == "done"


@pytest.mark.parametrize(
    ("needed", "besides", "state"),
    [
        ((0, 0), (), "missing"),
        ((2, 0), (), "begun"),
        ((0, 0), (1,), "begun"),
        ((2, 1), (0,), "done"),
        ((), (0, 0), "missing"),
        ((), (1, 0), "begun"),
        ((), (1, 3), "done"),
    ],
)
def test_row_33_a_step_is_done_when_all_that_it_needs_is_there(
    needed: tuple[int, ...], besides: tuple[int, ...], state: str
) -> None:
    name = Text.same("x")
    items = [StepItem(code="teams", name=name, count=count) for count in needed]
    items += [StepItem(code="rules", name=name, count=count, is_needed=False) for count in besides]
    assert state_of(items) == state


def test_every_line_of_the_steps_leads_to_a_page_that_there_is() -> None:
    assert {*PLACES} == {*get_args(ItemCode)}
    assert {*PLACES.values()} - {page.path for page in PAGES} == set()


def test_the_steps_are_for_whoever_sets_the_desk_up_and_for_auditors(people: People, world: World) -> None:
    assert people.signed_in(people.somebody("auditor")).get("/settings/steps").status_code == 200
    assert people.signed_in(people.somebody("specialist")).get("/settings/steps").status_code == 404
    assert world.specialist.get("/desk/setup").status_code in {403, 404}
    assert world.requester.get("/desk/setup").status_code in {403, 404}


def test_row_33_an_empty_list_leads_to_the_steps_for_whoever_may_see_them(people: People) -> None:
    empty = {group: people.signed_in(people.somebody(group)).get("/tickets?view=mine").text for group in STAFF}
    assert all('class="empty"' in page for page in empty.values())
    assert [group for group in STAFF if 'href="/settings/steps">Шаги запуска' in empty[group]] == ["administrator"]
