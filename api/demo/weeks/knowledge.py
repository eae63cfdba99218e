"""The demo's knowledge base: articles in both languages about its services, and what readers say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from api.demo.catalogue import SERVICES, ServiceKey
from api.demo.company import EVERYBODY, Somebody, key_of
from commands.article.feedback import GiveArticleFeedback
from commands.article.publish import PublishArticle
from commands.article.texts import ArticleWords
from commands.article.write import RedraftArticle, WriteArticle
from commands.command import Command
from events.values.article import Audience
from events.values.identity import ArticleId

_WHO = {key_of(who): who for who in EVERYBODY}
WRITER = _WHO["t.akhmetov"]
AGE = timedelta(days=40)
"""How long before the demo was loaded the first article was written."""


class Written(NamedTuple):
    """An article: for whom, about which services, its words in Russian and in English, who said what of it."""

    audience: Audience
    services: tuple[ServiceKey, ...]
    ru: tuple[str, str, str]
    en: tuple[str, str, str]
    helped: tuple[str, ...] = ()
    did_not: tuple[tuple[str, str], ...] = ()
    is_read: bool = True
    newer: str = ""


ARTICLES: tuple[Written, ...] = (
    Written(
        "everyone",
        ("vpn",),
        (
            "VPN обрывается через несколько минут",
            "Что поставить в настройках, пока шлюз не заменён.",
            (
                "1. Откройте настройки клиента VPN.\n2. Поставьте размер пакета 1300.\n3. Подключитесь снова.\n"
                "Если не помогло, напишите в заявке, какая у вас сеть: домашняя, мобильная или гостиничная."
            ),
        ),
        (
            "The VPN breaks off after some minutes",
            "What to set until the gateway is replaced.",
            (
                "1. Open the settings of the VPN client.\n2. Set the packet size to 1300.\n3. Connect again.\n"
                "If it does not help, tell us in a ticket which network you use: at home, mobile or in a hotel."
            ),
        ),
        helped=("v.sedov", "m.novak", "d.kotov"),
        did_not=(("n.orlov", "В гостинице всё равно рвётся."),),
    ),
    Written(
        "everyone",
        ("printers",),
        (
            "Принтер не печатает",
            "Четыре проверки до заявки.",
            (
                "1. Есть ли бумага и закрыты ли крышки.\n2. Горит ли лампа сети.\n3. Выключите принтер на минуту.\n"
                "4. Напечатайте пробную страницу с самого принтера.\nНе помогло: укажите в заявке номер с наклейки."
            ),
        ),
        (
            "The printer does not print",
            "Four checks before you write a ticket.",
            (
                "1. Is there paper, are the lids closed?\n2. Is the network lamp on?\n3. Turn it off for a minute.\n"
                "4. Print a test page from the printer itself.\nNo help: tell us the number on its label."
            ),
        ),
        helped=("k.ignatieva", "l.panova", "i.lanskaya"),
    ),
    Written(
        "everyone",
        ("mail",),
        (
            "Письма не приходят: где искать",
            "Спам, правила и полный ящик.",
            "Проверьте папку «Спам», правила ящика и сколько в нём места. Адрес отправителя укажите в заявке целиком.",
        ),
        (
            "Mail does not arrive: where to look",
            "Spam, rules and a full mailbox.",
            "Look into the spam folder, at the rules of the mailbox and at its free space. Tell us the whole address.",
        ),
        helped=("r.galiev",),
        did_not=(("s.nazarova", "Не сказано, как посмотреть правила."), ("e.hughes", "No word about the phone app.")),
    ),
    Written(
        "clients",
        ("erp",),
        (
            "Права в 1С для сотрудников клиента: кого просить",
            "Заявку пишет ваш руководитель или вы сами.",
            "Напишите заявку «Предоставление доступа»: база, роль, до какого дня. Бухгалтерия согласует за два дня.",
        ),
        (
            "Access to 1C for clients' people: whom to ask",
            "Your head writes the ticket, or you do.",
            "Write an access request: the base, the role and until which day. Accounting agrees within two days.",
        ),
        helped=("o.tihiy",),
    ),
    Written(
        "everyone",
        ("wifi", "internet"),
        (
            "Гостевой Wi-Fi для посетителей",
            "Пароль на день выдаёт ресепшен.",
            "Пароль действует до полуночи. Для встречи на несколько дней напишите заявку накануне.",
        ),
        (
            "Wi-Fi for guests",
            "The reception gives a password for the day.",
            "The password holds until midnight. For several days write a ticket the day before.",
        ),
        newer="Пароль действует до полуночи, на всех устройствах посетителя. Для встречи на несколько дней напишите "
        "заявку накануне.",
    ),
    Written(
        "staff",
        ("workplace",),
        (
            "Новый сотрудник: что подготовить до первого дня",
            "Список первой линии.",
            "Учётная запись, почта, телефон, место, наклейка с номером. Заявку закрываем, когда человек вошёл сам.",
        ),
        (
            "A new colleague: what to prepare before the first day",
            "The first line's list.",
            "Account, mailbox, phone, desk, label. The ticket is closed when they have signed in themselves.",
        ),
    ),
    Written(
        "staff",
        ("bank",),
        (
            "Банк-клиент просит ключ после обновления",
            "Черновик: проверить у бухгалтерии.",
            "Переставить драйвер ключа и перезагрузить. Сертификаты не удалять.",
        ),
        (
            "The bank client asks for its key after an update",
            "A draft: accounting is to check it.",
            "Install the key's driver anew and restart. Remove no certificates.",
        ),
        is_read=False,
    ),
)


class Told(NamedTuple):
    """One act: its name in the load, who does it, when; what it is about is known when the article was written."""

    name: str
    by: Somebody
    at: datetime
    command: Command


def writing(nth: int, anchor: datetime) -> Told:
    """How an article began."""
    one, at = ARTICLES[nth], _begun(nth, anchor)
    words = [
        ArticleWords(language="ru", title=one.ru[0], summary=one.ru[1], body=one.ru[2]),
        ArticleWords(language="en", title=one.en[0], summary=one.en[1], body=one.en[2]),
    ]
    command = WriteArticle(
        texts=tuple(words),
        audience=one.audience,
        services=tuple(SERVICES[key] for key in one.services),
        check_again_on=(at + timedelta(days=180)).date(),
    )
    return Told(f"article:{nth}", WRITER, at, command)


def what_follows(nth: int, article: ArticleId, anchor: datetime) -> Iterator[Told]:
    """It was published, and readers said whether it helped; of one the Russian text says more by now."""
    one, at = ARTICLES[nth], _begun(nth, anchor)
    if not one.is_read:
        return
    yield Told(f"article:{nth}:publish", WRITER, at + timedelta(hours=1), PublishArticle(article_id=article))
    for turn, (who, helped, words) in enumerate(_said(one)):
        said = GiveArticleFeedback(article_id=article, helped=helped, words=words)
        yield Told(f"article:{nth}:said:{who}", _WHO[who], at + timedelta(days=2 + turn), said)
    if one.newer:
        at += timedelta(days=9)
        redraft = RedraftArticle(article_id=article, language="ru", body=one.newer)
        yield Told(f"article:{nth}:redraft", WRITER, at, redraft)
        again = PublishArticle(article_id=article, note="Добавлено про устройства")
        yield Told(f"article:{nth}:again", WRITER, at + timedelta(minutes=20), again)


def _said(one: Written) -> Sequence[tuple[str, bool, str]]:
    return [*((who, True, "") for who in one.helped), *((who, False, words) for who, words in one.did_not)]


def _begun(nth: int, anchor: datetime) -> datetime:
    return anchor - AGE + timedelta(days=2 * nth)
