"""Promises and timetables that cannot be are refused by their field and their rule."""

from __future__ import annotations

from typing import Any

import pytest

from events.values.identity import OWN_COMPANY
from tests.api.refused import TIMETABLE, problem
from tests.api.serving import World


def _norm(**norm: Any) -> dict[str, Any]:
    return {"resolution": {"default": norm}}


def _rule(**rule: Any) -> dict[str, Any]:
    norm = {"duration": {"amount": 1, "unit": "hours"}}
    return {"resolution": {"rules": [{"id": "a", "name": {"ru": "a", "en": "a"}, "norm": norm, **rule}]}}


HOUR = {"amount": 1, "unit": "hours"}


PROMISES: list[tuple[str, dict[str, Any], str, str]] = [
    ("zero", _norm(duration={"amount": 0, "unit": "hours"}), "promise.resolution.default.duration.amount", "T2"),
    ("negative", _norm(duration={"amount": -8}), "promise.resolution.default.duration.amount", "T2"),
    ("absurd", _norm(duration={"amount": 3651, "unit": "days"}), "promise.resolution.default.duration.amount", "T2"),
    ("huge", _norm(duration={"amount": 10**30}), "promise.resolution.default.duration.amount", "T2"),
    ("half", _norm(duration={"amount": 1.5}), "promise.resolution.default.duration.amount", "T2"),
    ("unit", _norm(duration={"amount": 1, "unit": "weeks"}), "promise.resolution.default.duration.unit", "T2"),
    ("no amount", _norm(duration={"unit": "days"}), "promise.resolution.default.duration.amount", "T2"),
    (
        "at 0 %",
        _norm(escalations=[{"id": "x", "share_percent": 0}]),
        "promise.resolution.default.escalations[0].share_percent",
        "C7",
    ),
    (
        "below 0 %",
        _norm(escalations=[{"id": "x", "share_percent": -5}]),
        "promise.resolution.default.escalations[0].share_percent",
        "C7",
    ),
    (
        "1001 %",
        _norm(escalations=[{"id": "x", "share_percent": 1001}]),
        "promise.resolution.default.escalations[0].share_percent",
        "C7",
    ),
    ("neither", _norm(escalations=[{"id": "x"}]), "promise.resolution.default.escalations[0].share_percent", "C7"),
    (
        "both",
        _norm(escalations=[{"id": "x", "share_percent": 5, "offset": HOUR}]),
        "promise.resolution.default.escalations[0].share_percent",
        "C7",
    ),
    (
        "twice",
        _norm(escalations=[{"id": "x", "share_percent": 5}, {"id": "x", "share_percent": 6}]),
        "promise.resolution.default.escalations[1].id",
        "C7",
    ),
    (
        "offset of 0",
        _norm(escalations=[{"id": "x", "offset": {"amount": 0}}]),
        "promise.resolution.default.escalations[0].offset.amount",
        "T2",
    ),
    (
        "unknown action",
        _norm(escalations=[{"id": "x", "share_percent": 5, "action": {"shout": True}}]),
        "promise.resolution.default.escalations[0].action.shout",
        "C7",
    ),
    ("unknown attribute", _rule(when={"prioritys": ["critical"]}), "promise.resolution.rules[0].when.prioritys", "T1"),
    ("unknown value", _rule(when={"priorities": ["red"]}), "promise.resolution.rules[0].when.priorities[0]", "T1"),
    ("not a list", _rule(when={"types": "incident"}), "promise.resolution.rules[0].when.types", "T1"),
    (
        "no norm",
        {"resolution": {"rules": [{"id": "a", "name": {"ru": "", "en": ""}}]}},
        "promise.resolution.rules[0].norm",
        "T1",
    ),
    ("unknown side", {"closing": {}}, "promise.closing", "T1"),
    ("unknown policy", {"policy": {"reaction_stopped_by": "cats"}}, "promise.policy.reaction_stopped_by", "T1"),
]


@pytest.mark.parametrize(("promise", "field", "rule"), [row[1:] for row in PROMISES], ids=[row[0] for row in PROMISES])
def test_a_promise_that_cannot_be_is_refused_by_its_field_and_rule(
    world: World, promise: dict[str, Any], field: str, rule: str
) -> None:
    asked = {"title": {"ru": "x"}, "schedule_id": str(world.schedule), "promise": promise}
    answers = [
        world.admin.post("/agreements", json=asked),
        world.admin.post(f"/agreements/{world.agreement}/promise", json={"promise": promise}),
        world.admin.post(f"/agreements/{world.agreement}/preview", json={"promise": promise}),
    ]

    assert [problem(answer) for answer in answers] == [(422, "invalid-field", field, rule)] * 3
    texts = answers[0].json()["texts"]
    assert texts["ru"] != texts["en"]


