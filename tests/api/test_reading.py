"""An ordinary head is read as h11 reads it, and whatever might be read otherwise is left to h11."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wire.reading import LONGEST_HEAD, End, Head, Part, Reading, ordinary

HEAD = (
    b"POST /api/v1/tickets?limit=50 HTTP/1.1\r\nHost: desk.example:8080\r\nAuthorization: Bearer desk_1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 2\r\nConnection: keep-alive\r\nExpect: 100-continue"
)
PIECES = st.sampled_from(
    [bytes([byte]) for byte in range(256)]
    + [b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"\r\nHost: b", b"\r\nContent-Length: 2", b"\r\nContent-Length: 3"]
    + [b"\r\nTransfer-Encoding: chunked", b"\r\n folded", b"\r\nConnection: close", b"HTTP/1.0", b"close", b"0x", b"+"]
)


def read_by_h11(head: bytes) -> tuple[h11.Request, h11.Connection]:
    connection = h11.Connection(h11.SERVER, LONGEST_HEAD)
    connection.receive_data(head + b"\r\n\r\n")
    event = connection.next_event()
    assert isinstance(event, h11.Request)
    return event, connection


def assert_read_alike(head: bytes) -> None:
    """Whatever is taken for ordinary, h11 reads the same."""
    found = ordinary(head)
    if found is None:
        return
    event, connection = read_by_h11(head)
    assert (found.method.encode(), found.target, found.version.encode()) == (
        event.method,
        event.target,
        event.http_version,
    )
    assert found.headers == [(bytes(name), bytes(value)) for name, value in event.headers]
    # The length: so many bytes are a body, and what comes after is none.
    connection.receive_data(b"x" * 3)
    events = [connection.next_event() for _ in range(2)]
    body = b"".join(bytes(each.data) for each in events if isinstance(each, h11.Data))
    assert len(body) == min(found.length or 0, 3)
    assert found.keeps == (b"close" not in dict(found.headers).get(b"connection", b"").lower().split(b","))


def test_an_ordinary_head_is_read_whole() -> None:
    found = ordinary(HEAD)

    assert found is not None
    assert (found.method, found.target, found.length, found.keeps, found.expects) == (
        "POST",
        b"/api/v1/tickets?limit=50",
        2,
        True,
        True,
    )
    assert_read_alike(HEAD)


@given(st.lists(st.tuples(st.integers(0, len(HEAD)), st.integers(0, 3), PIECES), max_size=3))
def test_what_is_ordinary_is_what_h11_reads_however_a_head_is_changed(
    changes: list[tuple[int, int, bytes]],
) -> None:
    head = HEAD
    for at, gone, piece in changes:
        head = head[:at] + piece + head[at + gone :]
    assert_read_alike(head)


@pytest.mark.parametrize(
    "more",
    [
        b"Host: other",
        b"Content-Length: 2",
        b"Transfer-Encoding: chunked",
        b" folded",
        b"Name : value",
        b": nameless",
        b"X: a\0b",
        b"X: a\nb",
        b"X: a\rb",
        b"no header",
        b"",
    ],
)
def test_what_might_be_read_in_two_ways_is_not_ordinary(more: bytes) -> None:
    assert ordinary(HEAD + b"\r\n" + more) is None


@pytest.mark.parametrize(
    "first",
    [b"GET /", b"GET / HTTP/1.0", b"GET  / HTTP/1.1", b"get / HTTP/1.1", b"GET /a b HTTP/1.1", b"GET a HTTP/1.1", b""],
)
def test_a_first_line_of_another_form_is_not_ordinary(first: bytes) -> None:
    assert ordinary(first + b"\r\nHost: a") is None


def test_a_head_without_the_host_is_not_ordinary() -> None:
    assert ordinary(b"GET / HTTP/1.1\r\nAccept: */*") is None


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    "kind", [b"Content-Length: 4\r\n\r\nwxyz", b"Transfer-Encoding: chunked\r\n\r\n4\r\nwxyz\r\n0\r\n\r\n"]
)
def test_requests_behind_one_another_are_read_one_by_one_however_they_come(kind: bytes, size: int) -> None:
    one = b"POST /first HTTP/1.1\r\nHost: a\r\n" + kind
    sent = one + one.replace(b"first", b"second")
    reading, told, body = Reading(), [], b""
    for at in range(0, len(sent), size):
        reading.receive(sent[at : at + size])
        while True:
            event = reading.next_event()
            if isinstance(event, Head):
                told.append(event.target)
            elif isinstance(event, Part):
                body += event.data
            elif isinstance(event, End):
                assert reading.stage == "whole"
                told.append(body)
                body = b""
                reading.next_request()
            else:
                break
    assert told == [b"/first", b"wxyz", b"/second", b"wxyz"]


def test_a_length_and_a_transfer_coding_together_are_refused() -> None:
    reading = Reading()
    reading.receive(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    with pytest.raises(h11.RemoteProtocolError, match="Content-Length and Transfer-Encoding"):
        reading.next_event()


def test_a_head_that_is_not_at_its_end_is_waited_for_up_to_its_longest() -> None:
    reading = Reading()
    reading.receive(b"GET / HTTP/1.1\r\nX: ")
    assert reading.next_event() is None
    reading.receive(b"x" * LONGEST_HEAD)
    with pytest.raises(h11.RemoteProtocolError) as refused:
        reading.next_event()
    assert refused.value.error_status_hint == 431


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_an_address_in_plain_utf_8_is_read_however_it_comes(size: int) -> None:
    sent = "GET /search?text=Ж HTTP/1.1\r\nHost: a\r\nX-Name: Ж\r\n\r\n".encode()
    reading, told = Reading(), []
    for at in range(0, len(sent), size):
        reading.receive(sent[at : at + size])
        while (event := reading.next_event()) is not None:
            told.append(event)

    head, end = told
    assert isinstance(head, Head)
    assert head.target == b"/search?text=%D0%96"
    assert (dict(head.headers)[b"x-name"], end) == ("Ж".encode(), End())
