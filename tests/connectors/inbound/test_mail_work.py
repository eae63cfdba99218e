"""The work that a letter costs is bounded: counted in calls and open elements, at a size and at twice that size."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from connectors.inbound.mail.parsing import body as mail_body
from connectors.inbound.mail.parsing.headers import readable
from connectors.inbound.mail.parsing.html_tags import DEEPEST, MOST_WORK, Tidied, tidied
from connectors.inbound.mail.parsing.html_text import LARGEST_HTML, text_of
from connectors.inbound.mail.parsing.parser import ParsedMail, parse
from connectors.inbound.mail.parsing.quarantine import QuarantinedMail
from connectors.inbound.mail.parsing.quotes import own_words

HEAD = b"From: anna@client.example\r\nSubject: s\r\nMessage-ID: <h@client.example>\r\n"


def steps(work: Callable[[], object]) -> int:
    """How many calls of functions a piece of work takes: the same in every run, on every machine."""
    counted = Counter[str]()

    def count(_frame: FrameType, event: str, _arg: Any) -> None:
        counted[event] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted["call"] + counted["c_call"]


def grows_evenly(work: Callable[[int], object], size: int) -> bool:
    """Whether twice the size is about twice the work."""
    work(size)  # what is made once is made
    return steps(lambda: work(2 * size)) < 2.2 * steps(lambda: work(size)) + 200


ATTRIBUTION = "x <b@c.de> 10:00 wrote:\n"

TEXTS: dict[str, Callable[[int], str]] = {
    "attributions over a quote": lambda n: ATTRIBUTION * n + "> q\n",
    "attributions with blanks between": lambda n: (ATTRIBUTION + "\n\n") * n + "> q\n",
    "attributions and quotes": lambda n: (ATTRIBUTION + "> q\n") * n,
    "blank lines": lambda n: ATTRIBUTION + "\n" * n + "> q\n" + "\n" * n,
    "headers": lambda n: "From: x\nTo: y\n" * n,
    "rules": lambda n: "______\n" * n + "From: x\n",
    "signatures": lambda n: "-- \n" * n,
    "good wishes under quotes": lambda n: "> q\n\nBest regards\n" * n,
    "answers between the lines": lambda n: "> q\nmy answer\n" * n,
}


@pytest.mark.parametrize("name", TEXTS)
def test_own_words_are_found_in_work_that_grows_with_the_lines(name: str) -> None:
    assert grows_evenly(lambda n: own_words(TEXTS[name](n)), 400)


def test_an_attribution_over_plain_words_still_ends_what_is_new() -> None:
    mail = "Works now.\nOn Monday 10:00 Ann <ann@c.example> wrote:\nIt does not work."
    assert own_words(mail) == "Works now."
    assert own_words(mail + "\n> It does not.\nIndeed.").startswith("Works now.\nOn Monday")


PAGES: dict[str, Callable[[int], str]] = {
    "ends that close nothing": lambda n: "<b></i>" * n,
    "blocks and ends that close nothing": lambda n: "<div></x>" * n,
    "names that begin alike": lambda n: "<x-a></x-b>" * n,
    "ends in comments": lambda n: "<div><!--</div>-->" * n,
    "ends in comments that are none": lambda n: "<div><!</div>" * n,
    "ends in values": lambda n: '<div><img alt="</div>">' * n,
    "ends in texts": lambda n: "<div><textarea></div></textarea>" * n,
    "bold that is opened anew": lambda n: "".join(f"<b id={nth}>" for nth in range(150)) + "<p>x" * n,
    "paragraphs in depth": lambda n: "<div>" * 150 + "</p>" * n,
    "links in links": lambda n: "<a href=x><table><tr><td>" * n,
    "tags that never end": lambda n: "<a " * n,
    "values that never end": lambda n: '<a b="' * n,
    "one end for all": lambda n: "<a b=" * n + '">"',
    "comments that never end": lambda n: "<!-- " * n,
    "brackets": lambda n: "<" * n + "x",
    "texts that never end": lambda n: "<title>" * n,
    "forms in forms": lambda n: "<form><div></form>" * n,
    "blanks behind depth": lambda n: "<div>" * 300 + " " * n,
}


def seen_by_a_parser(html: str) -> tuple[int, int]:
    """The deepest that elements lie open in each other, and all that lie open, counted at every tag."""
    depth = deepest = work = 0
    for tag in html.split("<")[1:]:
        name = tag.lstrip("/").split(">")[0].split()[0]
        if name not in {"p", "br", "li", "td", "th", "tr", "dd", "dt", "img", "hr"}:
            depth += -1 if tag.startswith("/") else 1
        deepest, work = max(deepest, depth), work + depth
    return deepest, work


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leaves_the_parser_bounded_work(name: str) -> None:
    def work(n: int) -> Tidied:
        return tidied(PAGES[name](n))

    assert grows_evenly(work, 300)
    for tidy in (work(190), work(1_000), work(20_000)):
        if tidy.html is not None:
            deepest, counted = seen_by_a_parser(tidy.html)
            assert deepest <= DEEPEST
            assert counted <= tidy.work <= MOST_WORK
    assert len(text_of(PAGES[name](20_000))) <= LARGEST_HTML


def test_a_page_of_a_person_keeps_its_words_links_and_quotes() -> None:
    page = (
        '<DIV CLASS="a > b">Hello <b>there</i><BR>see <a title="x" href=\'http://a.example/?a=1&amp;b="2"\'>this</a></div>'
        "<!-- <p>hidden --><blockquote type=cite><p>old<p>words</blockquote></span><style>p{}</style>1 < 2 </б>"
    )
    assert text_of(page) == 'Hello there\nsee this (http://a.example/?a=1&b="2")\n\n> old\n>\n> words\n>\n1 < 2'


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_of_many_parts_only_so_much_is_read_together(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    words = mail_body._words

    def counted(content: bytes, charset: str, *, is_html: bool) -> str:
        read.append(len(content))
        return words(content, charset, is_html=is_html)

    monkeypatch.setattr(mail_body, "_words", counted)
    part = f"--b\r\nContent-Type: text/{kind}\r\n\r\n".encode() + b"<b>word</i> " * 30_000 + b"\r\n"
    mail = parse(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 40 + b"--b--\r\n")
    assert isinstance(mail, ParsedMail)
    assert len(read) == 40
    assert sum(read) == {"plain": mail_body.LARGEST_TEXT, "html": LARGEST_HTML}[kind]


def test_more_boundaries_and_lines_than_can_be_compared_are_put_aside_with_the_reason() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(19)
    )
    mail = parse(HEAD + nested + b"\r\n" + b"x\n" * 300_000)
    assert isinstance(mail, QuarantinedMail)
    assert (mail.reason, bool(mail.text.ru)) == ("too-many-parts", True)


HEADERS: dict[str, Callable[[int], str]] = {
    "words that never end": lambda n: "=?a?q?" * n,
    "one end for all": lambda n: "=?a?q?" * n + "?=",
    "ends alone": lambda n: "?=" * n,
    "words": lambda n: "=?utf-8?q?a?= " * n,
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_read_in_work_that_grows_with_it(name: str) -> None:
    assert grows_evenly(lambda n: readable(HEADERS[name](n)), 100)
