"""An answer tells of one moment, also when a read model moves while the question is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commands.fields import Named
from commands.service_schedule import DrawUpSchedule
from connectors.storage.log.reading import LogInSnapshot
from projections.agreement import schedules
from projections.ticket import timeline as ticket_timeline
from tests.api.serving import NINE_TO_SIX, World


def meanwhile(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, happens: Callable[[], None]) -> None:
    """Let something happen, once, right before a question comes to its statement in ``where``."""
    asked, done = getattr(where, name), list[bool]()

    def passing(*given: Any, **named: Any) -> Any:
        if not done:
            done.append(True)
            happens()
        return asked(*given, **named)

    monkeypatch.setattr(where, name, passing)


def test_a_timeline_tells_of_the_moment_of_the_card_that_lets_it_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.ticket()["number"]
    path = f"/tickets/{number}/timeline"
    before = world.specialist.get(path).json()

    def comments() -> None:
        said = world.specialist.post(f"/tickets/{number}/comments", json={"body": "Посмотрю"})
        assert said.status_code == 200, said.text
        assert world.desk.waiter.wait(("ticket_list", "ticket_timeline"), said.json()["position"], 30)

    meanwhile(monkeypatch, ticket_timeline, "timeline", comments)
    assert world.specialist.get(path).json() == before
    after = world.specialist.get(path).json()["entries"]
    assert len(after) == len(before["entries"]) + 1


def test_a_history_tells_of_the_moment_of_its_names_and_not_of_a_later_log(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.ticket()["number"]
    path = f"/tickets/{number}/history"
    before = world.specialist.get(path).json()

    def comments() -> None:
        assert world.specialist.post(f"/tickets/{number}/comments", json={"body": "Посмотрю"}).status_code == 200

    meanwhile(monkeypatch, LogInSnapshot, "load", comments)
    assert world.specialist.get(path).json() == before


def test_a_schedule_that_is_drawn_up_between_two_statements_is_in_the_next_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = world.admin.get("/schedules").json()

    def draws_up() -> None:
        world.order(DrawUpSchedule(title=Named(ru="Ночная смена", en="Night"), timetable=NINE_TO_SIX))
        assert world.desk.waiter.wait(("agreements",), world.desk.log.head(), 30)

    meanwhile(monkeypatch, schedules, "_last_edits", draws_up)
    assert world.admin.get("/schedules").json() == before
    assert len(world.admin.get("/schedules").json()["schedules"]) == len(before["schedules"]) + 1
