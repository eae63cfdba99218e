"""What comes before the application: addresses as people type them, and what is no HTTP, told in both languages."""

from __future__ import annotations

import json
import re

import pytest

from tests.api.raw import asked, connected, one_answer
from tests.api.serving import World

HOST = b"Host: desk\r\nConnection: close\r\n"
CLOSE = b"Connection: close\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"


def get(world: World, target: bytes, more: bytes = b"") -> bytes:
    bearer = f"Authorization: Bearer {world.token('specialist')}\r\n".encode()
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + bearer + more + b"\r\n"


def test_an_address_in_plain_utf_8_is_answered(world: World) -> None:
    ticket = world.ticket(subject="Мышь Марковой не ползёт")
    answer = asked(world.url, get(world, "/api/v1/tickets?text=Марковой".encode()))

    assert answer.status == 200
    assert ticket["number"] in {found["number"] for found in json.loads(answer.body)["tickets"]}


def test_it_is_answered_also_as_the_next_request_of_a_connection(world: World) -> None:
    first = b"GET /health/live HTTP/1.1\r\nHost: desk\r\n\r\n"
    second = "GET /health/live?x=Ж HTTP/1.1\r\nHost: desk\r\n\r\n".encode()
    with connected(world.url) as connection:
        for request in (first, second, second, first):
            connection.sendall(request)
            assert one_answer(connection).status == 200
        connection.sendall(first + second)
        found = b""
        while found.count(b'{"alive":true}') < 2:
            found += connection.recv(65_536)
    assert found.count(b"HTTP/1.1 200") == 2


def test_it_is_answered_also_when_it_comes_byte_by_byte(world: World) -> None:
    with connected(world.url) as connection:
        for byte in "GET /health/live?x=Ж HTTP/1.1\r\nHost: desk\r\n\r\n".encode():
            connection.sendall(bytes([byte]))
        assert one_answer(connection).status == 200


def test_a_path_in_plain_utf_8_is_nowhere_in_both_languages(world: World) -> None:
    answer = asked(world.url, get(world, "/api/v1/заявки".encode()))

    assert (answer.status, answer.problem["code"]) == (404, "no-such-thing")


@pytest.mark.parametrize("address", ["/api/v1/tickets?text=Марковой".encode("cp1251"), b"/api/v1/tickets?text=%CC%E0"])
def test_an_address_in_another_encoding_is_refused_and_not_sought_in_vain(world: World, address: bytes) -> None:
    answer = asked(world.url, get(world, address, b"Accept-Language: en\r\n"))

    assert (answer.status, answer.problem["code"], answer.problem["field"]) == (400, "address-is-not-utf8", "query")
    assert "text=%CC%E0" in answer.problem["detail"]
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("request_bytes", "status", "code", "words"),
    [
        (b"GET /api/v1/tickets?text=a b HTTP/1.1\r\n" + HOST + b"\r\n", 400, "not-http", "%20"),
        (b"GET /\r\n\r\n", 400, "not-http", "HTTP/1.1"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "not-http", "http://"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "not-http", "Host"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "not-http", "Host"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n", 400, "not-http", "header"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", 400, "not-http", "Content-Length"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "not-http", "Length"),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
            501,
            "transfer-coding-is-unknown",
            "chunked",
        ),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "not-http", "header"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n: nameless\r\n\r\n", 400, "not-http", "header"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 400, "not-http", "header"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400, "not-http", "header"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 16_000 + b"\r\nY: " + b"y" * 900,
            431,
            "head-is-too-long",
            "16384",
        ),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400, "not-http", "Content-Length"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n", 400, "not-http", "Content-Length"),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "not-http",
            "leave one",
        ),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            501,
            "transfer-coding-is-unknown",
            "chunked",
        ),
        (b"GET /" + b"x" * 20_000, 431, "head-is-too-long", "16384"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, 431, "head-is-too-long", "16384"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    world: World, request_bytes: bytes, status: int, code: str, words: str
) -> None:
    answer = asked(world.url, request_bytes)

    assert (answer.status, answer.problem["code"]) == (status, code)
    assert words in answer.problem["texts"]["en"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "uvicorn" not in answer.raw.decode()


@pytest.mark.parametrize("asking", [b"GET /?lang=en HTTP/9\r\nHost: a", b"GET / HTTP/9\r\nAccept-Language: en"])
def test_what_cannot_be_read_is_refused_in_the_sender_s_language(world: World, asking: bytes) -> None:
    answer = asked(world.url, asking + b"\r\n\r\n")

    assert answer.problem["detail"] == answer.problem["texts"]["en"]
    assert answer.headers["content-language"] == "en"


def test_broken_chunks_of_a_body_are_told(world: World) -> None:
    answer = asked(
        world.url, b"POST /api/v1/sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"
    )
    assert answer.problem["code"] == "not-http"


def test_who_would_rather_speak_another_protocol_is_answered_in_this_one(world: World) -> None:
    answer = asked(
        world.url,
        b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n",
    )
    assert answer.status == 200


def test_a_request_of_an_older_version_is_answered_and_hung_up_on(world: World) -> None:
    answer = asked(world.url, b"GET /health/live HTTP/1.0\r\n\r\n")

    assert (answer.status, answer.headers["connection"]) == (200, "close")
    assert answer.body == b'{"alive":true}'


def test_a_body_in_chunks_is_read_and_the_next_request_behind_it_too(world: World) -> None:
    chunked = b"POST /api/v1/sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(world.url) as connection:
        connection.sendall(chunked + b"2;name=value\r\n[1\r\n1\r\n]\r\n0\r\nTrailer: x\r\n\r\n" + LIVE)
        found = b""
        while b'{"alive":true}' not in found:
            found += connection.recv(65_536)
    assert found.index(b'"code":"not-json"') < found.index(b"HTTP/1.1 200 OK")


def test_requests_that_come_together_are_answered_in_their_order(world: World) -> None:
    nowhere = b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
    whole = LIVE + nowhere + b"HEAD /health/live HTTP/1.1\r\nHost: a\r\n\r\n" + LIVE.replace(b"a\r\n", b"a\r\n" + CLOSE)
    answer = asked(world.url, whole)

    statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", answer.raw)]
    lives = answer.raw.count(b'{"alive":true}')
    assert (statuses, lives) == ([200, 404, 200, 200], 2)


def test_an_answer_to_head_has_the_length_and_no_body(world: World) -> None:
    answer = asked(world.url, b"HEAD /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "14", b"")


def test_who_waits_for_a_word_before_the_body_gets_it_and_then_the_answer(world: World) -> None:
    with connected(world.url) as connection:
        connection.sendall(
            b"POST /api/v1/sign-in HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert connection.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"[]")
        assert one_answer(connection).problem["code"] == "not-json"


def test_a_name_in_a_header_is_read_in_any_case_and_with_any_space_around_its_value(world: World) -> None:
    bearer = f"AUTHORIZATION:\t Bearer {world.token('specialist')} \t\r\n".encode()
    answer = asked(world.url, b"GET /api/v1/me HTTP/1.1\r\nhOST:a\r\nX-Empty:\r\n" + bearer + CLOSE + b"\r\n")

    assert answer.status == 200
