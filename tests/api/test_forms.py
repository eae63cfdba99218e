"""Forms with files, read piece by piece wherever a piece ends; names and ranges of files in the heads of answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from api.http.files.forms import Begun, Ended, Event, FormIsBroken, FormReader, Some, boundary_of
from api.http.files.names import disposition
from api.http.files.ranges import Wanted, is_known, wanted
from api.http.refusals import RangeIsBeyondEnd

TWO = (
    b'preamble\r\n--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nwords\r\n'
    b'--b \r\nContent-Disposition: form-data; name="f"; filename="C:\\\\x\\\\%22a%22 \xd0\xb9.txt"\r\n'
    b"content-type: Text/Plain; charset=utf-8\r\n\r\none\r\n--c\r\n-\r\n--b\r\n"
    b"\r\nwithout a head\r\n--b--\r\nepilogue"
)
TOLD = [
    (None, "", b"words"),
    ('C:\\x\\"a" й.txt', "text/plain", b"one\r\n--c\r\n-"),
    (None, "", b"without a head"),
]


def told(events: list[Event]) -> list[tuple[str | None, str, bytes]]:
    found: list[tuple[str | None, str, bytes]] = []
    for event in events:
        if isinstance(event, Begun):
            found.append((event.file_name, event.media_type, b""))
        elif isinstance(event, Some):
            name, kind, data = found.pop()
            found.append((name, kind, data + event.data))
    assert sum(isinstance(event, Ended) for event in events) == len(found)
    return found


@given(st.sets(st.integers(1, len(TWO) - 1)))
def test_a_form_says_the_same_wherever_its_pieces_end(cuts: set[int]) -> None:
    reader, events, before = FormReader(b"b"), [], 0
    for cut in [*sorted(cuts), len(TWO)]:
        events += list(reader.feed(TWO[before:cut]))
        before = cut
    reader.end()
    assert told(events) == TOLD


@pytest.mark.parametrize("end", range(len(TWO) - len(b"--\r\nepilogue")))
def test_a_form_that_ends_in_the_middle_is_broken(end: int) -> None:
    reader = FormReader(b"b")
    list(reader.feed(TWO[:end]))
    with pytest.raises(FormIsBroken):
        reader.end()


@pytest.mark.parametrize("form", [b"--bx\r\n\r\n", b"--b\r\n" + b"X: y\r\n" * 5_000, b"--b" + b" " * 10_000])
def test_a_form_whose_parts_do_not_stand_as_they_must_is_broken(form: bytes) -> None:
    with pytest.raises(FormIsBroken):
        list(FormReader(b"b").feed(form))


@pytest.mark.parametrize(
    ("head", "boundary"),
    [
        ("multipart/form-data; boundary=xyz", b"xyz"),
        ('Multipart/Form-Data; charset=utf-8; Boundary="a b"', b"a b"),
        ("text/plain", None),
        ("", None),
    ],
)
def test_only_a_form_has_a_boundary(head: str, boundary: bytes | None) -> None:
    assert boundary_of(head) == boundary


def test_a_form_without_a_boundary_is_broken() -> None:
    with pytest.raises(FormIsBroken):
        boundary_of("multipart/form-data")


@pytest.mark.parametrize(
    ("name", "told_as"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        ("Май.pdf", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%D0%9C%D0%B0%D0%B9.pdf"),
        ('a"b\\c%41;.txt', "attachment; filename=\"c_41;.txt\"; filename*=UTF-8''c%2541%3B.txt"),
        ("акт 2.txt", "attachment; filename=\"___ 2.txt\"; filename*=UTF-8''%D0%B0%D0%BA%D1%82%202.txt"),
        ("a\r\nX-Evil: 1.txt", "attachment; filename=\"a X-Evil_ 1.txt\"; filename*=UTF-8''a%20X-Evil%3A%201.txt"),
        ("", 'attachment; filename="file"'),
    ],
)
def test_row_173_a_name_stands_in_a_head_so_that_every_browser_reads_it(name: str, told_as: str) -> None:
    assert disposition(name, "attachment") == told_as


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, Wanted(0, 10, is_part=False)),
        ({"range": "bytes=0-3"}, Wanted(0, 4, is_part=True)),
        ({"range": "bytes=4-"}, Wanted(4, 10, is_part=True)),
        ({"range": "bytes=-4"}, Wanted(6, 10, is_part=True)),
        ({"range": "bytes=-40"}, Wanted(0, 10, is_part=True)),
        ({"range": "bytes=8-400"}, Wanted(8, 10, is_part=True)),
        ({"range": "bytes=0-1,4-5"}, Wanted(0, 10, is_part=False)),
        ({"range": "lines=0-1"}, Wanted(0, 10, is_part=False)),
        ({"range": "bytes=5-2"}, Wanted(0, 10, is_part=False)),
        ({"range": "bytes=-"}, Wanted(0, 10, is_part=False)),
        ({"range": "bytes=0-3", "if-range": '"e"'}, Wanted(0, 4, is_part=True)),
        ({"range": "bytes=0-3", "if-range": '"other"'}, Wanted(0, 10, is_part=False)),
    ],
)
def test_a_part_of_a_file_is_what_its_range_says(asked: dict[str, str], found: Wanted) -> None:
    assert wanted(Headers(asked), 10, '"e"') == found


@pytest.mark.parametrize(
    ("asked", "size"), [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_a_range_behind_the_end_is_refused_with_the_size(asked: str, size: int) -> None:
    with pytest.raises(RangeIsBeyondEnd) as refused:
        wanted(Headers({"range": asked}), size, '"e"')
    assert str(size) in refused.value.text.en


def test_who_has_the_content_is_told_so() -> None:
    assert is_known(Headers({"if-none-match": '"a", W/"e"'}), '"e"')
    assert is_known(Headers({"if-none-match": "*"}), '"e"')
    assert not is_known(Headers({"if-none-match": '"a"'}), '"e"')
    assert not is_known(Headers({}), '"e"')
