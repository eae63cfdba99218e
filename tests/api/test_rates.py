"""One person asks and orders so often a minute, over all processes; who asks more hears when to go on."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.http.rates import Rates, TooManyRequests
from api.settings import Settings
from tests.api.two_desks import Two
from tests.support.plain_http import PLAINLY

ANNA, BORIS = UUID(int=1), UUID(int=2)


def rates(now: list[float], *, questions: int = 3, orders: int = 2) -> Rates:
    settings = Settings(data_folder=Path("nowhere"), questions_a_minute=questions, orders_a_minute=orders)
    return Rates(settings, lambda: now[0])


def test_so_many_a_minute_and_the_next_minute_begins_anew() -> None:
    now = [600.0]
    counted = rates(now)
    for _ in range(3):
        counted.count(ANNA, "questions")
    with pytest.raises(TooManyRequests) as refused:
        counted.count(ANNA, "questions")
    assert refused.value.params == {"limit": 3, "seconds": 60}
    now[0] = 645.5
    with pytest.raises(TooManyRequests) as later:
        counted.count(ANNA, "questions")
    assert later.value.params["seconds"] == 15
    now[0] = 660.0
    counted.count(ANNA, "questions")


def test_questions_and_orders_and_other_people_are_counted_apart() -> None:
    counted = rates([600.0])
    for _ in range(2):
        counted.count(ANNA, "orders")
    counted.count(ANNA, "questions")
    counted.count(BORIS, "orders")
    with pytest.raises(TooManyRequests):
        counted.count(ANNA, "orders")


def test_a_limit_of_0_is_none() -> None:
    counted = rates([600.0], questions=0)
    for _ in range(1_000):
        counted.count(ANNA, "questions")


def test_a_process_that_was_forked_off_counts_with_its_parent() -> None:
    counted = rates([600.0])
    counted.count(ANNA, "orders")
    child = os.fork()
    if not child:
        counted.count(ANNA, "orders")
        os._exit(0)
    os.waitpid(child, 0)
    with pytest.raises(TooManyRequests):
        counted.count(ANNA, "orders")


def test_who_asks_too_often_is_told_when_to_go_on_and_nobody_else_is(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, boris = (two.session(two.somebody("specialist"))[0] for _ in range(2))
    monkeypatch.setattr(Rates, "count", rates([600.0]).count)

    def asked(bearing: dict[str, str], method: str = "GET", path: str = "/me") -> httpx.Response:
        return httpx.request(
            method, f"{two.urls[0]}/api/v1{path}", headers=bearing, json={"subject": "Сеть"}, timeout=20, **PLAINLY
        )

    answers = [asked(anna) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    told = answers[-1]
    assert (told.json()["code"], told.headers["retry-after"]) == ("too-many-requests", "60")
    assert asked(boris).status_code == 200
    assert [asked(anna, "POST", "/tickets").status_code for _ in range(3)] == [201, 201, 429]
