"""The technologist's face: who sees it, what is switched there."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.api.serving import World
from tests.console.people import People


def test_the_face_of_technologists_is_a_switch_away_and_only_for_whom_it_opens(people: People, world: World) -> None:
    inside = people.signed_in(people.somebody("technologist"))
    assert 'href="/settings"' in inside.get("/tickets").text
    shown = inside.get("/settings", follow_redirects=True).text
    assert "Метки модулей" in shown
    assert 'class="quiet-button face-switch" href="/tickets"' in shown
    outside = people.signed_in(people.somebody("specialist"))
    assert 'href="/settings"' not in outside.get("/tickets").text
    assert [outside.get(f"/settings{path}").status_code for path in ("", "/modules")] == [404, 404]
    assert world.desk is not None


def test_a_module_is_hidden_and_shown_again_from_its_page(people: People, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("technologist"), "/settings/modules")
    row = page.locator("#m-problems")
    try:
        row.get_by_role("button", name="Скрыть Проблемы").click()
        expect(row).to_contain_text("скрыт")
    finally:
        row.get_by_role("button", name="Показать Проблемы").click()
    expect(row).to_contain_text("показан")
