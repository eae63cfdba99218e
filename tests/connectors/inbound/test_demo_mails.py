"""The sample mails of the demo: what each of them is there to show."""

from __future__ import annotations

from importlib import resources
from io import BytesIO

import pytest
from PIL import Image

from connectors.inbound.mail.commands import ORIGINAL_NAME
from connectors.inbound.mail.intake import Outcome
from events.ticket_pictures import PicturesInPlaceTold
from tests.connectors.inbound.mail_desks import MemoryDesk

MAILS = {
    entry.name.removesuffix(".eml"): entry.read_bytes()
    for entry in resources.files("api.demo.mails").iterdir()
    if entry.name.endswith(".eml")
}


class Demo(MemoryDesk):
    """A desk that took in all of them, in the order of their names."""

    def __init__(self) -> None:
        super().__init__()
        self.open()
        self.outcomes: dict[str, Outcome] = {name: self.take(MAILS[name]) for name in sorted(MAILS)}


@pytest.fixture(scope="module")
def demo() -> Demo:
    """Read only: the tests share it."""
    return Demo()


@pytest.mark.parametrize(
    ("name", "subject", "words", "files"),
    [
        ("01-printer-ru", "Принтер в бухгалтерии печатает полосами", "HP в кабинете 214", []),
        ("02-vpn-en", "VPN drops every hour", "Laptop BF-0417", []),
        ("03-screenshot-ru", "Ошибка 1С при проведении документа", "СтавкаНДС", ["Ошибка 1С.png"]),
        ("04-access-html-cp1251", "Доступ к отчётам", "- Соколов А.\xa0В.\n- Миронова Д.\xa0С.", []),
        ("05-scanner-koi8r", "Сканер не складывает файлы в сеть", r"\\srv-02\scan", []),
        ("06-new-colleague-en", "New colleague starts on Monday", "Zofia Kamińska joins", ["zofia.csv"]),
        ("07-guest-ru", "Гостевой Wi-Fi на третьем этаже не пускает: «неверный код»", "Мы подрядчики", []),
    ],
)
def test_seven_mails_become_tickets(demo: Demo, name: str, subject: str, words: str, files: list[str]) -> None:
    fact = demo.registered(demo.outcomes[name].number)
    assert fact.subject == subject
    assert words in fact.description
    assert [file.name for file in fact.attachments] == [*files, ORIGINAL_NAME]


def test_one_shows_a_picture_within_its_words(demo: Demo) -> None:
    number = demo.outcomes["03-screenshot-ru"].number
    picture, _ = demo.registered(number).attachments
    (told,) = [fact for fact in demo.facts(number) if isinstance(fact, PicturesInPlaceTold)]
    assert [(one.sha256, one.content_id) for one in told.pictures] == [(picture.sha256, "screen.1@demo.example")]
    shown = demo.file(picture.sha256)
    assert shown is not None
    with Image.open(BytesIO(shown)) as opened:
        opened.load()
        assert (picture.media_type, opened.size) == ("image/png", (320, 140))
    assert "cid:" not in demo.registered(number).description


def test_one_answers_an_earlier_one_without_repeating_it(demo: Demo) -> None:
    (comment,) = demo.comments(demo.outcomes["01-printer-ru"].number)
    assert comment.body == "Забыла написать: второй принтер, в коридоре, работает. Пока печатаем на нём."
    assert comment.is_public


def test_a_colleague_in_copy_is_noted_for_staff(demo: Demo) -> None:
    (comment,) = demo.comments(demo.outcomes["02-vpn-en"].number)
    assert comment.body.endswith(
        "\n\nSame here since Monday – always at the full hour, so it may be the session limit."
    )
    assert "Tobias Okafor <t.okafor@baltic-freight.example>" in comment.body
    assert not comment.is_public


def test_three_wait_in_quarantine_with_their_reasons(demo: Demo) -> None:
    aside = {name: outcome.reason for name, outcome in demo.outcomes.items() if outcome.result == "quarantined"}
    assert aside == {
        "10-vacation-loop-ru": "automatic-reply",
        "11-forged-ru": "two-senders",
        "12-broken": "unreadable-sender",
    }
