"""Pictures within the words of a letter are told from files that came with it, by what the words point at."""

from __future__ import annotations

from base64 import b64encode

import pytest

from connectors.inbound.mail.parsing.parser import ParsedMail, parse
from events.ticket import TicketCommented, TicketRegistered
from events.ticket_pictures import PicturesInPlaceTold
from events.values.identity import StreamId, ticket_id
from tests.api.pictures import png
from tests.connectors.inbound.mail_desks import OWN_ADDRESS, MailDesk

PICTURE = b64encode(png()).decode()


def part(kind: str, body: str, **headers: str) -> str:
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"--b\r\nContent-Type: {kind}\r\n{head}\r\n{body}\r\n"


def letter(*parts: str, message_id: str = "<pictures@client.example>", **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"From: Anna <anna@client.example>\r\nTo: {OWN_ADDRESS}\r\nSubject: Screen\r\n"
        f"Message-ID: {message_id}\r\n{more}"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    )
    return (head + "".join(parts) + "--b--\r\n").encode()


def picture(content_id: str, kind: str = "image/png", **headers: str) -> str:
    told = {"Content_Transfer_Encoding": "base64", **headers}
    return part(kind, PICTURE, **({"Content_ID": f"<{content_id}>"} if content_id else {}), **told)


def called(raw: bytes) -> list[str]:
    mail = parse(raw, own_addresses=(OWN_ADDRESS,))
    assert isinstance(mail, ParsedMail), mail
    return [file.content_id for file in mail.files]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('<p>See <img src="cid:shot@1" alt="it"></p>', "text/html"),
        ("<p>See <img src='CID:shot%401'></p>", "text/html"),
        ("See [cid:shot@1] there", "text/plain"),
    ],
    ids=["html", "percent", "plain"],
)
def test_a_picture_that_the_words_point_at_stands_within_them(words: str, kind: str) -> None:
    assert called(letter(part(kind, words), picture("shot@1"))) == ["shot@1"]


def test_what_they_do_not_point_at_and_what_is_no_picture_came_with_the_letter() -> None:
    words = part("text/html", '<img src="cid:shot"><img src="cid:sheet">')
    sheet = picture("sheet", kind="application/pdf")
    raw = letter(words, picture("shot"), picture("logo"), sheet, picture(""), picture("with blank"))
    assert called(raw) == ["shot", "", "", "", ""]


def test_a_letter_tells_its_pictures_beside_the_registration_and_beside_the_comment(desk: MailDesk) -> None:
    words = part("text/html", '<p>Look: <img src="cid:shot"></p>')
    number = int(desk.take(letter(words, picture("shot"), picture("logo"))).number)
    stream = StreamId(ticket_id(number))
    first, told = (one.fact for one in desk.log.load(stream))
    assert isinstance(first, TicketRegistered)
    assert isinstance(told, PicturesInPlaceTold)
    assert [(one.sha256, one.content_id) for one in told.pictures] == [(first.attachments[0].sha256, "shot")]
    again = letter(
        words, picture("shot"), message_id="<second@client.example>", In_Reply_To="<pictures@client.example>"
    )
    assert desk.take(again).result == "commented"
    said, beside = (one.fact for one in desk.log.load(stream)[2:4])
    assert isinstance(said, TicketCommented)
    assert isinstance(beside, PicturesInPlaceTold)
    assert beside.comment_id == said.comment_id


def test_a_letter_whose_picture_is_none_by_its_content_comes_in_all_the_same(desk: MailDesk) -> None:
    words = part("text/html", '<img src="cid:shot">')
    fake = part("image/png", "just words", Content_ID="<shot>")
    number = int(desk.take(letter(words, fake)).number)
    assert [type(one.fact) for one in desk.log.load(StreamId(ticket_id(number)))] == [TicketRegistered]
