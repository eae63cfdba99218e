"""References to files over HTTP: taken only to what the caller may read, told with the comments that bear them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

import httpx
import pytest

from commands.attachments import NoSuchFile
from commands.ticket.register import RegisterTicket
from events.ticket import TicketCommented
from events.values.identity import CommandId, StreamId, TeamId, ticket_id
from events.values.people import Actor, Viewer
from events.values.ticket import Attachment
from tests.api.refused import problem
from tests.api.serving import World

LOG = b"12:00 the printer is on fire"
NOBODYS = "aa" * 32
NOT_YOURS = (404, "no-such-file", "attachments[0].sha256", "row 173")


def letter(name: str, content: bytes) -> bytes:
    head = (
        f"From: {name}@desk.example",
        "Subject: Files",
        f"Message-ID: <{hashlib.sha256(content).hexdigest()}@x>",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b",
        "\r\n--b\r\n\r\nSee the log\r\n--b\r\nContent-Type: text/plain",
        "Content-Disposition: attachment; filename=print.log\r\n\r\n",
    )
    return "\r\n".join(head).encode() + content + b"\r\n--b--\r\n"


def taken_in(world: World, name: str, content: bytes) -> tuple[int, int]:
    outcome = world.desk.intake().take(letter(name, content), source="test")
    assert outcome.result in {"registered", "commented"}, outcome.text.en
    views = ("ticket_list", "ticket_timeline", "sla_clocks", "mail_threads")
    assert world.desk.waiter.wait(views, outcome.position, 30)
    return int(outcome.number), outcome.position


def reference(content: bytes | str, **more: Any) -> dict[str, Any]:
    digest = content if isinstance(content, str) else hashlib.sha256(content).hexdigest()
    return {"sha256": digest, "name": "a.txt", "media_type": "text/html", "size_bytes": 999_999_999_999, **more}


def said(client: httpx.Client, number: int, *files: dict[str, Any], **more: Any) -> httpx.Response:
    return client.post(f"/tickets/{number}/comments", json={"body": "x", "attachments": list(files), **more})


def test_row_173_a_file_that_nobody_stored_and_one_of_a_foreign_ticket_are_refused_alike(world: World) -> None:
    number = world.ticket()["number"]
    secret = b"salaries of the board"
    taken_in(world, "second_line", secret)
    outside = said(world.requester, number, reference(NOBODYS))
    foreign = said(world.requester, number, reference(secret))
    assert problem(outside) == NOT_YOURS
    assert (foreign.status_code, foreign.json()) == (404, outside.json()), "no oracle of what is stored"
    body = {"subject": "x", "attachments": [reference(secret)]}
    assert problem(world.requester.post("/tickets", json=body)) == NOT_YOURS
    # Whoever sees that ticket may name its file.
    assert said(world.specialist, number, reference(secret)).status_code == 200


def test_row_173_a_reference_is_told_as_the_file_is_without_folders(world: World) -> None:
    mine, position = taken_in(world, "requester", LOG)
    answer = said(world.requester, mine, reference(LOG, name="../../etc/passwd"), reference(LOG, name="C:\\x\\b.txt"))
    assert answer.status_code == 200, answer.text
    position = answer.json()["position"]
    timeline = world.requester.get(f"/tickets/{mine}/timeline", params={"min_position": position}).json()["entries"]
    told: list[dict[str, Any]] = [
        {"sha256": hashlib.sha256(LOG).hexdigest(), "name": name, "media_type": "text/plain", "size_bytes": len(LOG)}
        for name in ("passwd", "b.txt")
    ]
    assert timeline[-1]["attachments"] == told
    card = world.requester.get(f"/tickets/{mine}", params={"min_position": position}).json()
    assert [file["name"] for file in card["attachments"]] == ["print.log", "message.eml", "passwd", "b.txt"]
    assert card["attachments"][2:] == told
    fact = world.desk.log.load(StreamId(ticket_id(mine)))[-1].fact
    assert isinstance(fact, TicketCommented)
    assert fact.attachments == tuple(Attachment(**one) for one in told)


@pytest.mark.parametrize("name", ["", " ", "../", "..", "a/", "\u202e", "\u200b/\u200b"])
def test_row_173_a_name_of_which_nothing_is_left_is_refused(world: World, name: str) -> None:
    mine, _ = taken_in(world, "requester", b"named " + name.encode())
    answer = said(world.requester, mine, reference(b"named " + name.encode(), name=name))
    assert problem(answer) == (422, "file-needs-name", "attachments[0].name", "row 173")


def test_row_129_the_files_of_a_private_comment_are_for_who_reads_it(world: World) -> None:
    mine = world.ticket()["number"]
    inner = b"seen by staff alone"
    taken_in(world, "specialist", inner)
    answer = said(world.specialist, mine, reference(inner, name="inner.txt"), is_public=False)
    assert answer.status_code == 200, answer.text
    wait = {"min_position": answer.json()["position"]}
    for client, is_seen in ((world.requester, False), (world.specialist, True)):
        card = client.get(f"/tickets/{mine}", params=wait).json()
        timeline = client.get(f"/tickets/{mine}/timeline", params=wait).json()["entries"]
        names = [file["name"] for entry in timeline for file in entry["attachments"]]
        assert ([file["name"] for file in card["attachments"]] == ["inner.txt"]) is is_seen
        assert (names == ["inner.txt"]) is is_seen
    assert problem(said(world.requester, mine, reference(inner))) == NOT_YOURS


def test_row_173_who_was_let_out_of_a_team_names_none_of_its_files_whatever_a_list_of_moments_ago_says(
    world: World,
) -> None:
    number, _ = taken_in(world, "requester", b"for the team alone")
    assigned = world.admin.post(f"/tickets/{number}/assign", json={"responsible": {"team_id": str(world.team)}})
    assert world.desk.waiter.wait(("ticket_list", "directory"), assigned.json()["position"], 30)
    own = RegisterTicket(subject="x", attachments=(Attachment(**reference(b"for the team alone")),))

    def ask(name: str) -> None:
        actor = Actor(kind="person", id=world.persons[name], name=name)
        seen = Viewer(actor=actor, groups=frozenset({"second_line"}), teams=frozenset({TeamId(world.team)}))
        world.desk.bus.execute(own, viewer=seen, command_id=CommandId(uuid4()))

    ask("second_line")
    with pytest.raises(NoSuchFile):
        ask("auditor")


def test_row_173_what_the_intake_stores_is_known_by_its_bytes(world: World) -> None:
    page = b"<html><script>alert(1)</script>"
    number, _ = taken_in(world, "requester", page)
    card = world.requester.get(f"/tickets/{number}").json()
    assert [(file["name"], file["media_type"]) for file in card["attachments"]] == [
        ("print.log", "text/html"),
        ("message.eml", "message/rfc822"),
    ]
    read = world.requester.get(f"/files/{card['attachments'][0]['sha256']}")
    assert (read.content, read.headers["Content-Type"]) == (page, "application/octet-stream"), "nothing runs it"
