"""The examples that every guide to such a desk tells, from the catalogue to the due time of a ticket, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest

from api.bootstrap import Desk
from api.settings import Settings
from connectors.storage.server.database import Database
from events.values.people import SYSTEM, Group
from events.values.schedule import WorkWeek
from events.values.schedule_presets import EIGHT_BY_FIVE, ROUND_THE_CLOCK
from tests.api.serving import served
from tests.support.plain_http import PLAINLY

MOSCOW = ZoneInfo("Europe/Moscow")
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=MOSCOW)
"""When every ticket here is registered: at the opening, in a week without holidays."""
ADMINISTRATOR: frozenset[Group] = frozenset({"administrator"})
SIX = {
    "Internet": ("Интернет", "Доступ в интернет по проводу и без", ["incident", "service_request"]),
    "Corporate mail": ("Корпоративная почта", "Ящики, рассылки, календари", ["incident", "service_request"]),
    "Printers": ("Принтеры", "Печать, сканирование, картриджи", ["incident"]),
    "Telephony": ("Телефония", "Городские и внутренние звонки", ["incident", "service_request"]),
    "Workplace": ("Рабочее место", "Компьютер, программы, учётная запись", ["incident", "service_request", "inquiry"]),
    "Accounting": ("Бухгалтерия", "Учётные системы и отчёты", ["service_request"]),
}
GUEST = {"email": "guest@client.example"}
DAY = [["09:00", "13:00"], ["14:00", "18:00"]]
EIGHT_HOURS = {"mon": DAY, "tue": DAY, "wed": DAY, "thu": DAY, "fri": DAY}


class StandingClock:
    """It is the same instant all the time."""

    def now(self) -> datetime:
        return WEDNESDAY.astimezone(UTC)


class Guide:
    """A desk over HTTP, at the opening on a Wednesday, and what its administrator does."""

    def __init__(self, desk: Desk, client: httpx.Client) -> None:
        self._desk = desk
        self._client = client

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(path, json=body)
        assert answer.is_success, answer.text
        self._desk.catch_up()
        told: dict[str, Any] = answer.json()
        return told

    def get(self, path: str) -> Any:
        answer = self._client.get(path)
        assert answer.is_success, answer.text
        return answer.json()

    def schedule(self, title: str, week: dict[str, Any]) -> str:
        body = {"title": {"ru": title}, "timetable": {"zone": "Europe/Moscow", "week": week}}
        return str(self.post("/schedules", body)["id"])

    def agreement(self, schedule: str, amount: int, unit: str, **more: Any) -> str:
        promise = {"resolution": {"default": {"duration": {"amount": amount, "unit": unit}}}}
        body = {"title": {"ru": "Соглашение"}, "schedule_id": schedule, "promise": promise, "is_base": True, **more}
        return str(self.post("/agreements", body)["id"])

    def due(self, **more: Any) -> str:
        """When a ticket that is registered now is to be resolved, as the clock on the wall in Moscow shows it."""
        ticket = self.post("/tickets", {"subject": "Вопрос", "requester": GUEST, **more})
        due = self.get(f"/tickets/{ticket['number']}/sla")["resolution"]["due_at"]
        return f"{datetime.fromisoformat(due).astimezone(MOSCOW):%a %H:%M}"

    def means(self, agreement: str) -> dict[str, str]:
        """What the norm of an agreement is said to mean on its schedule, in both languages."""
        told: dict[str, str] = self.get(f"/agreements/{agreement}")["equivalents"]["resolution.default.duration"]
        return told


@pytest.fixture
def guide(database: Database) -> Iterator[Guide]:
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), StandingClock())
    desk.prepare()
    token = desk.tokens.make(SYSTEM, ADMINISTRATOR, now=desk.clock.now())
    with ExitStack() as stack:
        address = stack.enter_context(served(desk))
        headers = {"Authorization": f"Bearer {token}"}
        yield Guide(
            desk,
            stack.enter_context(httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=30, **PLAINLY)),
        )


def as_json(week: WorkWeek) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(week)
    return {day: hours for day, hours in found.items() if hours}


def test_row_89_six_services_with_their_descriptions_are_asked_for_by_whoever_holds_the_agreement(
    guide: Guide,
) -> None:
    services = {
        en: guide.post(
            "/services", {"title": {"ru": ru, "en": en}, "description_ru": about, "types": types, "place": nth}
        )["id"]
        for nth, (en, (ru, about, types)) in enumerate(SIX.items())
    }
    shown = guide.get("/services")["services"]
    assert [(one["name"]["en"], one["name"]["ru"], one["description"]["ru"]) for one in shown] == [
        (en, ru, about) for en, (ru, about, _) in SIX.items()
    ]
    assert {one["can_be_asked"] for one in shown} == {False}

    agreement = guide.agreement(guide.schedule("24*7", as_json(ROUND_THE_CLOCK.week)), 8, "hours")
    guide.post(f"/agreements/{agreement}/services", {"services": list(services.values())})

    assert {one["can_be_asked"] for one in guide.get("/services")["services"]} == {True}
    for en, (_, _, types) in SIX.items():
        assert guide.due(service_id=services[en], type=types[0]) == "Wed 17:00"


def test_row_119_a_norm_on_8_5_counts_its_hours_from_9_to_19_without_the_break_whatever_the_label_says(
    guide: Guide,
) -> None:
    agreement = guide.agreement(guide.schedule("8*5", as_json(EIGHT_BY_FIVE.week)), 18, "hours")
    assert guide.due() == "Thu 19:00"
    assert guide.means(agreement) == {
        "ru": "18 часов = 18 рабочих часов = 2 рабочих дня по этому графику",
        "en": "18 hours = 18 working hours = 2 working days on this schedule",
    }


def test_row_120_a_norm_on_24_7_counts_nights_and_days_off(guide: Guide) -> None:
    guide.agreement(guide.schedule("24*7", as_json(ROUND_THE_CLOCK.week)), 96, "hours")
    assert guide.due() == "Sun 09:00"


def test_row_132_two_working_days_of_eight_hours_are_16_hours(guide: Guide) -> None:
    agreement = guide.agreement(guide.schedule("9-18", EIGHT_HOURS), 16, "hours")
    assert guide.due() == "Thu 18:00"
    assert guide.means(agreement) == {
        "ru": "16 часов = 16 рабочих часов = 2 рабочих дня по этому графику",
        "en": "16 hours = 16 working hours = 2 working days on this schedule",
    }


def test_row_131_row_133_one_day_is_24_hours_and_so_three_working_days_of_eight(guide: Guide) -> None:
    office, always = guide.schedule("9-18", EIGHT_HOURS), guide.schedule("24*7", as_json(ROUND_THE_CLOCK.week))
    three_days = guide.agreement(office, 1, "days")
    assert guide.due() == "Fri 18:00"
    assert guide.means(three_days) == {
        "ru": "1 день = 24 рабочих часа = 3 рабочих дня по этому графику",
        "en": "1 day = 24 working hours = 3 working days on this schedule",
    }

    one_day = guide.agreement(always, 1, "days")
    assert guide.due() == "Thu 09:00"
    assert guide.means(one_day)["en"] == "1 day = 24 working hours = 1 working day on this schedule"


@pytest.mark.parametrize(
    ("code", "ru", "en"),
    [
        pytest.param("incident", "Инцидент", "Incident", id="row 3"),
        pytest.param("service_request", "Запрос на обслуживание", "Service request", id="row 4"),
        pytest.param("inquiry", "Обращение", "Inquiry", id="row 5"),
    ],
)
def test_rows_3_4_5_the_three_main_types_are_there_without_being_made(
    guide: Guide, code: str, ru: str, en: str
) -> None:
    guide.agreement(guide.schedule("24*7", as_json(ROUND_THE_CLOCK.week)), 8, "hours")
    shown = {one["code"]: one["definition"]["name"] for one in guide.get("/ticket-types")["types"]}
    assert shown[code] == {"ru": ru, "en": en}
    number = guide.post("/tickets", {"subject": "Вопрос", "type": code, "requester": GUEST})["number"]
    ticket = guide.get(f"/tickets/{number}")
    assert (ticket["type"], ticket["status"]) == (code, "new")


def test_row_9_the_promise_stands_in_the_agreement_and_not_in_the_service_or_the_ticket(guide: Guide) -> None:
    """One service under two agreements is due at two times; a revised agreement, at a third."""
    always = guide.schedule("24*7", as_json(ROUND_THE_CLOCK.week))
    service = guide.post("/services", {"title": {"ru": "Почта"}, "types": ["incident"]})["id"]
    slow, quick = (guide.agreement(always, hours, "hours", is_base=False) for hours in (8, 4))
    for agreement, due in ((slow, "Wed 17:00"), (quick, "Wed 13:00")):
        guide.post(f"/agreements/{agreement}/services", {"services": [service]})
        guide.post(f"/agreements/{agreement}/make-base", {})
        assert guide.due(service_id=service) == due
    promise = {"resolution": {"default": {"duration": {"amount": 2, "unit": "hours"}}}}
    guide.post(f"/agreements/{quick}/promise", {"promise": promise})
    assert guide.due(service_id=service) == "Wed 11:00"


def test_row_108_an_agreement_s_card_has_every_part_that_it_is_made_of(guide: Guide) -> None:
    always = guide.schedule("24*7", as_json(ROUND_THE_CLOCK.week))
    own = guide.post("/companies", {"title": {"ru": "Клиент"}})["id"]
    service = guide.post("/services", {"title": {"ru": "Почта"}, "types": ["incident"]})["id"]
    team = guide.post("/teams", {"title": {"ru": "Первая линия"}})["id"]
    rule = {
        "id": "urgent",
        "name": {"ru": "Срочно", "en": "Urgent"},
        "when": {"priorities": ["critical"]},
        "norm": {"duration": {"amount": 1, "unit": "hours"}},
    }
    promise = {
        "reaction": {"rules": [rule], "default": {"duration": {"amount": 2, "unit": "hours"}}},
        "resolution": {"rules": [rule], "default": {"duration": {"amount": 8, "unit": "hours"}}},
    }
    said = {"title": {"ru": "Базовое"}, "schedule_id": always, "promise": promise, "is_base": True}
    agreement = guide.post("/agreements", {**said, "default_responsible": {"team_id": team}})["id"]
    for part, body in (
        ("recipients", {"units": [own], "distributes": True}),
        ("services", {"services": [service]}),
        ("provider", {"provider_id": own}),
    ):
        guide.post(f"/agreements/{agreement}/{part}", body)
    card = guide.get(f"/agreements/{agreement}")
    assert (card["units"], card["provider_id"], card["services"], card["schedule_id"]) == (
        [own],
        own,
        [service],
        always,
    )
    assert [card["promise"][clock]["rules"][0]["id"] for clock in ("resolution", "reaction")] == ["urgent", "urgent"]
    assert [card["promise"][clock]["default"]["duration"]["amount"] for clock in ("resolution", "reaction")] == [8, 2]
    assert card["default_responsible"]["team_id"] == team
    assert (card["distributes"], card["is_base"]) == (True, True)


def test_row_114_the_due_time_comes_of_the_rule_that_matches_and_of_the_schedule(guide: Guide) -> None:
    """The same rule on two schedules, and two rules on one."""
    rule = {
        "id": "urgent",
        "name": {"ru": "Срочно", "en": "Urgent"},
        "when": {"priorities": ["critical"]},
        "norm": {"duration": {"amount": 9, "unit": "hours"}},
    }
    promise = {"resolution": {"rules": [rule], "default": {"duration": {"amount": 16, "unit": "hours"}}}}
    for week, urgent, usual in (
        (EIGHT_HOURS, "Thu 10:00", "Thu 18:00"),
        (as_json(ROUND_THE_CLOCK.week), "Wed 18:00", "Thu 01:00"),
    ):
        guide.agreement(guide.schedule("?", week), 8, "hours", promise=promise)
        assert (guide.due(priority="critical"), guide.due(priority="normal")) == (urgent, usual)
