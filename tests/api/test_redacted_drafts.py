"""What an administrator makes unreadable goes out of drafts and of orders that wait, too, whoever's they are."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from commands.ticket.talk import CommentOnTicket
from connectors.storage.shelves.bulk_jobs import Asked
from events.values.identity import TicketId
from events.values.people import Actor
from tests.api.practice import posted
from tests.api.serving import World

TOLD = "Пароль от сервера: Сезам4711"


class Copied:
    """A comment that should not have been written, and a colleague who copied it; of tickets of this test's own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.number, self.other = (world.ticket()["number"] for _ in range(2))
        self.comment = posted(world, f"/tickets/{self.number}/comments", {"body": f"Вот он.\n{TOLD}"}, world.specialist)
        self.writer = world.specialist
        entries = world.admin.get(f"/tickets/{self.number}/timeline", params=self.now).json()["entries"]
        (self.comment_id,) = (one["comment_id"] for one in entries if one.get("comment_id"))

    @property
    def now(self) -> dict[str, int]:
        return {"min_position": self.world.desk.log.head()}

    def redact(self) -> httpx.Response:
        said = {"comment_id": self.comment_id, "reason": "Там пароль"}
        return self.world.admin.post(f"/tickets/{self.number}/redact-comment", json=said)

    def draft(self, number: int, text: str) -> httpx.Response:
        return self.writer.put("/drafts", params={"kind": "reply", "ticket": number}, json={"text": text})

    def drafted(self, number: int) -> tuple[str, int]:
        (one,) = self.writer.get("/drafts", params={"ticket": number}).json()["drafts"]
        return one["draft"]["words"]["text"], one["draft"]["version"]


@pytest.fixture
def copied(world: World) -> Iterator[Copied]:
    made = Copied(world)
    yield made
    for number in (made.number, made.other):
        made.writer.delete("/drafts", params={"kind": "reply", "ticket": number})


def test_drafts_lose_what_was_copied_and_keep_the_rest(copied: Copied) -> None:
    copied.draft(copied.number, f"> {TOLD}\n\nНе пишите так")
    seen = copied.draft(copied.other, f"См. соседнюю: Вот он. {TOLD}").headers["etag"]
    assert copied.redact().status_code == 200
    assert copied.drafted(copied.number) == ("> […]\n\nНе пишите так", 2)
    assert copied.drafted(copied.other) == ("См. соседнюю: […]", 2)
    stale = copied.writer.put(
        "/drafts",
        params={"kind": "reply", "ticket": copied.other},
        json={"text": f"Вот он. {TOLD}"},
        headers={"If-Match": seen},
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "draft-is-newer")


def test_a_send_that_waits_loses_them_waits_no_longer_and_says_why(copied: Copied) -> None:
    order = {"command": "comment-on-ticket", "ticket": str(copied.number), "wait_s": 60}
    send, plain = (
        copied.writer.post("/sends", json={**order, "body": {"body": body}}).json()["send_id"]
        for body in (f"Вы писали «{TOLD}»", "Смотрим")
    )
    assert copied.redact().status_code == 200
    told = {one["send_id"]: one for one in copied.writer.get("/sends").json()["sends"]}
    assert told[send]["held"]["content"]["body"] == "Вы писали «[…]»"
    assert told[send]["refusal"]["code"] == "words-were-redacted"
    assert (told[plain]["held"]["content"]["body"], told[plain]["refusal"]) == ("Смотрим", None)
    left = [copied.writer.delete(f"/sends/{one}").json()["held"]["content"]["body"] for one in (send, plain)]
    assert left == ["Вы писали «[…]»", "Смотрим"]


def test_a_refused_redaction_takes_nothing_out(copied: Copied) -> None:
    copied.draft(copied.number, TOLD)
    posted(copied.world, f"/tickets/{copied.number}/split", {"comment_id": copied.comment_id, "subject": "Отдельно"})
    assert copied.redact().json()["code"] == "ticket-says-it-again"
    assert copied.drafted(copied.number) == (TOLD, 1)


def test_an_order_to_many_tickets_that_says_them_goes_no_further(copied: Copied) -> None:
    desk, world = copied.world.desk, copied.world
    person, now = world.persons["specialist"], desk.clock.now()
    told = CommentOnTicket(ticket_id=TicketId(UUID(int=0)), body=f"Вот он. {TOLD}")
    content = {name: value for name, value in msgspec.to_builtins(told).items() if name != "ticket_id"}
    jobs = []
    for body in (content["body"], "Смотрим"):
        asked = Asked(
            actor=Actor(kind="person", id=person, name="specialist"),
            groups=frozenset({"specialist"}),
            language="ru",
            content=msgspec.Raw(msgspec.json.encode({**content, "body": body})),
        )
        jobs.append(uuid4())
        desk.bulk_jobs.ask(jobs[-1], digest=bytes(32), command="comment-on-ticket", asked=asked, tickets=[], now=now)
    assert copied.redact().status_code == 200
    states = [job.state for one in jobs if (job := desk.bulk_jobs.job(one)) is not None]
    desk.bulk_jobs.end(jobs[1], "stopped", now)
    assert states == ["stopped", "running"]
