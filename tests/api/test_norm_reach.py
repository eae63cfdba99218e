"""A norm that would never end, over HTTP: refused where it is asked for and where it is only tried (W6)."""

from __future__ import annotations

from typing import Any

from tests.api.refused import problem
from tests.api.serving import World

FIVE_MINUTES = {"zone": "Europe/Moscow", "week": {"sun": [["09:00", "09:05"]]}}
TEN_YEARS = {"resolution": {"default": {"duration": {"amount": 3650, "unit": "days"}}}}


def posted(world: World, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
    answer = world.admin.post(path, json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def test_row_f1_the_shown_case_is_refused_with_its_field_and_the_way_out(world: World) -> None:
    tiny = posted(world, "/schedules", {"title": {"en": "Tiny"}, "timetable": FIVE_MINUTES}, 201)["id"]
    body = {"title": {"en": "Years"}, "schedule_id": tiny, "promise": TEN_YEARS}
    refused = world.admin.post("/agreements", json=body)
    field = "promise.resolution.default.duration"
    assert problem(refused) == (422, "norm-outlasts-schedule", field, "W6")

    odd = posted(world, "/agreements", {**body, "promise": {}}, 201)["id"]
    for path in (f"/agreements/{odd}/preview", f"/agreements/{odd}/promise"):
        for more in ({}, {"apply_to_open": True}) if path.endswith("promise") else ({},):
            answer = world.admin.post(path, json={"promise": TEN_YEARS, **more})
            assert problem(answer) == (422, "norm-outlasts-schedule", field, "W6"), path


def test_row_f1_a_cut_under_a_long_norm_is_refused_also_when_it_is_only_tried(world: World) -> None:
    office = {"zone": "Europe/Moscow", "week": {"mon": [["09:00", "18:00"]]}}
    schedule = posted(world, "/schedules", {"title": {"en": "Office"}, "timetable": office}, 201)["id"]
    body = {"title": {"en": "Years"}, "schedule_id": schedule, "promise": TEN_YEARS}
    posted(world, "/agreements", body, 201)
    for path in (f"/schedules/{schedule}/preview", f"/schedules/{schedule}/revise"):
        answer = world.admin.post(path, json={"timetable": FIVE_MINUTES})
        assert problem(answer) == (422, "schedule-cuts-norm", "timetable.week", "W6"), path
        assert "Years" in answer.json()["detail"]


def test_row_f1_hours_that_are_tried_say_that_the_norm_shown_with_them_would_be_refused(world: World) -> None:
    ten_years = TEN_YEARS["resolution"]["default"]["duration"]
    told = posted(world, "/schedules/preview", {"timetable": FIVE_MINUTES, "duration": ten_years}, 200)
    assert told["refused"] == "norm-outlasts-schedule"
    assert told["texts"]["en"].startswith("“untitled” has so little working time that 87600 h would end after")
    assert told["texts"]["ru"].startswith("В графике «без названия» так мало рабочего времени, что 87600 ч закончатся")
    assert len(told["next_intervals"]) == 10
    always = {"zone": "Europe/Moscow", "week": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed")}}
    for fine in ({"timetable": FIVE_MINUTES}, {"timetable": always, "duration": ten_years}):
        told = posted(world, "/schedules/preview", fine, 200)
        assert (told["refused"], told["texts"]) == ("", None)
