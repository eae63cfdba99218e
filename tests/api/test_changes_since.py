"""What a save that came too late is shown: who changed which fields since the version that was seen."""

from __future__ import annotations

from tests.api.serving import World


def test_a_stale_save_learns_who_changed_what_since_it_was_seen(world: World) -> None:
    ticket = world.ticket()
    path = f"/tickets/{ticket['number']}"
    world.specialist.post(f"{path}/prioritise", json={"priority": "high"})
    world.specialist.post(f"{path}/comments", json={"body": "Между нами", "is_public": False})
    last = world.admin.post(f"{path}/correct", json={"subject": "Другая"}).json()
    late = world.admin.post(f"{path}/correct", json={"subject": "Третья"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale-version")

    told = world.admin.get(f"{path}/changes?since_version=1&min_position={last['position']}").json()
    assert (told["since_version"], told["version"]) == (1, 4)
    assert [(one["version"], one["fields"]) for one in told["changes"]] == [
        (2, ["priority", "impact", "urgency", "priority_from"]),
        (3, ["comments", "last_word", "noted_answer"]),
        (4, ["subject"]),
    ]
    assert [one["by"]["ru"] for one in told["changes"]] == ["specialist", "specialist", "admin"]
    assert set(told["fields"]) >= {"subject", "priority"}

    public = world.requester.get(f"{path}/changes?since_version=1&min_position={last['position']}").json()
    assert [one["version"] for one in public["changes"]] == [2, 4]
    assert world.anonymous.get(f"{path}/changes?since_version=1").status_code == 401
    assert world.requester.get(f"{path}/changes").status_code == 422


def test_an_operation_says_which_one_undoes_it(world: World) -> None:
    paths = world.admin.get("/openapi.json").json()["paths"]
    watch = paths["/api/v1/tickets/{ref}/watch"]["post"]
    assert watch["x-opposite"] == {"command": "unwatch-ticket", "how": "by_itself"}
    assert "x-opposite" not in paths["/api/v1/tickets/{ref}/close"]["post"]
