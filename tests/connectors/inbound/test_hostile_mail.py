"""Broken and hostile messages through the whole intake: each ends as a ticket or in quarantine, in bearable time."""

from __future__ import annotations

import base64
import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.inbound.mail.parsing.parser import ParsedMail, parse
from connectors.inbound.mail.parsing.quarantine import REASONS, QuarantinedMail
from tests.connectors.inbound.mail_desks import MemoryDesk

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
HEAD = b"From: anna@client.example\r\nSubject: s\r\nMessage-ID: <h@client.example>\r\n"
LONG = "DESK_TEST_LONG" in os.environ


def read(name: str) -> ParsedMail:
    mail = parse((Path(__file__).parent / "mails" / f"{name}.eml").read_bytes())
    assert isinstance(mail, ParsedMail), mail
    return mail


# -- read for what they are --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bad_base64", "Привет"),
        ("bad_quoted_printable", "Привет =ZZ caf\ufffd"),
        ("utf7_surrogates", "half  and Привет"),
        ("mbox_line", "From a mailbox file"),
        ("carriage_returns", "first\nsecond"),
        ("html_scripts", "Seen here\n\nshown, for it is words"),
        ("inline_image", "See the screen"),
        ("missing_boundary_end", "Соединение оборвалось"),
        ("boundary_missing", "just words"),
        ("smime_signed", "Прошу восстановить доступ к 1С."),
        ("smime_enveloped", ""),
        ("pgp_encrypted", ""),
        ("whole_part_is_a_file", ""),
    ],
)
def test_what_words_there_are_are_read(name: str, text: str) -> None:
    assert read(name).text == text


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("smime_signed", ["smime.p7s"]),
        ("smime_enveloped", ["smime.p7m"]),
        ("pgp_encrypted", ["attachment-1.pgp", "encrypted.asc"]),
        ("inline_image", ["attachment-1.png"]),
        ("missing_boundary_end", ["half.png"]),
        ("whole_part_is_a_file", ["report.xls"]),
        ("rfc2231_names", ["Договор на 2026.pdf", "ÿþ.pdf", "attachment.bin"]),
        (
            "path_traversal",
            [
                *("passwd", "cmd.exe", "attachment-3.bin", "attachment-4.bin", "nulbyte.txt", "tab name.txt"),
                *("attachment-7.bin", "a" * 145 + "….pdf", "secret"),
            ],
        ),
    ],
)
def test_files_have_names_that_stay_in_their_folder(name: str, files: list[str]) -> None:
    assert [file.name[-150:] for file in read(name).files] == files


def test_a_forwarded_message_is_kept_byte_for_byte() -> None:
    raw = (Path(__file__).parent / "mails" / "forwarded_unusual.eml").read_bytes()
    inner = raw.split(b"message/rfc822\n\n")[1].removesuffix(b"\n--f--\n")
    (file,) = read("forwarded_unusual").files
    assert file.content == inner


def test_eight_bit_headers_are_read_without_being_declared() -> None:
    mail = read("eight_bit_headers")
    assert (mail.sender.name, mail.subject) == ("Пётр Сидоров", "Не открывается отчёт")


def test_of_very_many_recipients_the_first_are_read() -> None:
    assert 100 < len(read("many_recipients").to) < 2000


@pytest.mark.parametrize(
    ("name", "reason"),
    [("group_from", "unreadable-sender"), ("bounce_null_path", "bounce"), ("loop_by_list_headers", "bulk")],
)
def test_machines_and_nobodies_are_put_aside(name: str, reason: str) -> None:
    quarantine = parse((Path(__file__).parent / "mails" / f"{name}.eml").read_bytes())
    assert isinstance(quarantine, QuarantinedMail)
    assert quarantine.reason == reason


