"""Service schedules as pages: a week as text and as a picture that is painted, special days as lines, previews."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from api.console.schedules.schedules import COUNTRY_NAMES
from api.console.schedules.told import date_told, days_in, days_told, hours_in, hours_told
from commands.fields import Named
from commands.service_schedule import DrawUpSchedule
from events.values.schedule import DatedException, Hours
from events.values.text import Text
from sla_engine.holiday_proposals import COUNTRIES
from tests.api.serving import NINE_TO_SIX, World
from tests.console.people import People
from tests.console.test_catalogue import ordered, shown


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("09:00–13:00, 14:00–19:00", [["09:00", "13:00"], ["14:00", "19:00"]]),
        ("9-18", [["09:00", "18:00"]]),
        ("9:30 - 18:00; 20:00 до 24:00", [["09:30", "18:00"], ["20:00", "24:00"]]),
        (" ", []),
        ("с утра", [["с утра", "с утра"]]),
    ],
)
def test_a_day_is_read_as_people_write_it_and_what_is_no_time_stays_as_typed(text: str, hours: list[list[str]]) -> None:
    assert hours_in(text) == hours


def test_a_special_day_is_a_line_that_is_written_as_it_is_read() -> None:
    days = (
        DatedException(date(2026, 12, 31), (Hours("09:00", "15:00"),), Text("Короткий день", "Short day")),
        DatedException(date(2027, 1, 1), (), Text.same("X")),
    )
    told = days_told(days)
    assert told == "31.12.2026 09:00–15:00 Короткий день / Short day\n01.01.2027 X"
    assert days_in(told) == [
        {
            "on": "2026-12-31",
            "hours": [["09:00", "15:00"]],
            "name": {"ru": "Короткий день", "en": "Short day"},
        },
        {"on": "2027-01-01", "name": {"ru": "X", "en": "X"}},
    ]
    assert days_in("завтра") == [{"on": "завтра"}]
    assert (date_told(date(2026, 3, 8)), hours_told(days[0].hours or ())) == ("08.03.2026", "09:00–15:00")


@pytest.fixture
def own(world: World) -> UUID:
    """A schedule that no other test speaks of."""
    made = world.order(DrawUpSchedule(title=Named(ru=f"График {uuid4().hex[:8]}"), timetable=NINE_TO_SIX))
    world.desk.catch_up()
    return made


def test_a_schedule_is_drawn_up_and_revised_from_seven_fields(people: People) -> None:
    client = people.signed_in(people.somebody("technologist"))
    made = ordered(
        client,
        "draw-up-schedule",
        **{
            "title.ru": f"Смена {uuid4().hex[:8]}",
            "timetable.zone": "Europe/Moscow",
            "timetable.week.mon": "9–13, 14–19",
            "timetable.week.sat": "",
            "timetable.yearly.0.day": "1",
            "timetable.yearly.0.month": "1",
            "timetable.yearly.0.name.ru": "Новый год",
        },
    )
    page = shown(client, f"/settings/schedules/{made['reference']}", made["position"])
    assert "пн 09:00–13:00, 14:00–19:00" in page
    assert "Новый год" in page
    revised = ordered(
        client,
        "revise-schedule",
        **{
            "schedule_id": made["reference"],
            "timetable.zone": "Europe/Moscow",
            "timetable.week.mon": "08:00–12:00",
            "timetable.week.tue": "08:00–12:00",
            "keep_exceptions": "true",
        },
    )
    page = shown(client, f"/settings/schedules/{made['reference']}", revised["position"])
    assert "пн–вт 08:00–12:00" in page
    assert "Новый год" in page
    refused = client.post(
        "/order/revise-schedule",
        data={"schedule_id": made["reference"], "timetable.zone": "Europe/Moscow", "timetable.week.mon": "с утра"},
        headers={"Part": "order"},
    )
    assert refused.status_code == 422
    assert refused.json()["field"].startswith("timetable.week.mon")
    assert "«с утра»" in refused.json()["text"]


def test_special_days_are_proposed_declared_from_lines_and_taken_back(people: People, own: UUID) -> None:
    client = people.signed_in(people.somebody("technologist"))
    proposed = shown(client, f"/settings/schedules/{own}?year=2027")
    lines = re.search(r'<textarea name="exceptions"[^>]*>([^<]*)<', proposed)
    assert lines is not None
    assert "01.01.2027" in lines[1]
    assert "25.12.2027" in shown(client, f"/settings/schedules/{own}?year=2027&country=DE")
    done = ordered(
        client,
        "declare-holidays",
        schedule_id=str(own),
        exceptions="31.12.2099 09:00–12:00 Короткий день\r\n30.12.2099 Ремонт",
    )
    page = shown(client, f"/settings/schedules/{own}", done["position"])
    assert re.search(r"30\.12\.2099 <strong>Ремонт</strong>.*31\.12\.2099", page, re.DOTALL)
    back = ordered(client, "withdraw-holidays", schedule_id=str(own), dates=["2099-12-30"])
    page = shown(client, f"/settings/schedules/{own}", back["position"])
    assert "Ремонт" not in page
    assert "31.12.2099" in page


def test_every_country_whose_holidays_can_be_proposed_has_a_name() -> None:
    assert {*COUNTRY_NAMES} == {*COUNTRIES}


def test_a_preview_says_where_an_hour_of_work_ends_and_what_open_tickets_would_feel(people: People, own: UUID) -> None:
    client = people.signed_in(people.somebody("administrator"))
    week = {"timetable.zone": "Europe/Moscow", "timetable.week.mon": "00:00–24:00", "timetable.week.wed": "10-12"}
    told = client.post("/settings/schedules/preview", data={"title.ru": "", **week}, headers={"Part": "preview"})
    assert told.status_code == 200, told.text
    assert "Час работы, начатый сейчас, закончится:" in told.text
    assert "в неделю 26 ч" in told.text
    revision: dict[str, Any] = {"schedule_id": str(own), **week, "keep_exceptions": "false"}
    told = client.post(f"/settings/schedules/{own}/preview", data=revision, headers={"Part": "preview"})
    assert "Сроки открытых заявок не меняются." in told.text
    broken = client.post(
        "/settings/schedules/preview",
        data={"timetable.zone": "Europe/Nowhere", "timetable.week.mon": "9-18"},
        headers={"Part": "preview"},
    )
    assert broken.status_code == 422
    assert "Europe/Nowhere" in broken.text


def painted(page: Page, day: str, slot: int) -> str | None:
    row = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day)
    return page.locator(f"[data-of='{row}'][data-slot='{slot}']").get_attribute("aria-selected")


def test_a_week_is_painted_by_keys_and_the_fields_say_what_was_painted(
    people: People, own: UUID, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("administrator"), f"/settings/schedules/{own}")
    monday, tuesday = page.locator("#day-mon"), page.locator("#day-tue")
    assert (painted(page, "mon", 18), painted(page, "mon", 26)) == ("true", "false")
    page.locator("[data-of='0'][data-slot='18']").focus()
    for key in ("Home", "Space", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(monday).to_have_value("00:00–01:30, 09:00–13:00, 14:00–18:00")
    page.keyboard.press("Space")
    expect(monday).to_have_value("00:00–01:00, 09:00–13:00, 14:00–18:00")
    page.locator("[data-as=mon]").first.click()
    expect(tuesday).to_have_value("00:00–01:00, 09:00–13:00, 14:00–18:00")
    monday.fill("09:15–12:00")
    expect(page.locator("[data-of='0'][data-slot='18']")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-preview]").last).to_contain_text("закончится")
    page.get_by_role("button", name="Сохранить часы").click()
    expect(page.locator("#day-mon")).to_have_value("09:15–12:00")
