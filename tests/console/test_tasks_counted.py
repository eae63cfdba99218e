"""Everyday tasks by keys and by presses, counted from an open list to the end: what docs/beside-peers.md says of ours.

Typing one's own words is left out, as with the peers. A choice in a drop-down list is two presses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from commands.fields import Named
from commands.reply_template import MakeReplyTemplate
from commands.team import LinkTeamMembers
from events.values.identity import TeamId
from events.values.reply_template import Wording
from events.values.shared_with import OpenTo
from tests.api.serving import World
from tests.console.people import People

DOCS = Path(__file__).parents[2] / "docs"
PASTED = """(into) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.of(137, 80, 78, 71)], "screen.png", { type: "image/png" }));
    into.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


class Hand:
    """Somebody at the list, with one ticket of it under their eyes; counts what they press."""

    def __init__(self, page: Page, number: int, word: str) -> None:
        self.page = page
        self.number = number
        self.word = word
        self.keys = 0
        self.clicks = 0

    @property
    def row(self) -> Locator:
        """The row of the ticket."""
        return self.page.locator(f"#t{self.number}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def click(self, what: Locator | str) -> None:
        (self.page.locator(what) if isinstance(what, str) else what).click()
        self.clicks += 1

    def choose(self, what: str, **chosen: str) -> None:
        self.page.locator(what).select_option(**chosen)  # type: ignore[arg-type] # by value or by label
        self.clicks += 2

    def type(self, where: str, words: str) -> None:
        """Once the place has the focus by itself."""
        expect(self.page.locator(where)).to_be_focused()
        self.page.keyboard.type(words)

    def opens(self) -> None:
        """By a press on the row."""
        self.click(self.row.locator(".subject a"))
        expect(self.page.locator("#card-title")).to_contain_text(str(self.number))


Way = Callable[[Hand], None]


class Task(NamedTuple):
    """A task: its row in the documents, how it is done by keys and by presses, and what shows that it is done."""

    name: str
    name_ru: str
    by_keys: Way
    by_clicks: Way
    done: Way


def said(hand: Hand) -> None:
    expect(hand.page.locator("#card-entries")).to_contain_text("Уже смотрим")


def reply_by_keys(hand: Hand) -> None:
    hand.press("r")
    hand.type("#reply", "Уже смотрим")
    hand.press("Control+Enter")


def reply_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.click("#reply")
    hand.type("#reply", "Уже смотрим")
    hand.click(hand.page.locator("form:has(#reply) button.button"))


def note_by_keys(hand: Hand) -> None:
    hand.press("n")
    hand.type("#note", "Уже смотрим")
    hand.press("Control+Enter")


def note_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.click("#note")
    hand.type("#note", "Уже смотрим")
    hand.click(hand.page.locator("form:has(#note) button.button"))


def take_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.click("#act-take")


def template_by_keys(hand: Hand) -> None:
    hand.press("r")
    expect(hand.page.locator("#reply")).to_be_focused()
    hand.page.keyboard.type("::" + hand.word)
    hand.keys += 1
    expect(hand.page.locator("[role=option]").first).to_contain_text(hand.word)
    hand.press("Enter")
    expect(hand.page.locator("#reply")).to_have_value("Уже смотрим")
    hand.press("Control+Enter")


def template_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.choose("#template", label=hand.word)
    expect(hand.page.locator("#reply")).to_have_value("Уже смотрим")
    hand.click(hand.page.locator("form:has(#reply) button.button"))


def hold_by_keys(hand: Hand) -> None:
    hand.press("h")
    hand.type("#reason-on_hold", "Ждём поставку")
    hand.press("Tab")
    expect(hand.page.locator("#wake-on_hold")).to_be_focused()
    hand.page.fill("#wake-on_hold", "2031-12-31T18:00")
    hand.press("Control+Enter")


def hold_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.click("#way-on_hold")
    hand.click("#reason-on_hold")
    hand.type("#reason-on_hold", "Ждём поставку")
    hand.page.fill("#wake-on_hold", "2031-12-31T18:00")
    hand.click(hand.page.locator("details[open] button.button"))


def resolve_by_keys(hand: Hand) -> None:
    hand.press("e")
    hand.type("#solution-resolved", "Заменён кабель")
    hand.press("Control+Enter")


def resolve_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.click("#way-resolved")
    hand.click("#solution-resolved")
    hand.type("#solution-resolved", "Заменён кабель")
    hand.click(hand.page.locator("details[open] button.button"))


def why_by_clicks(hand: Hand) -> None:
    hand.opens()
    hand.click(hand.page.locator("#card").get_by_role("link", name="Почему так?"))


def paste(hand: Hand) -> None:
    """Into the field that has the focus; what it holds is uploaded at once."""
    with hand.page.expect_response(lambda answer: "/files" in answer.url):
        hand.page.locator("#reply").evaluate(PASTED)


def screenshot_by_keys(hand: Hand) -> None:
    hand.press("r")
    expect(hand.page.locator("#reply")).to_be_focused()
    paste(hand)
    hand.keys += 1


def screenshot_by_clicks(hand: Hand) -> None:
    hand.opens()
    paste(hand)
    hand.clicks += 1


def shows(where: str, words: str) -> Way:
    return lambda hand: expect(hand.page.locator(where)).to_contain_text(words)


TASKS = (
    Task(
        "take into work",
        "взять в работу",
        lambda hand: hand.press("i"),
        take_by_clicks,
        lambda hand: expect(hand.row.locator(".status")).to_contain_text("В работе"),
    ),
    Task("reply", "ответить", reply_by_keys, reply_by_clicks, said),
    Task("reply by a template", "ответить по шаблону", template_by_keys, template_by_clicks, said),
    Task("private note", "заметка для своих", note_by_keys, note_by_clicks, said),
    Task(
        "hold until a date",
        "отложить до даты",
        hold_by_keys,
        hold_by_clicks,
        lambda hand: expect(hand.row.locator(".status")).to_contain_text("Отложена"),
    ),
    Task(
        "resolve",
        "решить",
        resolve_by_keys,
        resolve_by_clicks,
        lambda hand: expect(hand.row.locator(".status")).to_contain_text("Решена"),
    ),
    Task(
        "why it is overdue",
        "почему просрочена",
        lambda hand: hand.press("w"),
        why_by_clicks,
        shows("dialog[open]", "Почему"),
    ),
    Task(
        "attach a screenshot",
        "приложить снимок экрана",
        screenshot_by_keys,
        screenshot_by_clicks,
        shows("form:has(#reply) .sent-files", "screen.png"),
    ),
)


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """The row of each task in the documents, in either language, and the last column of it."""
    found: dict[str, str] = {}
    for document in ("beside-peers.md", "beside-peers.ru.md"):
        text = (DOCS / document).read_text(encoding="utf-8")
        found |= dict(re.findall(r"^\| (.+?) \|.*\| (.+?) \|$", text, re.MULTILINE))
    return found


@pytest.fixture(scope="module")
def at_the_list(world: World, browser: Browser) -> Iterator[Callable[[], Hand]]:
    with People.of(world) as people:
        one = people.somebody("administrator")
        world.order(LinkTeamMembers(team_id=TeamId(world.team), members=(one.person_id,)))
        word = f"счёт{uuid4().hex[:8]}"
        world.order(
            MakeReplyTemplate(
                title=Named(ru=word, en=word),
                body=Wording(ru="Уже смотрим", en="On it"),
                audience=OpenTo(kind="everyone"),
            )
        )
        page = people.browsing(browser, one)

        def at() -> Hand:
            number = world.ticket(subject=f"{word} печать")["number"]
            world.desk.catch_up()  # what is sought is found by another read model
            page.goto(f"/tickets?view=all&sort=-number&q={word}")
            hand = Hand(page, number, word)
            expect(hand.row).to_be_visible()
            hand.row.locator(".subject a").focus()
            return hand

        yield at


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_takes_as_many_keys_and_presses_as_the_page_beside_peers_says(
    task: Task, at_the_list: Callable[[], Hand], told: dict[str, str]
) -> None:
    by_keys = at_the_list()
    task.by_keys(by_keys)
    task.done(by_keys)
    by_clicks = at_the_list()
    task.by_clicks(by_clicks)
    task.done(by_clicks)
    counted = f"{by_keys.keys} · {by_clicks.clicks}"
    assert (told[task.name], told[task.name_ru]) == (counted, counted)
