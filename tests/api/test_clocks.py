"""A ticket's clocks over HTTP: shown, explained, drawn, previewed; the same seconds everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from api.pictures.clocks import LETTER, draw
from events.values.text import Text
from sla_engine.explain import Explanation, Reason, Segment
from sla_engine.instants import NEVER, NO_TIME, Micros, micros
from tests.api.held_back import held_back
from tests.api.serving import World

MOSCOW = ZoneInfo("Europe/Moscow")
START = datetime(2026, 10, 20, 9, 10, tzinfo=MOSCOW)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("question", ["", "/explain", "/timeline.svg"])
def test_every_question_about_the_clocks_waits_for_a_position_and_marks_an_older_answer(
    world: World, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    receipt = world.ticket()
    last = world.specialist.post(f"/tickets/{receipt['number']}/start").json()
    address = f"/tickets/{receipt['number']}/sla{question}"
    fresh = world.specialist.get(address, params={"min_position": last["position"]})
    assert (fresh.status_code, fresh.headers.get("x-stale")) == (200, None)
    monkeypatch.setattr(world.desk, "settings", world.desk.settings.model_copy(update={"wait_s": 0.01}))
    with held_back(world.desk) as position:
        never = world.specialist.get(address, params={"min_position": position})
    assert (never.status_code, never.headers.get("x-stale")) == (200, "true")


def test_the_segments_of_an_explanation_add_up_to_what_the_clock_shows(world: World) -> None:
    receipt = world.ticket(agreement_id=str(world.agreement))
    world.specialist.post(f"/tickets/{receipt['number']}/hold", json={"reason": "Жду"})
    last = world.specialist.post(f"/tickets/{receipt['number']}/start").json()
    url, seen = f"/tickets/{receipt['number']}/sla", {"min_position": last["position"]}
    shown = world.specialist.get(url, params=seen).json()
    explained = world.specialist.get(f"{url}/explain").json()

    assert explained["number"] == shown["number"] == receipt["number"]
    for clock in explained["clocks"]:
        view = shown[clock["clock"]]
        assert sum(segment["worked_s"] for segment in clock["segments"]) == pytest.approx(clock["consumed_s"], abs=1e-6)
        assert (clock["target_s"], clock["state"]) == (view["target_s"], view["state"])
        for before, after in pairwise(clock["segments"]):
            assert before["end_at"] == after["begin_at"]
    assert shown["reaction"]["state"] == "met"
    assert shown["resolution"]["is_running"] is True
    assert shown["resolution"]["consumed_s"] + shown["resolution"]["left_s"] == pytest.approx(8 * 3600)


def test_the_picture_is_served_in_the_readers_language(world: World) -> None:
    receipt = world.ticket()
    url = f"/tickets/{receipt['number']}/sla/timeline.svg"
    world.specialist.get("/tickets", params={"min_position": receipt["position"]})
    russian, english = world.specialist.get(url), world.specialist.get(url, params={"lang": "en"})

    assert russian.headers["content-type"] == "image/svg+xml"
    assert f"Сроки заявки {receipt['number']}" in russian.text
    assert f"Clocks of ticket {receipt['number']}" in english.text
    assert "Europe/Moscow" in english.text


def explanation(span: timedelta, due: timedelta, missed: timedelta | None = None) -> Explanation:
    """A resolution clock that ran through pieces of a span."""
    step = span / 12
    reasons: tuple[Reason, ...] = ("counted", "off_hours", "status", "holiday")
    segments = tuple(
        Segment(
            begin=micros(START + nth * step),
            end=micros(START + (nth + 1) * step),
            status="new",
            reason=reasons[nth % 4],
            why=Text.same("<&>"),
            worked=micros(START + step) - micros(START) if nth % 4 == 0 else NO_TIME,
            total=NO_TIME,
            schedule_id=UUID(int=1),  # type: ignore[arg-type] # an id is an id here
            timetable_no=1,
        )
        for nth in range(12)
    )
    return Explanation(
        clock="resolution",
        state="running" if missed is None else "missed",
        target=Micros(8 * 3_600_000_000),
        target_no=1,
        rule_id="",
        promise_version=1,
        consumed=sum((segment.worked for segment in segments), NO_TIME),
        due=micros(START + due),
        is_running=True,
        missed=NEVER if missed is None else micros(START + missed),
        segments=segments,
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("span", "due", "missed"),
    [
        (timedelta(minutes=5), timedelta(hours=24), None),
        (timedelta(hours=3), timedelta(hours=3, minutes=10), None),
        (timedelta(hours=9), timedelta(hours=8), timedelta(hours=8)),
        (timedelta(days=3), timedelta(days=2), timedelta(days=2)),
        (timedelta(days=40), timedelta(days=12), timedelta(days=12)),
        (timedelta(days=900), timedelta(days=1), timedelta(days=1)),
    ],
)
def test_no_label_of_the_picture_lies_on_another_or_outside(
    language: str, span: timedelta, due: timedelta, missed: timedelta | None
) -> None:
    clocks = [explanation(span, due, missed)] * 2
    root = ET.fromstring(draw(1001, clocks, (START + span).astimezone(UTC), language, MOSCOW))  # noqa: S314 - our own
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    rows: dict[float, list[tuple[float, float]]] = {}
    for text in root.iter(f"{SVG}text"):
        if text.get("font-size") != "11":
            continue
        length, x, y = len(text.text or "") * LETTER * 0.9, float(text.attrib["x"]), float(text.attrib["y"])
        left = {"start": x, "middle": x - length / 2, "end": x - length}[text.get("text-anchor", "start")]
        assert left >= 0
        assert left + length <= width
        assert y <= height
        rows.setdefault(y, []).append((left, left + length))

    for labels in rows.values():
        for (_, end), (begin, _) in pairwise(sorted(labels)):
            assert end <= begin
    bars = [float(bar.attrib["x"]) for bar in root.iter(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    assert min(bars) >= 110
    assert max(bars) < width


def test_t2_a_timetable_says_what_a_day_means_on_it_before_it_is_saved(world: World) -> None:
    day = [["09:00", "13:00"], ["14:00", "18:00"]]
    timetable = {"zone": "Europe/Moscow", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day)}
    answer = world.admin.post("/schedules/preview", json={"timetable": timetable}).json()

    assert answer["equivalent"]["en"] == "1 day = 24 working hours = 3 working days on this schedule"
    assert len(answer["next_intervals"]) == 10
    opens = [datetime.fromisoformat(interval["from"]).astimezone(MOSCOW) for interval in answer["next_intervals"][1:]]
    assert {(at.hour, at.minute) for at in opens} == {(9, 0), (14, 0)}
    assert all(at.weekday() < 5 for at in opens)


@pytest.mark.parametrize(("year", "days"), [(2024, 248), (2025, 247), (2026, 247)])
def test_w2_the_official_calendar_of_russia_is_proposed_with_its_transfers(world: World, year: int, days: int) -> None:
    answer = world.admin.get("/schedules/holidays", params={"country": "ru", "year": year}).json()
    proposed = {date.fromisoformat(one["on"]): bool(one["hours"]) for one in answer["exceptions"]}
    first = date(year, 1, 1)
    every = [first + timedelta(days=nth) for nth in range(366) if (first + timedelta(days=nth)).year == year]

    assert sum(proposed.get(on, on.weekday() < 5) for on in every) == days
    assert all(set(one["name"]) == {"ru", "en"} for one in answer["exceptions"])


def test_what_a_preview_shows_is_what_then_happens(world: World) -> None:
    schedule = world.admin.post(
        "/schedules", json={"title": {"ru": "24×7"}, "timetable": {"zone": "UTC", "week": _all_week("00:00", "24:00")}}
    ).json()
    asked = {"title": {"ru": "Круглосуточно"}, "schedule_id": schedule["id"]}
    agreement = world.admin.post("/agreements", json=asked).json()
    everybody = {"units": [str(world.department)]}
    world.admin.post(f"/agreements/{agreement['id']}/recipients", json=everybody)
    ticket = world.ticket(agreement_id=agreement["id"])
    world.specialist.get("/tickets", params={"min_position": ticket["position"]})
    shorter: dict[str, Any] = {"promise": {"resolution": {"default": {"duration": {"amount": 2, "unit": "hours"}}}}}

    before = world.specialist.get(f"/tickets/{ticket['number']}/sla").json()
    preview = world.admin.post(f"/agreements/{agreement['id']}/preview", json=shorter).json()
    unchanged = world.specialist.get(f"/tickets/{ticket['number']}/sla").json()
    saved = world.admin.post(f"/agreements/{agreement['id']}/promise", json={**shorter, "apply_to_open": True}).json()
    seen = {"min_position": saved["position"]}
    after = world.specialist.get(f"/tickets/{ticket['number']}/sla", params=seen).json()

    assert unchanged["resolution"]["due_at"] == before["resolution"]["due_at"]
    assert preview["tickets"] == 1
    move = next(move for move in preview["moves"] if move["clock"] == "resolution")
    assert (move["number"], move["due_before"]) == (ticket["number"], before["resolution"]["due_at"])
    assert move["due_after"] == after["resolution"]["due_at"]
    assert preview["equivalents"]["resolution.default.duration"]["en"].startswith("2 hours = 2 working hours")


def test_a_preview_of_a_schedule_moves_the_deadlines_that_the_edit_would_move(world: World) -> None:
    always = {"zone": "UTC", "week": _all_week("00:00", "24:00")}
    schedule = world.admin.post("/schedules", json={"title": {"ru": "24×7"}, "timetable": always}).json()
    asked = {"title": {"ru": uuid4().hex}, "schedule_id": schedule["id"]}
    agreement = world.admin.post("/agreements", json=asked).json()
    everybody = {"units": [str(world.department)]}
    world.admin.post(f"/agreements/{agreement['id']}/recipients", json=everybody)
    ticket = world.ticket(agreement_id=agreement["id"])
    world.specialist.get("/tickets", params={"min_position": ticket["position"]})
    night = {"timetable": {"zone": "UTC", "week": _all_week("22:00", "06:00")}}

    preview = world.admin.post(f"/schedules/{schedule['id']}/preview", json=night).json()
    saved = world.admin.post(f"/schedules/{schedule['id']}/revise", json=night).json()
    seen = {"min_position": saved["position"]}
    after = world.specialist.get(f"/tickets/{ticket['number']}/sla", params=seen).json()

    move = next(move for move in preview["moves"] if move["clock"] == "resolution")
    told = datetime.fromisoformat(move["due_after"]) - datetime.fromisoformat(after["resolution"]["due_at"])
    # The edit holds from its own instant on, and the preview from the one that it was asked at.
    assert abs(told) < timedelta(minutes=1)


def test_a_preview_of_a_schedule_tells_the_special_days_that_would_be_dropped(world: World) -> None:
    always: dict[str, Any] = {"zone": "UTC", "week": _all_week("00:00", "24:00")}
    special = {"exceptions": [{"on": "2030-05-09"}], "yearly": [{"month": 1, "day": 1}]}
    drawn_up = {"title": {"ru": uuid4().hex}, "timetable": {**always, **special}}
    schedule = world.admin.post("/schedules", json=drawn_up).json()
    world.admin.get("/tickets", params={"min_position": schedule["position"]})

    def dropped(**asked: Any) -> tuple[list[str], list[int]]:
        answer = world.admin.post(f"/schedules/{schedule['id']}/preview", json=asked).json()
        return [one["on"] for one in answer["exceptions_dropped"]], [one["day"] for one in answer["yearly_dropped"]]

    other = {**always, "exceptions": [{"on": "2030-06-12"}]}
    assert dropped(timetable=always) == ([], [])
    assert dropped(timetable=other) == (["2030-05-09"], [])
    assert dropped(timetable=always, keep_exceptions=False) == (["2030-05-09"], [1])


def _all_week(opens: str, closes: str) -> dict[str, list[list[str]]]:
    return {day: [[opens, closes]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.mark.parametrize(
    ("hours", "worked"),
    [
        ([["09:00", "12:00"], ["11:00", "15:00"]], [("09:00", "15:00")]),
        ([["09:00", "12:00"], ["12:00", "15:00"]], [("09:00", "15:00")]),
        ([["20:00", "08:00"]], [("20:00", "08:00")]),
    ],
)
def test_w3_overlapping_hours_merge_and_inverted_ones_cross_midnight(
    world: World, hours: list[list[str]], worked: list[tuple[str, str]]
) -> None:
    answer = world.admin.post("/schedules/preview", json={"timetable": {"zone": "UTC", "week": {"mon": hours}}}).json()
    second = answer["next_intervals"][1]

    assert answer["week"][0]["en"].startswith(f"Mon {worked[0][0]}-{worked[0][1]}")
    assert [(second["from"][11:16], second["to"][11:16])] == worked
