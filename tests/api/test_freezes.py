"""Change freezes over HTTP and in a terminal: previewed, declared, in the calendar of changes, in the way, lifted."""

from __future__ import annotations

from uuid import uuid4

from tests.api.practice import posted, prepared_change, somebody
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

SPAN = {"begins": "2031-03-02T00:00:00", "ends": "2031-03-04T00:00:00", "zone": "Europe/Moscow"}
INSTANTS = {"begins_at": "2031-03-01T21:00:00Z", "ends_at": "2031-03-03T21:00:00Z"}


def test_row_165_a_freeze_is_seen_before_it_is_declared_holds_changes_up_and_is_lifted(world: World, desk: Run) -> None:
    held, waiting = (prepared_change(world, "schedule-change") for _ in range(2))
    receipt = posted(world, f"/changes/{held}/schedule", {})
    shown = world.admin.get("/freezes/preview", params={**SPAN, "min_position": receipt["position"]}).json()
    assert shown["window"] == INSTANTS
    assert held in [one["change_id"] for one in shown["scheduled"]]
    assert waiting not in [one["change_id"] for one in shown["scheduled"]]
    low = world.admin.get("/freezes/preview", params={**SPAN, "risk": "high"}).json()
    assert held not in [one["change_id"] for one in low["scheduled"]], "its risk is low"

    title = uuid4().hex
    made = posted(world, "/freezes", {"title": {"en": title}, **SPAN, "groups": ["technologist"]})
    try:
        calendar = {"since": "2031-03-01T00:00:00Z", "until": "2031-03-09T00:00:00Z", "min_position": made["position"]}
        (freeze,) = world.admin.get("/changes", params=calendar).json()["freezes"]
        assert (freeze["freeze_id"], freeze["window"], freeze["title"]["en"]) == (made["id"], INSTANTS, title)
        assert world.admin.get("/changes").json()["freezes"] == []
        listed = world.specialist.get("/freezes", params={"min_position": made["position"]}).json()["freezes"]
        assert made["id"] in [one["freeze_id"] for one in listed]
        assert title in desk("freezes", language="en")[1]
        heads, *rows = desk("freezes", "--tsv", language="en")[1].splitlines()
        assert heads.split("\t") == ["title", "from", "until", "risks", "services", "id"]
        assert title in {row.split("\t")[0] for row in rows}

        refused = world.admin.post(f"/changes/{waiting}/schedule", json={"freeze_note": "Надо"})
        assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
            409,
            "changes-are-frozen",
            "window",
        )
        passed = posted(world, f"/changes/{waiting}/schedule", {"freeze_note": "Авария"}, world.technologist)
        history = world.admin.get(f"/changes/{waiting}/history", params={"min_position": passed["position"]}).json()
        assert "change.freeze-passed" in str(history)
        assert "Авария" in str(history)
    finally:
        lifted = posted(world, f"/freezes/{made['id']}/lift", {})
    after = world.admin.get("/freezes", params={"min_position": lifted["position"]}).json()["freezes"]
    assert made["id"] not in [one["freeze_id"] for one in after]


def test_row_165_a_freeze_that_is_asked_for_badly_names_its_field(world: World) -> None:
    with_offset = {"begins": "2031-03-02T00:00:00Z"}
    no_zone, no_time = {"zone": "Europe/Atlantis"}, {"ends": SPAN["begins"]}
    never = {"begins": "0001-01-01T00:00:00"}
    for wrong, field in ((no_zone, "zone"), (no_time, "ends"), (with_offset, "begins"), (never, "begins")):
        body = {"title": {"en": "Audit"}, **SPAN, **wrong}
        answer = world.admin.post("/freezes", json=body)
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
        assert wrong != with_offset or "без смещения: 2026-03-02T09:00:00" in answer.json()["texts"]["ru"]
        asked = world.admin.get("/freezes/preview", params={**SPAN, **wrong})
        assert (asked.status_code, asked.json()["field"]) == (422, field), asked.text


def test_row_165_who_declared_and_lifted_a_freeze_is_told_to_auditors_and_to_those_who_make_changes(
    world: World,
) -> None:
    title = uuid4().hex
    made = posted(world, "/freezes", {"title": {"en": title}, **SPAN, "services": [str(world.service)]})
    at = {"min_position": made["position"]}
    shown = world.admin.get("/freezes", params={**at, "limit": "1000"}).json()
    assert str(world.service) in [one["service_id"] for one in shown["services"]]
    assert all(one["name"]["en"] for one in shown["services"])
    lifted = posted(world, f"/freezes/{made['id']}/lift", {}, world.technologist)
    for who in ("auditor", "admin"):
        told = world.client(who).get("/freezes/history", params={"min_position": lifted["position"]}).json()["facts"]
        mine = [one for one in told if one["fact"]["freeze_id"] == made["id"]]
        assert [(one["name"], one["by"]["name"]) for one in mine] == [
            ("freeze.declared@1", "admin"),
            ("freeze.lifted@1", "technologist"),
        ]
        assert title in mine[0]["what"]["en"]
    with somebody(world, "second_line", "change_specialist") as changer:
        assert changer.get("/freezes/history").status_code == 200
    for who in ("specialist", "requester"):
        assert world.client(who).get("/freezes/history").status_code == 404


def test_row_165_a_freeze_is_declared_and_lifted_in_a_terminal(world: World, desk: Run) -> None:
    title, who = f"Audit {uuid4().hex}", ("--as", "admin")
    span = ("02.03.2032 00:00", "04.03.2032 00:00", "--zone", "Europe/Moscow")
    status, told, err = desk("freeze", title, *span, "--service", str(world.service), *who, language="en")
    assert status == 0, err
    assert "The freeze is declared until 04.03.2032 00:00." in told
    assert title in desk("freezes", language="en")[1]
    assert desk("freeze", title, "4.3.2032", "2.3.2032", *who, language="en")[0] == 1
    status, told, err = desk("lift", title, *who, language="en")
    assert (status, told) == (0, "The freeze is lifted.\n"), err
    status, _, err = desk("lift", title, *who, language="en")
    assert (status, f"no change freeze “{title}”" in err) == (1, True), err
    assert title in desk("freeze-history", language="en")[1]
