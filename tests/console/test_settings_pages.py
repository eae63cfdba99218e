"""Every page of the technologist's processes: in both languages, on a telephone, with nothing that keeps people out."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from playwright.sync_api import Browser

from api.console.rendering import POLICY
from tests.api.serving import World
from tests.api.test_quarantine import put_aside
from tests.api.test_ticket_types import define
from tests.console.people import People

HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


def pages(world: World) -> list[str]:
    code, (entry, _) = define(world), put_aside(world)
    world.desk.catch_up()
    person = world.persons["specialist"]
    return [
        *("/settings/modules", "/settings/plan", "/settings/ticket-types", "/settings/life-cycles"),
        *(f"/settings/ticket-types/{code}", f"/settings/ticket-types/{code}/edit", "/settings/ticket-types/new"),
        *(f"/settings/life-cycles/{code}", f"/settings/life-cycles/{code}/edit"),
        *("/settings/quarantine", f"/settings/quarantine/{entry}", "/settings/tokens", "/tokens"),
        *("/settings/sign-ins", f"/settings/sign-ins/{person}", "/settings/journal"),
        f"/settings/journal/{world.setting_change}",
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_processes_opens_in_both_languages(people: People, world: World, language: str) -> None:
    client = people.signed_in(people.somebody("technologist"))
    client.post("/look", data={"language": language})
    for path in pages(world):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
        assert f'<html lang="{language}"' in answer.text
        assert answer.headers["content-security-policy"] == POLICY
        if language == "en":
            (menu,) = re.findall('<nav class="side menu".*?</nav>', answer.text, re.DOTALL)
            assert re.findall("[А-Яа-я]+", menu) == [], path


def test_hostile_words_in_settings_stay_words(people: People, world: World) -> None:
    code = define(world, name={"ru": HOSTILE, "en": HOSTILE})
    world.desk.catch_up()
    client = people.signed_in(people.somebody("technologist"))
    client.post("/tokens", data={"label": HOSTILE, "days": "3"})
    for path in (
        *("/settings/ticket-types", f"/settings/ticket-types/{code}", f"/settings/ticket-types/{code}/edit"),
        *(f"/settings/life-cycles/{code}", f"/settings/life-cycles/{code}/edit", "/settings/tokens", "/tokens"),
        *("/settings/journal?kind=ticket_type", f"/settings/journal?person={HOSTILE}"),
        f"/settings/sign-ins?person={HOSTILE}",
    ):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path


def test_pages_of_processes_keep_nobody_out_on_a_telephone_light_or_dark(
    people: People, world: World, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("technologist"), width=390)
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    faults = []
    for nth, path in enumerate(pages(world)):
        page.goto(path)
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", ("light", "dark")[nth % 2])
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults += [
            (path, one["id"], one["nodes"][0]["html"][:200])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append((path, "wider than the screen", ""))
    assert not faults, "\n".join(map(str, faults))
