"""Pictures within words over HTTP: the card, the conversation and the list of files say which they are."""

from __future__ import annotations

from typing import Any

from tests.api.pictures import png
from tests.api.serving import World
from tests.api.test_uploads import new, sent


def told(files: list[dict[str, Any]]) -> list[tuple[str, bool, str]]:
    return [(one["name"], one.get("inline", False), one.get("content_id", "")) for one in files]


def test_who_pastes_a_picture_into_a_comment_finds_it_where_it_stood(world: World) -> None:
    number = world.ticket()["number"]
    shot, file = sent(world.specialist, png(9, 9), "shot.png"), sent(world.specialist, new(), "log.txt")
    comment = {
        "body": "Смотрите: [cid:shot@1]",
        "attachments": [shot, file],
        "in_place": [{"sha256": shot["sha256"], "content_id": "shot@1"}],
    }
    receipt = world.specialist.post(f"/tickets/{number}/comments", json=comment).json()
    expected = [("shot.png", True, "shot@1"), ("log.txt", False, "")]
    wait = {"min_position": receipt["position"]}
    for client in (world.requester, world.specialist):
        assert told(client.get(f"/tickets/{number}/files", params=wait).json()["files"]) == expected
        assert told(client.get(f"/tickets/{number}", params=wait).json()["attachments"]) == expected
        entries = client.get(f"/tickets/{number}/timeline", params=wait).json()["entries"]
        assert [told(one["attachments"]) for one in entries if one["attachments"]] == [expected]
    assert "Картинки" not in str(world.requester.get(f"/tickets/{number}/timeline").json())
    split = world.specialist.get(f"/tickets/{number}/timeline").json()["entries"]
    (comment_id,) = (one["comment_id"] for one in split if one["attachments"])
    order = {"comment_id": comment_id, "subject": "Отдельно", "requester": {"email": "x@client.example"}}
    order["public"] = True
    new_one = world.specialist.post(f"/tickets/{number}/split", json=order).json()
    wait = {"min_position": new_one["position"]}
    assert told(world.specialist.get(f"/tickets/{new_one['number']}/files", params=wait).json()["files"]) == expected


def test_a_picture_that_is_not_attached_or_is_none_is_refused_by_its_place(world: World) -> None:
    number = world.ticket()["number"]
    file = sent(world.specialist, new(), "log.txt")
    for digest, status, field in (
        ("ab" * 32, 422, "in_place[0].sha256"),
        (file["sha256"], 422, "in_place[0].sha256"),
        ("x", 422, "in_place[0].sha256"),
    ):
        order = {"body": "x", "attachments": [file], "in_place": [{"sha256": digest, "content_id": "a"}]}
        answer = world.specialist.post(f"/tickets/{number}/comments", json=order)
        assert (answer.status_code, answer.json()["field"]) == (status, field), answer.text
    wrong = {"body": "x", "attachments": [file], "in_place": [{"sha256": file["sha256"], "content_id": "a b"}]}
    refused = world.specialist.post(f"/tickets/{number}/comments", json=wrong).json()
    assert refused["field"] == "in_place[0].content_id"
