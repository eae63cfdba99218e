"""Files sent over HTTP: as a body or in a form, streamed, judged by their bytes, named by who sent them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.rest.file.uploads import MOST_AT_ONCE
from api.wire.workers import HANDS
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.shelves.sealed_chunks import CHUNK
from connectors.storage.shelves.uploads import TooManyUploads, Uploads
from events.values.people import MAIL_INTAKE
from tests.api.raw import connected, one_answer
from tests.api.refused import problem
from tests.api.serving import World

LARGE = bytes(range(256)) * 4_096 * 3
"""Three chunks."""


def sent(client: httpx.Client, content: bytes, name: str = "a.txt", **more: Any) -> dict[str, Any]:
    answer = client.post("/files", params={"name": name}, content=content, **more)
    assert answer.status_code == 201, answer.text
    (file,) = answer.json()["files"]
    assert isinstance(file, dict)
    return file


def new(text: str = "") -> bytes:
    """Bytes that nobody sent before."""
    return f"{text} {uuid4()}".encode()


def head(world: World) -> str:
    """How a request begins that says no more than who sends it."""
    bearer = world.requester.headers["Authorization"]
    return f"POST /api/v1/files?name=a HTTP/1.1\r\nHost: desk\r\nAuthorization: {bearer}\r\n"


def stored(world: World, content: bytes) -> int:
    with world.desk.database.connection() as connection:
        digest = hashlib.sha256(content).digest()
        ((count,),) = connection.execute("SELECT count(*) FROM desk.contents WHERE sha256 = %s", (digest,)).fetchall()
    return int(count)


def begun(world: World) -> int:
    with world.desk.database.connection() as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM desk.contents WHERE sha256 IS NULL").fetchall()
    return int(count)


def test_row_173_what_was_sent_is_attached_by_what_the_answer_says_and_read_again(world: World) -> None:
    content = new("the printer is on fire")
    file = sent(world.requester, content, "../../журнал.log", headers={"Content-Type": "text/html"})
    assert file == {
        "sha256": hashlib.sha256(content).hexdigest(),
        "name": "журнал.log",
        "media_type": "text/plain",
        "size_bytes": len(content),
    }
    number = world.ticket(attachments=[file])["number"]
    listed = world.requester.get(f"/tickets/{number}/files").json()["files"]
    assert [(one["name"], one["size_bytes"], one["version"]) for one in listed] == [("журнал.log", len(content), 1)]
    for client in (world.requester, world.specialist):
        read = client.get(listed[0]["href"].removeprefix("/api/v1"))
        assert (read.status_code, read.content) == (200, content)
    assert world.requester.get(f"/files/{file['sha256']}").content == content


def test_row_173_a_digest_gives_nothing_the_bytes_are_always_sent(world: World) -> None:
    file = sent(world.specialist, new())
    body = {"subject": "x", "attachments": [file]}
    nothing = {**file, "sha256": "ab" * 32}
    assert problem(world.requester.post("/tickets", json=body)) == problem(
        world.requester.post("/tickets", json={**body, "attachments": [nothing]})
    )
    assert problem(world.requester.get(f"/files/{file['sha256']}"))[:2] == (404, "no-such-file")
    assert world.specialist.get(f"/files/{file['sha256']}").status_code == 200


def test_a_browser_sends_several_files_in_one_form(world: World) -> None:
    first, second = new("one"), b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>" + new()
    form = [("file", ("C:\\x\\отчёт.txt", first, "text/csv")), ("file", ("b.png", second, "image/png"))]
    answer = world.requester.post("/files", files=form, data={"note": "no file"})
    assert answer.status_code == 201, answer.text
    told = [(one["name"], one["media_type"]) for one in answer.json()["files"]]
    assert told == [("отчёт.txt", "text/csv"), ("b.png", "image/svg+xml")]


@pytest.mark.parametrize(
    ("body", "more", "refused"),
    [
        (b"", {"params": {"name": "a"}}, (422, "file-is-empty", "body")),
        (b"x", {}, (422, "file-needs-name", "name")),
        (b"x", {"params": {"name": "../"}}, (422, "file-needs-name", "name")),
        (b"x", {"headers": {"X-File-Name": "%E2%80%AE"}}, (422, "file-needs-name", "name")),
        (b"x", {"headers": {"Content-Type": "multipart/form-data"}}, (400, "form-is-broken", "body")),
        (b"--b", {"headers": {"Content-Type": "multipart/form-data; boundary=b"}}, (400, "form-is-broken", "body")),
        (b"--b--", {"headers": {"Content-Type": "multipart/form-data; boundary=b"}}, (422, "file-is-empty", "body")),
    ],
)
def test_what_is_no_file_is_refused_and_nothing_is_kept(
    world: World, body: bytes, more: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    assert problem(world.requester.post("/files", content=body, **more))[:3] == refused
    assert begun(world) == 0


def test_more_files_than_a_form_takes_are_refused(world: World) -> None:
    form = [("file", (f"{nth}.txt", b"x")) for nth in range(MOST_AT_ONCE + 1)]
    assert problem(world.requester.post("/files", files=form))[:2] == (422, "too-many-files")


def test_a_name_comes_in_a_head_where_a_program_has_no_query(world: World) -> None:
    answer = world.requester.post("/files", content=new(), headers={"X-File-Name": "%D0%B0.txt"})
    assert answer.json()["files"][0]["name"] == "а.txt"


@pytest.mark.parametrize("form", [False, True])
def test_a_file_beyond_the_limit_is_refused_in_words_and_leaves_nothing(world: World, form: bool) -> None:  # noqa: FBT001
    limit = world.desk.settings.most_file_bytes

    def parts() -> Iterator[bytes]:
        if form:
            yield b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
        for _ in range(2 * limit // CHUNK):
            yield bytes(CHUNK)

    head = {"Content-Type": "multipart/form-data; boundary=b"} if form else {}
    answer = world.requester.post("/files", params={"name": "a"}, content=parts(), headers=head)
    assert problem(answer)[:3] == (413, "file-is-too-large", "body")
    assert str(limit) in answer.json()["texts"]["ru"]
    assert begun(world) == 0
    # The same connection goes on.
    assert world.requester.get("/me").status_code == 200


def test_a_length_beyond_the_limit_is_refused_before_a_byte_is_sent(world: World) -> None:
    with connected(world.url) as connection:
        connection.sendall(f"{head(world)}Expect: 100-continue\r\nContent-Length: 9999999999\r\n\r\n".encode())
        assert one_answer(connection).problem["code"] == "file-is-too-large"


def test_an_upload_that_is_broken_off_leaves_nothing(world: World) -> None:
    before = begun(world)
    with connected(world.url) as connection:
        connection.sendall(f"{head(world)}Content-Length: {len(LARGE)}\r\n\r\n".encode() + LARGE[: 2 * CHUNK + 9])
        while begun(world) == before:
            threading.Event().wait(0.001)
        # In the middle of it nobody waits for anybody: what is on its way holds no connection of the storage.
        assert world.specialist.get("/me").status_code == 200
    while begun(world) != before:
        threading.Event().wait(0.001)


def test_an_upload_whose_session_ends_meanwhile_is_refused_and_leaves_nothing(world: World) -> None:
    session = world.session_of("specialist")
    with httpx.Client(base_url=world.specialist.base_url, headers=session) as client:

        def parts() -> Iterator[bytes]:
            yield LARGE
            world.desk.sessions.end_all(world.persons["specialist"], now=world.desk.clock.now())

        answer = client.post("/files", params={"name": "a"}, content=parts())
    assert problem(answer)[:2] == (401, "bad-token")
    assert begun(world) == 0
    assert stored(world, LARGE) == 0


def test_row_173_the_same_bytes_of_one_person_are_kept_once_also_when_they_come_at_one_moment(world: World) -> None:
    content = LARGE + new()
    both = threading.Barrier(3)
    found: list[dict[str, Any]] = []

    def send(client: httpx.Client) -> None:
        both.wait()
        found.append(sent(client, content))

    threads = [threading.Thread(target=send, args=(world.client("requester"),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 3
    assert stored(world, content) == 1
    sent(world.specialist, content)
    assert stored(world, content) == 2, "another person's are another's"


def test_somebody_who_names_none_of_their_files_has_a_bound(world: World) -> None:
    uploads = Uploads(world.desk.database, PostgresKeyring(world.desk.database), most_bytes=1_000)
    now, who = world.desk.clock.now(), world.persons["auditor"]
    uploads.refuse_too_many(who, now, 1_000)
    with pytest.raises(TooManyUploads):
        uploads.refuse_too_many(who, now, 1_001)
    world.desk.contents.keep(new("x" * 500), by=who, now=now)
    with pytest.raises(TooManyUploads):
        uploads.refuse_too_many(who, now, 900)
    uploads.refuse_too_many(who, now + timedelta(days=2), 900)


def test_nobody_without_a_token_sends_anything(world: World) -> None:
    assert problem(world.anonymous.post("/files", params={"name": "a"}, content=b"x"))[:2] == (401, "bad-token")
    reading = world.desk.tokens.make(
        MAIL_INTAKE, frozenset({"specialist"}), now=world.desk.clock.now(), scopes=frozenset({"read"})
    )
    answer = world.anonymous.post(
        "/files", params={"name": "a"}, content=b"x", headers={"Authorization": f"Bearer {reading}"}
    )
    assert problem(answer)[:2] == (403, "token-lacks-scope")


def test_files_that_come_slowly_keep_nothing_but_their_own_connections(world: World) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(world.url)) for _ in range(HANDS + 5)]
        for connection in slow:
            connection.sendall(f"{head(world)}Content-Length: 20\r\n\r\n0123456789".encode())
        assert world.specialist.get("/me").status_code == 200
        slow[-1].sendall(b"0123456789")
        assert one_answer(slow[-1]).status == 201
