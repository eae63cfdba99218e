"""A long list: rows that are far away weigh nothing, come back as they are by then, and are never taken for new."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from api.console.listing import wanted
from tests.api.serving import World
from tests.console.people import People


def test_pages_far_away_shrink_and_come_back_as_they_are_by_then(
    people: People, world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wanted, "A_PAGE", 20)
    word = f"длинный{uuid4().hex[:8]}"
    numbers = [world.ticket(subject=f"{word} {nth}")["number"] for nth in range(240)]
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets?view=all%26sort=-number%26q={word}")
    rows = page.locator(".tickets tr[data-number]")
    first, last = page.locator(f"#t{numbers[-1]}"), page.locator(f"#t{numbers[0]}")
    expect(first).to_be_visible()
    scroll = page.locator("#scroll")
    for _ in range(60):
        if last.count():
            break
        with page.expect_response(lambda answer: "cursor=" in answer.url):
            scroll.evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    expect(last).to_be_visible()
    expect(page.locator("tr.far").first).to_be_attached()
    assert rows.count() < len(numbers)
    expect(first).to_have_count(0)
    height = scroll.evaluate("(one) => one.scrollHeight")

    assert world.admin.post(f"/tickets/{numbers[-1]}/resolve", json={"solution": "Готово"}).status_code == 200
    last.locator("input").check()
    scroll.evaluate("(one) => one.scrollTo(0, 0)")
    expect(first.locator(".status")).to_contain_text("Решена")
    expect(page.locator("#strip > button")).to_be_hidden()
    expect(last.locator("input")).to_be_checked()
    assert scroll.evaluate("(one) => one.scrollHeight") == height
