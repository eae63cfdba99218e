"""What the reader makes of messages, ordinary and hostile: each is read, or put aside with its reason."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.inbound.mail.parsing.parser import Limits, ParsedMail, parse
from connectors.inbound.mail.parsing.quarantine import REASONS, QuarantinedMail

MAILS = Path(__file__).parent / "mails"
DESK = ("desk@desk.example",)


def read(name: str) -> ParsedMail:
    mail = parse((MAILS / f"{name}.eml").read_bytes(), own_addresses=DESK)
    assert isinstance(mail, ParsedMail), mail
    return mail


def put_aside(raw: bytes, limits: Limits | None = None) -> QuarantinedMail:
    mail = parse(raw, own_addresses=DESK, limits=limits or Limits())
    assert isinstance(mail, QuarantinedMail), mail
    return mail


def test_an_ordinary_mail_is_read_whole() -> None:
    mail = read("plain_ru_utf8")
    assert (mail.sender.name, mail.sender.address) == ("Анна Петрова", "anna@client.example")
    assert mail.subject == "Не работает принтер"
    assert mail.text == "Добрый день!\nПринтер на третьем этаже не печатает.\n\n-- \nАнна"
    assert mail.own_text == "Добрый день!\nПринтер на третьем этаже не печатает."
    assert mail.message_id == "<plain@client.example>"
    assert mail.sent_at == datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
    assert [address.address for address in mail.to] == ["desk@desk.example"]


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("koi8r_declared", "Сломался монитор", "Монитор не включается со вчерашнего дня."),
        ("cp1251_undeclared", "Срочно: нет интернета", "Интернет не работает с утра, помогите."),
        ("koi8r_called_latin1", "Почта", "Почта не отправляется."),
        ("cp866_unknown_charset", "Old terminal", "Терминал кассы завис, чек не печатается."),
        ("split_encoded_word", "Сбой", "x"),
    ],
)
def test_any_charset_is_read_declared_or_not(name: str, subject: str, text: str) -> None:
    mail = read(name)
    assert (mail.subject, mail.text) == (subject, text)


def test_html_reads_like_its_page_without_scripts() -> None:
    assert read("html_only").text == "Hello,\n\nthe VPN drops\nevery hour.\n\n- laptop\n- phone\n\nlog"


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("html_reply", "Works now, thanks"),
        ("gmail_reply_ru", "Да, помогло."),
        ("outlook_reply_ru", "Спасибо, заработало!\n\nС уважением, Анна"),
    ],
)
def test_an_answer_is_told_from_what_it_quotes(name: str, own: str) -> None:
    mail = read(name)
    assert mail.own_text == own
    assert len(mail.text) > len(own)


def test_ids_of_the_answered_mails_are_found_over_folded_lines() -> None:
    mail = read("outlook_reply_ru")
    assert mail.in_reply_to == ("<first@client.example>",)
    assert mail.references == ("<zero@client.example>", "<first@client.example>")


def test_row_173_attachments_come_as_they_are_under_honest_names() -> None:
    files = read("attachments").files
    assert [(file.name, file.media_type) for file in files] == [
        ("Счёт.pdf", "application/pdf"),
        ("Экран.png", "image/png"),
        ("invoicefdp.exe", "application/octet-stream"),
        ("winmail.dat", "application/ms-tnef"),
    ]
    assert files[0].content == b"%PDF-1.4 not really\n"


def test_a_forwarded_message_and_an_invitation_are_files() -> None:
    (forwarded,) = read("forwarded_message").files
    assert forwarded.media_type == "message/rfc822"
    assert b"inner words" in forwarded.content
    invited = read("alternative_with_invitation")
    assert invited.text == "plain words"
    assert [file.media_type for file in invited.files] == ["text/calendar"]


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("null_bytes", "nul in subject", "before  after"),
        ("header_injection", "hello Bcc: victim@client.example", "text"),
        ("rtl_subject", "photognp.exe", "text"),
        ("broken_mime", "File", "!!!not base64!!!"),
    ],
)
def test_tricks_are_taken_out_and_the_words_stay(name: str, subject: str, text: str) -> None:
    mail = read(name)
    assert (mail.subject, mail.text) == (subject, text)


def test_a_nonsense_date_is_no_date() -> None:
    assert read("bad_date").sent_at is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no_from", "no-sender"),
        ("broken_from", "unreadable-sender"),
        ("two_from_headers", "two-senders"),
        ("two_addresses_in_from", "two-senders"),
        ("auto_reply", "automatic-reply"),
        ("exchange_out_of_office", "automatic-reply"),
        ("bulk", "bulk"),
        ("mailing_list", "bulk"),
        ("own_loop", "own-loop"),
        ("own_address", "own-address"),
        ("bounce", "bounce"),
        ("empty", "empty"),
    ],
)
def test_what_cannot_become_a_ticket_is_put_aside_with_its_reason(name: str, reason: str) -> None:
    quarantine = put_aside((MAILS / f"{name}.eml").read_bytes())
    assert quarantine.reason == reason
    assert quarantine.text.ru != quarantine.text.en


def test_a_bounce_tells_whom_it_could_not_reach() -> None:
    text = put_aside((MAILS / "bounce.eml").read_bytes()).text
    assert "gone@client.example" in text.en
    assert "5.1.1" in text.ru


def test_a_bounce_that_does_not_say_whom_it_could_not_reach_is_told_in_words() -> None:
    text = put_aside(_mail(b"Return-Path: <>\r\n")).text
    assert text.en == "A message could not be delivered: it is not said to whom, no status given."
    assert text.ru == "Письмо не доставлено: кому — не указано, код не указан."


@pytest.mark.parametrize("hops", [100, 101, 150])
def test_a_message_that_passed_too_many_servers_goes_round_in_a_circle(hops: int) -> None:
    received = b"".join(
        b"Received: from a.example by b.example; Mon, 23 Nov 2026 10:15:00 +0300\r\n" for _ in range(hops)
    )
    mail = parse(_mail(received))
    assert isinstance(mail, QuarantinedMail) == (hops > 100)
    if isinstance(mail, QuarantinedMail):
        assert (mail.reason, str(hops) in mail.text.en) == ("too-many-hops", True)
        assert mail.sender == "anna@client.example"


def test_every_sample_was_looked_at_once_and_twice_alike() -> None:
    for path in sorted(MAILS.glob("*.eml")):
        raw = path.read_bytes()
        assert parse(raw) == parse(raw)


def _mail(headers: bytes, body: bytes = b"words\r\n") -> bytes:
    return b"From: anna@client.example\r\nSubject: s\r\n" + headers + b"\r\n" + body


def _multipart(parts: int) -> bytes:
    body = b"".join(b"--b\r\n\r\nx\r\n" for _ in range(parts)) + b"--b--\r\n"
    return _mail(b"Content-Type: multipart/mixed; boundary=b\r\n", body)


def _nested(levels: int) -> bytes:
    body = b"x"
    for level in range(levels):
        name = b"b%d" % level
        body = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n--%b\r\n%b\r\n--%b--\r\n' % (
            name,
            name,
            body,
            name,
        )
    return b"From: a@b.example\r\nSubject: s\r\n" + body


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\r\n ", "empty"),
        (_mail(b"", b"x" * (33 * 1024 * 1024)), "too-large"),
        (_mail(b"X-Long: " + b"y" * 300_000), "headers-too-large"),
        (_multipart(10_000), "too-many-parts"),
        (_multipart(300), "too-many-parts"),
        (_nested(40), "nested-too-deep"),
        (_nested(3_000), "nested-too-deep"),
    ],
    ids=["nothing", "blank", "large", "headers", "parts", "more-parts", "deep", "abyss"],
)
def test_an_overload_is_put_aside_without_being_worked_through(raw: bytes, reason: str) -> None:
    begun = time.process_time()
    assert put_aside(raw).reason == reason
    assert time.process_time() - begun < 2


def test_twenty_megabytes_are_refused_by_their_size_before_they_are_parsed() -> None:
    raw = _mail(b"", b"--x\r\n" * (4 * 1024 * 1024))
    begun = time.process_time()
    quarantine = put_aside(raw)
    assert quarantine.reason == "too-large"
    assert "16" in quarantine.text.ru
    assert time.process_time() - begun < 0.05


def test_an_archive_is_kept_as_it_came_and_never_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50 * 1024 * 1024))
    bomb = packed.getvalue()
    assert len(bomb) < 100_000
    headers = b"Content-Type: application/zip; name=bomb.zip\r\nContent-Transfer-Encoding: base64\r\n"
    begun = time.process_time()
    mail = parse(_mail(headers, base64.encodebytes(bomb)))
    assert isinstance(mail, ParsedMail)
    assert [(file.name, file.content) for file in mail.files] == [("bomb.zip", bomb)]
    assert time.process_time() - begun < 0.5


def test_an_enormous_subject_is_shortened() -> None:
    mail = parse(b"From: a@b.example\r\nSubject: " + b"long " * 20_000 + b"\r\n\r\nx")
    assert isinstance(mail, ParsedMail)
    assert len(mail.subject) == 300
    assert mail.subject.endswith("…")


@given(
    headers=st.binary(max_size=300),
    body=st.binary(max_size=300),
    kind=st.sampled_from([b"", b"text/html", b"multipart/mixed; boundary=b", b"multipart/report", b"message/rfc822"]),
)
@example(headers=b"From: \xff\xfe@\x00", body=b"", kind=b"")
@example(headers=b"Content-Disposition: attachment; filename*0*=%%%''", body=b"x", kind=b"text/plain")
def test_whatever_the_bytes_something_storable_comes_back(headers: bytes, body: bytes, kind: bytes) -> None:
    result = parse(b"From: a@b.example\r\nContent-Type: " + kind + b"\r\n" + headers + b"\r\n\r\n--b\r\n" + body)
    if isinstance(result, QuarantinedMail):
        assert result.reason in REASONS
        texts = [result.text.ru, result.text.en, result.subject, result.sender]
    else:
        texts = [
            result.subject,
            result.text,
            result.own_text,
            result.sender.name,
            *(f.name for f in result.files),
        ]
    for text in texts:
        assert "\0" not in text
        text.encode()