def test_rule_t1_a_promise_that_names_a_stranger_is_refused_alike_when_it_is_tried_and_when_it_is_given(
    world: World,
) -> None:
    service = world.admin.post("/services", json={"title": {"ru": "Почта"}}).json()["id"]
    for condition, stranger in (("services", str(OWN_COMPANY)), ("units", service), ("types", "wish")):
        asked = {"promise": _rule(when={condition: [stranger]})}
        tried = world.admin.post(f"/agreements/{world.agreement}/preview", json=asked)
        given = world.admin.post(f"/agreements/{world.agreement}/promise", json=asked)

        assert problem(tried)[2] == f"promise.resolution.rules[0].when.{condition}"
        assert (problem(tried), tried.json()["texts"]) == (problem(given), given.json()["texts"])


def _with(**more: Any) -> dict[str, Any]:
    return {**TIMETABLE, **more}


DAY_OFF: dict[str, Any] = {"on": "2026-05-09", "hours": []}


TIMETABLES: list[tuple[str, dict[str, Any], str, str]] = [
    ("unknown zone", _with(zone="Europe/Atlantis"), "timetable.zone", "W3"),
    ("hostile zone", _with(zone="../../etc/passwd"), "timetable.zone", "W3"),
    ("unknown weekday", _with(week={"someday": []}), "timetable.week.someday", "W1"),
    (
        "empty hours",
        _with(week={"mon": [["09:00", "18:00"], ["19:00", "19:00"]]}),
        "timetable.week.mon[1].closes",
        "W3",
    ),
    ("25 o'clock", _with(week={"tue": [["09:00", "25:00"]]}), "timetable.week.tue[0].closes", "W3"),
    ("opens at 24:00", _with(week={"tue": [["24:00", "10:00"]]}), "timetable.week.tue[0].opens", "W3"),
    ("half an interval", _with(week={"tue": [["09:00"]]}), "timetable.week.tue[0]", "W1"),
    ("three bounds", _with(week={"tue": [["09:00", "10:00", "11:00"]]}), "timetable.week.tue[0][2]", "W1"),
    ("31 February", _with(exceptions=[{"on": "2026-02-31"}]), "timetable.exceptions[0].on", "W2"),
    ("31 February each year", _with(yearly=[{"month": 2, "day": 31}]), "timetable.yearly[0].day", "W3"),
    ("a date twice", _with(exceptions=[DAY_OFF, DAY_OFF]), "timetable.exceptions[1]", "W2"),
    ("unknown field", _with(exceptions=[{**DAY_OFF, "closed": True}]), "timetable.exceptions[0].closed", "W2"),
    ("never opens", _with(week={}), "timetable.week", "W6"),
]


@pytest.mark.parametrize(
    ("timetable", "field", "rule"), [row[1:] for row in TIMETABLES], ids=[row[0] for row in TIMETABLES]
)
def test_a_timetable_that_cannot_be_is_refused_by_its_field_and_rule(
    world: World, timetable: dict[str, Any], field: str, rule: str
) -> None:
    answers = [
        world.admin.post("/schedules", json={"title": {"ru": "x"}, "timetable": timetable}),
        world.admin.post(f"/schedules/{world.schedule}/revise", json={"timetable": timetable}),
        world.admin.post("/schedules/preview", json={"timetable": timetable}),
        world.admin.post(f"/schedules/{world.schedule}/preview", json={"timetable": timetable}),
    ]

    assert [problem(answer)[0] for answer in answers] == [422] * 4
    assert [problem(answer)[2:] for answer in answers] == [(field, rule)] * 4
    texts = answers[0].json()["texts"]
    assert texts["ru"] != texts["en"]


@pytest.mark.parametrize(
    ("path", "body", "field", "rule"),
    [
        ("holidays", {"exceptions": [{"on": "2026-02-31"}]}, "exceptions[0].on", "W2"),
        ("holidays", {"exceptions": []}, "exceptions", "W2"),
        (
            "holidays",
            {"exceptions": [{"on": "2026-05-09", "hours": [["9", "10"]]}]},
            "exceptions[0].hours[0].opens",
            "W3",
        ),
        ("withdraw-holidays", {"dates": ["2026-02-31"]}, "dates[0]", "W2"),
        ("revise", {"timetable": TIMETABLE, "effective_from": "2026-03-02T09:00:00"}, "effective_from", "W8"),
    ],
)
def test_special_days_that_cannot_be_are_refused(world: World, path: str, body: Any, field: str, rule: str) -> None:
    answer = world.admin.post(f"/schedules/{world.schedule}/{path}", json=body)

    assert problem(answer) == (422, "invalid-field", field, rule)
