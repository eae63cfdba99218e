"""What only staff may read moves nothing that a requester sees: no version, no time, no order, no refusal (row 20)."""

from __future__ import annotations

from typing import Any

import httpx

from tests.api.serving import World


def whispered(world: World, number: str, words: str = "Клиент опять путает пароль") -> int:
    """A private comment by staff; the position of it."""
    answer = world.specialist.post(f"/tickets/{number}/comments", json={"body": words, "is_public": False})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["position"])


def seen_by(client: httpx.Client, number: str, position: int) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The card and the line of the list as they are after a position, and the card's ETag."""
    card = client.get(f"/tickets/{number}", params={"min_position": position})
    page = client.get("/tickets", params={"min_position": position, "text": number})
    assert "x-stale" not in {**card.headers, **page.headers}
    return card.json(), page.json()["tickets"][0], card.headers["etag"]


def test_a_private_comment_moves_neither_version_nor_time_for_the_requester_and_both_for_staff(world: World) -> None:
    receipt = world.ticket()
    number = str(receipt["number"])
    before, staff_before = (seen_by(client, number, 0) for client in (world.requester, world.specialist))
    position = whispered(world, number)
    after, staff_after = (seen_by(client, number, position) for client in (world.requester, world.specialist))
    assert after == before
    for seen, saw in zip(staff_after[:2], staff_before[:2], strict=True):
        assert seen["version"] == saw["version"] + 1
        assert seen["changed_at"] > saw["changed_at"]


def test_a_private_comment_reshuffles_no_list_of_the_requester(world: World) -> None:
    older, newer = (str(world.ticket()["number"]) for _ in range(2))
    position = whispered(world, older)
    asked: dict[str, Any] = {"sort": "-changed", "limit": 1, "min_position": position}
    first = world.requester.get("/tickets", params=asked).json()
    assert [str(line["number"]) for line in first["tickets"]] == [newer]
    second = world.requester.get("/tickets", params={**asked, "cursor": first["next_cursor"]}).json()
    assert [str(line["number"]) for line in second["tickets"]] == [older]
    assert str(world.specialist.get("/tickets", params=asked).json()["tickets"][0]["number"]) == older


def test_what_a_requester_saw_is_not_stale_because_of_what_they_may_not_read(world: World) -> None:
    number = str(world.ticket()["number"])
    _, _, etag = seen_by(world.requester, number, 0)
    _, _, seen_by_staff = seen_by(world.specialist, number, 0)
    whispered(world, number)
    said = world.requester.post(f"/tickets/{number}/comments", json={"body": "Ещё раз"}, headers={"If-Match": etag})
    assert said.status_code == 200, said.text
    # The same version is stale to them by their own word, and to staff by what staff said.
    again = world.requester.post(f"/tickets/{number}/comments", json={"body": "И ещё"}, headers={"If-Match": etag})
    assert (again.status_code, again.json()["code"]) == (412, "stale-version")
    begun = world.specialist.post(f"/tickets/{number}/start", headers={"If-Match": seen_by_staff})
    assert (begun.status_code, begun.json()["code"]) == (412, "stale-version")
