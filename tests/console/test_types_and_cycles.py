"""Types of ticket and life cycles as pages: read, defined and revised, with what that would do (rows 91-92, 166)."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.api.serving import World
from tests.api.test_ticket_types import define
from tests.console.people import People
from tests.console.sent import sent

REVISE = "/order/revise-ticket-type"


def as_it_stands(world: World, code: str) -> Any:
    return world.admin.get(f"/ticket-types/{code}", params={"min_position": world.desk.log.head()}).json()["type"]


def edited(client: httpx.Client, address: str) -> dict[str, list[str]]:
    """The form of a page, as it stands."""
    page = client.get(address)
    assert page.status_code == 200, page.text[:500]
    return sent(page.text, REVISE)


def way(form: dict[str, list[str]], leaves: str, enters: str) -> str:
    """The name that the element of a way has in the form."""
    names = {name.rpartition(".")[0] for name in form if name.startswith("definition.lifecycle.transitions.")}
    return next(name for name in names if (form[f"{name}.leaves"], form[f"{name}.enters"]) == ([leaves], [enters]))


def pressed(
    client: httpx.Client, address: str, form: dict[str, list[str]], act: str, **more: str
) -> dict[str, list[str]]:
    """The form again, after a button of it."""
    page = client.post(address, data={**form, "_act": [act], **{name: [value] for name, value in more.items()}})
    assert page.status_code == 200, page.text[:500]
    return sent(page.text, REVISE)


def test_row_166_both_forms_carry_the_whole_definition_and_sent_untouched_change_nothing(
    people: People, world: World
) -> None:
    code = define(world)
    world.desk.catch_up()
    client = people.signed_in(people.somebody("technologist"))
    before = as_it_stands(world, code)
    for address in (f"/settings/ticket-types/{code}/edit", f"/settings/life-cycles/{code}/edit"):
        answer = client.post(REVISE, data=edited(client, address), headers={"Part": "order"})
        assert answer.status_code == 200, answer.text
        assert as_it_stands(world, code) == before
    shipped = as_it_stands(world, "inquiry")
    form = edited(client, "/settings/life-cycles/inquiry/edit")
    assert client.post(REVISE, data=form, headers={"Part": "order"}).status_code == 200
    assert as_it_stands(world, "inquiry") == shipped


def test_row_166_a_status_is_added_joined_and_removed_with_where_its_tickets_go(people: People, world: World) -> None:
    code = define(world)
    number = world.ticket(type=code, attributes={"system": "erp"})["number"]
    world.specialist.post(f"/tickets/{number}/move", json={"to": "checking", "reason": "Проверим"})
    world.desk.catch_up()
    client = people.signed_in(people.somebody("technologist"))
    address = f"/settings/life-cycles/{code}/edit"
    form = edited(client, address)
    form = pressed(client, address, form, "add-status", **{"_new.ru": "У соседей", "_new.en": "With others"})
    assert form["definition.lifecycle.statuses.3.code"] == ["with_others"]
    assert form["definition.lifecycle.statuses.3.name.ru"] == ["У соседей"]
    for leaves, enters in (("asked", "with_others"), ("with_others", "granted")):
        form[f"{way(form, leaves, enters)}._kept"] = ["", "true"]
    form = pressed(client, address, form, "remove:checking")
    tried = client.post(f"/settings/ticket-types/{code}/preview", data=form, headers={"Part": "preview"})
    assert "На проверке: 1" in tried.text
    assert "Скажите, куда перевести заявки из: На проверке." in tried.text
    refused = client.post(REVISE, data=form, headers={"Part": "order"}).json()
    assert (refused["code"], refused["field"]) == ("removed-status-needs-lead", "led")
    form["led.checking"] = ["with_others"]
    done = client.post(REVISE, data=form, headers={"Part": "order"})
    assert done.status_code == 200, done.text
    cycle = as_it_stands(world, code)["definition"]["lifecycle"]
    assert [one["code"] for one in cycle["statuses"]] == ["asked", "granted", "with_others"]
    assert sorted((one["leaves"], one["enters"]) for one in cycle["transitions"]) == [
        ("asked", "with_others"),
        ("with_others", "granted"),
    ]


def test_row_166_a_refused_way_is_found_by_the_number_that_it_has_in_the_grid(people: People, world: World) -> None:
    code = define(world)
    world.desk.catch_up()
    client = people.signed_in(people.somebody("administrator"))
    form = edited(client, f"/settings/life-cycles/{code}/edit")
    form["definition.lifecycle.statuses.1.wakes_to"] = [""]
    form[f"{way(form, 'checking', 'asked')}._kept"] = [""]
    fresh = way(form, "asked", "granted")
    form |= {f"{fresh}._kept": ["", "true"], f"{fresh}.requires": ["wake_up_at"]}
    told = client.post(REVISE, data=form, headers={"Part": "order"}).json()
    assert told["field"] == f"{fresh}.requires", told


def test_row_92_attributes_matrix_and_what_happens_by_itself_are_edited(people: People, world: World) -> None:
    code = define(world)
    world.desk.catch_up()
    client = people.signed_in(people.somebody("technologist"))
    address = f"/settings/ticket-types/{code}/edit"
    form = pressed(client, address, edited(client, address), "add-attribute")
    form |= {
        "definition.attributes.1.code": ["room"],
        "definition.attributes.1.name.ru": ["Комната"],
        "definition.attributes.1.name.en": ["Room"],
        "definition.attributes.1.required_in": ["granted"],
        "definition.matrix.rows.3.3": ["critical"],
        "definition.closes_after.amount": [""],
        "definition.closes_after.unit": [""],
        "definition.files.kinds.0": ["image/*"],
    }
    done = client.post(REVISE, data=form, headers={"Part": "order"})
    assert done.status_code == 200, done.text
    definition = as_it_stands(world, code)["definition"]
    assert [(one["code"], one["required_in"]) for one in definition["attributes"]] == [
        ("system", ["asked"]),
        ("room", ["granted"]),
    ]
    assert definition["matrix"]["rows"][3][3] == "critical"
    assert definition["closes_after"] is None
    assert definition["files"]["kinds"] == ["image/*"]
    world.desk.catch_up()
    shown = client.get(f"/settings/ticket-types/{code}").text
    assert "Комната" in shown
    assert "Решённая заявка сама не закрывается" in shown


def test_row_91_a_type_is_defined_as_a_copy_archived_and_restored(people: People, world: World) -> None:
    like = define(world)
    world.desk.catch_up()
    client = people.signed_in(people.somebody("technologist"))
    form = sent(client.get(f"/settings/ticket-types/new?like={like}").text, "/order/define-ticket-type")
    code = f"{like}_b"
    form |= {"code": [code], "definition.name.ru": ["Копия"], "definition.name.en": ["Copy"]}
    made = client.post("/order/define-ticket-type", data=form)
    assert made.headers["location"].startswith(f"/settings/ticket-types/{code}?min_position=")
    assert as_it_stands(world, code)["definition"]["lifecycle"] == as_it_stands(world, like)["definition"]["lifecycle"]
    for order, archived in (("archive-ticket-type", True), ("restore-ticket-type", False)):
        assert client.post(f"/order/{order}", data={"code": code}, headers={"Part": "order"}).status_code == 200
        assert as_it_stands(world, code)["is_archived"] is archived


def test_row_85_auditors_read_every_type_and_are_offered_no_change(people: People, world: World) -> None:
    code = define(world)
    world.desk.catch_up()
    client = people.signed_in(people.somebody("auditor"))
    for path in ("ticket-types", f"ticket-types/{code}", "life-cycles", f"life-cycles/{code}"):
        page = client.get(f"/settings/{path}")
        assert page.status_code == 200, path
        assert 'action="/order/revise' not in page.text
        assert f'/settings/{path}/edit"' not in page.text
    asked = client.post(f"/settings/ticket-types/{code}/preview", data={}, headers={"Part": "preview"})
    assert asked.status_code == 200
    assert "Сохранить пока нельзя" in asked.text


@pytest.mark.parametrize(
    "form",
    [
        {"definition": ["x"]},
        {"definition.name": ["x"], "definition.lifecycle": ["y"]},
        {"definition.lifecycle.statuses.0": ["x"], "definition.lifecycle.statuses.1.name": ["<b>"]},
        {"definition.matrix.rows": ["critical"], "definition.attributes.0": ["x"], "led": ["x"]},
        {"definition.attributes.0.choices": ["x"], "definition.closes_after": ["3"]},
    ],
)
@pytest.mark.parametrize("act", ["add-status", "remove:new", "up:nothing", "add-attribute", ""])
def test_a_form_of_another_shape_is_drawn_as_far_as_it_can_be(
    people: People, world: World, form: dict[str, list[str]], act: str
) -> None:
    client = people.signed_in(people.somebody("technologist"))
    for path in ("ticket-types/incident/edit", "life-cycles/incident/edit"):
        page = client.post(f"/settings/{path}", data={**form, "_act": [act]})
        assert page.status_code == 200, page.text[:400]
        assert "<b>" not in page.text
    assert world.desk is not None


def test_row_166_the_picture_is_drawn_anew_with_each_tick_and_leads_into_the_page(
    people: People, world: World, browser: Browser
) -> None:
    code = define(world)
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("technologist"), f"/settings/life-cycles/{code}/edit")
    expect(page.locator(".preview svg")).to_have_count(0)
    page.get_by_role("checkbox", name="Запрошен → Выдан").check()
    expect(page.locator(".preview svg")).to_contain_text("Жизненный цикл")
    page.get_by_role("button", name="Сохранить").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Жизненный цикл")
    expect(page.locator("#way-asked-granted")).to_be_visible()
    page.locator("svg a", has_text="Выдан").first.click()
    expect(page).to_have_url(re.compile("#status-granted$"))