def test_a_long_text_cut_inside_a_letter_stays_readable() -> None:
    mail = parse(HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nx" + "ы".encode() * 600_000)
    assert isinstance(mail, ParsedMail)
    assert mail.text.startswith("xыыы")


# -- bearable time -----------------------------------------------------------------------------------------------


def _open_multiparts(levels: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(levels)
    )


def _html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html\r\n\r\n" + body


OVERLOADS: dict[str, bytes] = {
    "short lines": HEAD + b"\r\n" + b"x\n" * 300_000,
    "too many lines": HEAD + b"\r\n" + b"\n" * 2_000_000,
    "deep with lines": HEAD + _open_multiparts(19) + b"\r\n" + b"-x\n" * 100_000,
    "very deep with lines": HEAD + _open_multiparts(199) + b"\r\n" + b"-x\n" * 200_000,
    "parameters": HEAD + b"Content-Type: text/plain" + b";a" * 120_000 + b"\r\n\r\nx",
    "parameters of a part": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: a/b"
    + b';a="' * 500_000
    + b"\r\n\r\nx\r\n--b--",
    "headers of a part": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    + b"a: b\r\n" * 100_000
    + b"\r\nx\r\n--b--",
    "angle brackets": HEAD + b"\r\n" + b"<" * 900_000,
    "attributions": HEAD + b"\r\n" + b"10:15 <a@b.example> wrote:\r\n\r\n" * 20_000,
    "dashes": HEAD + b"\r\n" + (b"-" * 400 + b"\r\n") * 2_000,
    "quotes in html": _html(b"<blockquote>a" * 70_000),
    "divs": _html(b"<div>" * 190_000),
    "attributes": _html(b"<div " + b" ".join(b"a%d=1" % nth for nth in range(40_000)) + b">x"),
    "alternatives": HEAD
    + _open_multiparts(18).replace(b"mixed", b"alternative")
    + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"word " * 200_000),
    "punycode": HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\na-" + b"9a" * 400_000,
    "idna": HEAD + b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"xn--a" * 100_000,
    "comments in From": b"From: " + b"(" * 7_000 + b"a@b.example\r\n\r\nx",
    "comments in To": HEAD + b"To: " + b"(" * 7_000 + b"a@b.example\r\n\r\nx",
    "encoded words": b"From: a@b.example\r\nSubject: " + b"=?a?q?" * 30_000 + b"\r\n\r\nx",
    "a subject of a megabyte": b"From: a@b.example\r\nSubject: " + b"x" * 1_000_000 + b"\r\n\r\nx",
    "a million recipients": HEAD + b"To: " + b"a@b.example,\r\n " * 1_000_000 + b"\r\n\r\nx",
    "references": HEAD + b"References: " + b"<a@b.example> " * 18_000 + b"\r\n\r\nx",
    "a date of digits": HEAD + b"Date: " + b"9" * 200_000 + b"\r\n\r\nx",
}


@pytest.mark.parametrize("name", OVERLOADS)
def test_no_mail_takes_the_desk_more_than_moments(name: str) -> None:
    desk = MemoryDesk()
    desk.open()
    begun = time.process_time()
    outcome = desk.take(OVERLOADS[name])
    assert time.process_time() - begun < 3
    assert outcome.result in {"registered", "quarantined"}
    assert len(desk.written()) + len(desk.waiting()) == 1


# -- whatever the bytes ------------------------------------------------------------------------------------------


def taken(desk: MemoryDesk, raw: bytes) -> None:
    """Take a mail in: it is somewhere afterwards, whole, and taken again it is known."""
    before = len(desk.written()), len(desk.waiting())
    outcome = desk.take(raw)
    after = len(desk.written()), len(desk.waiting())
    if outcome.result == "quarantined":
        assert outcome.reason in REASONS
        assert raw in [original for _, original in desk.waiting()]
        assert after[0] == before[0]
    elif outcome.result in {"registered", "commented"}:
        assert after == (before[0] + 1, before[1])
        fact: Any = desk.written()[-1].fact
        assert desk.file(fact.attachments[-1].sha256) == raw
        # A NUL, not a backslash that somebody wrote before "u0000".
        assert b"\\u0000" not in msgspec.json.encode(fact).replace(b"\\\\", b"")
    assert desk.take(raw).result in {"known", "quarantined"}


@given(st.binary(max_size=2_000))
@settings(max_examples=2_000 if LONG else 60, deadline=None)
def test_random_bytes_are_registered_or_put_aside(raw: bytes) -> None:
    desk = MemoryDesk()
    desk.open()
    taken(desk, raw)


@given(st.data())
@settings(max_examples=5_000 if LONG else 200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_real_mails_cut_and_mixed_are_registered_commented_or_put_aside(data: st.DataObject) -> None:
    desk = MemoryDesk()
    desk.open()
    desk.take(HEAD + b"\r\nfirst")
    raw = data.draw(st.sampled_from(MAILS)).read_bytes()[:20_000]
    for _ in range(data.draw(st.integers(1, 4))):
        begin = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(begin, min(len(raw), begin + 60)))
        foreign = data.draw(
            st.one_of(
                st.binary(max_size=20),
                st.sampled_from(PIECES),
                st.sampled_from(MAILS).map(lambda path: path.read_bytes()[:2_000]),
            )
        )
        raw = raw[:begin] + foreign + raw[end:]
    taken(desk, raw)


PIECES = [
    b"\r\n\r\n",
    b"\x00",
    b"\xed\xa0\x80",
    b"=?utf-7?q?+2AA-?=",
    b"=?utf-8?b?/////w==?=",
    b"Content-Type: message/rfc822\r\n",
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Type: text/plain; charset*0*=''%; charset*1=x\r\n",
    b"Content-Disposition: attachment; filename*1*=utf-8''%00%ff\r\n",
    b"In-Reply-To: <h@client.example>\r\n",
    b"Subject: [#1001]\r\n",
    b"begin 644 x\r\n#0V%T\r\n`\r\nend\r\n",
    "\u202egnp.exe".encode(),
    b'From: "\r\n',
]
