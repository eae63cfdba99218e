"""Files served: for whoever reads the words beside them, never as anything that runs, each look noted (row 173)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import uuid4

import httpx
import pytest

from connectors.storage.shelves.sealed_chunks import CHUNK
from tests.api.practice import somebody
from tests.api.raw import connected
from tests.api.refused import problem
from tests.api.serving import World
from tests.api.test_attachments import said
from tests.api.test_uploads import new, sent


def path_of(client: httpx.Client, number: int, position: int = 0, nth: int = -1) -> str:
    files = client.get(f"/tickets/{number}/files", params={"min_position": position}).json()["files"]
    return str(files[nth]["href"]).removeprefix("/api/v1")


def looks(world: World, number: int) -> list[dict[str, Any]]:
    found = world.client("auditor").get("/downloads", params={"ticket": number}).json()["downloads"]
    assert isinstance(found, list)
    return found


PAGE = b"<!doctype html><script>alert(1)</script>"
KINDS = {
    "page.html": (PAGE, "application/octet-stream", "attachment"),
    "page.txt": (PAGE, "application/octet-stream", "attachment"),
    "drawing.svg": (
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "application/octet-stream",
        "attachment",
    ),
    "data.xml": (b"<?xml version='1.0'?><a/>", "application/octet-stream", "attachment"),
    "form.pdf": (b"%PDF-1.7 /OpenAction /JavaScript", "application/pdf", "attachment"),
    "words.txt": (b"plain words", "text/plain; charset=utf-8", "inline"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png", "inline"),
    "picture.gif": (b"GIF89a<script>alert(1)</script>", "application/octet-stream", "attachment"),
    "letter.txt": (b"From: a@b.example\r\nSubject: x\r\n\r\n<script>", "message/rfc822", "attachment"),
    "program.png": (b"MZ\x90\0", "application/vnd.microsoft.portable-executable", "attachment"),
}


@pytest.mark.parametrize("name", KINDS)
def test_row_173_what_could_run_is_never_shown_where_it_stands(world: World, name: str) -> None:
    content, kind, shown = KINDS[name]
    file = sent(world.requester, content, name, headers={"Content-Type": "image/png"})
    for inline, disposition in ((True, shown), (False, "attachment")):
        answer = world.requester.get(f"/files/{file['sha256']}", params={"inline": inline})
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Disposition"] == f'{disposition}; filename="{name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_row_173_who_reads_the_words_reads_their_files_and_nobody_else(world: World) -> None:
    public, private = sent(world.specialist, new(), "public.txt"), sent(world.specialist, new(), "private.txt")
    number = world.ticket()["number"]
    said(world.specialist, number, public)
    position = said(world.specialist, number, private, is_public=False).json()["position"]
    wait = {"min_position": position}
    for name, sees in (("requester", 1), ("specialist", 2), ("auditor", 2), ("admin", 2)):
        client = world.client(name)
        listed = client.get(f"/tickets/{number}/files", params=wait).json()["files"]
        assert [one["is_inner"] for one in listed] == [False, True][:sees], name
        for file, is_seen in ((public, True), (private, sees == 2)):
            for where in ({}, {"ticket": str(number)}):
                answer = client.get(f"/files/{file['sha256']}", params={**wait, **where})
                assert (answer.status_code == 200) is is_seen, (name, file)
    with somebody(world, "second_line") as stranger:
        assert problem(stranger.get(f"/tickets/{number}/files"))[:2] == (404, "no-such-ticket")
        hidden = stranger.get(f"/files/{public['sha256']}")
        nowhere = stranger.get(f"/files/{'ab' * 32}")
        assert (hidden.status_code, hidden.json()) == (404, nowhere.json()), "no oracle of what is stored"
        for broken in ("ab", "zz" * 32, "AB" * 32):
            assert problem(stranger.get(f"/files/{broken}"))[:2] == (404, "no-such-file")


def test_the_words_of_a_merged_ticket_bring_their_files_along(world: World) -> None:
    file = sent(world.requester, new("merged"), "merged.txt")
    old, target = world.ticket(attachments=[file])["number"], world.ticket()["number"]
    merged = world.specialist.post(f"/tickets/{old}/merge", json={"into": str(target)})
    assert merged.status_code == 200, merged.text
    path = path_of(world.specialist, target, merged.json()["position"])
    assert path.endswith(f"?ticket={target}")
    assert world.specialist.get(path).content.startswith(b"merged")


def test_a_part_of_a_file_is_served_and_whoever_has_it_is_told_so(world: World) -> None:
    content = bytes(range(256)) * (CHUNK // 100)
    file = sent(world.requester, content, "large.bin")
    path = f"/files/{file['sha256']}"
    whole = world.requester.get(path)
    assert (whole.content, whole.headers["Accept-Ranges"]) == (content, "bytes")
    etag = whole.headers["ETag"]
    for first, end in ((0, 10), (CHUNK - 5, CHUNK + 5), (CHUNK, 2 * CHUNK), (len(content) - 7, len(content))):
        part = world.requester.get(path, headers={"Range": f"bytes={first}-{end - 1}"})
        assert (part.status_code, part.content) == (206, content[first:end])
        assert part.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(content)}"
    beyond = world.requester.get(path, headers={"Range": f"bytes={len(content)}-"})
    assert problem(beyond)[:3] == (416, "range-is-beyond-end", "Range")
    assert beyond.headers["Content-Range"] == f"bytes */{len(content)}"
    known = world.requester.get(path, headers={"If-None-Match": etag})
    assert (known.status_code, known.content) == (304, b"")
    head = world.requester.head(path)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(content)))
    assert head.headers["Content-Disposition"] == 'attachment; filename="large.bin"'


def test_each_look_at_a_file_is_told_to_auditors_and_to_nobody_else(world: World) -> None:
    file = sent(world.requester, new("secret"), "договор.txt")
    number = world.ticket(attachments=[file])["number"]
    path = path_of(world.specialist, number)
    etag = world.specialist.get(path, headers={"User-Agent": "reader"}).headers["ETag"]
    world.specialist.head(path)
    world.specialist.get(path, headers={"If-None-Match": etag})
    world.requester.get(path)
    found = looks(world, number)
    assert [(one["person_id"], one["what"], one["sha256"]) for one in found] == [
        (str(world.persons["requester"]), "file", file["sha256"]),
        (str(world.persons["specialist"]), "file", file["sha256"]),
    ]
    assert (found[1]["client"], found[1]["source"]) == ("reader", "127.0.0.1")
    asked = {"person": str(world.persons["specialist"]), "sha256": file["sha256"], "limit": 1}
    page = world.admin.get("/downloads", params=asked).json()
    assert [one["ticket"] for one in page["downloads"]] == [number]
    assert (page["before"], page["next_cursor"]) == (None, None)
    assert problem(world.specialist.get("/downloads"))[:2] == (404, "no-such-thing")


def test_a_file_whose_owner_was_forgotten_says_so(world: World) -> None:
    guest = {"subject": "x", "requester": {"email": f"{uuid4().hex}@guest.example", "name": "Гость"}}
    file = sent(world.specialist, new(), "guest.txt")
    answer = world.specialist.post("/tickets", json={**guest, "attachments": [file]})
    assert answer.status_code == 201, answer.text
    number, position = answer.json()["number"], answer.json()["position"]
    path = path_of(world.specialist, number, position)
    assert world.specialist.get(path).status_code == 200
    owner = world.specialist.get(f"/tickets/{number}").json()["requester_id"]
    with world.desk.database.connection() as connection:
        connection.execute("DELETE FROM desk.owner_keys WHERE owner_id = %s", (owner,))
    assert problem(world.admin.get(path))[:2] == (404, "file-is-erased")


def test_who_hangs_up_in_the_middle_of_a_file_is_read_for_no_longer(world: World) -> None:
    content = bytes(3_900_000)
    file = sent(world.requester, content, "long.bin")
    bearer = world.requester.headers["Authorization"]
    asked = f"GET /api/v1/files/{file['sha256']} HTTP/1.1\r\nHost: desk\r\nAuthorization: {bearer}\r\n\r\n"
    with connected(world.url) as connection:
        connection.sendall(asked.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert world.requester.get(f"/files/{file['sha256']}").content == content


def test_what_came_with_a_letter_opens_also_a_picture_that_stands_inside_of_it(world: World) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + new()
    letter = "\r\n".join(
        (
            "From: requester@desk.example",
            "Subject: Picture",
            f"Message-ID: <{uuid4().hex}@x>",
            "MIME-Version: 1.0",
            "Content-Type: multipart/related; boundary=b",
            "\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src='cid:one@x'>\r\n--b\r\nContent-Type: image/png",
            "Content-ID: <one@x>\r\nContent-Disposition: inline; filename=screen.png",
            "Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(picture).decode() + "\r\n--b--\r\n",
        )
    ).encode()
    outcome = world.desk.intake().take(letter, source="test")
    assert outcome.result == "registered", outcome.text.en
    wait = {"min_position": outcome.position}
    for client in (world.requester, world.specialist):
        files = client.get(f"/tickets/{outcome.number}/files", params=wait).json()["files"]
        assert [(one["name"], one["media_type"]) for one in files] == [
            ("screen.png", "image/png"),
            ("message.eml", "message/rfc822"),
        ]
        contents = [client.get(one["href"].removeprefix("/api/v1")).content for one in files]
        assert contents == [picture, letter]
