"""Connections that are silent, slow or too many: each has its time, and a thousand of them keep nobody out."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from tests.api.raw import asked, connected, one_answer, trickled, until_closed
from tests.api.serving import World, served
from tests.support.begun import run
from tests.support.plain_http import PLAINLY

POST = b"POST /api/v1/sign-in HTTP/1.1\r\nHost: desk\r\nAccept-Language: en\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\nHost: desk\r\n"


@contextmanager
def guarded(world: World, **more: Any) -> Iterator[str]:
    """A door of its own to the desk, whose connections have little time."""
    settings = Settings(data_folder=Path("nowhere"), port=0, **{"head_s": 0.2, "body_s": 0.3, **more})
    with served(Desk(world.desk.database, settings, SystemClock())) as url:
        yield url


def live(url: str) -> httpx.Response:
    return httpx.get(f"{url}/health/live", timeout=30, **PLAINLY)


def ended(url: str) -> dict[str, float]:
    """How many connections the desk ended, by reason."""
    text = httpx.get(f"{url}/metrics", timeout=30, **PLAINLY).text
    return {why: float(n) for why, n in re.findall(r'desk_connections_ended_total\{why="(\w+)"\} (\S+)', text)}


def test_who_says_nothing_is_hung_up_on(world: World) -> None:
    with guarded(world) as url:
        with connected(url) as connection:
            assert until_closed(connection).raw == b""
        assert ended(url)["silent"] == 1


@pytest.mark.parametrize("begin", [b"G", b"GET /health/live HTTP/1.1\r\n", LIVE + b"X-Long: "])
def test_a_head_that_trickles_is_ended_with_words(world: World, begin: bytes) -> None:
    with guarded(world) as url, connected(url) as connection:
        connection.sendall(begin)
        answer = trickled(connection)
    assert (answer.status, answer.problem["code"]) == (408, "request-is-too-slow")
    assert "0.2" in answer.problem["detail"]
    assert answer.headers["connection"] == "close"


def test_a_head_that_stops_is_ended_with_words(world: World) -> None:
    with guarded(world) as url:
        answer = asked(url, LIVE)
    assert answer.problem["code"] == "request-is-too-slow"


@pytest.mark.parametrize(
    ("kind", "piece"), [(b"Content-Length: 5000\r\n", b" "), (b"Transfer-Encoding: chunked\r\n", b"1\r\n \r\n")]
)
def test_a_body_that_trickles_is_ended_in_the_sender_s_language(world: World, kind: bytes, piece: bytes) -> None:
    with guarded(world) as url, connected(url) as connection:
        connection.sendall(POST + kind + b"\r\n")
        answer = trickled(connection, piece)
        assert (answer.status, answer.problem["code"]) == (408, "request-is-too-slow")
        assert answer.headers["content-language"] == "en"
        assert answer.problem["detail"] == answer.problem["texts"]["en"]
        assert ended(url)["too_slow"] == 1


def test_a_body_that_stops_is_ended_with_words(world: World) -> None:
    with guarded(world) as url:
        answer = asked(url, POST + b"Content-Length: 500\r\n\r\n{")
    assert (answer.status, answer.problem["code"]) == (408, "request-is-too-slow")


def test_a_body_that_nobody_asked_for_ends_too(world: World) -> None:
    with guarded(world) as url, connected(url) as connection:
        connection.sendall(LIVE + b"Content-Length: 5000\r\n\r\n")
        answer = trickled(connection)
    assert answer.status == 200
    assert answer.raw.count(b"HTTP/1.1") == 1


def test_a_body_that_comes_fast_enough_has_more_time_than_the_deadline(world: World) -> None:
    """A long one over a slow line is no attack: here the deadline is over at once, and each byte earns more time."""
    body = b'{"subject": "x"' + b" " * 400_000
    with guarded(world, body_s=0.01) as url, connected(url) as connection:
        connection.sendall(POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body) + 1, body))
        # The deadline alone has passed when another request is answered over a new connection.
        for _ in range(3):
            assert live(url).status_code == 200
        connection.sendall(b"}")
        assert until_closed(connection).problem["code"] == "invalid-field"


def test_a_silent_connection_is_kept_for_the_next_request_only_for_a_while(world: World) -> None:
    with guarded(world, keep_alive_s=1) as url, connected(url) as connection:
        for _ in range(2):
            connection.sendall(LIVE + b"\r\n")
            assert one_answer(connection).status == 200
        assert until_closed(connection).raw == b""


def test_a_second_request_that_trickles_is_ended_too(world: World) -> None:
    with guarded(world) as url, connected(url) as connection:
        connection.sendall(LIVE + b"\r\n")
        assert one_answer(connection).status == 200
        assert trickled(connection).problem["code"] == "request-is-too-slow"


def test_silent_connections_make_room_for_whoever_asks(world: World) -> None:
    with guarded(world, connections=5, head_s=600) as url, ExitStack() as stack:
        silent = [stack.enter_context(connected(url)) for _ in range(40)]
        assert live(url).status_code == 200
        for connection in silent[:35]:
            assert until_closed(connection).raw == b""
        assert ended(url)["made_room"] >= 35


def test_who_has_begun_to_ask_and_must_make_room_hears_it(world: World) -> None:
    with guarded(world, connections=1, head_s=600) as url, connected(url) as slow:
        slow.sendall(LIVE)
        # The head is known to have come when the desk waits for its rest, and that is now or soon.
        assert live(url).status_code == 200
        answer = until_closed(slow)
    assert answer.raw == b"" or (answer.status, answer.problem["code"]) == (503, "too-many-connections")


def test_connections_that_are_needed_are_kept_and_whoever_comes_more_is_told(world: World) -> None:
    with guarded(world, connections=2, body_s=600) as url, ExitStack() as stack:
        for _ in range(2):
            connection = stack.enter_context(connected(url))
            connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 50\r\n\r\n")
            assert connection.recv(1_000).startswith(b"HTTP/1.1 ")
        refused = asked(url, LIVE + b"Accept-Language: en\r\n\r\n")
    assert (refused.status, refused.problem["code"]) == (503, "too-many-connections")
    assert refused.headers["retry-after"] == "1"
    assert "DESK_CONNECTIONS" in refused.problem["detail"]


def test_a_desk_with_few_descriptors_serves_on_under_more_silent_connections_than_it_has(
    fresh_database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", "0"]
    environment = {**os.environ, "DESK_DATABASE_URL": fresh_database_url, "DESK_DATA_FOLDER": str(tmp_path)}
    with log.open("w") as errors, ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(  # noqa: S603 - ours
                ["/bin/sh", "-c", 'ulimit -n 256; exec "$@"', "-", *command],
                env={**environment, "DESK_LOG_FORMAT": "json", "DESK_WEB_PROCESSES": "2"},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        )
        stack.callback(process.kill)
        assert process.stdout is not None
        words = ""
        while (found := re.search(r"http://[\d.:]+", words)) is None:
            line = process.stdout.readline()
            assert line, log.read_text()
            words += line
        for _ in range(400):
            stack.enter_context(connected(found[0]))
        assert live(found[0]).status_code == 200
        assert httpx.get(f"{found[0]}/health/ready", timeout=30, **PLAINLY).status_code in {200, 503}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    # Of each of the two processes a quarter.
    assert [line["connections"] for line in lines if line["event"] == "few_descriptors"] == [128]
    assert len([line for line in lines if line["event"] in {"connection_ended", "descriptors_are_used_up"}]) <= 4


USED_UP = """
import resource, socket
from api.wire.listener import listening
from api.settings import Settings

listener = listening(Settings(port=0))
listener.listen()
listener.setblocking(False)
clients = [socket.create_connection(listener.getsockname()) for _ in range(3)]
highest = max(client.fileno() for client in clients)
resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
for client in clients:
    try:
        listener.accept()
    except BlockingIOError:
        print("turned away", client.recv(10))
"""


def test_who_comes_while_descriptors_are_used_up_is_turned_away_and_told_of_once() -> None:
    done = run("-c", USED_UP, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("turned away b''") == 3
    assert done.stdout.count("descriptors_are_used_up") == 1
